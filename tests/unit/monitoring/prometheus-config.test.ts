import { parse } from "yaml";
import { exporterPods } from "../../../components/monitoring-stack/exporters/exporter";
import { prometheusConfig, type PrometheusConfig } from "../../../components/monitoring-stack/prometheus/config";
import { remoteWriteConfig, remoteWritePorts, remoteWriteSecrets } from "../../../components/monitoring-stack/prometheus/remote-write";
import { validateRemoteWrite } from "../../../components/monitoring-stack/prometheus/validate";
import type { RemoteWriteArgs } from "../../../components/monitoring-stack/prometheus/args";
import { lines } from "../support";

const plain: PrometheusConfig = {
    monitored: { pods: [] },
    exporters: [],
    scrapeSeconds: 15,
    retentionDays: 15,
    alertmanagers: ["alertmanager.watch.svc:9093"],
    remoteWrite: [],
    externalLabels: { cluster: "app", stack: "production" },
};
const configOf = (change: Partial<PrometheusConfig>) => parse(prometheusConfig({ ...plain, ...change })) as Record<string, unknown>;
const jobs = (change: Partial<PrometheusConfig>): unknown[] => configOf(change).scrape_configs as unknown[];

const found = (namespace: string, name: string, port: number, ...more: object[]) => ({
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
        { source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: name, action: "keep" },
        { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Running", action: "keep" },
        { source_labels: ["__meta_kubernetes_pod_ip"], replacement: `$1:${port}`, target_label: "__address__" },
        ...more,
    ],
});
const whereabouts = [
    { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
    { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "node" },
    { source_labels: ["__meta_kubernetes_pod_label_webstack_color"], target_label: "color" },
];
const kubelets = {
    scheme: "https",
    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "node" }],
};
const own = [
    { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
    { job_name: "alertmanager", static_configs: [{ targets: ["alertmanager.watch.svc:9093"] }] },
    { job_name: "containers", metrics_path: "/metrics/cadvisor", ...kubelets },
    {
        job_name: "kubelet",
        metrics_path: "/metrics",
        ...kubelets,
        metric_relabel_configs: [{ source_labels: ["__name__"], regex: "kubelet_volume_stats_.+", action: "keep" }],
    },
];

describe("the configuration of Prometheus", () => {
    it("is this, in full, where nothing is monitored", () =>
        expect(configOf({ scrapeSeconds: 30 })).toEqual({
            global: { scrape_interval: "30s", evaluation_interval: "30s" },
            storage: { tsdb: { retention: { time: "15d", percentage: 80 } } },
            rule_files: ["/etc/prometheus/rules.yml"],
            alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager.watch.svc:9093"] }] }] },
            scrape_configs: own,
        }));

    it("names every Alertmanager, to be told and to be asked", () => {
        const alertmanagers = ["alertmanager-0.watch.svc:9093", "alertmanager-1.watch.svc:9093"];
        const config = configOf({ alertmanagers });
        expect(config.alerting).toEqual({ alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] });
        expect((config.scrape_configs as unknown[])[1]).toEqual({ job_name: "alertmanager", static_configs: [{ targets: alertmanagers }] });
    });

    it("asks pods by their labels, and says where they are", () => {
        const labels = { "app.kubernetes.io/name": "web" };
        const pods = [
            { kind: "pods", job: "shop-web", namespace: "shop", labels, port: 9100, path: "/internal" },
            { kind: "pods", job: "web", namespace: "shop", labels, port: 8080 },
        ] as const;
        expect(jobs({ monitored: { pods } }).slice(own.length)).toEqual([
            { job_name: "shop-web", metrics_path: "/internal", ...found("shop", "web", 9100, ...whereabouts) },
            { job_name: "web", metrics_path: "/metrics", ...found("shop", "web", 8080, ...whereabouts) },
        ]);
    });

    it("asks an exporter under its store's name, and leaves the labels of others as they are", () =>
        expect(
            jobs({
                exporters: [
                    { metrics: exporterPods("watch", "postgres-exporter", 9187, "postgres") },
                    { metrics: exporterPods("watch", "kube-state-metrics", 8080), aboutOthers: true },
                ],
            }).slice(own.length),
        ).toEqual([
            { job_name: "postgres", metrics_path: "/metrics", ...found("watch", "postgres-exporter", 9187, ...whereabouts) },
            {
                job_name: "kube-state-metrics",
                honor_labels: true,
                ...found("watch", "kube-state-metrics", 8080, { target_label: "instance", replacement: "kube-state-metrics" }),
            },
        ]));

    it("has each host asked, and calls the answer by it", () =>
        expect(
            jobs({ exporters: [{ metrics: exporterPods("watch", "probes", 9115), hosts: ["www.example.com", "example.com"] }] }).slice(
                own.length,
            ),
        ).toEqual([
            {
                job_name: "probes",
                metrics_path: "/probe",
                params: { module: ["https"] },
                static_configs: [{ targets: ["www.example.com", "example.com"] }],
                relabel_configs: [
                    { source_labels: ["__address__"], target_label: "instance" },
                    { source_labels: ["__address__"], replacement: "https://$1/", target_label: "__param_target" },
                    { target_label: "__address__", replacement: "probes.watch.svc:9115" },
                ],
            },
        ]));

    it("tells whose metrics they are where they are sent on, and only there", () => {
        const { global, remote_write } = configOf({ remoteWrite: [{ url: "https://mimir.example.com/push" }] });
        expect(global).toMatchObject({ external_labels: { cluster: "app", stack: "production" } });
        expect(remote_write).toEqual([{ url: "https://mimir.example.com/push" }]);
    });
});

const amp: RemoteWriteArgs = {
    kind: "amp",
    workspaceArn: "arn:aws:aps:eu-west-1:123456789012:workspace/ws-1a2b",
    url: "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1a2b/api/v1/remote_write",
};
const basic: RemoteWriteArgs = {
    kind: "other",
    url: "https://metrics.example.com:8443/push",
    login: { kind: "basic", username: "shop", password: "hidden" },
};
const bearer: RemoteWriteArgs = { kind: "other", url: "https://vm.example.com/write", login: { kind: "bearer", token: "hidden too" } };
const inside: RemoteWriteArgs = { kind: "other", url: "http://mimir.metrics.svc/api/v1/push" };

describe("remote write", () => {
    it("shows itself by the pod's identity, by a password or by a token, which are read from files", () => {
        const all = [amp, basic, bearer, inside].map((to, index) => remoteWriteConfig(to, index, `https://${index}`, "eu-west-1"));
        expect(all).toEqual([
            { name: "remote-0", url: "https://0", sigv4: { region: "eu-west-1" } },
            { name: "remote-1", url: "https://1", basic_auth: { username: "shop", password_file: "/etc/prometheus-secrets/remote-1" } },
            { name: "remote-2", url: "https://2", authorization: { credentials_file: "/etc/prometheus-secrets/remote-2" } },
            { name: "remote-3", url: "https://3" },
        ]);
        expect(remoteWriteSecrets([amp, basic, bearer, inside])).toEqual({
            "/etc/prometheus-secrets": { "remote-1": "hidden", "remote-2": "hidden too" },
        });
        expect(remoteWriteSecrets([amp, inside])).toEqual({});
        expect(remoteWritePorts([amp, basic, bearer, inside])).toEqual([8443, 443, 80]);
    });

    it("signs for the workspace's own region", () =>
        expect(remoteWriteConfig({ ...amp, region: "us-east-1" }, 0, "https://0", "eu-west-1")).toMatchObject({
            sigv4: { region: "us-east-1" },
        }));

    it("takes these", () => expect(validateRemoteWrite([amp, basic, bearer, inside], { aws: true })).toEqual([]));

    const at = (to: object) => lines(validateRemoteWrite([inside, to as RemoteWriteArgs], { aws: true }));
    it("fails for AMP where no pod has an identity on AWS", () =>
        expect(lines(validateRemoteWrite([amp], { aws: false }))).toEqual([
            'remoteWrite.0.kind: got "amp"; allowed: other, outside of EKS. Prometheus writes to AMP by its pod\'s own identity: name `aws`, and a cluster that is one of EKS.',
        ]));
    it.each([
        [
            "workspace",
            { ...amp, workspaceArn: "ws-1" },
            ['workspaceArn: got "ws-1"; allowed: arn:aws:aps:<region>:<account>:workspace/<id>.'],
        ],
        [
            "address of AMP",
            { ...amp, url: "https://a.b/" },
            ['url: got "https://a.b/"; allowed: an https address that ends in /api/v1/remote_write.'],
        ],
        ["region", { ...amp, region: "Ireland" }, ['region: got "Ireland"; allowed: a region of AWS.']],
        [
            "password in the address",
            { ...inside, url: "https://a:b@c.de/" },
            ['url: got "more than an address"; allowed: an http or https address without a password in it.'],
        ],
        [
            "plain text to the outside",
            { ...inside, url: "http://c.de/w" },
            ['url: got "http://c.de/w"; allowed: https, but for a service of the cluster: http://mimir.metrics.svc/api/v1/push.'],
        ],
        [
            "user",
            { ...basic, login: { kind: "basic", username: "a:b", password: "c" } },
            ['login.username: got "a:b"; allowed: a name without spaces and colons.'],
        ],
        [
            "lack of a password",
            { ...basic, login: { kind: "basic", username: "a", password: "" } },
            ['login: got "nothing"; allowed: a password.'],
        ],
        ["lack of a token", { ...bearer, login: { kind: "bearer", token: "" } }, ['login: got "nothing"; allowed: a token.']],
    ])("fails for its %s", (_, to, said) => expect(at(to)).toEqual(said.map(line => `remoteWrite.1.${line}`)));
});
