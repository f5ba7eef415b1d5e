import { parse } from "yaml";
import { fluentBitConfig } from "../../components/monitoring-stack/logs/fluent-bit-config";
import { validateMonitoring } from "../../components/monitoring-stack/args";
import { logAlerts } from "../../components/monitoring-stack/alerts/standard";
import { daysOf, logClasses, validateLogs, type CloudWatchLogsArgs } from "../../components/monitoring-stack/logs/args";
import { account, dig, dns, json, labels, lines, podFaults, podSpecs, region, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-stack-logs",
        `
const logs = { kind: "cloudwatch", accountId: "${account}", region: "${region}", clusterName: pulumi.output("shop-cluster"), namespaces: ["shop", "batch"] };
const notify = { kind: "webhook", url: "http://pager.internal:9095/alerts" };
const kept = new webstack.MonitoringStack("kept", { targets: [], notify, logs, tags: { Project: "shop" } }, { providers });
new webstack.MonitoringStack("brief", {
    namespace: "telemetry",
    targets: [],
    alerts: [],
    notify,
    logs: { ...logs, prefix: "/shop/brief", retentionDays: { access: 7, audit: undefined }, deletionProtection: false },
    transform: { "apps.DaemonSet": { metadata: { annotations: { seen: "yes" } } } },
}, { providers });
const none = new webstack.MonitoringStack("none", { targets: [], notify }, { providers });
exports.groups = kept.logGroups;
exports.none = String(none.logGroups);
tryTo(() => new webstack.MonitoringStack("wrong", { targets: [], notify, logs: { ...logs, namespaces: [] } }, { providers }));
`,
    );
});

const suffixes = [
    "ConfigMap fluent-bit-files",
    "DaemonSet fluent-bit",
    "Key logs-key",
    "LogGroup logs-access",
    "LogGroup logs-audit",
    "LogGroup logs-error",
    "Namespace logs-namespace",
    "NetworkPolicy fluent-bit-network",
    "NetworkPolicy logs-deny-all",
    "PodIdentityAssociation fluent-bit-identity",
    "Role fluent-bit-role",
    "RolePolicy fluent-bit-writes",
    "ServiceAccount fluent-bit-account",
];

it("makes exactly this beside what there is without logs", () => {
    const without = stack.children("none").map(child => child.replace(" none-", " kept-"));
    const added = stack.children("kept").filter(child => !without.includes(child));
    expect(added).toEqual(
        [...suffixes, "Role prometheus-kept-logs", "RoleBinding prometheus-kept-logs"].map(child => child.replace(" ", " kept-")).sort(),
    );
    expect(without.filter(child => !stack.children("kept").includes(child))).toEqual([]);
    expect(stack.outputs.none).toBe("undefined");
});

it("fails before anything is made", () => {
    expect(stack.outputs.refused).toEqual([
        "MonitoringStack 'wrong': 1 problem\n  logs.namespaces: got []; allowed: at least one namespace. Leave logs out to ship none.",
    ]);
    expect(stack.resources.filter(({ urn }) => urn.includes("::wrong"))).toEqual([]);
});

describe("the log groups", () => {
    it("keep each class for its time, under a key of their own", () => {
        for (const [name, days] of [
            ["access", 365],
            ["error", 731],
            ["audit", 1827],
        ]) {
            expect(stack.inputs(`LogGroup kept-logs-${name}`)).toEqual({
                name: `/webstack/test/test/${name}`,
                kmsKeyId: stack.arn("Key kept-logs-key"),
                retentionInDays: days,
                deletionProtectionEnabled: true,
                tags: { Project: "shop", Component: "kept", Name: `kept-logs-${name}` },
            });
        }
        expect(stack.outputs.groups).toEqual({
            access: "/webstack/test/test/access",
            error: "/webstack/test/test/error",
            audit: "/webstack/test/test/audit",
        });
        expect(dig(json(stack.inputs("Key kept-logs-key").policy), "Statement.1")).toMatchObject({
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` } },
        });
        expect(stack.inputs("Key kept-logs-key")).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    });

    it("are protected with their key, unless a stack says otherwise", () => {
        const guarded = ["LogGroup logs-access", "LogGroup logs-error", "LogGroup logs-audit", "Key logs-key"];
        const protection = (name: string): unknown[] => guarded.map(child => stack.get(child.replace(" ", ` ${name}-`)).protect ?? false);
        expect(protection("kept")).toEqual([true, true, true, true]);
        expect(protection("brief")).toEqual([false, false, false, false]);
        // False, not absent: AWS keeps a protection that is merely no longer asked for.
        expect(stack.inputs("LogGroup brief-logs-audit").deletionProtectionEnabled).toBe(false);
    });

    it("take another prefix, and other days for some", () => {
        expect(
            logClasses.map(name => stack.inputs(`LogGroup brief-logs-${name}`)).map(({ name, retentionInDays }) => [name, retentionInDays]),
        ).toEqual([
            ["/shop/brief/access", 7],
            ["/shop/brief/error", 731],
            ["/shop/brief/audit", 1827],
        ]);
    });
});

describe("the agent's identity", () => {
    it("may add to these groups, and nothing else", () => {
        expect(json(stack.inputs("RolePolicy kept-fluent-bit-writes").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: logClasses.map(name => `${stack.arn(`LogGroup kept-logs-${name}`)}:*`),
                },
            ],
        });
    });

    it("is that of its pods alone", () => {
        expect(stack.inputs("PodIdentityAssociation kept-fluent-bit-identity")).toMatchObject({
            clusterName: "shop-cluster",
            namespace: "kept-logs",
            serviceAccount: "fluent-bit",
            roleArn: stack.arn("Role kept-fluent-bit-role"),
        });
        expect(json(stack.inputs("Role kept-fluent-bit-role").assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ],
        });
    });
});

describe("the agent", () => {
    it("has a namespace to itself, with no more privilege than folders of the node ask for", () => {
        expect(stack.inputs("Namespace brief-logs-namespace").metadata).toEqual({
            name: "telemetry-logs",
            labels: {
                ...labels("telemetry-logs", "telemetry-logs"),
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        });
        const agent = podSpecs(stack).get("kept-fluent-bit")!;
        expect(podFaults(agent)).toEqual(["has a volume of a kind that is not allowed"]);
        expect(agent).toMatchObject({ serviceAccountName: "fluent-bit", automountServiceAccountToken: false });
    });

    it("runs on every node, and reads two folders of it as a member of root's group", () => {
        expect(stack.inputs("DaemonSet kept-fluent-bit").spec).toEqual({
            selector: { matchLabels: selector("fluent-bit") },
            template: {
                metadata: {
                    labels: labels("fluent-bit", "kept-logs"),
                    annotations: { "webstack/files-checksum": expect.stringMatching(/^[0-9a-f]{16}$/) as string },
                },
                spec: {
                    serviceAccountName: "fluent-bit",
                    automountServiceAccountToken: false,
                    nodeSelector: { "kubernetes.io/os": "linux" },
                    tolerations: [{ operator: "Exists" }],
                    priorityClassName: "system-node-critical",
                    terminationGracePeriodSeconds: 60,
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 65534,
                        runAsGroup: 0,
                        fsGroup: 65534,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    containers: [
                        {
                            name: "fluent-bit",
                            image: expect.stringMatching(/^docker\.io\/fluent\/fluent-bit:\d+\.\d+\.\d+(@|$)/) as string,
                            args: ["-c", "/etc/fluent-bit/fluent-bit.yaml"],
                            ports: [{ name: "http", containerPort: 2020 }],
                            resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "100m", memory: "256Mi" } },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                privileged: false,
                                readOnlyRootFilesystem: true,
                                capabilities: { drop: ["ALL"] },
                            },
                            livenessProbe: { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5, periodSeconds: 30 },
                            readinessProbe: { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5, periodSeconds: 10 },
                            volumeMounts: [
                                { name: "config", mountPath: "/etc/fluent-bit", readOnly: true },
                                { name: "state", mountPath: "/var/fluent-bit" },
                                { name: "containers", mountPath: "/var/log/containers", readOnly: true },
                                { name: "pods", mountPath: "/var/log/pods", readOnly: true },
                            ],
                        },
                    ],
                    volumes: [
                        { name: "config", configMap: { name: "fluent-bit" } },
                        { name: "state", emptyDir: { sizeLimit: "1Gi" } },
                        { name: "containers", hostPath: { path: "/var/log/containers", type: "Directory" } },
                        { name: "pods", hostPath: { path: "/var/log/pods", type: "Directory" } },
                    ],
                },
            },
        });
        expect(stack.inputs("DaemonSet brief-fluent-bit").metadata).toMatchObject({ annotations: { seen: "yes" } });
    });

    it("starts when its identity is there, and again when its configuration changes", () => {
        expect(stack.waitsFor("DaemonSet kept-fluent-bit")).toEqual(
            expect.arrayContaining([
                "kept-fluent-bit-account",
                "kept-fluent-bit-files",
                "kept-fluent-bit-identity",
                "kept-fluent-bit-writes",
                "kept-logs-namespace",
            ]),
        );
        const sum = (name: string): unknown =>
            dig(stack.inputs(`DaemonSet ${name}-fluent-bit`), "spec.template.metadata.annotations.webstack/files-checksum");
        expect(sum("kept")).not.toBe(sum("brief"));
    });

    it("talks to CloudWatch and to who gives it its identity, and answers Prometheus", () => {
        expect(stack.inputs("NetworkPolicy kept-fluent-bit-network")).toMatchObject({
            metadata: { name: "fluent-bit", namespace: "kept-logs" },
            spec: {
                podSelector: { matchLabels: selector("fluent-bit") },
                policyTypes: ["Ingress", "Egress"],
                ingress: [
                    {
                        from: [{ namespaceSelector: {}, podSelector: { matchLabels: selector("prometheus") } }],
                        ports: [{ protocol: "TCP", port: 2020 }],
                    },
                ],
                egress: [
                    dns,
                    { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port: 443 }] },
                    { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
                ],
            },
        });
        expect(stack.inputs("NetworkPolicy kept-logs-deny-all")).toMatchObject({
            metadata: { name: "deny-all", namespace: "kept-logs" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
    });

    it("has this configuration, in full", () => {
        const text = (stack.inputs("ConfigMap kept-fluent-bit-files").data as Record<string, string>)["fluent-bit.yaml"]!;
        const group = (name: string): unknown => ({
            name: "cloudwatch_logs",
            alias: name,
            match: "*",
            region,
            log_group_name: `/webstack/test/test/${name}`,
            log_stream_prefix: "pods.",
            log_key: "line",
            auto_create_group: false,
            retry_limit: "no_limits",
            "storage.total_limit_size": "768M",
            processors: {
                logs: [
                    { name: "grep", regex: `class ^${name}$` },
                    { name: "record_modifier", allowlist_key: "line" },
                ],
            },
        });
        expect(parse(text)).toEqual({
            service: {
                flush: 5,
                grace: 30,
                log_level: "info",
                http_server: true,
                http_listen: "0.0.0.0",
                http_port: 2020,
                "storage.path": "/var/fluent-bit/buffers",
                "storage.max_chunks_up": 16,
                "storage.backlog.mem_limit": "16M",
                "scheduler.base": 5,
                "scheduler.cap": 60,
            },
            parsers: [{ name: "line", format: "regex", regex: "(?m)^(?<line>(?<fields>.*))$", decode_field_as: "json fields" }],
            pipeline: {
                inputs: [
                    {
                        name: "tail",
                        path: "/var/log/containers/*_shop_*.log,/var/log/containers/*_batch_*.log",
                        tag_regex: "(?<pod>[^/_]+)_(?<namespace>[^_]+)_(?<container>[^_]+)-[0-9a-f]{64}\\.log$",
                        tag: "<namespace>.<pod>.<container>",
                        "multiline.parser": "cri",
                        read_from_head: true,
                        db: "/var/fluent-bit/positions.db",
                        refresh_interval: 5,
                        buffer_max_size: "64k",
                        skip_long_lines: true,
                        "storage.type": "filesystem",
                    },
                ],
                filters: [
                    { match: "*", name: "grep", exclude: "log ^\\s*$" },
                    { match: "*", name: "parser", key_name: "log", parser: "line" },
                    { match: "*", name: "modify", condition: "Key_value_matches fields .", remove: "fields" },
                    { match: "*", name: "modify", set: "class access" },
                    {
                        match: "*",
                        name: "modify",
                        condition: "Key_value_matches $fields['level'] (?i)^(error|fatal|critical)$",
                        set: "class error",
                    },
                    { match: "*", name: "modify", condition: "Key_value_matches $fields['audit'] ^true$", set: "class audit" },
                    { match: "*", name: "modify", condition: "Key_exists $fields['action']", set: "class audit" },
                ],
                outputs: ["access", "error", "audit"].map(group),
            },
        });
    });

    it("has a configuration whose long lines are not folded", () => {
        const namespaces = Array.from({ length: 20 }, (_, index) => `namespace-${index}`);
        const text = fluentBitConfig({ region, namespaces, groups: { access: "/a", error: "/b", audit: "/c" } });
        expect(text).toContain(`path: ${namespaces.map(name => `/var/log/containers/*_${name}_*.log`).join(",")}\n`);
    });
});

describe("Prometheus", () => {
    const config = (name: string, file: string): unknown =>
        parse((stack.inputs(`ConfigMap ${name}-prometheus-files-0`).data as Record<string, string>)[file]!);

    it("scrapes the agents, whose pods it may find", () => {
        expect((dig(config("kept", "prometheus.yml"), "scrape_configs") as { job_name: string }[]).at(-1)).toMatchObject({
            job_name: "fluent-bit",
            metrics_path: "/api/v2/metrics/prometheus",
            kubernetes_sd_configs: [{ role: "pod", namespaces: { names: ["kept-logs"] } }],
        });
        expect(stack.inputs("Role kept-prometheus-kept-logs").metadata).toMatchObject({ name: "prometheus", namespace: "kept-logs" });
        expect(stack.waitsFor("Role kept-prometheus-kept-logs")).toEqual(["kept-logs-namespace", "kept-namespace"]);
        expect(dig(stack.inputs("NetworkPolicy kept-prometheus"), "spec.egress.2.ports")).toEqual([{ protocol: "TCP", port: 2020 }]);
    });

    it("tells of logs that do not arrive, whatever alerts a stack has", () => {
        const names = (name: string): string[] =>
            (dig(config(name, "rules.yml"), "groups.0.rules") as { alert: string }[]).map(({ alert }) => alert);
        expect(names("brief")).toEqual(["LogsDelayed", "LogsLost"]);
        expect(names("kept").slice(-2)).toEqual(["LogsDelayed", "LogsLost"]);
        expect(names("none")).not.toContain("LogsLost");
        expect(logAlerts.map(({ name, for: duration, severity }) => `${name} ${duration} ${severity}`)).toEqual([
            "LogsDelayed 15m warning",
            "LogsLost 0s critical",
        ]);
    });
});

describe("validateLogs", () => {
    const good: CloudWatchLogsArgs = { kind: "cloudwatch", accountId: account, region, clusterName: "c", namespaces: ["shop"] };
    const check = (logs: Partial<CloudWatchLogsArgs>): string[] => lines(validateLogs({ ...good, ...logs }));
    const days = "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(check({ prefix: "/shop/production", retentionDays: { audit: 3653 } })).toEqual([]);
        expect(daysOf(good)).toEqual({ access: 365, error: 731, audit: 1827 });
    });

    it.each<[string, Partial<CloudWatchLogsArgs>, string[]]>([
        ["account", { accountId: "123" }, ['logs.accountId: got "123"; allowed: an AWS account id: 12 digits, in quotes.']],
        [
            "namespaces",
            { namespaces: ["Shop", "*", "batch", "batch"] },
            [
                `logs.namespaces: got "Shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
                `logs.namespaces: got "*"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
                'logs.namespaces: got "batch"; allowed: each value once.',
            ],
        ],
        [
            "days",
            { retentionDays: { access: 0, error: 730, audit: 1825 } },
            [
                `logs.retentionDays.access: got 0; allowed: ${days}.`,
                `logs.retentionDays.error: got 730; allowed: ${days}.`,
                `logs.retentionDays.audit: got 1825; allowed: ${days}.`,
            ],
        ],
        ...["", "/", "shop", "/shop/", "/aws/shop", "/aws", "/my shop", `/${"a".repeat(500)}`].map(
            (prefix): [string, Partial<CloudWatchLogsArgs>, string[]] => [
                `prefix ${JSON.stringify(prefix).slice(0, 20)}`,
                { prefix },
                [
                    `logs.prefix: got ${JSON.stringify(prefix)}; allowed: a path such as /shop/production, at most 500 characters, which does not begin with /aws.`,
                ],
            ],
        ),
    ])("fails for its %s", (_, logs, said) => expect(check(logs)).toEqual(said));

    it("fails where a name of the agent's is taken", () => {
        const notify = { kind: "webhook", url: "http://x" } as const;
        const target = { job: "fluent-bit", namespace: "shop", labels: {}, port: 2020 };
        expect(lines(validateMonitoring({ targets: [target], alerts: [logAlerts[0]!], notify, logs: good }))).toEqual([
            `targets: got "fluent-bit"; allowed: jobs that are not the monitoring's own: prometheus, alertmanager, containers, kubelet, fluent-bit.`,
            'alerts: got "LogsDelayed"; allowed: each value once.',
        ]);
        expect(lines(validateMonitoring({ targets: [target], alerts: [logAlerts[0]!], notify }))).toEqual([]);
    });
});
