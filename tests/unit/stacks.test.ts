import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { Settings } from "../../stacks/config";
import { environmentDefaults, environments } from "../../stacks/environments";
import { validateSettings } from "../../stacks/plan";
import { parseSettings } from "../../stacks/read-config";
import { root, synthesize } from "../support/synth";
import { dig, lines, podFaults, podSpecs, secret, Stack } from "./support";

type Environment = (typeof environments)[number];

/** The settings of a committed stack file. */
function committed(stack: string): Record<string, unknown> {
    const { config } = parse(fs.readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("webstack:", ""), value]));
}

/** A committed stack in a project of its own, in which a resource without an explicit provider fails the program. */
async function synthesizeStack(stack: string, project: string, settings = committed(stack)): Promise<Stack> {
    const folder = path.join(root, "out", "tests", `stack-${stack}-${project}`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\nmain: ../../../stacks/index.ts\n`);
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`webstack:${key}`, value]));
    fs.writeFileSync(
        path.join(folder, `Pulumi.${stack}.yaml`),
        JSON.stringify({ config: { ...config, "pulumi:disable-default-providers": ["*"] } }),
    );
    return new Stack(await synthesize({ directory: folder, stack, onPrint: line => console.error(line) }));
}

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
            // Itself, account, Secret, policy, Deployment, Service, pods' Service, budget; migration and its policy.
            "app:AppCluster/backend:Service": 10,
            "app:AppCluster/frontend:Service": 7,
            "edge:EdgeCDN": 1,
            "monitoring:MonitoringStack": 26,
            "postgres:PostgresWithBackups": 10,
            "redis:RedisCache": 7,
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
            stack: 4,
            "app:AppCluster": 33,
            // Itself, account, role, identity, its secrets (entry, version, class, policy), files (policy, network twice),
            // network policy, Deployment, Service, budget; migration and its policy.
            "app:AppCluster/backend:Service": 17,
            "app:AppCluster/frontend:Service": 8,
            "edge:EdgeCDN": 17,
            "files:FileStorage": 9,
            "monitoring:MonitoringStack": 60,
            "network:Network": 37,
            "postgres:PostgresWithBackups": 19,
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
            stack: 4,
            "app:AppCluster": 43,
            "app:AppCluster/backend:Service": 18,
            "app:AppCluster/digest:CronJob": 10,
            "app:AppCluster/frontend:Service": 9,
            "app:AppCluster/mailer:Worker": 12,
            "app:AppCluster/seed:Job": 10,
            "edge:EdgeCDN": 19,
            "files:FileStorage": 9,
            "monitoring:MonitoringStack": 62,
            "network:Network": 58,
            "postgres:PostgresWithBackups": 20,
            "redis:RedisCache": 10,
        });
        expect(stack.resources).toHaveLength(284);
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
            "Bucket files-bucket",
            "Cluster app-cluster",
            "Instance postgres-instance",
            "Key app-images-key",
            "Key app-key",
            "Key files-key",
            "Key monitoring-logs-key",
            "Key postgres-key",
            "Key redis-key",
            "LogGroup monitoring-logs-access",
            "LogGroup monitoring-logs-audit",
            "LogGroup monitoring-logs-error",
            "RandomPassword app-secret-jwt-secret",
            "ReplicationGroup redis-cache",
            "Repository app-repository-shop/backend",
            "Repository app-repository-shop/frontend",
            "Vault postgres-vault",
        ]);
    });

    it("tells where everything is", () => {
        expect(stack.outputs).toEqual({
            urls: ["https://api.example.com", "https://example.com", "https://www.example.com"],
            kubeconfig: "aws eks update-kubeconfig --region eu-west-1 --name webstack-production-app",
            databaseHost: stack.get("Instance postgres-instance").outputs!.address,
            databaseSecretArn: stack.arn("Secret postgres-secret"),
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
            ["www.example.com", "frontend"],
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
        const topic = stack.arn("Topic monitoring-alerts");
        const alarms = stack.ofType("MetricAlarm");
        expect(alarms.map(({ urn }) => urn.split("::monitoring-")[1]).sort()).toEqual([
            "app-break-glass-break-glass",
            "app-lb-errors",
            "app-lb-rejected",
            "app-lb-response-time",
            "app-lb-target-errors",
            "app-lb-unreachable-targets",
            "postgres-cpu",
            "postgres-memory",
            "postgres-replica-0-lag",
            "postgres-storage",
            "redis-auth-failures",
            "redis-cpu",
            "redis-evictions",
            "redis-memory",
        ]);
        for (const { inputs } of alarms) expect(inputs).toMatchObject({ alarmActions: [topic], okActions: [topic] });
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
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
            "CertificateValidation",
            "LifecyclePolicy",
            "LogMetricFilter",
            "RolePolicy",
            "RolePolicyAttachment",
            "Route",
            "RouteTableAssociation",
            "SecretVersion",
            "Selection",
            "TopicPolicy",
            "TopicSubscription",
        ]);
    });
});

describe("every stack", () => {
    it.each(environments)("of %s has an explicit provider everywhere", environment => {
        const stack = stacks.get(environment)!;
        const own = environment === "development" ? ["tls"] : ["aws", "cloudflare"];
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
        const accepted: Record<string, string[]> = { "monitoring-fluent-bit": ["has a volume of a kind that is not allowed"] };
        for (const [name, spec] of all) expect([name, podFaults(spec)]).toEqual([name, accepted[name] ?? []]);
    });

    it.each(environments)("of %s has nothing that a preview does not know", environment => {
        const { notices } = stacks.get(environment)!.result;
        expect(notices.filter(({ kind }) => kind !== "log")).toEqual([]);
    });
});

describe("parseSettings", () => {
    const base = {
        owner: "platform",
        costCenter: "shop",
        postgres: { database: "shop" },
        services: [{ name: "web", image: "ghcr.io/acme/web:1", port: 3000 }],
        monitoring: { webhook: "http://pager:9095" },
    };
    function refusal(given: Record<string, unknown>, stack = "development"): string[] {
        try {
            parseSettings(given, stack);
        } catch (error) {
            return (error as Error).message.split("\n");
        }
        throw new Error("was not refused");
    }
    const missing = (key: string, allowed: string): string =>
        `  webstack:${key}: is missing; allowed: ${allowed}. Set it: pulumi config set ${key.includes(".") ? "--path " : ""}'webstack:${key}' <value>`;

    it("fills in the defaults of the environment and of each service", () => {
        expect(parseSettings(base, "development")).toEqual({
            environment: "development",
            owner: "platform",
            costCenter: "shop",
            cluster: { kind: "existing" },
            ingress: { kind: "nginx" },
            postgres: { kind: "in-cluster", database: "shop" },
            redis: { kind: "in-cluster" },
            edge: { kind: "none" },
            monitoring: { webhook: "http://pager:9095", retentionDays: 3, storage: "5Gi" },
            services: [
                {
                    name: "web",
                    image: "ghcr.io/acme/web:1",
                    port: 3000,
                    hosts: [],
                    path: "/",
                    env: {},
                    health: "/health",
                    uses: [],
                    calls: [],
                    reaches: [],
                    generatedSecrets: {},
                },
            ],
            workers: [],
            cronJobs: [],
            jobs: [],
        });
    });

    it("merges key by key, and replaces lists", () => {
        const settings = parseSettings(
            { ...committed("staging"), network: { cidr: "10.1.0.0/16", interfaceEndpoints: ["logs"] } },
            "staging",
        );
        expect(settings.network).toEqual({
            cidr: "10.1.0.0/16",
            zoneCount: 2,
            nat: "single",
            interfaceEndpoints: ["logs"],
            flowLogDays: 90,
        });
        expect(settings.postgres).toMatchObject({
            kind: "rds",
            database: "shop",
            instanceClass: "db.t4g.small",
            backup: { pitrDays: 7, weeklyWeeks: 1 },
        });
    });

    it("drops the defaults of another kind than the one that is chosen", () => {
        const settings = parseSettings({ ...committed("production"), postgres: { kind: "in-cluster", database: "shop" } }, "production");
        expect(settings.postgres).toEqual({ kind: "in-cluster", database: "shop" });
    });

    it("takes the environment that is named before the name of the stack", () => {
        expect(parseSettings({ ...committed("production"), environment: "production" }, "customer-7").environment).toBe("production");
        for (const environment of environments) expect(parseSettings(committed(environment), environment).environment).toBe(environment);
    });

    it("changes no defaults", () => {
        const before = JSON.stringify(environmentDefaults);
        parseSettings({ ...committed("production"), network: { zoneCount: 2 }, postgres: { database: "x", replicas: 0 } }, "production");
        expect(JSON.stringify(environmentDefaults)).toBe(before);
    });

    it("fails for what is missing, all at once, with the command that sets it", () => {
        expect(refusal({})).toEqual([
            "Pulumi.development.yaml: 4 problems",
            missing("owner", "text"),
            missing("costCenter", "text"),
            missing("services", "a list"),
            missing("postgres.database", "text"),
        ]);
        expect(refusal({ ...base, services: [{ name: "web" }] })).toEqual([
            "Pulumi.development.yaml: 1 problem",
            missing("services[0].port", "a number").replace("set '", "set --path '"),
        ]);
        expect(refusal(base, "staging")).toEqual([
            "Pulumi.staging.yaml: 3 problems",
            missing("cluster.adminRoleArns", "a list"),
            missing("edge.zoneId", "text"),
            missing("edge.zoneName", "text"),
        ]);
    });

    it("fails for unknown keys at any depth, with those that are known there", () => {
        const unknown = (key: string, allowed: string): string =>
            `  webstack:${key}: got "a key that means nothing here"; allowed: ${allowed}.`;
        const top =
            "environment, region, accountId, owner, costCenter, network, cluster, ingress, services, workers, cronJobs, jobs, " +
            "postgres, redis, files, edge, monitoring";
        const service =
            "name, command, args, resources, env, generatedSecrets, uses, files, calls, reaches, nodePool, replicas, autoscaling, image, " +
            "blueGreen, migration, port, hosts, colorHosts, path, health, metrics";
        expect(refusal({ ...base, postgress: {} })).toEqual(["Pulumi.development.yaml: 1 problem", unknown("postgress", top)]);
        expect(refusal({ ...base, network: { zonecount: 2 } }).at(-1)).toBe(
            unknown("network.zonecount", "cidr, zoneCount, zones, nat, interfaceEndpoints, flowLogDays, peers"),
        );
        expect(
            refusal({ ...base, services: [...base.services, { ...base.services[0], prot: 80, autoscaling: { min: 1, max: 2, cpu: 3 } }] }),
        ).toEqual([
            "Pulumi.development.yaml: 2 problems",
            unknown("services[1].autoscaling.cpu", "min, max, cpuPercent, memoryPercent"),
            unknown("services[1].prot", service),
        ]);
        expect(refusal({ ...base, postgres: { kind: "rds", database: "x", instanceClass: "y", backup: { days: 3 } } }).at(-1)).toBe(
            unknown("postgres.backup.days", "pitrDays, window, dailyDays, weeklyWeeks, monthlyMonths"),
        );
        expect(refusal({ ...base, redis: { kind: "in-cluster", nodes: 3 } }).at(-1)).toBe(
            unknown("redis.nodes", "kind, storage, memory, eviction"),
        );
        expect(refusal({ ...base, edge: { kind: "none", zoneId: "x" } }).at(-1)).toBe(unknown("edge.zoneId", "kind"));
        const zone = { kind: "cloudflare", zoneId: "x", zoneName: "y" };
        expect(refusal({ ...base, edge: { ...zone, caches: [{ name: "a", pathPrefix: "/", edgeSeconds: 1, ttl: 2 }] } }).at(-1)).toBe(
            unknown("edge.caches[0].ttl", "name, pathPrefix, host, shared, edgeSeconds, browserSeconds"),
        );
    });

    it("fails for a kind that there is not, with those that there are", () => {
        expect(refusal({ ...base, postgres: { kind: "aurora" } })).toEqual([
            "Pulumi.development.yaml: 1 problem",
            '  webstack:postgres.kind: got "aurora"; allowed: rds, in-cluster.',
        ]);
        const kinds = {
            cluster: "eks, existing",
            redis: "elasticache, in-cluster",
            edge: "cloudflare, none",
            ingress: "alb, nginx, class",
        };
        for (const [key, allowed] of Object.entries(kinds))
            expect(refusal({ ...base, [key]: { kind: "other" } }).at(-1)).toBe(`  webstack:${key}.kind: got "other"; allowed: ${allowed}.`);
    });

    it("fails for values of another type", () => {
        expect(
            refusal({
                ...base,
                owner: null,
                accountId: 123456789012,
                services: [{ name: 1, image: true, port: "80", uses: ["mongo"], env: { A: 1 }, hosts: "x" }],
                postgres: "rds",
                network: { nat: "double", zoneCount: 2.5, zones: [1] },
            }),
        ).toEqual([
            "Pulumi.development.yaml: 12 problems",
            "  webstack:accountId: got 123456789012; allowed: text.",
            "  webstack:owner: got null; allowed: text.",
            "  webstack:network.zoneCount: got 2.5; allowed: a whole number.",
            "  webstack:network.zones[0]: got 1; allowed: text.",
            '  webstack:network.nat: got "double"; allowed: per-zone, single, none.',
            "  webstack:services[0].name: got 1; allowed: text.",
            "  webstack:services[0].env.A: got 1; allowed: text.",
            '  webstack:services[0].uses[0]: got "mongo"; allowed: postgres, redis.',
            "  webstack:services[0].image: got true; allowed: text.",
            '  webstack:services[0].port: got "80"; allowed: a number.',
            '  webstack:services[0].hosts: got "x"; allowed: a list.',
            '  webstack:postgres: got "rds"; allowed: keys and values.',
        ]);
        expect(refusal({ ...base, services: [] }).at(-1)).toBe("  webstack:services: got []; allowed: at least 1 in the list.");
    });

    it.each(["prod", "toString", 3])("fails for the environment %j, and not for the defaults that it lacks", environment => {
        expect(refusal({ ...base, postgres: { kind: "in-cluster", database: "x" }, environment })).toEqual([
            "Pulumi.development.yaml: 1 problem",
            `  webstack:environment: got ${JSON.stringify(environment)}; allowed: development, staging, production.`,
        ]);
    });

    it("fails for a stack whose name is no environment", () => {
        expect(refusal(base, "prod")[1]).toBe('  webstack:environment: got "prod"; allowed: development, staging, production.');
    });
});

describe("validateSettings", () => {
    const of = (environment: Environment, changes: Record<string, unknown> = {}): Settings =>
        parseSettings({ ...committed(environment), ...changes }, environment);
    const check = (
        environment: Environment,
        changes: Record<string, unknown> = {},
        without: readonly (keyof Settings)[] = [],
    ): string[] => {
        const settings = of(environment, changes);
        for (const key of without) delete (settings as Partial<Settings>)[key];
        return lines(validateSettings(settings));
    };
    const backend = { name: "backend", image: "x/backend:1", port: 8000 };
    const frontend = { name: "frontend", image: "x/frontend:1", port: 3000 };

    it.each(environments)("takes the committed stack of %s", environment => expect(check(environment)).toEqual([]));

    it("takes the days that logs are kept, and fails for others than CloudWatch has, and where no cluster on EKS writes any", () => {
        const monitoring = (environment: Environment, logs: object) => ({
            monitoring: { ...(committed(environment).monitoring as object), logs },
        });
        expect(check("production", monitoring("production", { access: 400 }))).toEqual([]);
        expect(check("production", monitoring("production", { access: 366 }))).toEqual([
            expect.stringMatching(/^webstack:monitoring\.logs\.access: got 366; allowed: /),
        ]);
        expect(check("development", monitoring("development", {}))).toEqual([
            "webstack:monitoring.logs: got {}; allowed: nothing, unless the cluster is eks.",
        ]);
    });

    it("fails for two services on one host and path, and takes them on two paths", () => {
        const hosts = ["shop.localhost", "www.shop.localhost"];
        const said = (index: number, other: string): string =>
            `webstack:services[${index}].hosts: got ${JSON.stringify(hosts)}; allowed: hosts and paths that ${other} does not have.`;
        expect(
            check("development", {
                services: [
                    { ...backend, hosts },
                    { ...frontend, hosts },
                ],
            }),
        ).toEqual([said(0, "frontend"), said(1, "backend")]);
        expect(
            check("development", {
                services: [
                    { ...backend, hosts, path: "/api" },
                    { ...frontend, hosts },
                ],
            }),
        ).toEqual([]);
    });

    it("fails for a callee that there is not, and for one that calls itself", () => {
        expect(check("development", { services: [{ ...backend, calls: ["frontend", "mailer", "backend"] }, frontend] })).toEqual([
            'webstack:services[0].calls: got "mailer"; allowed: frontend.',
            'webstack:services[0].calls: got "backend"; allowed: frontend.',
        ]);
        expect(check("development", { services: [{ ...backend, calls: ["backend"] }] })).toEqual([
            'webstack:services[0].calls: got "backend"; allowed: nothing: there is no other service.',
        ]);
    });

    it("fails for two services of one name, and for one named like a store beside it", () => {
        const own = "allowed: a name of its own.";
        expect(check("development", { services: [backend, { ...backend, port: 9000 }] })).toEqual([
            `webstack:services[0].name: got "backend"; ${own}`,
            `webstack:services[1].name: got "backend"; ${own}`,
        ]);
        expect(check("development", { services: [{ ...backend, name: "redis" }] })).toEqual([
            'webstack:services[0].name: got "redis"; allowed: a name that no store in the cluster has.',
        ]);
    });

    it("fails for a load balancer that nothing stands before", () => {
        expect(check("staging", { edge: { kind: "none" } })).toEqual([
            'webstack:edge.kind: got "none"; allowed: cloudflare, with a cluster on EKS. The load balancer lets in the CDN only.',
        ]);
    });

    it("fails for whatever runs on AWS without a place, and says what does", () => {
        const how = (key: string, all: string): string => `It runs on AWS: ${all}. Set it: pulumi config set webstack:${key} <value>`;
        const all = "cluster, postgres, redis, files";
        expect(check("staging", {}, ["region", "accountId", "network"])).toEqual([
            `webstack:region: is missing; allowed: an AWS region such as eu-west-1. ${how("region", all)}`,
            `webstack:accountId: is missing; allowed: an AWS account id: 12 digits, in quotes. ${how("accountId", all)}`,
            `webstack:network: is missing; allowed: the settings of a VPC, {} for the defaults. ${how("network", all)}`,
        ]);
        const place = { region: "eu-west-1", accountId: "111122223333" };
        expect(check("development", { ...place, redis: { kind: "elasticache", nodeType: "cache.t4g.micro" } })).toEqual([
            `webstack:network: is missing; allowed: the settings of a VPC, {} for the defaults. ${how("network", "redis")}`,
            "webstack:cluster.securityGroupId: is missing; allowed: the security group of the cluster's nodes or pods. Without it nothing could reach redis.",
        ]);
        expect(check("development", { ...place, files: {} })).toEqual([]);
        expect(check("development", { region: "eu-west-1", network: {} })).toEqual([
            `webstack:accountId: is missing; allowed: an AWS account id: 12 digits, in quotes. ${how("accountId", "network")}`,
        ]);
    });

    it("says once what is wrong with the account or the region, where they are set", () => {
        expect(check("production", { accountId: "4444" })).toEqual([
            'webstack:accountId: got "4444"; allowed: an AWS account id: 12 digits, in quotes.',
        ]);
        expect(check("production", { region: "mars-1" })).toEqual([
            expect.stringMatching(/^webstack:region: got "mars-1"; allowed: us-east-1, us-east-2, /),
        ]);
    });

    it("fails for the zones of another region, and for more than there are", () => {
        expect(check("production", { network: { zones: ["us-east-1a", "us-east-1b"] } })).toEqual([
            'webstack:network.zones: got "us-east-1a"; allowed: zones of eu-west-1, such as eu-west-1a.',
            'webstack:network.zones: got "us-east-1b"; allowed: zones of eu-west-1, such as eu-west-1a.',
        ]);
        expect(check("production", { region: "us-west-1" })).toEqual([
            "webstack:network.zoneCount: got 3; allowed: at most 2 in us-west-1. Take fewer zones, or another region.",
        ]);
    });

    it("fails for a host outside of the zone, where the service names it", () => {
        const outside = "allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.";
        expect(
            check("staging", {
                services: [
                    { ...backend, hosts: ["api.example.com"] },
                    { ...frontend, hosts: ["shop.example.org"] },
                ],
            }),
        ).toEqual([`webstack:services[1].hosts: got "shop.example.org"; ${outside}`]);
        expect(check("staging", { services: [backend] })).toEqual(["webstack:services: got []; allowed: at least one host."]);
    });

    it("fails for what a component refuses, under the name that the stack file has for it", () => {
        const count = (from: number, to: number): string => `allowed: a whole number from ${from} to ${to}.`;
        expect(
            check("production", {
                cluster: { kind: "eks", version: "1.20", adminRoleArns: [], publicAccessCidrs: ["x"] },
                postgres: { kind: "rds", database: "1", instanceClass: "db.x", backup: { pitrDays: 3 } },
                redis: { kind: "elasticache", nodeType: "cache.t4g.small", nodes: 9, eviction: "never" },
                files: { oldVersionDays: 0 },
                edge: {
                    kind: "cloudflare",
                    zoneId: "x",
                    zoneName: "example.com",
                    caches: [{ name: "a", pathPrefix: "a", edgeSeconds: 0 }],
                },
                monitoring: { scrapeSeconds: 1, emails: ["nobody"] },
                services: [
                    { ...backend, hosts: ["example.com"], port: 80, health: "ok", replicas: 2, autoscaling: { min: 3, max: 2 } },
                    { ...frontend, image: "x", env: { URL: "redis://me:secret@cache" } },
                ],
            }),
        ).toEqual([
            'webstack:cluster.version: got "1.20"; allowed: 1.34, 1.35.',
            "webstack:cluster.adminRoleArns: got []; allowed: at least one role. Name the role that runs `pulumi up`; without one nobody could reach the cluster.",
            'webstack:cluster.publicAccessCidrs: got "x"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            `webstack:services[0].port: got 80; ${count(1024, 65535)}`,
            "webstack:services[0].replicas: got 2; allowed: nothing beside autoscaling. Autoscaling owns the number of pods: remove one of the two.",
            "webstack:services[0].autoscaling.max: got 2; allowed: at least autoscaling.min, which is 3.",
            'webstack:services[0].health: got "ok"; allowed: a path that starts with /.',
            'webstack:services[1].image: got "x"; allowed: an image with a tag other than latest, or a digest. Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.',
            'webstack:services[1].env.URL: got "an address with a password in it"; allowed: no secret. Put it in secretEnv or secrets.',
            'webstack:postgres.database: got "1"; allowed: a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start.',
            'webstack:postgres.instanceClass: got "db.x"; allowed: db.<family>.<size> with a family of t3, t4g, m6g, m6i, m7g, m7i, m8g, r6g, r6i, r7g, r7i, r8g.',
            `webstack:postgres.backup.pitrDays: got 3; ${count(7, 35)}`,
            'webstack:redis.eviction: got "never"; allowed: noeviction, volatile-lru, allkeys-lru, volatile-lfu, allkeys-lfu, volatile-ttl.',
            `webstack:redis.nodes: got 9; ${count(1, 6)}`,
            `webstack:files.oldVersionDays: got 0; ${count(1, 3650)}`,
            `webstack:edge.zoneId: got "x"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`,
            'webstack:edge.caches[0].pathPrefix: got "a"; allowed: the beginning of a path, such as /static/.',
            `webstack:edge.caches[0].edgeSeconds: got 0; ${count(1, 31536000)}`,
            `webstack:monitoring.scrapeSeconds: got 1; ${count(5, 300)}`,
            'webstack:monitoring.emails: got "nobody"; allowed: mail addresses.',
        ]);
    });

    it("fails for people that nobody told of, on AWS and elsewhere", () => {
        expect(check("production", { monitoring: {} })).toEqual([
            "webstack:monitoring.emails: got []; allowed: at least one address. An alert that reaches nobody is none.",
        ]);
        expect(check("development", { monitoring: {} })).toEqual([
            'webstack:monitoring.webhook: got ""; allowed: an http or https address without a password in it.',
        ]);
    });

    it("fails for entrances that the cluster or the machine does not have", () => {
        expect(check("development", { ingress: { kind: "class", className: "My" } })).toEqual([
            `webstack:ingress.className: got "My"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
        ]);
        expect(check("development", { ingress: { kind: "alb" } })).toEqual([
            'webstack:ingress.kind: got "alb"; allowed: class or nginx, on an existing cluster. ' +
                "Only EKS Auto Mode brings the controller that makes load balancers.",
        ]);
        expect(check("development", { ingress: { kind: "nginx", httpsPort: 443 } })).toEqual([
            "webstack:ingress.httpsPort: got 443; allowed: a whole number from 30000 to 32767.",
        ]);
    });

    const image = "ghcr.io/acme/web:1";
    const web = { name: "web", port: 3000 };
    const images = { blue: image, green: "ghcr.io/acme/web:2" };
    it.each<[string, Record<string, unknown>, string[]]>([
        [
            "a service without an image",
            { services: [web] },
            ["webstack:services[0].image: is missing; allowed: an image, or blueGreen with one for each colour."],
        ],
        [
            "a service with an image beside its colours",
            { services: [{ ...web, image, blueGreen: { images, activeColor: "blue" } }] },
            [`webstack:services[0].image: got "${image}"; allowed: an image, or blueGreen with one for each colour.`],
        ],
        [
            "hosts of colours without colours",
            { services: [{ ...web, image, colorHosts: { blue: "b.example.com", green: "g.example.com" } }] },
            ['webstack:services[0].colorHosts: got {"blue":"b.example.com","green":"g.example.com"}; allowed: nothing, without blueGreen.'],
        ],
        [
            "weights that an ingress class does not know",
            {
                ingress: { kind: "class", className: "nginx" },
                services: [{ ...web, blueGreen: { images, activeColor: "blue", weights: { blue: 90, green: 10 } } }],
            },
            ['webstack:services[0].blueGreen.weights: got {"blue":90,"green":10}; allowed: nothing, unless the ingress is alb or nginx.'],
        ],
        [
            "files without a bucket and an identity",
            { services: [{ ...web, image, files: "read" }] },
            ['webstack:services[0].files: got "read"; allowed: nothing, unless the stack has files and the cluster is eks.'],
        ],
        [
            "one secret of two lengths",
            {
                services: [{ ...web, image, generatedSecrets: { JWT_SECRET: 48 } }],
                workers: [{ name: "mailer", image, generatedSecrets: { JWT_SECRET: 32, SALT: 8 } }],
            },
            [
                "webstack:workers[0].generatedSecrets.JWT_SECRET: got 32; allowed: 48, as another workload has it.",
                "webstack:workers[0].generatedSecrets.SALT: got 8; allowed: 16 to 256 characters.",
            ],
        ],
        [
            "workloads of one name, and callees that are none",
            {
                services: [{ ...web, image }],
                workers: [{ name: "web", image, calls: ["api"] }],
                cronJobs: [{ name: "report", image, schedule: "daily" }],
                jobs: [{ name: "postgres", image, run: 0 }],
            },
            [
                'webstack:cronJobs[0].schedule: got "daily"; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.',
                "webstack:jobs[0].run: got 0; allowed: a whole number from 1 to 9999.",
                'webstack:services[0].name: got "web"; allowed: a name of its own.',
                'webstack:workers[0].name: got "web"; allowed: a name of its own.',
                'webstack:workers[0].calls: got "api"; allowed: web.',
                'webstack:jobs[0].name: got "postgres"; allowed: a name that no store in the cluster has.',
            ],
        ],
        [
            "what comes in by a place that there is not",
            {
                ingress: { kind: "nginx", rateLimits: [{ name: "a", path: "/", host: "other.localhost", requestsPerSecond: 1, burst: 1 }] },
                services: [{ ...web, image, hosts: ["*.shop.localhost"], path: "api" }],
            },
            [
                'webstack:services[0].hosts: got "*.shop.localhost"; allowed: a host name such as www.example.com, in lower case.',
                'webstack:services[0].path: got "api"; allowed: a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes.',
                'webstack:ingress.rateLimits[0].host: got "other.localhost"; allowed: *.shop.localhost.',
            ],
        ],
        [
            "one host twice",
            {
                services: [
                    {
                        ...web,
                        hosts: ["a.localhost"],
                        colorHosts: { blue: "b.localhost", green: "b.localhost" },
                        blueGreen: { images, activeColor: "blue" },
                    },
                ],
            },
            ['webstack:services[0].hosts: got "b.localhost"; allowed: each host once, those of the colours included.'],
        ],
        [
            "secrets that stand in each other's way, or in a store's",
            {
                services: [
                    {
                        ...web,
                        image,
                        uses: ["postgres"],
                        env: { REDIS_URL: "x", SALT: "y" },
                        generatedSecrets: { DATABASE_URL: 32, SALT: 32, salt: 32, _KEY: 32 },
                    },
                ],
            },
            [
                'webstack:services[0].env: got "SALT"; allowed: each variable in env or in secretEnv.',
                'webstack:services[0].generatedSecrets.DATABASE_URL: got "DATABASE_URL"; allowed: nothing: it is the address of postgres.',
                'webstack:services[0].generatedSecrets.salt: got "salt"; allowed: a name that differs from SALT in more than capitals.',
                `webstack:services[0].generatedSecrets._KEY: got "_KEY"; allowed: a name of letters, digits and single '_', such as JWT_SECRET.`,
            ],
        ],
        [
            "names of what is made beside others, and pools that there are not",
            {
                services: [
                    { ...web, blueGreen: { images, activeColor: "blue" } },
                    { ...web, name: "gateway", image },
                ],
                workers: [{ name: "web-blue", image, nodePool: "gpu" }],
            },
            [
                'webstack:services[1].name: got "gateway"; allowed: a name other than deny-all and gateway.',
                'webstack:workers[0].name: got "web-blue"; allowed: a name that nothing made beside web has.',
                'webstack:workers[0].nodePool: got "gpu"; allowed: nothing: the cluster has no nodePools.',
            ],
        ],
    ])("fails for %s", (_, changes, problems) => expect(check("development", changes)).toEqual(problems));

    it("fails for a CDN before ports of a node, and for ports of nodes behind a load balancer", () => {
        const { edge } = committed("staging");
        expect(check("development", { edge, services: [{ ...web, image, hosts: ["www.example.com"] }] })).toEqual([
            'webstack:edge.kind: got "cloudflare"; allowed: none, with a gateway on an existing cluster. ' +
                "It answers on ports of the nodes, which Cloudflare cannot know.",
        ]);
        expect(check("staging", { ingress: { kind: "nginx", httpPort: 30080 } })).toEqual([
            "webstack:ingress.httpPort: got 30080; allowed: nothing on EKS: a load balancer has ports 80 and 443.",
        ]);
    });

    it("takes a pool that the cluster has", () => {
        const { cluster } = committed("production") as { cluster: object };
        const nodePools = [{ name: "graviton", architecture: "arm64", cpuLimit: 16 }];
        const job = { name: "report", image: `${image}@sha256:${"0".repeat(64)}`, schedule: "0 1 * * *" };
        const of = (nodePool: string) => check("production", { cluster: { ...cluster, nodePools }, cronJobs: [{ ...job, nodePool }] });
        expect(of("graviton")).toEqual([]);
        expect(of("gravitom")).toEqual(['webstack:cronJobs[0].nodePool: got "gravitom"; allowed: graviton.']);
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
