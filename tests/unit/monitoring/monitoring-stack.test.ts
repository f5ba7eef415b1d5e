import { parse } from "yaml";
import { dig, labels, podFaults, podSpecs, selector, stackOf, type Stack } from "../support";
import { monitoringStacks, planted } from "./monitoring-stacks";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-stack",
        `
${monitoringStacks}
const about = ({ namespace, topicArns, grafanaPassword, grafanaCommand, grafanaUrl, logGroups, logsUrl, pushgateway }) => ({
    namespace, topicArns, grafanaCommand, grafanaUrl, logGroups, logsUrl, pushgateway, isSecret: pulumi.isSecret(grafanaPassword),
});
exports.small = about(new webstack.MonitoringStack("small", { ...small, namespace: "telemetry" }, { providers }));
exports.all = about(new webstack.MonitoringStack("all", all, { providers }));
new webstack.MonitoringStack("shipping", {
    ...small, logs: { kind: "loki", namespaces: ["shop"] }, ruleGroup: "pager",
    transform: { "apps.StatefulSet": { metadata: { annotations: { team: "platform" } } } },
}, { providers });
tryTo(() => new webstack.MonitoringStack("wrong", { ...small, namespace: "My", storage: "20G", notify: { receivers: {} } }, { providers }));
tryTo(() => new webstack.MonitoringStack("a".repeat(39), small, { providers }));
`,
    );
});

/** The objects of one server. */
const server = (kind: "StatefulSet" | "Deployment", name: string, { files = 0, secrets = 0 } = {}): string[] => [
    ...["NetworkPolicy", "Service", "ServiceAccount", kind].map(type => `${type} ${name}`),
    ...Array.from({ length: files }, (_, index) => `ConfigMap ${name}-files-${index}`),
    ...Array.from({ length: secrets }, (_, index) => `Secret ${name}-secrets-${index}`),
];
const named = (component: string, all: readonly string[]): string[] => all.map(child => child.replace(" ", ` ${component}-`)).sort();
const finds = (...namespaces: string[]): string[] =>
    namespaces.flatMap(namespace => [`Role prometheus-${namespace}`, `RoleBinding prometheus-${namespace}`]);
const bucket = (before: string, after: string): string[] => [
    `Bucket ${after}`,
    `BucketLifecycleConfiguration ${before}-lifecycle`,
    `BucketObjectLockConfiguration ${before}-lock`,
    `BucketOwnershipControls ${before}-owner`,
    `BucketPolicy ${after === before ? before : after}-policy`,
    `BucketPublicAccessBlock ${before}-private`,
    `BucketServerSideEncryptionConfiguration ${before}-encryption`,
    `BucketVersioning ${before}-versions`,
];

/** What there always is. */
const common = [
    ...server("StatefulSet", "prometheus", { files: 1 }),
    ...server("StatefulSet", "grafana", { files: 3, secrets: 1 }),
    ...server("StatefulSet", "alertmanager", { files: 1, secrets: 1 }),
    ...server("Deployment", "kube-state-metrics"),
    "ClusterRole kube-state-metrics",
    "ClusterRole prometheus-nodes",
    "ClusterRoleBinding kube-state-metrics",
    "ClusterRoleBinding prometheus-nodes",
    "DaemonSet nodes",
    "Namespace namespace",
    "Namespace nodes-namespace",
    "NetworkPolicy deny-all",
    "NetworkPolicy nodes-deny-all",
    "NetworkPolicy nodes-network",
    "RandomPassword grafana-key",
    "RandomPassword grafana-password",
    "ServiceAccount nodes-account",
];
const shipping = [
    "ConfigMap fluent-bit-files",
    "DaemonSet fluent-bit",
    "Namespace logs-namespace",
    "NetworkPolicy fluent-bit-network",
    "NetworkPolicy logs-deny-all",
    "ServiceAccount fluent-bit-account",
];

describe("MonitoringStack", () => {
    it("makes exactly this of the smallest arguments, without AWS", () =>
        expect(stack.children("small")).toEqual(named("small", [...common, ...finds("telemetry", "telemetry-nodes")])));

    it("makes exactly this with logs in the cluster", () =>
        expect(stack.children("shipping")).toEqual(
            named("shipping", [
                ...common,
                ...shipping,
                ...server("StatefulSet", "loki", { files: 1 }),
                ...finds("shipping", "shipping-logs", "shipping-nodes"),
            ]),
        ));

    it("makes exactly this of everything, on AWS", () => {
        const elsewhere = ["", "_us-east-1"];
        expect(stack.children("all")).toEqual(
            named("all", [
                ...common,
                ...finds("all", "all-logs", "all-nodes", "batch", "shop"),
                // Two Alertmanagers, each by its own name, of which one is taken away at a time.
                ...["PodDisruptionBudget alertmanager", "Service alertmanager-0", "Service alertmanager-1"],
                ...server("Deployment", "orders-exporter", { files: 1, secrets: 1 }),
                ...server("Deployment", "sessions-exporter", { files: 1, secrets: 1 }),
                ...server("Deployment", "probes", { files: 1 }),
                ...[...server("Deployment", "cloudflare"), "Secret cloudflare-env"],
                ...server("StatefulSet", "pushgateway"),
                ...server("Deployment", "opentelemetry-collector", { files: 1, secrets: 1 }),
                // Who may write where.
                "PodIdentityAssociation alertmanager",
                "PodIdentityAssociation fluent-bit-identity",
                "PodIdentityAssociation prometheus",
                "Role alertmanager-role",
                "Role fluent-bit-role",
                "Role prometheus-role",
                "RolePolicy alertmanager-publishes",
                "RolePolicy fluent-bit-writes",
                "RolePolicy prometheus-writes",
                "Secret prometheus-secrets-0",
                // Grafana's door.
                ...server("Deployment", "grafana-tunnel", { files: 1, secrets: 1 }),
                "DnsRecord grafana-record",
                "RandomBytes grafana-tunnel-secret",
                "ZeroTrustAccessApplication grafana-application",
                "ZeroTrustAccessPolicy grafana-policy",
                "ZeroTrustTunnelCloudflared grafana-tunnel",
                // Logs and their archive.
                ...shipping,
                ...bucket("archive", "archive"),
                "Key logs-key",
                "LogGroup logs-access",
                "LogGroup logs-audit",
                "LogGroup logs-error",
                // The trail.
                ...bucket("trail", "trail-bucket"),
                "Key trail-key",
                "LogGroup trail-logs",
                "Role trail-role",
                "RolePolicy trail-writes",
                "Trail trail",
                // Alarms of AWS, and whom they tell in each region that has some.
                ...["cpu", "failover", "replica"].map(name => `MetricAlarm orders-${name}`),
                ...["EventRule orders-failover", "EventTarget orders-failover", "Key events-key"],
                ...["LogGroup events", "LogResourcePolicy events"],
                ...["Budget budget", "MetricAlarm budget", "Topic budget", "TopicPolicy budget"],
                ...["Role chatbot-role", "RolePolicy chatbot-reads", "SlackChannelConfiguration slack-team"],
                ...elsewhere.flatMap(suffix => [
                    `Key alerts-key${suffix}`,
                    ...["alerts-pager", "alerts-people", "alerts-team", "sms-people"].flatMap(topic => [
                        `Topic ${topic}${suffix}`,
                        `TopicPolicy ${topic}${suffix}`,
                    ]),
                    `TopicSubscription email-people${suffix}.a@example.com`,
                    `TopicSubscription pagerduty-pager${suffix}`,
                    `TopicSubscription sms-people${suffix}.+353861234567`,
                ]),
            ]),
        );
    });

    it("has a namespace of its own, for restricted pods that may talk to nobody until something says so", () => {
        expect(stack.inputs("Namespace small-namespace").metadata).toEqual({
            name: "telemetry",
            labels: {
                ...labels("telemetry", "telemetry"),
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": "latest",
                "pod-security.kubernetes.io/warn": "restricted",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        });
        expect(dig(stack.inputs("Namespace all-namespace"), "metadata.name")).toBe("all");
        expect(stack.inputs("NetworkPolicy small-deny-all")).toMatchObject({
            metadata: { name: "deny-all", namespace: "telemetry" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
        // Rules of the one policy that holds for all pods: none.
        expect(Object.keys(stack.inputs("NetworkPolicy small-deny-all").spec as object).sort()).toEqual(["podSelector", "policyTypes"]);
        for (const policy of stack.ofType("NetworkPolicy")) expect(dig(policy.inputs, "spec.policyTypes")).toEqual(["Ingress", "Egress"]);
    });

    it("runs pods of the restricted standard, but for the two agents that read their node", () => {
        const all = [...podSpecs(stack)];
        const names = ["alertmanager", "grafana", "kube-state-metrics", "nodes", "prometheus"];
        const more = ["cloudflare", "fluent-bit", "grafana-tunnel", "opentelemetry-collector", "orders-exporter", "probes", "pushgateway"];
        expect(all.map(([name]) => name).sort()).toEqual(
            [
                ...[...names, ...more, "sessions-exporter"].map(name => `all-${name}`),
                ...[...names, "fluent-bit", "loki"].map(name => `shipping-${name}`),
                ...names.map(name => `small-${name}`),
            ].sort(),
        );
        const readsNode = /-(nodes|fluent-bit)$/;
        for (const [name, spec] of all)
            expect([name, podFaults(spec)]).toEqual([name, readsNode.test(name) ? ["has a volume of a kind that is not allowed"] : []]);
        // Those two stand in namespaces that have no other pods.
        const homes = stack.resources
            .filter(({ type, urn }) => /:(DaemonSet|Deployment|StatefulSet)$/.test(type) && urn.includes("::all-"))
            .map(({ inputs }) => [dig(inputs, "metadata.namespace"), dig(inputs, "metadata.name")])
            .filter(([namespace]) => namespace !== "all");
        expect(homes.sort()).toEqual([
            ["all-logs", "fluent-bit"],
            ["all-nodes", "nodes"],
        ]);
    });

    it("lets Prometheus, kube-state-metrics and the collector ask the API server, and no other pod", () => {
        const asking = [...podSpecs(stack)].filter(([, spec]) => spec.automountServiceAccountToken !== false).map(([name]) => name);
        expect(asking.sort()).toEqual([
            "all-kube-state-metrics",
            "all-opentelemetry-collector",
            "all-prometheus",
            "shipping-kube-state-metrics",
            "shipping-prometheus",
            "small-kube-state-metrics",
            "small-prometheus",
        ]);
        for (const { inputs } of stack.ofType("ServiceAccount")) expect(inputs!.automountServiceAccountToken).toBe(false);
        // Each account with a right asks as itself: its pod has its name.
        const bound = stack.resources
            .filter(({ type, urn }) => /:(Cluster)?RoleBinding$/.test(type) && urn.includes("::all-"))
            .flatMap(({ inputs }) => inputs!.subjects as { name: string; namespace: string }[]);
        expect([...new Set(bound.map(({ name, namespace }) => `${namespace}/${name}`))].sort()).toEqual([
            "all/kube-state-metrics",
            "all/opentelemetry-collector",
            "all/prometheus",
        ]);
    });

    it("has secrets in Secrets, and nowhere else", () => {
        const shown = JSON.stringify(stack.result.deployment);
        expect(planted.filter(text => shown.includes(text))).toEqual([]);
        const mark = "4dabf18193072939515e22adb298388d";
        const holding = stack.resources
            .filter(({ inputs, urn }) => urn.includes("::all-") && JSON.stringify(inputs ?? {}).includes(mark))
            .map(({ type, urn, inputs }) => [
                `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`,
                ...Object.keys(inputs!).filter(key => JSON.stringify(inputs![key]).includes(mark)),
            ]);
        const secrets = ["alertmanager", "grafana", "grafana-tunnel", "opentelemetry-collector", "orders-exporter", "prometheus"];
        expect(holding.filter(([name]) => !name!.startsWith("Deployment ")).sort()).toEqual(
            [
                ...[...secrets, "sessions-exporter"].map(name => [`Secret all-${name}-secrets-0`, "stringData"]),
                ["Secret all-cloudflare-env", "stringData"],
                ["TopicSubscription all-pagerduty-pager", "endpoint"],
                ["TopicSubscription all-pagerduty-pager_us-east-1", "endpoint"],
                ["ZeroTrustTunnelCloudflared all-grafana-tunnel", "tunnelSecret"],
            ].sort(),
        );
        // What makes new pods for new files is a hash of them, and as secret as they are.
        for (const [name] of holding.filter(([name]) => name!.startsWith("Deployment "))) {
            const { spec } = structuredClone(stack.inputs(name!)) as { spec: { template: { metadata: Record<string, unknown> } } };
            delete spec.template.metadata.annotations;
            expect(JSON.stringify(spec)).not.toContain(mark);
        }
    });

    it("gives secrets to no environment but the exporter's that reads no file", () => {
        const fromSecrets = [...podSpecs(stack)].flatMap(([name, { containers }]) =>
            containers.flatMap(container =>
                ((container as { env?: object[] }).env ?? []).flatMap(variable =>
                    dig(variable, "valueFrom.secretKeyRef") ? [[name, dig(variable, "name")]] : [],
                ),
            ),
        );
        expect(fromSecrets).toEqual([["all-cloudflare", "CF_API_TOKEN"]]);
    });

    it("tells where it is, how it is opened, whom AWS tells, and what jobs push to", () => {
        expect(stack.outputs.small).toEqual({
            namespace: "telemetry",
            topicArns: {},
            grafanaCommand: "kubectl -n telemetry port-forward service/grafana 3001:3000",
            isSecret: true,
        });
        expect(stack.outputs.all).toEqual({
            namespace: "all",
            topicArns: {
                people: { mail: stack.arn("Topic all-alerts-people"), sms: stack.arn("Topic all-sms-people") },
                pager: { mail: stack.arn("Topic all-alerts-pager") },
                team: { mail: stack.arn("Topic all-alerts-team") },
            },
            grafanaCommand: "kubectl -n all port-forward service/grafana 3001:3000",
            grafanaUrl: "https://grafana.example.com",
            logGroups: { access: "/webstack/test/test/access", error: "/webstack/test/test/error", audit: "/webstack/test/test/audit" },
            pushgateway: { name: "pushgateway", namespace: "all", port: 9091, url: "http://pushgateway.all.svc:9091" },
            isSecret: true,
        });
    });

    it("passes what is asked for to its parts", () => {
        const file = (map: string, name: string): unknown => parse(dig(stack.inputs(`ConfigMap ${map}`), "data")![name as never]);
        const groups = (component: string) => dig(file(`${component}-prometheus-files-0`, "rules.yml"), "groups.0.name");
        expect([groups("small"), groups("shipping")]).toEqual(["test.rules", "pager.rules"]);
        // The agents of the logs are no service of the system.
        const alerts = (dig(file("shipping-prometheus-files-0", "rules.yml"), "groups.0.rules") as unknown[]).map(rule =>
            dig(rule, "alert"),
        );
        expect(["LogsDelayed", "LogsLost", "ServiceDown"].filter(name => alerts.includes(name))).toEqual(["LogsDelayed", "LogsLost"]);
        const config = file("all-prometheus-files-0", "prometheus.yml");
        expect(dig(config, "alerting.alertmanagers.0.static_configs.0.targets")).toEqual([
            "alertmanager-0.all.svc:9093",
            "alertmanager-1.all.svc:9093",
        ]);
        expect((dig(config, "scrape_configs") as unknown[]).map(job => dig(job, "job_name"))).toEqual([
            ...["prometheus", "alertmanager", "containers", "kubelet", "web", "jobs", "fluent-bit", "grafana-tunnel"],
            "opentelemetry-collector",
            ...["nodes", "kube-state-metrics", "orders", "sessions", "probes", "cloudflare", "pushgateway"],
        ]);
        expect((dig(config, "remote_write") as unknown[]).map(to => dig(to, "name"))).toEqual(["remote-0", "remote-1", "remote-2"]);
        expect(dig(stack.inputs("StatefulSet shipping-prometheus"), "metadata.annotations")).toEqual({ team: "platform" });
        expect(dig(stack.inputs("NetworkPolicy all-prometheus"), "spec.ingress")).toEqual([
            { from: [{ podSelector: { matchLabels: selector("grafana") } }], ports: [{ protocol: "TCP", port: 9090 }] },
        ]);
        // Grafana reads the logs where they are in the cluster.
        const sources = (component: string) =>
            (dig(file(`${component}-grafana-files-0`, "prometheus.yaml"), "datasources") as unknown[]).map(source => dig(source, "type"));
        expect([sources("small"), sources("shipping")]).toEqual([["prometheus"], ["prometheus", "loki"]]);
    });

    it("fails with all problems at once, and makes nothing", () => {
        const long = "a".repeat(39);
        expect(stack.outputs.refused).toEqual([
            [
                "MonitoringStack 'wrong': 3 problems",
                `  namespace: got "My"; allowed: lower-case letters, digits and '-', at most 40 characters.`,
                '  storage: got "20G"; allowed: a size such as 512Mi or 4Gi.',
                "  notify.receivers: got {}; allowed: at least one. An alert that reaches nobody is none.",
            ].join("\n"),
            `MonitoringStack '${long}': 1 problem\n  name: got "${long}"; allowed: a letter, then lower-case letters, digits and single '-', at most 38 characters.`,
        ]);
        expect(stack.resources.filter(({ urn }) => /::(wrong|aaaa)/.test(urn))).toEqual([]);
    });
});
