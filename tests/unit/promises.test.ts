import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { clusterDefaults } from "../../components/app-cluster/eks-args";
import {
    corsDefaults,
    gatewayDefaults,
    gzipDefaults,
    nodePortDefaults,
    rateLimitDefaults,
    timeoutDefaults,
    tunnelDefaults,
} from "../../components/app-cluster/gateway/defaults";
import { cronJobDefaults, jobDefaults, runDefaults } from "../../components/app-cluster/job-args";
import { budgetDefaults, nodePoolDefaults } from "../../components/app-cluster/node-pool-args";
import { migrationDefaults } from "../../components/app-cluster/release-args";
import { serviceDefaults } from "../../components/app-cluster/service-args";
import { workerDefaults } from "../../components/app-cluster/worker-args";
import { workloadDefaults } from "../../components/app-cluster/workload-args";
import { edgeDefaults } from "../../components/edge-cdn/args";
import * as edgeCaches from "../../components/edge-cdn/cache-args";
import { logpushDefaults } from "../../components/edge-cdn/logpush-args";
import * as edgeLimits from "../../components/edge-cdn/rate-limit-args";
import { redirectDefaults } from "../../components/edge-cdn/redirect-args";
import { releaseDefaults } from "../../components/edge-cdn/release-args";
import { owaspDefaults, uploadDefaults } from "../../components/edge-cdn/waf-args";
import { identityDefaults, maintenanceDefaults } from "../../components/edge-cdn/worker-args";
import { zoneDefaults } from "../../components/edge-cdn/zone-args";
import { budgetDefaults as monthDefaults } from "../../components/monitoring-stack/alarms/args";
import { alertDefaults, externalApiDefaults, httpDefaults } from "../../components/monitoring-stack/alerts/args";
import { thresholdDefaults } from "../../components/monitoring-stack/alerts/thresholds";
import { monitoringDefaults } from "../../components/monitoring-stack/args";
import { datadogDefaults } from "../../components/monitoring-stack/backends/args";
import { pushgatewayDefaults } from "../../components/monitoring-stack/exporters/args";
import { accessDefaults } from "../../components/monitoring-stack/grafana/args";
import { logDefaults, lokiDefaults, openSearchDefaults } from "../../components/monitoring-stack/logs/args";
import { pagerDutyDefaults, watchdogDefaults, windowDefaults } from "../../components/monitoring-stack/notify/args";
import { trailDefaults } from "../../components/monitoring-stack/trail/args";
import { networkDefaults } from "../../components/network/args";
import { backupPlanDefaults, restoreTestingDefaults } from "../../components/core/backups";
import { fileStorageDefaults } from "../../components/file-storage/args";
import { commonDefaults, serverDefaults } from "../../components/postgres-with-backups/common-args";
import { dumpDefaults } from "../../components/postgres-with-backups/dump-args";
import * as inClusterPostgres from "../../components/postgres-with-backups/in-cluster-args";
import { rdsDefaults } from "../../components/postgres-with-backups/rds-args";
import { rotationDefaults, userDefaults } from "../../components/redis-cache/auth-args";
import { cacheDefaults, sizedDefaults } from "../../components/redis-cache/common-args";
import { elastiCacheDefaults } from "../../components/redis-cache/elasticache-args";
import { existingDefaults } from "../../components/redis-cache/existing-args";
import * as inClusterRedis from "../../components/redis-cache/in-cluster-args";
import { serverlessDefaults } from "../../components/redis-cache/serverless-args";
import { root } from "../support/synth";
import { dig, existingNetwork, account, region, stackOf, type Stack } from "./support";

/** Every optional property of the interfaces that users fill in, at any depth, with what its docstring promises. */
interface Promised {
    /** `CreateNetworkArgs.zoneCount` */
    readonly name: string;
    readonly defaults: readonly string[];
}

function promisesOf(file: string): Promised[] {
    const source = ts.createSourceFile(file, fs.readFileSync(path.join(root, "components", file), "utf8"), ts.ScriptTarget.ES2022, true);
    const visit = (members: ts.NodeArray<ts.TypeElement>, owner: string): Promised[] =>
        members.filter(ts.isPropertySignature).flatMap(member => {
            const name = `${owner}.${member.name.getText()}`;
            const tags = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === "default");
            // An option that must be left out, beside one that takes its place, has no default.
            const optional = member.questionToken && member.type?.kind !== ts.SyntaxKind.UndefinedKeyword;
            const own = optional ? [{ name, defaults: tags.map(tag => ts.getTextOfJSDocComment(tag.comment) ?? "") }] : [];
            return [...own, ...(member.type && ts.isTypeLiteralNode(member.type) ? visit(member.type.members, name) : [])];
        });
    return source.statements.filter(ts.isInterfaceDeclaration).flatMap(({ members, name }) => visit(members, name.text));
}

const files = [
    "app-cluster/args.ts",
    "app-cluster/eks-args.ts",
    "app-cluster/gateway/args.ts",
    "app-cluster/gateway/tunnel-args.ts",
    "app-cluster/ingress-args.ts",
    "app-cluster/ingress.ts",
    "app-cluster/job-args.ts",
    "app-cluster/node-pool-args.ts",
    "app-cluster/release-args.ts",
    "app-cluster/scaling-args.ts",
    "app-cluster/service-args.ts",
    "app-cluster/worker-args.ts",
    "app-cluster/workload-args.ts",
    "core/backups.ts",
    "core/component.ts",
    "core/metrics.ts",
    "edge-cdn/alert-args.ts",
    "edge-cdn/args.ts",
    "edge-cdn/cache-args.ts",
    "edge-cdn/logpush-args.ts",
    "edge-cdn/place-args.ts",
    "edge-cdn/rate-limit-args.ts",
    "edge-cdn/redirect-args.ts",
    "edge-cdn/release-args.ts",
    "edge-cdn/waf-args.ts",
    "edge-cdn/worker-args.ts",
    "edge-cdn/zone-args.ts",
    "file-storage/args.ts",
    "monitoring-stack/alarms/args.ts",
    "monitoring-stack/alerts/args.ts",
    "monitoring-stack/alerts/thresholds.ts",
    "monitoring-stack/args.ts",
    "monitoring-stack/backends/args.ts",
    "monitoring-stack/exporters/args.ts",
    "monitoring-stack/grafana/args.ts",
    "monitoring-stack/logs/args.ts",
    "monitoring-stack/notify/args.ts",
    "monitoring-stack/prometheus/args.ts",
    "monitoring-stack/telemetry/args.ts",
    "monitoring-stack/trail/args.ts",
    "network/args.ts",
    "postgres-with-backups/args.ts",
    "postgres-with-backups/common-args.ts",
    "postgres-with-backups/dump-args.ts",
    "postgres-with-backups/existing-args.ts",
    "postgres-with-backups/in-cluster-args.ts",
    "postgres-with-backups/rds-args.ts",
    "postgres-with-backups/recovery-args.ts",
    "postgres-with-backups/restore-args.ts",
    "redis-cache/args.ts",
    "redis-cache/auth-args.ts",
    "redis-cache/common-args.ts",
    "redis-cache/elasticache-args.ts",
    "redis-cache/existing-args.ts",
    "redis-cache/in-cluster-args.ts",
    "redis-cache/serverless-args.ts",
];
const promises = files.flatMap(promisesOf);

describe("what docstrings promise", () => {
    it("is read of all files that arguments are declared in", () => {
        const declaring = fs
            .readdirSync(path.join(root, "components"), { recursive: true, encoding: "utf8" })
            .filter(file => /args\.ts$/.test(file));
        expect(declaring.filter(file => !files.includes(file.split(path.sep).join("/")))).toEqual([]);
        expect(promises.length).toBeGreaterThan(60);
    });

    it("is one default for every option", () => {
        expect(promises.filter(({ defaults }) => defaults.length !== 1 || defaults[0] === "").map(({ name }) => name)).toEqual([]);
    });

    /** The tables that the components take their defaults from, by the interfaces they are for. */
    const tables: Record<string, Record<string, unknown>> = {
        AlertThresholds: thresholdDefaults,
        AlertsArgs: alertDefaults,
        BackupArgs: rdsDefaults.backup,
        BackupPlanArgs: backupPlanDefaults,
        BudgetArgs: monthDefaults,
        CloudflareArgs: edgeDefaults,
        CloudWatchLogsArgs: logDefaults,
        CloudflareAccess: { sessionHours: accessDefaults.sessionHours },
        CacheArgs: cacheDefaults,
        CacheRule: edgeCaches.cacheDefaults,
        CacheUser: userDefaults,
        CommandHealthArgs: workerDefaults.health,
        CommonArgs: commonDefaults,
        CommonServiceArgs: serviceDefaults,
        CorsRule: corsDefaults,
        CreateNetworkArgs: networkDefaults,
        CronJobArgs: cronJobDefaults,
        DatadogBackend: datadogDefaults,
        DisruptionBudget: budgetDefaults,
        DumpArgs: dumpDefaults,
        EdgeIdentity: identityDefaults,
        EdgeMaintenance: maintenanceDefaults,
        EdgeRateLimit: edgeLimits.rateLimitDefaults,
        EdgeRedirect: redirectDefaults,
        EdgeUploadRule: uploadDefaults,
        EksClusterArgs: clusterDefaults,
        ElastiCacheArgs: elastiCacheDefaults,
        ExistingCacheArgs: existingDefaults,
        ExternalApi: { failures: externalApiDefaults.failures, quota: externalApiDefaults.quota },
        FileStorageArgs: fileStorageDefaults,
        GzipArgs: gzipDefaults,
        HealthArgs: serviceDefaults.health,
        HttpMetrics: httpDefaults,
        InClusterArgs: inClusterPostgres.inClusterDefaults,
        InClusterCacheArgs: inClusterRedis.inClusterDefaults,
        JobArgs: jobDefaults,
        LoadBalancerRelease: releaseDefaults,
        LogpushArgs: logpushDefaults,
        LokiLogsArgs: lokiDefaults,
        MaintenanceWindow: windowDefaults,
        MigrationArgs: migrationDefaults,
        MonitoringStackArgs: monitoringDefaults,
        NginxIngressArgs: gatewayDefaults,
        NodePoolArgs: nodePoolDefaults,
        NodePortEntrance: nodePortDefaults,
        OpenSearchLogsArgs: openSearchDefaults,
        OwaspArgs: owaspDefaults,
        PagerDutyReceiver: pagerDutyDefaults,
        PushgatewayArgs: pushgatewayDefaults,
        Place: { path: edgeLimits.rateLimitDefaults.path },
        RateLimit: rateLimitDefaults,
        RestoreTestingArgs: restoreTestingDefaults,
        RdsArgs: rdsDefaults,
        Rotation: rotationDefaults,
        RunToCompletion: runDefaults,
        ServerArgs: serverDefaults,
        ServerlessCacheArgs: serverlessDefaults,
        SizedCacheArgs: sizedDefaults,
        Timeouts: timeoutDefaults,
        TrailArgs: trailDefaults,
        TunnelEntrance: tunnelDefaults,
        WatchdogArgs: watchdogDefaults,
        WorkerArgs: workerDefaults,
        WorkerRelease: releaseDefaults,
        WorkloadArgs: workloadDefaults,
        ZoneArgs: zoneDefaults,
    };
    /** Options that stand for a table of their own, and a text that is told, not written out. */
    const parts = ["CommonServiceArgs.health", "EdgeMaintenance.html", "RdsArgs.backup", "WorkerArgs.health"];
    const inTables = promises
        .map(({ name, defaults }) => ({ name, said: defaults[0], value: dig(tables, name) }))
        .filter(({ name, value }) => value !== undefined && !parts.includes(name));

    it.each(inTables)("is true of $name: $said", ({ said, value }) => {
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
        expect(new Function(`return (${said});`)()).toEqual(value);
    });

    it("covers every entry of every table", () => {
        const covered = new Set([...inTables.map(({ name }) => name), ...parts]);
        for (const table of new Set(Object.values(tables))) {
            // What several kinds have in common is declared once.
            const owners = Object.keys(tables).filter(name => Object.entries(tables[name]!).every(([key, value]) => table[key] === value));
            for (const key of Object.keys(table)) expect([key, owners.some(owner => covered.has(`${owner}.${key}`))]).toEqual([key, true]);
        }
    });
});

describe("the longest names that components take", () => {
    /** Characters of a physical name, by type (AWS's API references, read 2026-11). Pulumi puts eight behind the logical name. */
    const limits: Record<string, number> = {
        "aws:backup/plan:Plan": 50,
        "aws:backup/selection:Selection": 50,
        "aws:backup/restoreTestingPlan:RestoreTestingPlan": 50,
        "aws:backup/restoreTestingSelection:RestoreTestingSelection": 50,
        "aws:backup/vault:Vault": 50,
        "aws:budgets/budget:Budget": 100,
        "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": 128,
        "aws:cloudtrail/trail:Trail": 128,
        "aws:cloudwatch/eventRule:EventRule": 64,
        "aws:cloudwatch/logGroup:LogGroup": 512,
        "aws:cloudwatch/logMetricFilter:LogMetricFilter": 512,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
        "aws:ec2/securityGroup:SecurityGroup": 255,
        "aws:ecr/repository:Repository": 256,
        "aws:eks/cluster:Cluster": 100,
        "aws:elasticache/parameterGroup:ParameterGroup": 255,
        "aws:elasticache/replicationGroup:ReplicationGroup": 40,
        "aws:elasticache/serverlessCache:ServerlessCache": 40,
        "aws:elasticache/subnetGroup:SubnetGroup": 255,
        "aws:elasticache/user:User": 40,
        "aws:elasticache/userGroup:UserGroup": 40,
        "aws:iam/role:Role": 64,
        "aws:iam/rolePolicy:RolePolicy": 128,
        "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy": 32,
        "aws:opensearch/serverlessCollection:ServerlessCollection": 32,
        "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy": 32,
        "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": 32,
        "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint": 32,
        "aws:rds/instance:Instance": 63,
        "aws:rds/parameterGroup:ParameterGroup": 255,
        "aws:rds/proxy:Proxy": 63,
        "aws:rds/subnetGroup:SubnetGroup": 255,
        "aws:s3/bucket:Bucket": 63,
        "aws:secretsmanager/secret:Secret": 512,
        "aws:sns/topic:Topic": 256,
    };
    /** Types that have no name of their own. */
    const nameless =
        /:(AccessEntry|AccessPolicyAssociation|Addon|Bucket[A-Z]\w+|DefaultSecurityGroup|Eip|EventTarget|FlowLog|InstanceAutomatedBackupsReplication|InternetGateway|Key|LifecyclePolicy|LogResourcePolicy|NatGateway|PodIdentityAssociation|ProxyDefaultTargetGroup|ProxyTarget|RolePolicyAttachment|Route|RouteTable|RouteTableAssociation|SecretVersion|SecurityGroupEgressRule|SecurityGroupIngressRule|Subnet|TopicPolicy|TopicSubscription|TrustStore|VaultLockConfiguration|Vpc|VpcEndpoint)$/;

    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "longest-names",
            `
${existingNetwork}
const name = (letter, length) => letter.repeat(length);
const place = { accountId: "${account}", region: "${region}" };
new webstack.Network(name("n", 40), { kind: "create", ...place }, { providers });
const cluster = new webstack.AppCluster(name("c", 40), {
    cluster: { kind: "eks", ...place, network, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"],
        breakGlassRoleArns: ["arn:aws:iam::${account}:role/" + name("b", 64)], repositories: [name("i", 200)],
        nodePools: [{ name: name("g", 40), cpuLimit: 8, diskGb: 100 }],
    },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"], clientCa: pulumi.output("x") },
}, { providers });
const inCluster = { providers: { ...providers, kubernetes: cluster.provider } };
const dumpsTo = new webstack.FileStorage(name("d", 40), { accountId: "${account}", expireDays: 30, objectLock: { days: 30 } }, { providers });
const copies = { copyTo: { region: "us-east-1", pointInTime: true }, restoreTesting: {} };
const rds = { kind: "rds", ...place, network, cluster, database: "x", instanceClass: "db.m7g.large", dumps: { to: dumpsTo.target } };
const postgres = new webstack.PostgresWithBackups(name("p", 34), { ...rds, replicas: 15, backup: copies, proxy: true }, inCluster);
postgres.dumpBefore("x");
new webstack.PostgresWithBackups(name("a", 11), {
    ...rds, replicas: 15, restores: { [name("z", 16)]: { from: { kind: "dump", file: "latest" } } }, active: name("z", 16),
}, inCluster);
new webstack.PostgresWithBackups(name("h", 32), { ...rds, regionReplicas: [{ region: "ap-southeast-1", network }] }, inCluster);
new webstack.PostgresWithBackups(name("t", 34), { ...rds, masterSecret: "rds-managed" }, inCluster);
const redis = new webstack.RedisCache(name("r", 26), { kind: "elasticache", ...place, network, nodeType: "cache.t4g.micro" }, { providers });
const users = [{ name: "reader", access: "read-only" }];
new webstack.RedisCache("small", { kind: "serverless", ...place, network, users }, { providers });
const inPods = new webstack.PostgresWithBackups(name("q", 23), {
    kind: "in-cluster", namespace: cluster.namespace, database: "x", restores: { [name("y", 16)]: { from: { kind: "dump", file: "latest" } } },
}, inCluster);
new webstack.PostgresWithBackups(name("x", 40), { kind: "in-cluster", namespace: cluster.namespace, database: "x" }, inCluster).dumpBefore("x");
new webstack.RedisCache(name("s", 40), { kind: "in-cluster", namespace: cluster.namespace }, inCluster);
const everything = {
    accountId: "${account}", region: "${region}", expireDays: 30, objectLock: { days: 30 }, replicateTo: { region: "us-east-1" },
    accessLogs: { days: 90 }, corsOrigins: ["https://www.example.com"],
};
new webstack.FileStorage(name("f", 40), everything, { providers });
new webstack.FileStorage(name("g", 34), { ...everything, backup: { ...copies, copyTo: { region: "us-east-1" } } }, { providers });
new webstack.MonitoringStack(name("m", 38), {
    cluster: { name: name("c", 40), clusterName: "c", securityGroupId: undefined },
    aws: { accountId: place.accountId, region: place.region },
    targets: [{ kind: "pods", job: "x", namespace: name("c", 40), labels: {}, port: 1 }],
    notify: {
        receivers: {
            [name("n", 30)]: { kind: "sns", emails: ["a@example.com"], phoneNumbers: ["+12025550100"] },
            slack: { kind: "slack", webhookUrl: "https://x.example", chatbot: { workspaceId: "T0AAAAAAA", channelId: "C0AAAAAAA" } },
        },
        routes: { critical: [name("n", 30)], warning: [name("n", 30)] },
    },
    alarms: [{ of: name("p", 34), alarms: postgres.alarms }, { of: name("r", 26), alarms: redis.alarms }],
    logs: { kind: "cloudwatch", namespaces: [name("c", 40)], archive: {} },
    trail: {},
    budget: { monthlyUsd: 1, tags: {} },
    highAvailability: true,
}, inCluster);
new webstack.MonitoringStack(name("o", 38), {
    cluster: { name: name("c", 40), clusterName: "c", securityGroupId: "sg-pods" },
    aws: { accountId: place.accountId, region: place.region },
    targets: [],
    notify: { receivers: { [name("n", 30)]: { kind: "webhook", url: "https://x.example" } } },
    logs: {
        kind: "opensearch", namespaces: [name("c", 40)], readerRoleArns: ["arn:aws:iam::${account}:role/reader"],
        network: { vpcId: network.vpcId, subnetIds: network.subnetIds.app },
    },
    grafana: {
        access: {
            kind: "cloudflare-access", host: "grafana.example.com", zoneId: "${"0".repeat(32)}", accountId: "${"0".repeat(32)}",
            teamDomain: "x.cloudflareaccess.com", allow: { emailDomains: ["example.com"] },
        },
    },
}, inCluster);
cluster.addService(name("w", 40), {
    blueGreen: { images: { blue: "x:1", green: "x:2" }, activeColor: "green" }, port: 8000, autoscaling: { min: 1, max: 2 }, migration: { command: ["x"] },
    secrets: { a: "1" }, secretEnv: { A: "1" }, calls: [{ name: name("v", 40), port: 1024 }], stores: [postgres.connection, redis.connection, inPods.connection],
    reaches: [{ host: "example.com" }],
});
const run = { image: "x:1", secretEnv: { A: cluster.generateSecret(name("e", 40)) } };
cluster.addWorker(name("k", 40), { ...run, migration: { command: ["x"] } });
cluster.addCronJob(name("o", 40), { ...run, schedule: "0 3 * * *" });
dumpsTo.grantReadWrite(cluster.addJob(name("j", 40), { ...run, run: 9999 }));
new webstack.AppCluster(name("l", 40), { cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" } }, { providers }).addWorker(
    name("u", 40), { image: "x:1", secrets: { a: "1" }, secretEnv: { A: "1" } },
);
`,
        );
    });

    it("keep within AWS's limits, also with what Pulumi adds", () => {
        const named = stack.resources.filter(({ type }) => type.startsWith("aws:") && !nameless.test(type));
        expect([...new Set(named.map(({ type }) => type))].sort()).toEqual(Object.keys(limits).sort());
        for (const { type, urn, inputs } of named) {
            // What the provider puts behind a prefix has 26 characters.
            const given =
                dig(inputs, "name") ??
                dig(inputs, "configurationName") ??
                (inputs!.namePrefix && `${inputs!.namePrefix as string}${"0".repeat(26)}`);
            const length = (given as string | undefined)?.length ?? urn.split("::").at(-1)!.length + 8;
            expect([urn, length <= limits[type]!]).toEqual([urn, true]);
        }
    });

    it("keep within Kubernetes' limits", () => {
        const objects = stack.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        expect(objects.length).toBeGreaterThan(40);
        for (const { urn, type, inputs } of objects) {
            const name = dig(inputs, "metadata.name") as string;
            // A policy's name becomes nobody's label and no part of a host name.
            const most = /:(CronJob|StatefulSet)$/.test(type) ? 52 : type.endsWith("NetworkPolicy") ? 253 : 63;
            expect([urn, name.length <= most]).toEqual([urn, true]);
            const podLabels = (dig(inputs, "spec.template.metadata.labels") ?? {}) as Record<string, string>;
            const all = { ...(dig(inputs, "metadata.labels") as Record<string, string> | undefined), ...podLabels };
            for (const [key, value] of Object.entries(all))
                expect([urn, key.split("/").at(-1)!.length <= 63 && value.length <= 63]).toEqual([urn, true]);
        }
    });

    it("leave every class of child to transforms", () => {
        const source = fs.readFileSync(path.join(root, "components/core/transform.ts"), "utf8");
        const declared = [...source.matchAll(/^ {4}"([\w.]+)": /gm)].map(([, name]) => name!);
        const customResources = ["ApplicationNetworkPolicy", "IngressClassParams", "NodeClass", "NodePool", "SecretProviderClass"];
        const keyOf = (type: string): string => {
            const [pkg = "", module = "", name = ""] = type.split(":");
            const area = module.split(/[/.]/)[0]!;
            if (pkg === "pulumi") return "kubernetes.Provider";
            if (customResources.includes(name)) return "kubernetes.CustomResource";
            return `${area === "index" ? pkg : area}.${name}`;
        };
        const components = new Set(stack.resources.filter(({ type }) => type.startsWith("webstack:")).map(({ urn }) => urn));
        const made = stack.resources.filter(({ custom, parent }) => custom && components.has(parent ?? "")).map(({ type }) => keyOf(type));
        // What only the edge and the routes have, which this program has none of.
        const others = [
            "acm.Certificate",
            "acm.CertificateValidation",
            "cloudflare.AuthenticatedOriginPulls",
            "cloudflare.AuthenticatedOriginPullsHostnameCertificate",
            "cloudflare.BotManagement",
            "cloudflare.DnsRecord",
            "cloudflare.LoadBalancer",
            "cloudflare.LoadBalancerMonitor",
            "cloudflare.LoadBalancerPool",
            "cloudflare.LogpushJob",
            "cloudflare.NotificationPolicy",
            "cloudflare.NotificationPolicyWebhooks",
            "cloudflare.OriginCaCertificate",
            "cloudflare.Ruleset",
            "cloudflare.UrlNormalizationSettings",
            "cloudflare.WorkersRoute",
            "cloudflare.WorkersScript",
            "cloudflare.ZeroTrustTunnelCloudflared",
            "cloudflare.ZoneDnssec",
            "cloudflare.ZoneSetting",
            "networking.Ingress",
            "random.RandomBytes",
            "tls.CertRequest",
            "tls.LocallySignedCert",
        ];
        expect([...new Set([...made, ...others])].sort()).toEqual(declared.sort());
    });
});
