import { parse } from "yaml";
import { images } from "../../../components/core/images";
import { datadogDefaults, datadogSites, type BackendArgs } from "../../../components/monitoring-stack/backends/args";
import { collectorConfig } from "../../../components/monitoring-stack/backends/collector-config";
import { validateBackends } from "../../../components/monitoring-stack/backends/validate";
import { dig, dns, labels, lines, secret, selector, stackOf, type Stack } from "../support";

const datadog: BackendArgs = { kind: "datadog", apiKey: "the-key" };
const otlp: BackendArgs = {
    kind: "otlp",
    name: "grafana-cloud",
    endpoint: "https://otlp.example.com/otlp",
    headers: { Authorization: "Basic the-login", "X-Scope-OrgID": "the-tenant" },
};

const every30 = { scrapeSeconds: 30 };

describe("collectorConfig", () => {
    const receivers = (scrapeConfigs: readonly object[]) => ({
        prometheus: { config: { global: { scrape_interval: "30s" }, scrape_configs: scrapeConfigs } },
        otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
    });
    const processors = (attributes?: readonly object[]) => ({
        memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
        ...(attributes ? { resource: { attributes } } : {}),
        batch: { timeout: "10s" },
    });
    const telemetry = { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }] } };
    const common = { extensions: { health_check: { endpoint: "0.0.0.0:13133" } } };
    const through = ["memory_limiter", "resource", "batch"];

    it("is this for Datadog, which counts traces before some are left out", () => {
        expect(
            parse(
                collectorConfig({ ...every30, backends: [datadog], scrapeConfigs: [{ job_name: "web" }], attributes: { project: "shop" } }),
            ),
        ).toEqual({
            receivers: receivers([{ job_name: "web" }]),
            processors: processors([{ key: "project", value: "shop", action: "upsert" }]),
            connectors: { "datadog/connector": {} },
            exporters: { datadog: { api: { site: "datadoghq.com", key: "${file:/etc/opentelemetry/secrets/datadog.api-key}" } } },
            ...common,
            service: {
                extensions: ["health_check"],
                telemetry,
                pipelines: {
                    metrics: { receivers: ["prometheus", "otlp", "datadog/connector"], processors: through, exporters: ["datadog"] },
                    traces: { receivers: ["otlp"], processors: through, exporters: ["datadog", "datadog/connector"] },
                },
            },
        });
    });

    it("is this for whatever takes OTLP, in a stack without tags", () => {
        expect(parse(collectorConfig({ ...every30, backends: [otlp], scrapeConfigs: [], attributes: {} }))).toEqual({
            receivers: receivers([]),
            processors: processors(),
            exporters: {
                "otlp_http/grafana-cloud": {
                    endpoint: "https://otlp.example.com/otlp",
                    headers: {
                        Authorization: "${file:/etc/opentelemetry/secrets/grafana-cloud.authorization}",
                        "X-Scope-OrgID": "${file:/etc/opentelemetry/secrets/grafana-cloud.x-scope-orgid}",
                    },
                },
            },
            ...common,
            service: {
                extensions: ["health_check"],
                telemetry,
                pipelines: {
                    metrics: {
                        receivers: ["prometheus", "otlp"],
                        processors: ["memory_limiter", "batch"],
                        exporters: ["otlp_http/grafana-cloud"],
                    },
                    traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_http/grafana-cloud"] },
                },
            },
        });
    });

    it("sends everything to all of them", () => {
        const backends: BackendArgs[] = [{ ...datadog, site: "datadoghq.eu" }, otlp, { ...otlp, name: "own", headers: undefined }];
        const config: unknown = parse(collectorConfig({ ...every30, backends, scrapeConfigs: [], attributes: {} }));
        const names = ["datadog", "otlp_http/grafana-cloud", "otlp_http/own"];
        expect(dig(config, "service.pipelines.metrics.exporters")).toEqual(names);
        expect(dig(config, "service.pipelines.traces.exporters")).toEqual([...names, "datadog/connector"]);
        expect(dig(config, "exporters.datadog.api.site")).toBe("datadoghq.eu");
        expect(dig(config, "exporters.otlp_http/own")).toEqual({ endpoint: "https://otlp.example.com/otlp", headers: {} });
    });

    it("leaves no `$` of Prometheus' for the collector to put a value in place of", () => {
        const relabel = { source_labels: ["ip"], replacement: "$1:${2}", target_label: "__address__", regex: "(.*)$" };
        const config = collectorConfig({
            ...every30,
            backends: [datadog],
            scrapeConfigs: [{ relabel_configs: [relabel] }],
            attributes: {},
        });
        expect(dig(parse(config), "receivers.prometheus.config.scrape_configs.0.relabel_configs.0")).toEqual({
            ...relabel,
            replacement: "$$1:$${2}",
            regex: "(.*)$$",
        });
    });

    it("reads each secret from a file of its own", () => {
        const backends: BackendArgs[] = [
            datadog,
            { ...otlp, name: "datadog-api", headers: { key: "1" } },
            { ...otlp, name: "a", headers: { "b-c": "2" } },
            { ...otlp, name: "a-b", headers: { c: "3" } },
        ];
        const files = [...collectorConfig({ ...every30, backends, scrapeConfigs: [], attributes: {} }).matchAll(/file:([^}]*)/g)].map(
            ([, file]) => file,
        );
        expect(new Set(files).size).toBe(4);
    });

    it("holds no secret", () => {
        const config = collectorConfig({ ...every30, backends: [datadog, otlp], scrapeConfigs: [], attributes: {} });
        expect(["the-key", "the-login", "the-tenant"].filter(text => config.includes(text))).toEqual([]);
    });
});

describe("the collector", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "monitoring-backends",
            `
const notify = { receivers: { hook: { kind: "webhook", url: "https://pager.internal/alerts" } } };
const backends = [
    { kind: "datadog", apiKey: "the-key" },
    { kind: "otlp", name: "grafana-cloud", endpoint: "https://otlp.example.com:4318/otlp", headers: { Authorization: "Basic the-login" } },
];
const targets = [{ kind: "pods", job: "web", namespace: "shop", labels: { "app.kubernetes.io/name": "web" }, port: 9100 }];
const cluster = { name: "app", clusterName: undefined, securityGroupId: undefined };
const tags = { Project: "shop", Environment: "staging", Owner: "platform", CostCenter: "engineering" };
const { collector } = new webstack.MonitoringStack("watch", { cluster, targets, notify, backends, tags }, { providers });
exports.collector = collector;
`,
        );
    });
    const file = (map: string, name: string): unknown => parse(dig(stack.inputs(`ConfigMap ${map}`), "data")![name as never]);
    const config = () => file("watch-opentelemetry-collector-files-0", "config.yaml");

    it("runs with its configuration, and with the secrets in files", () => {
        expect(dig(stack.inputs("Deployment watch-opentelemetry-collector"), "spec.template.spec.containers.0")).toMatchObject({
            name: "opentelemetry-collector",
            image: images.otelCollector,
            args: ["--config=/etc/opentelemetry/config.yaml"],
            env: [],
            ports: [
                { name: "http", containerPort: 13133 },
                { name: "grpc", containerPort: 4317 },
                { name: "otlp-http", containerPort: 4318 },
                { name: "metrics", containerPort: 8888 },
            ],
            volumeMounts: [
                { name: "tmp", mountPath: "/tmp" },
                { name: "opentelemetry-collector-files-0", mountPath: "/etc/opentelemetry", readOnly: true },
                { name: "opentelemetry-collector-secrets-0", mountPath: "/etc/opentelemetry/secrets", readOnly: true },
            ],
        });
        expect(stack.inputs("Secret watch-opentelemetry-collector-secrets-0")).toMatchObject({
            metadata: { labels: labels("opentelemetry-collector", "watch") },
            stringData: secret({ "datadog.api-key": "[secret]", "grafana-cloud.authorization": "[secret]" }),
        });
        // Every secret that the configuration names is a file that is there.
        const files = ["datadog.api-key", "grafana-cloud.authorization"];
        const text = dig(stack.inputs("ConfigMap watch-opentelemetry-collector-files-0"), "data")!["config.yaml" as never];
        expect([...(text as string).matchAll(/\$\{file:([^}]*)\}/g)].map(([, path]) => path)).toEqual(
            files.map(name => `/etc/opentelemetry/secrets/${name}`),
        );
    });

    it("asks what Prometheus asks, under the same names", () => {
        const jobs = (value: unknown): unknown[] => (value as unknown[]).map(job => dig(job, "job_name"));
        const own = jobs(dig(config(), "receivers.prometheus.config.scrape_configs"));
        expect(own).toEqual(["containers", "kubelet", "web", "opentelemetry-collector", "nodes", "kube-state-metrics"]);
        expect(jobs(dig(file("watch-prometheus-files-0", "prometheus.yml"), "scrape_configs"))).toEqual([
            "prometheus",
            "alertmanager",
            ...own,
        ]);
        const subject = { kind: "ServiceAccount", name: "opentelemetry-collector", namespace: "watch" };
        for (const binding of ["ClusterRoleBinding watch-prometheus-nodes", "RoleBinding watch-prometheus-shop"])
            expect(stack.inputs(binding).subjects).toContainEqual(subject);
    });

    it("says how services reach it", () => {
        expect(stack.outputs.collector).toEqual({
            name: "opentelemetry-collector",
            namespace: "watch",
            port: 4318,
            url: "http://opentelemetry-collector.watch.svc:4318",
        });
    });

    it("marks everything with the stack's tags, by OpenTelemetry's names", () => {
        expect(dig(config(), "processors.resource.attributes")).toEqual([
            { key: "project", value: "shop", action: "upsert" },
            { key: "deployment.environment.name", value: "staging", action: "upsert" },
            { key: "owner", value: "platform", action: "upsert" },
            { key: "cost_center", value: "engineering", action: "upsert" },
        ]);
    });

    it("is reached by services, and reaches what it asks and whom it tells", () => {
        const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));
        const pods = (namespace: string, name: string) => ({
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
            podSelector: { matchLabels: selector(name) },
        });
        expect(stack.inputs("NetworkPolicy watch-opentelemetry-collector").spec).toEqual({
            podSelector: { matchLabels: selector("opentelemetry-collector") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-opentelemetry-collector": "true" } } }],
                    ports: tcp(4317, 4318),
                },
                {
                    from: ["prometheus", "opentelemetry-collector"].map(name => ({ podSelector: { matchLabels: selector(name) } })),
                    ports: tcp(8888),
                },
            ],
            egress: [
                dns,
                { to: [pods("shop", "web")], ports: tcp(9100) },
                { to: [pods("watch", "opentelemetry-collector")], ports: tcp(8888) },
                { to: [pods("watch-nodes", "nodes")], ports: tcp(9100) },
                { to: [pods("watch", "kube-state-metrics")], ports: tcp(8080) },
                { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443, 4318, 6443, 10250) },
            ],
        });
    });
});

describe("validateBackends", () => {
    const check = (...backends: BackendArgs[]): string[] => lines(validateBackends(backends));

    it("takes one of each, several that take OTLP, and every site of Datadog", () => {
        expect(check()).toEqual([]);
        expect(check(datadog, otlp, { kind: "otlp", name: "own", endpoint: "https://collector.example.com:4318" })).toEqual([]);
        for (const site of datadogSites) expect(check({ ...datadog, site })).toEqual([]);
        expect(datadogDefaults).toEqual({ site: "datadoghq.com" });
    });

    const endpoint = "allowed: an https address without a password, a query or a slash at its end.";
    const names = "allowed: 1–40 lower-case letters, digits and '-', a letter first.";
    it.each<[string, BackendArgs[], string[]]>([
        ["two of Datadog", [datadog, datadog], ['backends: got "datadog"; allowed: each value once.']],
        ["two of one name", [otlp, otlp], ['backends: got "grafana-cloud"; allowed: each value once.']],
        ["one called as Datadog is", [datadog, { ...otlp, name: "datadog" }], ['backends: got "datadog"; allowed: each value once.']],
        [
            "a site",
            [{ ...datadog, site: "datadog.com" as never }],
            [`backends.0.site: got "datadog.com"; allowed: ${datadogSites.join(", ")}.`],
        ],
        ...["", "Own", "1st", "a/b", "a".repeat(41)].map((name): [string, BackendArgs[], string[]] => [
            `the name ${JSON.stringify(name)}`,
            [{ ...otlp, name }],
            [`backends.0.name: got ${JSON.stringify(name)}; ${names}`],
        ]),
        ...["", "otlp.example.com", "http://otlp.example.com", "https://otlp.example.com/"].map(
            (address): [string, BackendArgs[], string[]] => [
                `the endpoint ${JSON.stringify(address)}`,
                [{ ...otlp, endpoint: address }],
                [`backends.0.endpoint: got ${JSON.stringify(address)}; ${endpoint}`],
            ],
        ),
        // It may be a secret.
        ...["https://me:pass@otlp.example.com", "https://otlp.example.com?key=x", "https://otlp.example.com#x"].map(
            (address): [string, BackendArgs[], string[]] => [
                `the endpoint ${address}, without showing it`,
                [{ ...otlp, endpoint: address }],
                [`backends.0.endpoint: got "more than an address"; ${endpoint}`],
            ],
        ),
        [
            "what is empty",
            [
                { ...datadog, apiKey: "" },
                { ...otlp, headers: { Authorization: "" } },
            ],
            [
                'backends.0.apiKey: got ""; allowed: a text that is not empty.',
                'backends.1.headers.Authorization: got ""; allowed: a text that is not empty.',
            ],
        ],
        [
            "a header twice",
            [{ ...otlp, headers: { "x-key": "1", "X-Key": "2" } }],
            ['backends.0.headers: got "x-key"; allowed: each value once.'],
        ],
        [
            "a header",
            [datadog, { ...otlp, headers: { "X Scope": "x", "a/b": "y" } }],
            ['backends.1.headers: got "X Scope"; allowed: names of headers.', 'backends.1.headers: got "a/b"; allowed: names of headers.'],
        ],
    ])("fails for %s", (_, backends, said) => expect(check(...backends)).toEqual(said));
});
