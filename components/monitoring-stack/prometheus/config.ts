import { stringify } from "yaml";
import type { PodMetrics } from "../../core/metrics";
import type { Exporter } from "../exporters/exporter";
import { probeModule } from "../exporters/probes";
import type { Monitored } from "../monitored";

export interface PrometheusConfig {
    readonly monitored: Pick<Monitored, "pods">;
    readonly exporters: readonly Exporter[];
    readonly scrapeSeconds: number;
    /** Days that metrics are kept, if there is room. */
    readonly retentionDays: number;
    /** Where every Alertmanager is: each gets every alert, and they agree on who tells of it. */
    readonly alertmanagers: readonly string[];
    /** As `remote_write` has them. */
    readonly remoteWrite: readonly object[];
    /** What tells these metrics from others' where they are sent on. */
    readonly externalLabels: Readonly<Record<string, string>>;
}

export const rulesPath = "/etc/prometheus/rules.yml";

/** Prometheus' own configuration: what to ask, which rules, whom to tell. */
export function prometheusConfig(config: PrometheusConfig): string {
    const { monitored, exporters, scrapeSeconds, retentionDays, alertmanagers, remoteWrite, externalLabels } = config;
    const every = `${scrapeSeconds}s`;
    return stringify(
        {
            global: {
                scrape_interval: every,
                evaluation_interval: every,
                ...(remoteWrite.length > 0 ? { external_labels: externalLabels } : {}),
            },
            // Of the disk that is there, which may be smaller than what is asked for now: the rest is for what is being put together.
            storage: { tsdb: { retention: { time: `${retentionDays}d`, percentage: 80 } } },
            rule_files: [rulesPath],
            alerting: { alertmanagers: [{ static_configs: [{ targets: [...alertmanagers] }] }] },
            scrape_configs: [
                { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
                { job_name: "alertmanager", static_configs: [{ targets: [...alertmanagers] }] },
                ...jobsOf(monitored, exporters),
            ],
            ...(remoteWrite.length > 0 ? { remote_write: remoteWrite } : {}),
        },
        { lineWidth: 0, aliasDuplicateObjects: false },
    );
}

/** What is asked of the system: nodes, pods, exporters. */
export const jobsOf = ({ pods }: Pick<Monitored, "pods">, exporters: readonly Exporter[]): object[] => [
    containers,
    kubelet,
    ...pods.map(podsJob),
    ...exporters.map(exporterJob),
];

/** The kubelets, called by their nodes. */
const ofKubelets = {
    scheme: "https",
    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
    // A kubelet signs its own certificate unless the cluster's administrator says otherwise.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "node" }],
};

/** CPU, memory, file systems and network of every container, pod and node. */
const containers = { job_name: "containers", metrics_path: "/metrics/cadvisor", ...ofKubelets };

/** How full volumes are: of the thousand metrics of a kubelet, those that an alert or a dashboard asks for. */
const kubelet = {
    job_name: "kubelet",
    metrics_path: "/metrics",
    ...ofKubelets,
    metric_relabel_configs: [{ source_labels: ["__name__"], regex: "kubelet_volume_stats_.+", action: "keep" }],
};

/** The pods with these labels, found through the API server. */
const found = ({ namespace, labels, port }: PodMetrics) => ({
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
        ...Object.entries(labels).map(([label, value]) => ({
            source_labels: [`__meta_kubernetes_pod_label_${label.replace(/[^A-Za-z0-9_]/g, "_")}`],
            regex: value,
            action: "keep",
        })),
        { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Running", action: "keep" },
        { source_labels: ["__meta_kubernetes_pod_ip"], replacement: `$1:${port}`, target_label: "__address__" },
    ],
});

/** Where a pod is; an alert about its node silences those about it. */
const whereabouts = [
    { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
    { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "node" },
    // Of two versions side by side, which.
    { source_labels: ["__meta_kubernetes_pod_label_webstack_color"], target_label: "color" },
];

function podsJob(metrics: PodMetrics): object {
    const { relabel_configs, ...discovery } = found(metrics);
    return {
        job_name: metrics.job,
        metrics_path: metrics.path ?? "/metrics",
        ...discovery,
        relabel_configs: [...relabel_configs, ...whereabouts],
    };
}

function exporterJob({ metrics, aboutOthers, hosts }: Exporter): object {
    if (hosts) return probesJob(metrics, hosts);
    if (!aboutOthers) return podsJob(metrics);
    const { relabel_configs, ...discovery } = found(metrics);
    return {
        job_name: metrics.job,
        // The labels are those of what is told about; the exporter, wherever it runs, is called by its job.
        honor_labels: true,
        ...discovery,
        relabel_configs: [...relabel_configs, { target_label: "instance", replacement: metrics.job }],
    };
}

/** One question for each host, by which the answer is called. */
const probesJob = ({ job, namespace, port }: PodMetrics, hosts: readonly string[]): object => ({
    job_name: job,
    metrics_path: "/probe",
    params: { module: [probeModule] },
    static_configs: [{ targets: [...hosts] }],
    relabel_configs: [
        { source_labels: ["__address__"], target_label: "instance" },
        { source_labels: ["__address__"], replacement: "https://$1/", target_label: "__param_target" },
        { target_label: "__address__", replacement: `${job}.${namespace}.svc:${port}` },
    ],
});
