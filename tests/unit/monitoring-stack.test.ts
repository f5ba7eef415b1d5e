import { parse } from "yaml";
import { severities, standardAlerts, type AlertRule } from "../../components/monitoring-stack/alerts/standard";
import { monitoringDefaults, validateMonitoring, type MonitoringStackArgs } from "../../components/monitoring-stack/args";
import { alertmanagerConfig, prometheusConfig, rulesFile } from "../../components/monitoring-stack/prometheus/config";
import { account, dig, dns, json, labels, lines, podFaults, podSpecs, region, secret, selector, stackOf, type Stack } from "./support";

const alarm = `{
    name: "cpu", description: "Much CPU", severity: "critical", namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: { DBInstanceIdentifier: pulumi.output("db-1") },
    statistic: "Average", comparison: "GreaterThanThreshold", threshold: 80, period: 60, periods: 5, missingData: "missing",
}`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-stack",
        `
const target = (job, namespace, port, more) => ({ job, namespace, labels: { "app.kubernetes.io/name": job }, port, ...more });
const sns = { kind: "sns", accountId: "${account}", region: "${region}", clusterName: pulumi.output("shop-cluster"), emails: ["a@example.com", "b@example.com"] };
const watch = new webstack.MonitoringStack("watch", {
    targets: [target("web", "shop", 9100, { path: "/internal" }), target("api", "shop", 8080), target("jobs", "batch", 8080)],
    notify: sns,
    alarms: [{ of: "orders", alarms: [${alarm}, { ...${alarm}, name: "disk", severity: "warning" }] }, { of: "sessions", alarms: [${alarm}] }],
    scrapeSeconds: 30,
    retentionDays: 45,
    storage: "50Gi",
    tags: { Project: "shop" },
    transform: { "cloudwatch.MetricAlarm": { datapointsToAlarm: 3 } },
}, { providers });
const hook = new webstack.MonitoringStack("hook", {
    namespace: "telemetry",
    targets: [],
    ruleGroup: "pager",
    dashboards: [],
    alerts: [{ name: "Mine", expression: "vector(1)", for: "0s", severity: "critical", summary: "It is mine" }],
    notify: { kind: "webhook", url: "http://pager.internal:9095/alerts" },
    alarms: [{ of: "nothing", alarms: [] }],
}, { providers });
for (const name of ["secure", "twin"])
    new webstack.MonitoringStack(name, { targets: [], notify: { kind: "webhook", url: "https://pager.internal/alerts" } }, { providers });
const about = monitoring => ({
    namespace: monitoring.namespace, topicArn: monitoring.topicArn, grafanaCommand: monitoring.grafanaCommand,
    isSecret: pulumi.isSecret(monitoring.grafanaPassword),
    reversed: pulumi.unsecret(monitoring.grafanaPassword).apply(text => [...text].reverse().join("")),
});
exports.watch = about(watch);
exports.hook = about(hook);
tryTo(() => new webstack.MonitoringStack("wrong", { targets: [], notify: { ...sns, emails: [] } }, { providers }));
tryTo(() => new webstack.MonitoringStack("a".repeat(39), { targets: [], notify: sns }, { providers }));
`,
    );
});

const file = (map: string, name: string): string => dig(stack.inputs(`ConfigMap ${map}`), "data")![name as never];

/** The objects of one of the three servers. */
const server = (name: string): string[] => [
    `ConfigMap ${name}-files-0`,
    `NetworkPolicy ${name}`,
    `Service ${name}`,
    `ServiceAccount ${name}`,
    `StatefulSet ${name}`,
];

describe("MonitoringStack", () => {
    const standard = ["ConfigMap grafana-files-1", "ConfigMap grafana-files-2"];
    const common = [
        ...["prometheus", "alertmanager", "grafana"].flatMap(server),
        "ClusterRole prometheus-nodes",
        "ClusterRoleBinding prometheus-nodes",
        "Namespace namespace",
        "NetworkPolicy deny-all",
        "RandomPassword grafana-password",
        "Secret grafana-admin",
    ];
    const children = (name: string, all: readonly string[]): string[] => all.map(child => child.replace(" ", ` ${name}-`)).sort();

    it("makes exactly this, with a topic, alarms and two namespaces of targets", () => {
        expect(stack.children("watch")).toEqual(
            children("watch", [
                ...common,
                ...standard,
                "Key alerts-key",
                "MetricAlarm orders-cpu",
                "MetricAlarm orders-disk",
                "MetricAlarm sessions-cpu",
                "PodIdentityAssociation alertmanager",
                "Role alertmanager-role",
                "Role prometheus-batch",
                "Role prometheus-shop",
                "RoleBinding prometheus-batch",
                "RoleBinding prometheus-shop",
                "RolePolicy alertmanager-publishes",
                "Topic alerts",
                "TopicPolicy alerts",
                "TopicSubscription email-a@example.com",
                "TopicSubscription email-b@example.com",
            ]),
        );
    });

    it("makes exactly this, with a webhook and no dashboards", () => expect(stack.children("hook")).toEqual(children("hook", common)));

    it("has a namespace of its own, for restricted pods that may talk to nobody until something says so", () => {
        expect(stack.inputs("Namespace hook-namespace").metadata).toEqual({
            name: "telemetry",
            labels: {
                ...labels("telemetry", "telemetry"),
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": "latest",
                "pod-security.kubernetes.io/warn": "restricted",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        });
        expect(stack.inputs("NetworkPolicy hook-deny-all")).toMatchObject({
            metadata: { name: "deny-all", namespace: "telemetry" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
        expect(dig(stack.inputs("Namespace watch-namespace"), "metadata.name")).toBe("watch");
    });

    it("runs pods of the restricted standard, of which Prometheus alone may ask the API server", () => {
        const all = [...podSpecs(stack)];
        expect(all.map(([name]) => name).sort()).toEqual(
            ["hook", "secure", "twin", "watch"].flatMap(name => ["alertmanager", "grafana", "prometheus"].map(part => `${name}-${part}`)),
        );
        for (const [name, spec] of all)
            expect([name, podFaults(spec), spec.automountServiceAccountToken]).toEqual([name, [], name.endsWith("-prometheus")]);
    });

    it("tells where it is and how it is opened", () => {
        expect(stack.outputs.watch).toEqual({
            namespace: "watch",
            topicArn: stack.arn("Topic watch-alerts"),
            grafanaCommand: "kubectl -n watch port-forward service/grafana 3001:3000",
            isSecret: true,
            reversed: expect.any(String) as string,
        });
        expect(stack.outputs.hook).not.toHaveProperty("topicArn");
        const password = [...(dig(stack.outputs, "watch.reversed") as string)].reverse().join("");
        expect(password).toHaveLength(32);
        expect(JSON.stringify(stack.result.deployment)).not.toContain(password);
    });

    it("fails with all problems at once, and makes nothing", () => {
        const long = "a".repeat(39);
        expect(stack.outputs.refused).toEqual([
            "MonitoringStack 'wrong': 1 problem\n  notify.emails: got []; allowed: at least one address. An alert that reaches nobody is none.",
            `MonitoringStack '${long}': 1 problem\n  name: got "${long}"; allowed: a letter, then lower-case letters, digits and single '-', at most 38 characters.`,
        ]);
        expect(stack.resources.filter(({ urn }) => /::(wrong|aaaa)/.test(urn))).toEqual([]);
    });
});

describe("Prometheus", () => {
    it("runs with its files, its retention and its disk", () => {
        const spec = stack.inputs("StatefulSet watch-prometheus").spec;
        expect(dig(spec, "template.spec.containers.0")).toMatchObject({
            name: "prometheus",
            image: expect.stringMatching(/\/prometheus:v\d/) as string,
            args: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--storage.tsdb.retention.time=45d"],
            ports: [{ name: "http", containerPort: 9090 }],
            volumeMounts: [
                { name: "data", mountPath: "/prometheus" },
                { name: "tmp", mountPath: "/tmp" },
                { name: "prometheus-files-0", mountPath: "/etc/prometheus", readOnly: true },
            ],
        });
        for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
            expect(dig(spec, `template.spec.containers.0.${probe}.httpGet`)).toEqual({ path: "/-/healthy", port: "http" });
        expect(dig(spec, "volumeClaimTemplates.0.spec.resources.requests.storage")).toBe("50Gi");
        expect(dig(spec, "template.metadata.annotations.webstack/files-checksum")).toMatch(/^[0-9a-f]{16}$/);
        expect(stack.waitsFor("StatefulSet watch-prometheus")).toEqual(["watch-namespace", "watch-prometheus-files-0"]);
    });

    it("restarts when its files change, and only then", () => {
        const sum = (name: string): unknown =>
            dig(stack.inputs(`StatefulSet ${name}`), "spec.template.metadata.annotations.webstack/files-checksum");
        expect(sum("watch-prometheus")).not.toBe(sum("hook-prometheus"));
        expect(sum("watch-prometheus")).not.toBe(sum("secure-prometheus"));
        expect(sum("hook-alertmanager")).not.toBe(sum("secure-alertmanager"));
        expect(sum("twin-grafana")).toBe(sum("secure-grafana"));
    });

    it("has this configuration, in full", () => {
        const target = (job: string, namespace: string, port: number, path: string): unknown => ({
            job_name: job,
            metrics_path: path,
            kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
            relabel_configs: [
                { source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: job, action: "keep" },
                { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Running", action: "keep" },
                { source_labels: ["__meta_kubernetes_pod_ip"], replacement: `$1:${port}`, target_label: "__address__" },
                { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
                { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
            ],
        });
        expect(parse(file("watch-prometheus-files-0", "prometheus.yml"))).toEqual({
            global: { scrape_interval: "30s", evaluation_interval: "30s" },
            rule_files: ["/etc/prometheus/rules.yml"],
            alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager.watch.svc:9093"] }] }] },
            scrape_configs: [
                { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
                { job_name: "alertmanager", static_configs: [{ targets: ["alertmanager.watch.svc:9093"] }] },
                {
                    job_name: "containers",
                    scheme: "https",
                    metrics_path: "/metrics/cadvisor",
                    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
                    tls_config: { insecure_skip_verify: true },
                    kubernetes_sd_configs: [{ role: "node" }],
                },
                {
                    job_name: "kubelet",
                    scheme: "https",
                    metrics_path: "/metrics",
                    authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
                    tls_config: { insecure_skip_verify: true },
                    kubernetes_sd_configs: [{ role: "node" }],
                    metric_relabel_configs: [{ source_labels: ["__name__"], regex: "kubelet_volume_stats_.+", action: "keep" }],
                },
                target("web", "shop", 9100, "/internal"),
                target("api", "shop", 8080, "/metrics"),
                target("jobs", "batch", 8080, "/metrics"),
            ],
        });
        expect(parse(file("hook-prometheus-files-0", "prometheus.yml"))).toMatchObject({
            global: { scrape_interval: "15s" },
            alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager.telemetry.svc:9093"] }] }] },
        });
    });

    it("finds pods by every label, in the form that Prometheus gives it", () => {
        const text = prometheusConfig([{ job: "x", namespace: "n", labels: { "a.b/c-d": "1", e: "2" }, port: 1 }], 15, "m");
        const [first, second] = dig(parse(text), "scrape_configs.4.relabel_configs") as unknown[];
        expect(first).toEqual({ source_labels: ["__meta_kubernetes_pod_label_a_b_c_d"], regex: "1", action: "keep" });
        expect(second).toEqual({ source_labels: ["__meta_kubernetes_pod_label_e"], regex: "2", action: "keep" });
    });

    it("reaches what it scrapes, whom it tells, and the API server", () => {
        expect(stack.inputs("NetworkPolicy watch-prometheus").spec).toEqual({
            podSelector: { matchLabels: selector("prometheus") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{ from: [{ podSelector: { matchLabels: selector("grafana") } }], ports: [{ protocol: "TCP", port: 9090 }] }],
            egress: [
                dns,
                { to: [{ podSelector: { matchLabels: selector("alertmanager") } }], ports: [{ protocol: "TCP", port: 9093 }] },
                {
                    to: [{ namespaceSelector: {} }],
                    ports: [
                        { protocol: "TCP", port: 8080 },
                        { protocol: "TCP", port: 9100 },
                    ],
                },
                { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [443, 6443, 10250].map(port => ({ protocol: "TCP", port })) },
            ],
        });
        expect(dig(stack.inputs("NetworkPolicy hook-prometheus"), "spec.egress.length")).toBe(3);
    });

    it("may read nodes' metrics, list the pods of the namespaces it scrapes, and no more", () => {
        const subjects = [{ kind: "ServiceAccount", name: "prometheus", namespace: "watch" }];
        const group = "rbac.authorization.k8s.io";
        expect(stack.inputs("ClusterRole watch-prometheus-nodes")).toEqual({
            apiVersion: `${group}/v1`,
            kind: "ClusterRole",
            metadata: { name: "watch-prometheus", labels: labels("prometheus", "watch") },
            rules: [
                { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
                { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
            ],
        });
        expect(stack.inputs("ClusterRoleBinding watch-prometheus-nodes")).toMatchObject({
            metadata: { name: "watch-prometheus" },
            roleRef: { apiGroup: group, kind: "ClusterRole", name: "watch-prometheus" },
            subjects,
        });
        for (const namespace of ["shop", "batch"]) {
            expect(stack.inputs(`Role watch-prometheus-${namespace}`)).toEqual({
                apiVersion: `${group}/v1`,
                kind: "Role",
                metadata: { name: "prometheus", namespace, labels: labels("prometheus", "watch") },
                rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
            });
            expect(stack.inputs(`RoleBinding watch-prometheus-${namespace}`)).toMatchObject({
                metadata: { name: "prometheus", namespace },
                roleRef: { apiGroup: group, kind: "Role", name: "prometheus" },
                subjects,
            });
        }
    });

    it("has the standard alerts, as one group of the project", () => {
        const alerts = standardAlerts();
        expect(parse(file("watch-prometheus-files-0", "rules.yml"))).toEqual({
            groups: [
                {
                    name: "test.rules",
                    rules: alerts.map(({ name, expression, for: duration, severity, summary }) => ({
                        alert: name,
                        expr: expression,
                        for: duration,
                        labels: { severity },
                        annotations: { summary },
                    })),
                },
            ],
        });
        expect(alerts.map(({ name, for: duration, severity }) => `${name} ${duration} ${severity}`)).toEqual([
            "HighCPUUsage 5m warning",
            "HighMemoryUsage 5m warning",
            "HighErrorRate 2m warning",
            "TargetDown 1m critical",
            "PrometheusNotificationsFailing 5m critical",
            "AlertmanagerNotificationsFailing 5m critical",
        ]);
        expect(validateMonitoring({ targets: [], alerts, notify: { kind: "webhook", url: "http://x" } })).toEqual([]);
    });

    it("has the alerts that a stack names instead, in the group it names", () => {
        expect(parse(file("hook-prometheus-files-0", "rules.yml"))).toEqual({
            groups: [
                {
                    name: "pager.rules",
                    rules: [
                        {
                            alert: "Mine",
                            expr: "vector(1)",
                            for: "0s",
                            labels: { severity: "critical" },
                            annotations: { summary: "It is mine" },
                        },
                    ],
                },
            ],
        });
    });

    it("writes expressions on one line, whatever is in them", () => {
        const expression = `sum(rate(x{a="b: c", d=~"5.."}[5m])) by (job) / ${"y + ".repeat(40)}0 > 0.05 # note`;
        const text = rulesFile("group", [
            { name: "A", expression, for: "1m", severity: "warning", summary: "{{ $labels.job }}: 'down' \"now\"" },
        ]);
        expect(parse(text)).toMatchObject({
            groups: [{ rules: [{ expr: expression, annotations: { summary: "{{ $labels.job }}: 'down' \"now\"" } }] }],
        });
    });

    it("compares with the thresholds of a stack", () => {
        const expression = (name: string, alerts: readonly AlertRule[]): string => alerts.find(alert => alert.name === name)!.expression;
        const own = standardAlerts({ cpuPercent: 70, memoryPercent: 90, errorRate: 0.01 });
        const given = standardAlerts({ cpuPercent: undefined });
        expect(["HighCPUUsage", "HighMemoryUsage", "HighErrorRate"].map(name => expression(name, own).split(" > ").at(-1))).toEqual([
            "70",
            "90",
            "0.01",
        ]);
        expect(["HighCPUUsage", "HighMemoryUsage", "HighErrorRate"].map(name => expression(name, given).split(" > ").at(-1))).toEqual([
            "80",
            "85",
            "0.05",
        ]);
        expect(expression("HighErrorRate", given)).toBe(
            'sum by (job) (rate(http_requests_total{status=~"5.."}[2m])) / sum by (job) (rate(http_requests_total[2m])) > 0.05',
        );
        expect(expression("TargetDown", given)).toBe("up == 0");
    });
});

describe("Alertmanager", () => {
    it("runs alone, with its configuration", () => {
        expect(dig(stack.inputs("StatefulSet watch-alertmanager"), "spec.template.spec.containers.0")).toMatchObject({
            image: expect.stringMatching(/\/alertmanager:v\d/) as string,
            args: ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager", "--cluster.listen-address="],
            ports: [{ name: "http", containerPort: 9093 }],
        });
    });

    const route = {
        receiver: "people",
        group_by: ["alertname", "namespace", "job"],
        group_wait: "30s",
        group_interval: "5m",
        repeat_interval: "4h",
        routes: [{ receiver: "people", matchers: ['severity="critical"'], group_wait: "10s", repeat_interval: "1h" }],
    };
    const inhibit = [
        { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ["alertname", "namespace", "job"] },
    ];

    it("publishes to the topic under the pod's own identity", () => {
        expect(parse(file("watch-alertmanager-files-0", "alertmanager.yml"))).toEqual({
            route,
            inhibit_rules: inhibit,
            receivers: [
                {
                    name: "people",
                    sns_configs: [
                        {
                            topic_arn: stack.arn("Topic watch-alerts"),
                            sigv4: { region },
                            subject: "{{ .Status | toUpper }} {{ .CommonLabels.alertname }}",
                            send_resolved: true,
                        },
                    ],
                },
            ],
        });
    });

    it("calls the webhook, also when all is well again", () => {
        const expected = {
            route,
            inhibit_rules: inhibit,
            receivers: [{ name: "people", webhook_configs: [{ url: "http://pager.internal:9095/alerts", send_resolved: true }] }],
        };
        expect(parse(file("hook-alertmanager-files-0", "alertmanager.yml"))).toEqual(expected);
        expect(parse(alertmanagerConfig({ kind: "webhook", url: "http://pager.internal:9095/alerts" }))).toEqual(expected);
    });

    it("lets Prometheus in, and reaches its receiver's port", () => {
        const egress = (name: string): unknown => dig(stack.inputs(`NetworkPolicy ${name}-alertmanager`), "spec.egress");
        const world = (port: number): unknown => ({ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port }] });
        expect(egress("watch")).toEqual([
            dns,
            world(443),
            { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
        ]);
        expect(egress("hook")).toEqual([dns, world(9095)]);
        expect(egress("secure")).toEqual([dns, world(443)]);
        expect(dig(stack.inputs("NetworkPolicy watch-alertmanager"), "spec.ingress")).toEqual([
            { from: [{ podSelector: { matchLabels: selector("prometheus") } }], ports: [{ protocol: "TCP", port: 9093 }] },
        ]);
    });
});

describe("Grafana", () => {
    it("asks for the password, and reads Prometheus", () => {
        expect(dig(stack.inputs("StatefulSet watch-grafana"), "spec.template.spec.containers.0.env")).toEqual([
            { name: "GF_AUTH_ANONYMOUS_ENABLED", value: "false" },
            { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" },
            { name: "GF_SECURITY_ADMIN_PASSWORD", valueFrom: { secretKeyRef: { name: "grafana-admin", key: "password" } } },
        ]);
        expect(stack.inputs("Secret watch-grafana-admin")).toMatchObject({
            metadata: { name: "grafana-admin", namespace: "watch" },
            stringData: secret({ password: "[secret]" }),
        });
        expect(parse(file("watch-grafana-files-0", "prometheus.yaml"))).toEqual({
            apiVersion: 1,
            // Without a uid: Grafana cannot change that of a source that it has already.
            datasources: [
                {
                    name: "Prometheus",
                    type: "prometheus",
                    access: "proxy",
                    url: "http://prometheus:9090",
                    isDefault: true,
                    jsonData: { timeInterval: "30s" },
                },
            ],
        });
        expect(stack.inputs("NetworkPolicy watch-grafana").spec).toEqual({
            podSelector: { matchLabels: selector("grafana") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns, { to: [{ podSelector: { matchLabels: selector("prometheus") } }], ports: [{ protocol: "TCP", port: 9090 }] }],
        });
    });
});

describe("notifications through AWS", () => {
    it("go to an encrypted topic, whose key CloudWatch may use for this account", () => {
        expect(stack.inputs("Topic watch-alerts")).toEqual({
            kmsMasterKeyId: stack.arn("Key watch-alerts-key"),
            tags: { Project: "shop", Component: "watch", Name: "watch-alerts" },
        });
        expect(json(stack.inputs("Key watch-alerts-key").policy)).toMatchObject({
            Statement: [
                { Principal: { AWS: `arn:aws:iam::${account}:root` } },
                { Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: { StringEquals: { "aws:SourceAccount": account } } },
            ],
        });
    });

    it("come from alarms and roles of this account, over TLS only", () => {
        const Resource = stack.arn("Topic watch-alerts");
        expect(stack.inputs("TopicPolicy watch-alerts").arn).toBe(Resource);
        expect(json(stack.inputs("TopicPolicy watch-alerts").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "CloudWatchAlarms",
                    Effect: "Allow",
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: "sns:Publish",
                    Resource,
                    Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${account}:alarm:*` } },
                },
                {
                    Sid: "AccountPublishes",
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "sns:Publish",
                    Resource,
                },
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sns:Publish",
                    Resource,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
    });

    it("reach everybody who is named", () => {
        for (const endpoint of ["a@example.com", "b@example.com"]) {
            expect(stack.inputs(`TopicSubscription watch-email-${endpoint}`)).toEqual({
                topic: stack.arn("Topic watch-alerts"),
                protocol: "email",
                endpoint,
            });
        }
    });

    it("let Alertmanager's pod publish to this topic, and nothing else", () => {
        expect(stack.inputs("PodIdentityAssociation watch-alertmanager")).toMatchObject({
            clusterName: "shop-cluster",
            namespace: "watch",
            serviceAccount: "alertmanager",
            roleArn: stack.arn("Role watch-alertmanager-role"),
        });
        expect(json(stack.inputs("Role watch-alertmanager-role").assumeRolePolicy)).toMatchObject({
            Statement: [
                {
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ],
        });
        expect(json(stack.inputs("RolePolicy watch-alertmanager-publishes").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "sns:Publish", Resource: stack.arn("Topic watch-alerts") },
                { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: stack.arn("Key watch-alerts-key") },
            ],
        });
    });

    it("make an alarm of each description, which tells when it goes off and when all is well", () => {
        const topic = stack.arn("Topic watch-alerts");
        expect(stack.inputs("MetricAlarm watch-orders-cpu")).toEqual({
            alarmDescription: "critical: Much CPU",
            namespace: "AWS/RDS",
            metricName: "CPUUtilization",
            dimensions: { DBInstanceIdentifier: "db-1" },
            statistic: "Average",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            period: 60,
            evaluationPeriods: 5,
            datapointsToAlarm: 3,
            treatMissingData: "missing",
            alarmActions: [topic],
            okActions: [topic],
            tags: { Project: "shop", Component: "watch", Name: "watch-orders-cpu", Severity: "critical" },
        });
        expect(stack.inputs("MetricAlarm watch-orders-disk")).toMatchObject({
            alarmDescription: "warning: Much CPU",
            tags: { Severity: "warning" },
        });
    });
});

describe("validateMonitoring", () => {
    const target = (job: string) => ({ job, namespace: "shop", labels: {}, port: 8080 });
    const good: MonitoringStackArgs = { targets: [target("web")], notify: { kind: "webhook", url: "http://pager:9095/alerts" } };
    const sns = { kind: "sns", accountId: account, region, clusterName: "c", emails: ["a@example.com"] } as const;
    const alert: AlertRule = { name: "Mine", expression: "up == 0", for: "1m", severity: "warning", summary: "x" };
    const check = (args: Partial<MonitoringStackArgs>): string[] => lines(validateMonitoring({ ...good, ...args }));
    const described = { name: "cpu" } as NonNullable<MonitoringStackArgs["alarms"]>[number]["alarms"][number];

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(
            check({
                notify: sns,
                alarms: [
                    { of: "a", alarms: [described] },
                    { of: "b", alarms: [described] },
                ],
            }),
        ).toEqual([]);
        expect(monitoringDefaults).toEqual({ scrapeSeconds: 15, retentionDays: 15, storage: "20Gi" });
        expect(severities).toEqual(["critical", "warning"]);
    });

    it.each<[string, Partial<MonitoringStackArgs>, string[]]>([
        ["namespace", { namespace: "My" }, [`namespace: got "My"; allowed: lower-case letters, digits and '-', at most 40 characters.`]],
        [
            "numbers and sizes",
            { scrapeSeconds: 4, retentionDays: 366, storage: "20G" },
            [
                "scrapeSeconds: got 4; allowed: a whole number from 5 to 300.",
                "retentionDays: got 366; allowed: a whole number from 1 to 365.",
                'storage: got "20G"; allowed: a size such as 512Mi or 4Gi.',
            ],
        ],
        ["target twice", { targets: [target("web"), target("web")] }, ['targets: got "web"; allowed: each value once.']],
        [
            "target that is its own",
            { targets: [target("prometheus"), target("containers"), target("kubelet"), target("fluent-bit")] },
            ["prometheus", "containers", "kubelet"].map(
                job =>
                    `targets: got "${job}"; allowed: jobs that are not the monitoring's own: prometheus, alertmanager, containers, kubelet.`,
            ),
        ],
        ["alert twice", { alerts: [alert, alert] }, ['alerts: got "Mine"; allowed: each value once.']],
        [
            "alert",
            { alerts: [{ name: "My alert", expression: " ", for: "1 minute", severity: "page" as never, summary: "" }] },
            [
                'alerts.0.name: got "My alert"; allowed: letters, digits and _.',
                'alerts.0.for: got "1 minute"; allowed: a duration such as 0s, 2m or 1h.',
                'alerts.0.severity: got "page"; allowed: critical, warning.',
                'alerts.0.expression: got " "; allowed: an expression of PromQL.',
            ],
        ],
        ...["", "my group", "a".repeat(101)].map((ruleGroup): [string, Partial<MonitoringStackArgs>, string[]] => [
            `group of rules ${JSON.stringify(ruleGroup)}`,
            { ruleGroup },
            [`ruleGroup: got ${JSON.stringify(ruleGroup)}; allowed: 1–100 letters, digits, '-', '_' and '.'.`],
        ]),
        [
            "alarm twice",
            {
                notify: sns,
                alarms: [
                    { of: "a", alarms: [described] },
                    { of: "a", alarms: [described] },
                ],
            },
            ['alarms: got "a-cpu"; allowed: each value once.'],
        ],
        [
            "alarms of AWS that reach nobody",
            { alarms: [{ of: "a", alarms: [described] }] },
            ['notify.kind: got "webhook"; allowed: sns, where there are alarms of AWS. CloudWatch reaches people through SNS only.'],
        ],
        [
            "people",
            { notify: { ...sns, accountId: "", emails: ["nobody", "a@example.com", "a@example.com"] } },
            [
                'notify.accountId: got ""; allowed: an AWS account id: 12 digits, in quotes.',
                'notify.emails: got "nobody"; allowed: mail addresses.',
                'notify.emails: got "a@example.com"; allowed: each value once.',
            ],
        ],
        [
            "lack of people",
            { notify: { ...sns, emails: [] } },
            ["notify.emails: got []; allowed: at least one address. An alert that reaches nobody is none."],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it.each(["", "pager", "ftp://pager/x", "http://me:secret@pager/x", "http://pager/a b", "http://pager:99999/x", "http://"])(
        "fails for the webhook %j",
        url =>
            expect(check({ notify: { kind: "webhook", url } })).toEqual([
                `notify.url: got ${JSON.stringify(url)}; allowed: an http or https address without a password in it.`,
            ]),
    );
});
