import { parse } from "yaml";
import { fluentBitFiles } from "../../../components/monitoring-stack/logs/fluent-bit-config";
import { logClasses } from "../../../components/monitoring-stack/logs/args";
import { redactionScript } from "../../../components/monitoring-stack/logs/redaction";
import { account, dig, dns, json, labels, podFaults, podSpecs, region, selector, type Stack } from "../support";
import { logsStack } from "./logs-stacks";

let stack: Stack;
beforeAll(async () => {
    stack = await logsStack(
        "monitoring-logs-cloudwatch",
        `
const kept = logsOf("kept", { kind: "cloudwatch" }, { aws: place });
logsOf("brief", { kind: "cloudwatch", prefix: "/shop/brief", retentionDays: { access: 7, audit: undefined }, deletionProtection: false }, {
    aws: place,
    namespace: "telemetry",
    transform: { "apps.DaemonSet": { metadata: { annotations: { seen: "yes" } } } },
});
logsOf("locked", { kind: "cloudwatch", archive: {}, redact: { kinds: ["email"] } }, { aws: place });
logsOf("sealed", { kind: "cloudwatch", archive: { days: 100, mode: "compliance", cannotBeUndone: true }, deletionProtection: false }, { aws: place });
exports.made = kept;
exports.none = String(logsOf("none", undefined));
`,
    );
});

const files = (name: string): Record<string, string> => stack.inputs(`ConfigMap ${name}-fluent-bit-files`).data as Record<string, string>;
const config = (name: string): unknown => parse(files(name)["fluent-bit.yaml"]!);

it("makes exactly this", () => {
    expect(stack.children("kept")).toEqual(
        [
            "ConfigMap fluent-bit-files",
            "DaemonSet fluent-bit",
            "Key logs-key",
            "LogGroup logs-access",
            "LogGroup logs-audit",
            "LogGroup logs-error",
            "Namespace logs-namespace",
            "Namespace namespace",
            "NetworkPolicy fluent-bit-network",
            "NetworkPolicy logs-deny-all",
            "PodIdentityAssociation fluent-bit-identity",
            "Role fluent-bit-role",
            "RolePolicy fluent-bit-writes",
            "ServiceAccount fluent-bit-account",
        ].map(child => child.replace(" ", " kept-")),
    );
    expect(stack.children("none")).toEqual(["Namespace none-namespace"]);
    expect(stack.outputs.none).toBe("undefined");
    expect(stack.outputs.made).toEqual({
        groups: { access: "/webstack/test/test/access", error: "/webstack/test/test/error", audit: "/webstack/test/test/audit" },
        agents: [
            {
                kind: "pods",
                job: "fluent-bit",
                namespace: "kept-logs",
                labels: selector("fluent-bit"),
                port: 2020,
                path: "/api/v2/metrics/prometheus",
                role: "agent",
            },
        ],
    });
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

describe("the archive", () => {
    it("locks what is put into it for five years, or as long and as hard as asked for", () => {
        expect(stack.inputs("BucketObjectLockConfiguration locked-archive-lock")).toEqual({
            bucket: stack.id("Bucket locked-archive"),
            rule: { defaultRetention: { mode: "GOVERNANCE", days: 1827 } },
        });
        expect(dig(stack.inputs("BucketObjectLockConfiguration sealed-archive-lock"), "rule.defaultRetention")).toEqual({
            mode: "COMPLIANCE",
            days: 100,
        });
        expect(stack.waitsFor("BucketObjectLockConfiguration locked-archive-lock")).toEqual(["locked-archive", "locked-archive-versions"]);
        expect(stack.inputs("BucketVersioning locked-archive-versions").versioningConfiguration).toEqual({ status: "Enabled" });
        expect(["locked", "sealed"].map(name => stack.get(`Bucket ${name}-archive`).protect ?? false)).toEqual([true, false]);
    });

    it("is private, encrypted with the logs' key, and open to TLS alone", () => {
        expect(stack.inputs("BucketPublicAccessBlock locked-archive-private")).toMatchObject({
            blockPublicPolicy: true,
            restrictPublicBuckets: true,
        });
        expect(dig(stack.inputs("BucketServerSideEncryptionConfiguration locked-archive-encryption"), "rules.0")).toEqual({
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: stack.arn("Key locked-logs-key") },
            bucketKeyEnabled: true,
        });
        expect(dig(json(stack.inputs("BucketPolicy locked-archive-policy").policy), "Statement")).toEqual([
            expect.objectContaining({ Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*" }),
        ]);
    });

    it("gets colder with time, and goes when the lock is over", () => {
        const rules = (name: string): unknown => stack.inputs(`BucketLifecycleConfiguration ${name}-archive-lifecycle`).rules;
        const old = (days: number) => [
            { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: days } },
            { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
        ];
        const glacier = { days: 90, storageClass: "GLACIER_IR" };
        expect(rules("locked")).toEqual([
            ...old(1828),
            { id: "colder", status: "Enabled", filter: {}, transitions: [glacier, { days: 365, storageClass: "DEEP_ARCHIVE" }] },
            { id: "expire", status: "Enabled", filter: {}, expiration: { days: 1828 } },
        ]);
        expect(rules("sealed")).toEqual([
            ...old(101),
            { id: "colder", status: "Enabled", filter: {}, transitions: [glacier] },
            { id: "expire", status: "Enabled", filter: {}, expiration: { days: 101 } },
        ]);
    });

    it("is an output of the agent's beside the groups, which waits for the lock", () => {
        const outputs = dig(config("locked"), "pipeline.outputs") as Record<string, unknown>[];
        expect(outputs.map(({ name, alias }) => [name, alias])).toEqual([
            ["cloudwatch_logs", "access"],
            ["cloudwatch_logs", "error"],
            ["cloudwatch_logs", "audit"],
            ["s3", "archive"],
        ]);
        expect(outputs.at(-1)).toEqual({
            name: "s3",
            alias: "archive",
            match: "*",
            region,
            bucket: stack.id("Bucket locked-archive"),
            use_put_object: true,
            send_content_md5: true,
            compression: "gzip",
            total_file_size: "10M",
            upload_timeout: "10m",
            s3_key_format: "/audit/%Y/%m/%d/$TAG/%H%M%S-$UUID.jsonl.gz",
            json_date_key: "time",
            json_date_format: "iso8601",
            store_dir: "/var/fluent-bit/archive",
            store_dir_limit_size: "512M",
            retry_limit: 1000000,
            processors: {
                logs: [
                    { name: "grep", regex: "class ^audit$" },
                    { name: "record_modifier", allowlist_key: ["line", "namespace", "pod", "container"] },
                ],
            },
        });
        expect(stack.waitsFor("DaemonSet locked-fluent-bit")).toEqual(
            expect.arrayContaining(["locked-archive-lock", "locked-archive-policy"]),
        );
        expect(dig(podSpecs(stack).get("locked-fluent-bit"), "volumes.1")).toEqual({ name: "state", emptyDir: { sizeLimit: "2Gi" } });
        expect(dig(podSpecs(stack).get("kept-fluent-bit"), "volumes.1")).toEqual({ name: "state", emptyDir: { sizeLimit: "1Gi" } });
    });
});

describe("the agent's identity", () => {
    const addsToGroups = (name: string) => ({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: logClasses.map(group => `${stack.arn(`LogGroup ${name}-logs-${group}`)}:*`),
    });

    it("may add to these groups, and nothing else", () => {
        expect(json(stack.inputs("RolePolicy kept-fluent-bit-writes").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [addsToGroups("kept")],
        });
    });

    it("may add to the archive, and neither read nor delete nor unlock", () => {
        expect(dig(json(stack.inputs("RolePolicy locked-fluent-bit-writes").policy), "Statement")).toEqual([
            addsToGroups("locked"),
            { Effect: "Allow", Action: "s3:PutObject", Resource: `${stack.arn("Bucket locked-archive")}/audit/*` },
            { Effect: "Allow", Action: "kms:GenerateDataKey", Resource: stack.arn("Key locked-logs-key") },
        ]);
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
        const restricted = {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        };
        expect(stack.inputs("DaemonSet kept-fluent-bit").spec).toEqual({
            selector: { matchLabels: selector("fluent-bit") },
            template: {
                // No checksum of its files: it reads new ones without a restart.
                metadata: { labels: labels("fluent-bit", "kept-logs") },
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
                            resources: { requests: { cpu: "200m", memory: "256Mi" }, limits: { cpu: "200m", memory: "256Mi" } },
                            securityContext: restricted,
                            livenessProbe: { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5, periodSeconds: 30 },
                            readinessProbe: { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5, periodSeconds: 10 },
                            volumeMounts: [
                                { name: "config", mountPath: "/etc/fluent-bit", readOnly: true },
                                { name: "state", mountPath: "/var/fluent-bit" },
                                { name: "containers", mountPath: "/var/log/containers", readOnly: true },
                                { name: "pods", mountPath: "/var/log/pods", readOnly: true },
                            ],
                        },
                        expect.objectContaining({
                            name: "reloader",
                            args: expect.arrayContaining([
                                "--reload-url=http://127.0.0.1:2020/api/v2/reload",
                                "--watched-dir=/etc/fluent-bit",
                            ]) as string[],
                            volumeMounts: [{ name: "config", mountPath: "/etc/fluent-bit", readOnly: true }],
                        }),
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

    it("starts when its identity is there", () => {
        expect(stack.waitsFor("DaemonSet kept-fluent-bit")).toEqual(
            expect.arrayContaining([
                "kept-fluent-bit-account",
                "kept-fluent-bit-files",
                "kept-fluent-bit-identity",
                "kept-fluent-bit-writes",
                "kept-logs-namespace",
            ]),
        );
    });

    it("talks to AWS and to who gives it its identity, and answers Prometheus", () => {
        expect(stack.inputs("NetworkPolicy kept-fluent-bit-network")).toMatchObject({
            metadata: { name: "fluent-bit", namespace: "kept-logs" },
            spec: {
                podSelector: { matchLabels: selector("fluent-bit") },
                policyTypes: ["Ingress", "Egress"],
                ingress: [
                    {
                        from: ["prometheus", "opentelemetry-collector"].map(name => ({
                            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kept" } },
                            podSelector: { matchLabels: selector(name) },
                        })),
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

    it("has this configuration, in full, and the rules beside it", () => {
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
        expect(config("kept")).toEqual({
            service: {
                flush: 5,
                grace: 30,
                log_level: "info",
                http_server: true,
                http_listen: "0.0.0.0",
                http_port: 2020,
                hot_reload: true,
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
                    { match: "*", name: "lua", script: "/etc/fluent-bit/redact.lua", call: "redact" },
                ],
                outputs: ["access", "error", "audit"].map(group),
            },
        });
        expect(Object.keys(files("kept")).sort()).toEqual(["fluent-bit.yaml", "redact.lua"]);
        expect(files("kept")["redact.lua"]).toBe(redactionScript(undefined));
        expect(files("locked")["redact.lua"]).toBe(redactionScript({ kinds: ["email"] }));
    });

    it("has a configuration whose long lines are not folded", () => {
        const namespaces = Array.from({ length: 20 }, (_, index) => `namespace-${index}`);
        const text = fluentBitFiles({ namespaces, redact: undefined, outputs: [], documents: false })["fluent-bit.yaml"];
        expect(text).toContain(`path: ${namespaces.map(name => `/var/log/containers/*_${name}_*.log`).join(",")}\n`);
    });
});
