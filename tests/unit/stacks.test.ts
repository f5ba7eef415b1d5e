import { parse } from "yaml";
import { environments } from "../../stacks/environments";
import { committed } from "./committed";
import { synthesizeStack } from "./stack-file";
import { dig, podFaults, podSpecs, secret, type Stack } from "./support";

type Environment = (typeof environments)[number];

const stacks = new Map<Environment, Stack>();
beforeAll(async () => {
    for (const environment of environments) {
        stacks.set(environment, await synthesizeStack(environment, environment === "staging" ? "my.shop" : "webstack"));
    }
});

/** Every component with what it holds: `app/backend: 7` for six children and itself. */
function tree(stack: Stack): Record<string, number> {
    const states = new Map(stack.resources.map(state => [state.urn, state]));
    const counts: Record<string, number> = {};
    for (const state of stack.resources) {
        const names: string[] = [];
        for (let at = state as typeof state | undefined; at; at = states.get(at.parent ?? "")) {
            if (!at.custom && at.parent) names.unshift(`${at.urn.split("::").at(-1)}:${at.type.split(":").at(-1)}`);
        }
        const key = names.join("/") || "stack";
        counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
}

const providers = (stack: Stack): string[] =>
    stack.resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ urn }) => urn.split("::").at(-1)!);

describe("the stack of development", () => {
    it("is this tree, without a cloud", () => {
        const stack = stacks.get("development")!;
        expect(tree(stack)).toEqual({
            // The stack, its providers of random and tls.
            stack: 3,
            // Itself, provider, namespace and its policy, the secret; the gateway with key, certificate and Secret,
            // configuration, account, policy, pods, budget and Service.
            "app:AppCluster": 14,
            // Itself, account, Secret, the stores' authorities, policy, Deployment, Service, pods' Service, budget; migration
            // and its policy.
            "app:AppCluster/backend:Service": 11,
            "app:AppCluster/frontend:Service": 7,
            "edge:EdgeCDN": 1,
            "monitoring:MonitoringStack": 68,
            // Itself; key, certificate and Secret of the server, its authority, who may connect, password and credentials,
            // pods, Service, account and policy; dumps with a volume and a policy; the job of the roles with its policy, two
            // passwords with their salts, and the Secret of their verifiers.
            "postgres:PostgresWithBackups": 22,
            // Itself; key, certificate and Secret of the server, password, configuration, pods, Service, account, policy.
            "redis:RedisCache": 10,
        });
        expect(providers(stack).sort()).toEqual(["app-kubernetes", "random", "tls"]);
        expect(stack.resources.filter(({ type }) => /^(aws|cloudflare):/.test(type))).toEqual([]);
    });

    it("tells where everything is", () => {
        const { versions, ...outputs } = stacks.get("development")!.outputs;
        expect(Object.keys(versions as object)).toEqual(["backend", "frontend"]);
        expect(outputs).toEqual({
            urls: ["https://api.shop.localhost:30443", "https://shop.localhost:30443"],
            databaseHost: "postgres.app.svc",
            cacheHost: "redis.app.svc",
            grafana: "kubectl -n monitoring port-forward service/grafana 3001:3000",
            grafanaPassword: secret(),
        });
    });
});

describe("the stack of staging", () => {
    it("is this tree: production's shape at the smallest size", () => {
        const stack = stacks.get("staging")!;
        expect(tree(stack)).toEqual({
            // The stack, its providers of aws, cloudflare, random and tls.
            stack: 5,
            // Of them nine for the authority whose certificates the load balancer wants: a bucket, its file, the trust store.
            "app:AppCluster": 42,
            // Itself, account, role, identity, its secrets (entry, version, class, policy), the authority of the database,
            // files (policy, network twice), network policy, Deployment, Service, budget; migration and its policy.
            "app:AppCluster/backend:Service": 18,
            "app:AppCluster/frontend:Service": 8,
            // Itself; the certificate with its validation and two proofs, two records; what Cloudflare shows to the origin
            // (eight); the Worker and two routes.
            "edge:EdgeCDN": 18,
            "files:FileStorage": 9,
            // Alarms of the stores: three of the instance, seven of the cache's only node.
            "monitoring:MonitoringStack": 114,
            "network:Network": 37,
            // Itself; the instance with key, groups of subnets, of parameters and of what may connect, password, a name for
            // its last snapshot, role and policy of the monitoring; a secret and its version for each of three roles; AWS
            // Backup: vault, lock, plan, selection, role and two policies; the cluster let in; the job of the roles with its
            // account, policy, authority, credentials, verifiers, two passwords and their salts.
            "postgres:PostgresWithBackups": 34,
            "redis:RedisCache": 10,
        });
        expect(stack.ofType("NatGateway")).toHaveLength(1);
        expect(stack.inputs("Instance postgres-instance")).toMatchObject({
            instanceClass: "db.t4g.small",
            multiAz: false,
            backupRetentionPeriod: 7,
        });
        expect((stack.inputs("Plan postgres-backups").rules as unknown[]).map(rule => dig(rule, "lifecycle.deleteAfter"))).toEqual([
            7, 7, 30,
        ]);
        expect(stack.inputs("ReplicationGroup redis-cache").numCacheClusters).toBe(1);
        expect(stack.inputs("Cluster app-cluster").deletionProtection).toBe(false);
    });

    it("has a cluster whose name EKS takes, also of a project whose name has a dot", () => {
        expect(stacks.get("staging")!.inputs("Cluster app-cluster").name).toBe("my-shop-staging-app");
    });
});

describe("the stack of production", () => {
    let stack: Stack;
    beforeAll(() => (stack = stacks.get("production")!));

    it("is this tree, in which nothing stands alone", () => {
        expect(tree(stack)).toEqual({
            stack: 5,
            "app:AppCluster": 52,
            "app:AppCluster/backend:Service": 19,
            "app:AppCluster/digest:CronJob": 11,
            "app:AppCluster/frontend:Service": 9,
            "app:AppCluster/mailer:Worker": 12,
            "app:AppCluster/seed:Job": 11,
            // Itself, bucket, key, versions, lock, lifecycle, owner, encryption, no public access, TLS only.
            "dumps:FileStorage": 10,
            // Itself; the certificate with its validation and three proofs, three records; what Cloudflare shows to the origin
            // (nine); eight settings of the zone, how it reads paths, DNSSEC; seven rulesets; the Worker, its counters and its route; four alerts.
            "edge:EdgeCDN": 42,
            // Staging's, and the replica: all of a bucket, its role and rights, the rules.
            "files:FileStorage": 20,
            // Alarms of the stores: four of the instance and its replica, one of dumps, eight for each of two nodes, one of
            // the files' replication.
            "monitoring:MonitoringStack": 161,
            "network:Network": 58,
            // Staging's, and a replica; another region's key, vault and lock, and the replication there; the restore test and
            // its selection; dumps: job, account, policy, role with two policies, identity.
            "postgres:PostgresWithBackups": 48,
            "redis:RedisCache": 10,
        });
        expect(stack.resources).toHaveLength(468);
        expect(stack.ofType("NatGateway")).toHaveLength(3);
        expect(stack.inputs("Instance postgres-instance")).toMatchObject({
            instanceClass: "db.m7g.large",
            multiAz: true,
            allocatedStorage: 100,
            backupRetentionPeriod: 14,
        });
        expect(stack.get("Instance postgres-replica-0").inputs!.instanceClass).toBe("db.m7g.large");
        expect(stack.inputs("ReplicationGroup redis-cache")).toMatchObject({
            numCacheClusters: 2,
            automaticFailoverEnabled: true,
            multiAzEnabled: true,
        });
    });

    it("keeps logs for a year, errors for two, audit logs for five", () => {
        const days = stack.ofType("LogGroup").map(({ urn, inputs }) => [urn.split("::").at(-1), inputs!.retentionInDays]);
        expect(days.filter(([name]) => String(name).startsWith("monitoring-")).sort()).toEqual([
            // What alarms of events were about.
            ["monitoring-events", 365],
            ["monitoring-logs-access", 365],
            ["monitoring-logs-audit", 1827],
            ["monitoring-logs-error", 731],
        ]);
    });

    it("guards what cannot be made again", () => {
        const guarded = stack.resources
            .filter(({ protect }) => protect)
            .map(({ urn, type }) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`);
        expect(guarded.sort()).toEqual([
            "Bucket app-access-logs",
            "Bucket app-client-ca",
            "Bucket dumps-bucket",
            "Bucket files-bucket",
            "Bucket files-replica-bucket",
            "Bucket monitoring-archive",
            "Cluster app-cluster",
            "Instance postgres-instance",
            "Key app-images-key",
            "Key app-key",
            "Key dumps-key",
            "Key files-key",
            "Key files-replica-key",
            "Key monitoring-logs-key",
            "Key postgres-copies-key",
            "Key postgres-key",
            "Key redis-key",
            "LogGroup monitoring-logs-access",
            "LogGroup monitoring-logs-audit",
            "LogGroup monitoring-logs-error",
            "RandomPassword app-secret-jwt-secret",
            "ReplicationGroup redis-cache",
            "Repository app-repository-shop/backend",
            "Repository app-repository-shop/frontend",
            "Vault postgres-copies",
            "Vault postgres-vault",
        ]);
    });

    it("tells where everything is", () => {
        expect(stack.outputs).toEqual({
            urls: ["https://api.example.com", "https://example.com"],
            dnssec: expect.any(String) as string,
            purgeCommands: { static: expect.any(String) as string },
            kubeconfig: "aws eks update-kubeconfig --region eu-west-1 --name webstack-production-app",
            databaseHost: stack.get("Instance postgres-instance").outputs!.address,
            databaseSecretArn: stack.arn("Secret postgres-secret"),
            databaseDumps: `s3://${stack.id("Bucket dumps-bucket")}/database/`,
            cacheHost: stack.get("ReplicationGroup redis-cache").outputs!.primaryEndpointAddress,
            filesBucket: stack.id("Bucket files-bucket"),
            grafana: "kubectl -n monitoring port-forward service/grafana 3001:3000",
            grafanaPassword: secret(),
            repositories: {
                "shop/backend": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/backend",
                "shop/frontend": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/frontend",
            },
            versions: {
                backend:
                    "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/backend:1.4.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                frontend:
                    "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/frontend:1.4.2@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
            },
        });
    });

    it("leads requests from the CDN through the load balancer to the services, and by no other way", () => {
        const address = dig(stack.get("Ingress app-ingress").outputs, "status.loadBalancer.ingress.0.hostname");
        for (const host of ["api.example.com", "example.com", "www.example.com"])
            expect(stack.inputs(`DnsRecord edge-${host}-record`)).toMatchObject({ content: address, proxied: true });
        const allowed = dig(stack.inputs("Ingress app-ingress"), "metadata.annotations")![
            "alb.ingress.kubernetes.io/inbound-cidrs" as never
        ] as string;
        expect(allowed.split(",").sort()).toEqual([...(stack.get("EdgeCDN edge").outputs!.allowedSources as string[])].sort());
        expect(dig(stack.inputs("IngressClassParams app-alb-params"), "spec.certificateARNs")).toEqual([
            stack.arn("Certificate edge-certificate"),
        ]);
        expect(
            (dig(stack.inputs("Ingress app-ingress"), "spec.rules") as unknown[]).map(rule => [
                dig(rule, "host"),
                dig(rule, "http.paths.0.backend.service.name"),
            ]),
        ).toEqual([
            ["api.example.com", "backend"],
            ["example.com", "frontend"],
        ]);
    });

    it("lets the cluster into its stores, and the back end alone of its pods", () => {
        const group = dig(stack.get("Cluster app-cluster").outputs, "vpcConfig.clusterSecurityGroupId");
        expect(stack.inputs("SecurityGroupIngressRule postgres-from-app")).toMatchObject({
            referencedSecurityGroupId: group,
            fromPort: 5432,
            toPort: 5432,
        });
        expect(stack.inputs("SecurityGroupIngressRule redis-from-app")).toMatchObject({
            referencedSecurityGroupId: group,
            fromPort: 6379,
            toPort: 6379,
        });
        const ranges = (tier: string): unknown[] =>
            [0, 1, 2].map(zone => ({ ipBlock: { cidr: stack.inputs(`Subnet network-${tier}-${zone}`).cidrBlock } }));
        const reach = (service: string): unknown[] =>
            (dig(stack.inputs(`NetworkPolicy ${service}-network`), "spec.egress") as unknown[]).slice(2);
        const on = (port: number): unknown => [{ protocol: "TCP", port }];
        expect(reach("backend")).toEqual([
            { to: ranges("db"), ports: on(5432) },
            { to: ranges("cache"), ports: on(6379) },
        ]);
        expect(reach("frontend")).toEqual([
            { to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "backend" } } }], ports: on(8000) },
        ]);
        expect(stack.inputs("SecretVersion backend-secrets").secretString).toEqual(secret());
        expect(stack.children("frontend").filter(child => child.startsWith("Secret"))).toEqual([]);
    });

    it("watches the services that have metrics, and every store", () => {
        const topic = stack.arn("Topic monitoring-alerts-mail");
        const alarms = stack.ofType("MetricAlarm");
        expect(alarms.map(({ urn }) => urn.split("::monitoring-")[1]).sort()).toEqual([
            "app-break-glass-break-glass",
            ...["errors", "silent", "storage", "throttled"].map(alarm => `app-control-plane-${alarm}`),
            "app-lb-errors",
            "app-lb-rejected",
            "app-lb-response-time",
            "app-lb-target-errors",
            "app-lb-unreachable-targets",
            "app-pods-unschedulable",
            "budget",
            "edge-certificate-end",
            "edge-certificate-renewal",
            "files-replication-failures",
            ...[0, 1, 2].flatMap(zone => [`network-nat-${zone}-drops`, `network-nat-${zone}-ports`]),
            ...["backup", "backup-copy-failed", "backup-failed", "cpu", "dump", "failover", "failure", "memory"].map(
                alarm => `postgres-${alarm}`,
            ),
            "postgres-replica-0-lag",
            "postgres-restore-test-failed",
            "postgres-storage",
            ...["auth-failures", "connections", "cpu", "cpu-credits", "evictions", "memory", "replication-lag", "swap"].flatMap(alarm => [
                `redis-${alarm}`,
                `redis-${alarm}-2`,
            ]),
        ]);
        for (const { inputs } of alarms) expect(inputs).toMatchObject({ alarmActions: [topic] });
        // Nothing tells of an event's end.
        const ending = alarms.filter(({ inputs }) => inputs!.okActions === undefined).map(({ urn }) => urn.split("::monitoring-")[1]);
        expect(ending.sort()).toEqual([
            "budget",
            "postgres-backup-copy-failed",
            "postgres-backup-failed",
            "postgres-failover",
            "postgres-failure",
            "postgres-restore-test-failed",
        ]);
        const jobs = dig(
            parse(dig(stack.inputs("ConfigMap monitoring-prometheus-files-0"), "data")!["prometheus.yml" as never]),
            "scrape_configs",
        ) as unknown[];
        expect(jobs.map(job => dig(job, "job_name"))).toEqual([
            "prometheus",
            "alertmanager",
            "containers",
            "kubelet",
            "backend",
            "fluent-bit",
            "nodes",
            "kube-state-metrics",
            "postgres",
            "postgres-replica-0",
            "redis",
            "probes",
        ]);
    });

    it("tags whatever takes tags", () => {
        const untagged = new Set<string>();
        for (const { type, inputs } of stack.resources.filter(state => state.type.startsWith("aws:"))) {
            if (!inputs!.tags) untagged.add(type.split(":").at(-1)!);
            else
                expect(inputs!.tags).toMatchObject({
                    Project: "webstack",
                    Environment: "production",
                    Owner: "platform",
                    CostCenter: "shop",
                    Component: expect.any(String) as string,
                });
        }
        expect([...untagged].sort()).toEqual([
            "AccessPolicyAssociation",
            "BucketLifecycleConfiguration",
            "BucketObjectLockConfiguration",
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketReplicationConfig",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
            "CertificateValidation",
            "EventTarget",
            "InstanceAutomatedBackupsReplication",
            "LifecyclePolicy",
            "LogMetricFilter",
            "LogResourcePolicy",
            "RestoreTestingSelection",
            "RolePolicy",
            "RolePolicyAttachment",
            "Route",
            "RouteTableAssociation",
            "SecretVersion",
            "Selection",
            "TopicPolicy",
            "TopicSubscription",
            "VaultLockConfiguration",
        ]);
    });
});

describe("every stack", () => {
    it.each(environments)("of %s has an explicit provider everywhere", environment => {
        const stack = stacks.get(environment)!;
        const own = environment === "development" ? ["tls"] : ["aws", "cloudflare", "tls"];
        expect(providers(stack).sort()).toEqual(["app-kubernetes", ...own, "random"].sort());
        for (const { custom, type, urn, provider } of stack.resources) {
            if (custom && !type.startsWith("pulumi:providers:"))
                expect([urn, provider]).toEqual([urn, expect.stringContaining(`:providers:${type.split(":")[0]}::`)]);
        }
    });

    it.each(environments)("of %s runs pods of the restricted standard only", environment => {
        const all = [...podSpecs(stacks.get(environment)!)];
        expect(all.length).toBeGreaterThanOrEqual(5);
        // The agent that ships logs reads them where the kubelet writes them: policy-exemptions.yaml argues it.
        // So does that which tells of the node itself.
        const onNode = ["has a volume of a kind that is not allowed"];
        const accepted: Record<string, string[]> = { "monitoring-fluent-bit": onNode, "monitoring-nodes": onNode };
        for (const [name, spec] of all) expect([name, podFaults(spec)]).toEqual([name, accepted[name] ?? []]);
    });

    it.each(environments)("of %s has nothing that a preview does not know", environment => {
        const { notices } = stacks.get(environment)!.result;
        expect(notices.filter(({ kind }) => kind !== "log")).toEqual([]);
    });
});

describe("a stack on EKS with a gateway and two colours", () => {
    it("leads requests from the CDN through a load balancer to nginx, and there to the colours by their weights", async () => {
        const config = {
            ...committed("staging"),
            ingress: { kind: "nginx" },
            services: [
                {
                    name: "web",
                    port: 3000,
                    hosts: ["www.example.com"],
                    colorHosts: { blue: "blue.example.com", green: "green.example.com" },
                    blueGreen: {
                        images: { blue: "ghcr.io/acme/web:1", green: "ghcr.io/acme/web:2" },
                        activeColor: "blue",
                        weights: { blue: 90, green: 10 },
                    },
                },
            ],
        };
        const stack = await synthesizeStack("staging", "gateway", config);
        const service = stack.get("Service app-gateway-service");
        expect(service.inputs).toMatchObject({
            spec: {
                type: "LoadBalancer",
                loadBalancerClass: "eks.amazonaws.com/nlb",
                loadBalancerSourceRanges: [...(stack.get("EdgeCDN edge").outputs!.allowedSources as string[])].sort(),
            },
        });
        const address = dig(service.outputs, "status.loadBalancer.ingress.0.hostname");
        for (const host of ["www", "blue", "green"])
            expect(stack.inputs(`DnsRecord edge-${host}.example.com-record`)).toMatchObject({ content: address, proxied: true });
        expect(stack.inputs("Secret app-gateway-tls").type).toBe("kubernetes.io/tls");
        expect(stack.inputs("OriginCaCertificate edge-origin-certificate").hostnames).toEqual([
            "www.example.com",
            "blue.example.com",
            "green.example.com",
        ]);
        expect(stack.ofType("Certificate")).toEqual([]);
        const text = dig(stack.inputs("ConfigMap app-gateway-config"), "data")!["nginx.conf" as never] as string;
        expect(text).toMatch(/^\s+90% web-blue;$/m);
        expect(text).toContain("set_real_ip_from 173.245.48.0/20;");
        expect(text).toContain("real_ip_header CF-Connecting-IP;");
        expect(stack.outputs.versions).toEqual({ web: "ghcr.io/acme/web:1" });
    });
});
