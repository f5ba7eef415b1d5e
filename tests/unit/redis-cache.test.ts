import fc from "fast-check";
import { validateRedis, type RedisCacheArgs } from "../../components/redis-cache/args";
import { evictionOf, ttlSecondsOf } from "../../components/redis-cache/common-args";
import { configurationOf } from "../../components/redis-cache/configuration";
import { elastiCacheDefaults, type ElastiCacheArgs } from "../../components/redis-cache/elasticache-args";
import { inClusterDefaults, type InClusterCacheArgs } from "../../components/redis-cache/in-cluster-args";
import {
    account,
    dig,
    existingNetwork,
    json,
    labels,
    lines,
    parts,
    podFaults,
    podSpecs,
    region,
    secret,
    selector,
    stackOf,
    type Stack,
} from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "redis-cache",
        `
${existingNetwork}
const place = { kind: "elasticache", accountId: "${account}", region: "${region}", network };
const sessions = new webstack.RedisCache("sessions", { ...place, nodeType: "cache.t4g.medium", tags: { Project: "shop" } }, { providers });
for (const client of ["app", "batch", "app"]) sessions.connection.allowFrom(client, "sg-" + client);
const single = new webstack.RedisCache("single", {
    ...place, nodeType: "cache.t4g.micro", nodes: 1, eviction: "noeviction", snapshotDays: 1, snapshotWindow: "23:30-00:30",
    maintenanceWindow: "wed:01:00-wed:02:00", deletionProtection: false, logDays: 7,
    transform: { "elasticache.ReplicationGroup": { applyImmediately: true } },
}, { providers });
const old = new webstack.RedisCache("old", { ...place, engine: "redis", nodeType: "cache.r7g.large", nodes: 3, use: "cache", ttlSeconds: { user: 60 } }, { providers });
const dev = new webstack.RedisCache("dev", { kind: "in-cluster", namespace: "shop" }, { providers });
new webstack.RedisCache("sized", { kind: "in-cluster", namespace: "shop", storage: "5Gi", memory: "1Gi", eviction: "allkeys-lru" }, { providers });
dev.connection.allowFrom("app", "sg-app");
const open = output => pulumi.unsecret(output).apply(text => [...text].reverse().join(""));
const about = ({ connection, alarms }) => ({ ...connection, url: undefined, allowFrom: undefined, reversedUrl: open(connection.url), isSecret: pulumi.isSecret(connection.url), alarms });
exports.sessions = about(sessions);
exports.dev = about(dev);
exports.single = single.alarms;
exports.old = old.alarms;
exports.oldTtls = old.connection.ttlSeconds;
exports.users = sessions.connections;
tryTo(() => new webstack.RedisCache("a".repeat(27), { ...place, nodeType: "cache.x" }, { providers }));
tryTo(() => new webstack.RedisCache("wrong", { kind: "in-cluster", namespace: "shop", memory: "1" }, { providers }));
`,
    );
});

const urlOf = (component: string): URL => new URL([...(dig(stack.outputs, `${component}.reversedUrl`) as string)].reverse().join(""));

describe("RedisCache on ElastiCache", () => {
    const children = (name: string, clients: readonly string[]): string[] =>
        [
            "Key key",
            "LogGroup logs",
            "ParameterGroup parameters",
            "RandomId final-snapshot",
            "RandomPassword token",
            "ReplicationGroup cache",
            "SecurityGroup group",
            "SubnetGroup subnets",
            ...clients.map(client => `SecurityGroupIngressRule from-${client}`),
        ]
            .map(child => child.replace(" ", ` ${name}-`))
            .sort();

    it("makes exactly this, with two clients, one of which asked twice", () => {
        expect(stack.children("sessions")).toEqual(children("sessions", ["app", "batch"]));
        expect(stack.children("single")).toEqual(children("single", []));
    });

    it("has this replication group, in full", () => {
        const log = (logType: string): unknown => ({
            destination: stack.get("LogGroup sessions-logs").outputs!.name,
            destinationType: "cloudwatch-logs",
            logFormat: "json",
            logType,
        });
        expect(stack.inputs("ReplicationGroup sessions-cache")).toEqual({
            description: "Redis sessions",
            engine: "valkey",
            engineVersion: "8.1",
            nodeType: "cache.t4g.medium",
            numCacheClusters: 2,
            automaticFailoverEnabled: true,
            multiAzEnabled: true,
            port: 6379,
            parameterGroupName: stack.get("ParameterGroup sessions-parameters").outputs!.name,
            subnetGroupName: stack.get("SubnetGroup sessions-subnets").outputs!.name,
            securityGroupIds: [stack.id("SecurityGroup sessions-group")],
            atRestEncryptionEnabled: true,
            kmsKeyId: stack.arn("Key sessions-key"),
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            authToken: secret(),
            authTokenUpdateStrategy: "ROTATE",
            snapshotRetentionLimit: 7,
            snapshotWindow: "02:00-03:00",
            maintenanceWindow: "sun:05:30-sun:06:30",
            finalSnapshotIdentifier: `sessions-final-${stack.get("RandomId sessions-final-snapshot").outputs!.hex as string}`,
            autoMinorVersionUpgrade: true,
            applyImmediately: false,
            logDeliveryConfigurations: [log("slow-log"), log("engine-log")],
            tags: { Project: "shop", Component: "sessions", Name: "sessions" },
        });
        for (const child of ["ReplicationGroup sessions-cache", "Key sessions-key"]) expect(stack.get(child).protect).toBe(true);
    });

    it("has no failover with one node, and what a stack says instead", () => {
        expect(stack.inputs("ReplicationGroup single-cache")).toMatchObject({
            numCacheClusters: 1,
            automaticFailoverEnabled: false,
            multiAzEnabled: false,
            snapshotRetentionLimit: 1,
            snapshotWindow: "23:30-00:30",
            maintenanceWindow: "wed:01:00-wed:02:00",
            applyImmediately: true,
        });
        expect(stack.inputs("ParameterGroup single-parameters").parameters).toEqual([{ name: "maxmemory-policy", value: "noeviction" }]);
        expect(stack.inputs("LogGroup single-logs").retentionInDays).toBe(7);
        for (const child of ["ReplicationGroup single-cache", "Key single-key"]) expect(stack.get(child).protect).toBeUndefined();
    });

    it("drops expiring keys first, by the parameters of its engine", () => {
        expect(stack.inputs("ParameterGroup sessions-parameters")).toEqual({
            family: "valkey8",
            description: "Valkey 8 for sessions",
            parameters: [{ name: "maxmemory-policy", value: "volatile-lru" }],
            tags: { Project: "shop", Component: "sessions", Name: "sessions" },
        });
    });

    it("has a token that ElastiCache takes, and encrypted logs", () => {
        expect(stack.inputs("RandomPassword sessions-token")).toEqual({ length: 64, special: false });
        expect(stack.inputs("LogGroup sessions-logs")).toEqual({
            retentionInDays: 30,
            kmsKeyId: stack.arn("Key sessions-key"),
            tags: { Project: "shop", Component: "sessions", Name: "sessions-logs" },
        });
        expect(json(stack.inputs("Key sessions-key").policy)).toMatchObject({
            Statement: [{ Principal: { AWS: `arn:aws:iam::${account}:root` } }, { Principal: { Service: "logs.eu-west-1.amazonaws.com" } }],
        });
    });

    it("lies in the subnets of caches, in a group that lets in whom it was told to, on its port", () => {
        expect(stack.inputs("SubnetGroup sessions-subnets").subnetIds).toEqual(["subnet-d0000001", "subnet-d0000002"]);
        expect(stack.inputs("SecurityGroup sessions-group")).toEqual({
            vpcId: "vpc-0a1b2c3d",
            description: "Redis sessions: its port, from named groups only",
            tags: { Project: "shop", Component: "sessions", Name: "sessions" },
        });
        expect(stack.inputs("SecurityGroupIngressRule sessions-from-app")).toEqual({
            securityGroupId: stack.id("SecurityGroup sessions-group"),
            referencedSecurityGroupId: "sg-app",
            description: "Redis from app",
            ipProtocol: "tcp",
            fromPort: 6379,
            toPort: 6379,
            tags: { Project: "shop", Component: "sessions", Name: "sessions-from-app" },
        });
    });

    it("tells how it is reached, over TLS and with its token", () => {
        const host = stack.get("ReplicationGroup sessions-cache").outputs!.primaryEndpointAddress as string;
        expect(stack.outputs.sessions).toMatchObject({
            kind: "redis",
            name: "sessions",
            host,
            port: 6379,
            target: { kind: "cidrs", cidrs: ["10.9.6.0/24", "10.9.7.0/24"] },
            ttlSeconds: { session: 3600, generated: 300, api: 600, default: 3600 },
            isSecret: true,
        });
        expect(urlOf("sessions").href).toBe(`rediss://:${urlOf("sessions").password}@${host}:6379`);
        expect(urlOf("sessions").password).toHaveLength(64);
        expect(JSON.stringify(stack.result.deployment)).not.toContain(urlOf("sessions").password);
    });

    it("runs Redis where it is told to, with the parameters of Redis", () => {
        expect(stack.inputs("ReplicationGroup old-cache")).toMatchObject({ engine: "redis", engineVersion: "7.1", numCacheClusters: 3 });
        expect(stack.inputs("ParameterGroup old-parameters")).toMatchObject({
            family: "redis7",
            description: "Redis 7 for old",
            parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
        });
    });

    it("describes alarms of each node: AWS keeps no metrics of a group", () => {
        type Row = readonly [string, string, string, number, number, string, string, object?];
        const rows: readonly Row[] = [
            ["cpu", "EngineCPUUtilization", "Average", 80, 5, "warning", "CPU of the cache engine above 80 % for 5 minutes"],
            ["memory", "DatabaseMemoryUsagePercentage", "Average", 80, 5, "warning", "Memory of the cache above 80 % for 5 minutes"],
            ["evictions", "Evictions", "Sum", 0, 15, "warning", "Keys evicted for 15 minutes"],
            ["auth-failures", "AuthenticationFailures", "Sum", 0, 1, "critical", "Wrong passwords at the cache"],
            ["swap", "SwapUsage", "Maximum", 52428800, 5, "warning", "The cache swaps more than 50 MiB for 5 minutes"],
            [
                "connections",
                "CurrConnections",
                "Maximum",
                52000,
                5,
                "warning",
                "More than 80 % of the connections that the cache takes for 5 minutes",
            ],
            [
                "replication-lag",
                "ReplicationLag",
                "Maximum",
                10,
                5,
                "warning",
                "A replica of the cache is 10 seconds behind for 5 minutes",
                { missingData: "notBreaching" },
            ],
            [
                "cpu-credits",
                "CPUCreditBalance",
                "Minimum",
                10,
                5,
                "warning",
                "The cache has used up its CPU credits: more of them cost extra",
                { comparison: "LessThanThreshold" },
            ],
        ];
        const group = stack.get("ReplicationGroup sessions-cache").outputs!.replicationGroupId as string;
        const ofNode = (node: number): unknown[] =>
            rows.map(([name, metricName, statistic, threshold, periods, severity, description, others]) => ({
                namespace: "AWS/ElastiCache",
                dimensions: { CacheClusterId: `${group}-00${node}` },
                period: 60,
                missingData: "missing",
                comparison: "GreaterThanThreshold",
                name: node === 1 ? name : `${name}-${node}`,
                metricName,
                statistic,
                threshold,
                periods,
                severity,
                description,
                ...others,
            }));
        expect(dig(stack.outputs, "sessions.alarms")).toEqual([...ofNode(1), ...ofNode(2)]);
    });

    it("has no alarm on what one node has not, or a cache is meant to do", () => {
        const names = (output: string): unknown[] => (dig(stack.outputs, output) as { name: string }[]).map(({ name }) => name);
        expect(names("single")).toEqual(["cpu", "memory", "evictions", "auth-failures", "swap", "connections", "cpu-credits"]);
        expect(names("old").slice(0, 6)).toEqual(["cpu", "auth-failures", "swap", "connections", "replication-lag", "cpu-2"]);
        expect(names("old")).toHaveLength(15);
    });
});

describe("RedisCache in the cluster", () => {
    it("makes exactly this", () => {
        expect(stack.children("dev")).toEqual(
            [
                "NetworkPolicy network",
                "PrivateKey server-key",
                "RandomPassword password",
                "Secret configuration",
                "Secret tls",
                "SelfSignedCert server-certificate",
                "Service service",
                "ServiceAccount account",
                "StatefulSet server",
            ].map(child => child.replace(" ", " dev-")),
        );
    });

    it("runs one server with a volume and its configuration in a Secret", () => {
        const { template, ...spec } = stack.inputs("StatefulSet dev-server").spec as { template: unknown };
        expect(spec).toEqual({
            serviceName: "dev",
            replicas: 1,
            selector: { matchLabels: selector("dev") },
            volumeClaimTemplates: [
                { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } } },
            ],
        });
        const listens = { tcpSocket: { port: "redis" }, timeoutSeconds: 5 };
        expect(dig(template, "spec.containers.0")).toMatchObject({
            name: "valkey",
            command: ["valkey-server", "/etc/valkey/valkey.conf"],
            ports: [{ name: "redis", containerPort: 6379 }],
            resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "250m", memory: "256Mi" } },
            startupProbe: { ...listens, periodSeconds: 5, failureThreshold: 12 },
            livenessProbe: { ...listens, periodSeconds: 10 },
            readinessProbe: { ...listens, periodSeconds: 5 },
            volumeMounts: [
                { name: "data", mountPath: "/data" },
                { name: "configuration", mountPath: "/etc/valkey", readOnly: true },
                { name: "tls", mountPath: "/etc/tls", readOnly: true },
            ],
        });
        expect(dig(template, "spec.volumes")).toEqual([
            { name: "configuration", secret: { secretName: "dev-configuration", defaultMode: 0o440 } },
            { name: "tls", secret: { secretName: "dev-tls", defaultMode: 0o440 } },
        ]);
        expect(stack.inputs("Secret dev-configuration")).toMatchObject({ metadata: { name: "dev-configuration", namespace: "shop" } });
        expect(JSON.stringify(stack.inputs("Secret dev-configuration").stringData)).toContain("[secret]");
        expect(stack.waitsFor("StatefulSet dev-server")).toEqual([
            "dev-configuration",
            "dev-password",
            "dev-server-certificate",
            "dev-tls",
        ]);
        expect(dig(stack.inputs("StatefulSet sized-server"), "spec.volumeClaimTemplates.0.spec.resources.requests.storage")).toBe("5Gi");
        expect(dig(stack.inputs("StatefulSet sized-server"), "spec.template.spec.containers.0.resources.limits.memory")).toBe("1Gi");
    });

    it("lets in pods that declare it, and calls nobody itself", () => {
        expect(stack.inputs("NetworkPolicy dev-network").spec).toEqual({
            podSelector: { matchLabels: selector("dev") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-dev": "true" } } }],
                    ports: [{ protocol: "TCP", port: 6379 }],
                },
            ],
            egress: [],
        });
        expect(stack.inputs("Service dev-service")).toEqual({
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "dev", namespace: "shop", labels: labels("dev", "shop") },
            spec: { clusterIP: "None", selector: selector("dev"), ports: [{ name: "redis", port: 6379, targetPort: "redis" }] },
        });
    });

    it("tells how it is reached, with its password", () => {
        expect(stack.outputs.dev).toMatchObject({
            kind: "redis",
            name: "dev",
            host: "dev.shop.svc",
            port: 6379,
            target: { kind: "pods", namespace: "shop", labels: selector("dev") },
            authority: stack.get("SelfSignedCert dev-server-certificate").outputs!.certPem,
            ttlSeconds: { session: 3600, generated: 300, api: 600, default: 3600 },
            isSecret: true,
            alarms: [],
        });
        const { password, href } = urlOf("dev");
        expect(href).toBe(`rediss://:${password}@dev.shop.svc:6379`);
        expect(password).toHaveLength(40);
        expect(JSON.stringify(stack.result.deployment)).not.toContain(password);
    });

    it("starts anew when its certificate changes, or its configuration", () => {
        const annotations = (name: string): unknown =>
            dig(stack.inputs(`StatefulSet ${name}-server`), "spec.template.metadata.annotations");
        expect(annotations("dev")).toEqual({
            "webstack/certificate-checksum": expect.stringMatching(/^[0-9a-f]{16}$/) as string,
            "webstack/configuration-checksum": secret(),
        });
    });

    it("speaks TLS alone, asks for the password, writes every change to disk, and leaves a quarter of the memory free", () => {
        const settings = { password: "hunter2", eviction: "noeviction" };
        expect(configurationOf({ ...settings, memory: "256Mi" }).split("\n")).toEqual([
            "port 0",
            "tls-port 6379",
            "tls-cert-file /etc/tls/tls.crt",
            "tls-key-file /etc/tls/tls.key",
            "tls-auth-clients no",
            'tls-protocols "TLSv1.2 TLSv1.3"',
            "dir /data",
            "appendonly yes",
            "appendfsync everysec",
            "requirepass hunter2",
            "maxmemory 192mb",
            "maxmemory-policy noeviction",
            "",
        ]);
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 4096 }), fc.constantFrom("Mi", "Gi", "Ti"), (size, unit) => {
                const mebibytes = size * { Mi: 1, Gi: 1024, Ti: 1048576 }[unit];
                expect(configurationOf({ ...settings, memory: `${size}${unit}` })).toContain(
                    `\nmaxmemory ${Math.floor((mebibytes * 3) / 4)}mb\n`,
                );
            }),
        );
    });

    it("runs pods of the restricted standard only", () => {
        const all = [...podSpecs(stack)];
        expect(all.map(([name]) => name).sort()).toEqual(["dev-server", "sized-server"]);
        for (const [name, spec] of all) expect([name, podFaults(spec), spec.automountServiceAccountToken]).toEqual([name, [], false]);
    });
});

describe("RedisCache", () => {
    it("fails with all problems at once, and makes nothing", () => {
        const long = "a".repeat(27);
        expect(stack.outputs.refused).toEqual([
            [
                `RedisCache '${long}': 2 problems`,
                `  name: got "${long}"; allowed: a letter, then lower-case letters, digits and single '-', at most 26 characters.`,
                '  nodeType: got "cache.x"; allowed: cache.<family>.<size> with a family of t3, t4g, m6g, m7g, r6g, r7g.',
            ].join("\n"),
            `RedisCache 'wrong': 1 problem\n  memory: got "1"; allowed: a size such as 512Mi or 4Gi.`,
        ]);
        expect(stack.resources.filter(({ urn }) => /::(wrong|aaaa)/.test(urn))).toEqual([]);
    });
});

describe("validateRedis", () => {
    const elasticache: ElastiCacheArgs = { kind: "elasticache", accountId: account, region, network: parts, nodeType: "cache.t4g.small" };
    const inCluster: InClusterCacheArgs = { kind: "in-cluster", namespace: "shop" };
    const check = (args: Partial<ElastiCacheArgs>): string[] => lines(validateRedis({ ...elasticache, ...args }));

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(validateRedis(inCluster)).toEqual([]);
        expect(elastiCacheDefaults).toEqual({
            ttlSeconds: {},
            use: "both",
            engine: "valkey",
            auth: { kind: "token" },
            nodes: 2,
            snapshotDays: 7,
            snapshotWindow: "02:00-03:00",
            maintenanceWindow: "sun:05:30-sun:06:30",
            applyImmediately: false,
            deletionProtection: true,
            logDays: 30,
        });
        expect(inClusterDefaults).toEqual({ ttlSeconds: {}, use: "both", storage: "2Gi", memory: "256Mi" });
    });

    it("chooses what goes when memory is full by the use, or as it is told", () => {
        const policies = (["sessions", "cache", "both", undefined] as const).map(use => evictionOf({ use }));
        expect(policies).toEqual(["noeviction", "allkeys-lru", "volatile-lru", "volatile-lru"]);
        expect(evictionOf({ use: "sessions", eviction: "volatile-ttl" })).toBe("volatile-ttl");
    });

    it("hands out how long entries live, with names of one's own", () => {
        expect(ttlSecondsOf({ ttlSeconds: { session: 86400, user: 60 } })).toEqual({
            session: 86400,
            generated: 300,
            api: 600,
            default: 3600,
            user: 60,
        });
        expect(stack.outputs.oldTtls).toEqual({ session: 3600, generated: 300, api: 600, default: 3600, user: 60 });
    });

    it.each<[string, Partial<ElastiCacheArgs>, string[]]>([
        ["account", { accountId: "1" }, ['accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.']],
        [
            "type of node",
            { nodeType: "cache.t4g.large" },
            ['nodeType: got "cache.t4g.large"; allowed: cache.t4g.micro, cache.t4g.small, cache.t4g.medium.'],
        ],
        ["number of nodes", { nodes: 7 }, ["nodes: got 7; allowed: a whole number from 1 to 6."]],
        ["snapshots", { snapshotDays: 0 }, ["snapshotDays: got 0; allowed: a whole number from 1 to 35."]],
        ["retention of logs", { logDays: 31 }, [expect.stringMatching(/^logDays: got 31; allowed: 1, 3, 5, 7, 14, 30, 60, /) as string]],
        [
            "eviction",
            { eviction: "random" as never },
            ['eviction: got "random"; allowed: noeviction, volatile-lru, allkeys-lru, volatile-lfu, allkeys-lfu, volatile-ttl.'],
        ],
        ["use", { use: "queue" as never }, ['use: got "queue"; allowed: sessions, cache, both.']],
        ["engine", { engine: "memcached" as never }, ['engine: got "memcached"; allowed: valkey, redis.']],
        [
            "times to live",
            { ttlSeconds: { "user profile": 60, api: 0 } },
            [
                'ttlSeconds: got "user profile"; allowed: names such as session or userProfile.',
                "ttlSeconds.api: got 0; allowed: a whole number from 1 to 31536000.",
            ],
        ],
        ["authentication", { auth: { kind: "none" } as never }, ['auth.kind: got "none"; allowed: token, users.']],
        [
            "token",
            { auth: { kind: "token", version: 0, previous: "gone" as never } },
            ["auth.version: got 0; allowed: a whole number from 1 to 1000.", 'auth.previous: got "gone"; allowed: valid, refused.'],
        ],
        [
            "windows shorter than an hour",
            { snapshotWindow: "02:00-02:59", maintenanceWindow: "sun:05:30-sun:06:00" },
            [
                'snapshotWindow: got "02:00-02:59"; allowed: a window in UTC of 60 minutes or more, such as 03:00-04:00.',
                'maintenanceWindow: got "sun:05:30-sun:06:00"; allowed: a weekly window in UTC of 60 minutes or more, such as sun:04:30-sun:05:30.',
            ],
        ],
        [
            "windows that overlap",
            { maintenanceWindow: "sun:02:30-sun:03:30" },
            ['maintenanceWindow: got "sun:02:30-sun:03:30"; allowed: a window that does not overlap the snapshot window 02:00-03:00.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for a kind that there is not", () => {
        expect(lines(validateRedis({ kind: "memcached" } as unknown as RedisCacheArgs))).toEqual([
            'kind: got "memcached"; allowed: elasticache, serverless, in-cluster, existing.',
        ]);
    });

    it("fails in the cluster for its namespace and sizes", () => {
        expect(lines(validateRedis({ ...inCluster, namespace: "My shop", storage: "2G", memory: "256" }))).toEqual([
            `namespace: got "My shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            'storage: got "2G"; allowed: a size such as 512Mi or 4Gi.',
            'memory: got "256"; allowed: a size such as 512Mi or 4Gi.',
        ]);
    });
});
