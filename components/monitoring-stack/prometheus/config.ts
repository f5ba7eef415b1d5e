import { stringify } from "yaml";
import type { MetricsTarget } from "../../core/metrics";
import type { AlertRule } from "../alerts/standard";

/** Prometheus' own configuration: what to scrape, which rules, whom to tell. */
export function prometheusConfig(targets: readonly MetricsTarget[], scrapeSeconds: number, namespace: string): string {
    return stringify(
        {
            global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
            rule_files: ["/etc/prometheus/rules.yml"],
            alerting: { alertmanagers: [{ static_configs: [{ targets: [`alertmanager.${namespace}.svc:9093`] }] }] },
            scrape_configs: [
                { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
                { job_name: "alertmanager", static_configs: [{ targets: [`alertmanager.${namespace}.svc:9093`] }] },
                containers,
                kubelet,
                ...targets.map(scrapeConfig),
            ],
        },
        { lineWidth: 0 },
    );
}

/** The kubelets, called by their nodes. */
const ofKubelets = {
    scheme: "https",
    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
    // A kubelet signs its own certificate unless the cluster's administrator says otherwise.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
};

/** CPU, memory, file systems and network of every container, pod and node. */
const containers = { job_name: "containers", metrics_path: "/metrics/cadvisor", ...ofKubelets };

/** How full volumes are: of the thousand metrics of a kubelet, those that a dashboard shows. */
const kubelet = {
    job_name: "kubelet",
    metrics_path: "/metrics",
    ...ofKubelets,
    metric_relabel_configs: [{ source_labels: ["__name__"], regex: "kubelet_volume_stats_.+", action: "keep" }],
};

/** The pods with the target's labels, found through the API server; each instance is called by its pod. */
function scrapeConfig({ job, namespace, labels, port, path = "/metrics" }: MetricsTarget): object {
    return {
        job_name: job,
        metrics_path: path,
        kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
        relabel_configs: [
            ...Object.entries(labels).map(([label, value]) => ({
                source_labels: [`__meta_kubernetes_pod_label_${label.replace(/[^A-Za-z0-9_]/g, "_")}`],
                regex: value,
                action: "keep",
            })),
            { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Running", action: "keep" },
            { source_labels: ["__meta_kubernetes_pod_ip"], replacement: `$1:${port}`, target_label: "__address__" },
            { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
            { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
        ],
    };
}

/** The alerts as one rule group, `<group>.rules`. */
export function rulesFile(group: string, alerts: readonly AlertRule[]): string {
    const rules = alerts.map(({ name, expression, for: duration, severity, summary }) => ({
        alert: name,
        expr: expression,
        for: duration,
        labels: { severity },
        annotations: { summary },
    }));
    return stringify({ groups: [{ name: `${group}.rules`, rules }] }, { lineWidth: 0 });
}

export type Receiver =
    { readonly kind: "webhook"; readonly url: string } | { readonly kind: "sns"; readonly topicArn: string; readonly region: string };

/** One message for all alerts of a kind; critical ones are repeated every hour, others every four. */
export function alertmanagerConfig(receiver: Receiver): string {
    const settings =
        receiver.kind === "webhook"
            ? { webhook_configs: [{ url: receiver.url, send_resolved: true }] }
            : {
                  sns_configs: [
                      {
                          topic_arn: receiver.topicArn,
                          sigv4: { region: receiver.region },
                          subject: "{{ .Status | toUpper }} {{ .CommonLabels.alertname }}",
                          send_resolved: true,
                      },
                  ],
              };
    return stringify(
        {
            route: {
                receiver: "people",
                group_by: ["alertname", "namespace", "job"],
                group_wait: "30s",
                group_interval: "5m",
                repeat_interval: "4h",
                routes: [{ receiver: "people", matchers: ['severity="critical"'], group_wait: "10s", repeat_interval: "1h" }],
            },
            // A critical alert says what its warning says.
            inhibit_rules: [
                {
                    source_matchers: ['severity="critical"'],
                    target_matchers: ['severity="warning"'],
                    equal: ["alertname", "namespace", "job"],
                },
            ],
            receivers: [{ name: "people", ...settings }],
        },
        { lineWidth: 0 },
    );
}
