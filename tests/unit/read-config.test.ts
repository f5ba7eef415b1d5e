import { environmentDefaults, environments } from "../../stacks/environments";
import { parseSettings } from "../../stacks/read-config";
import { committed } from "./committed";

const unknownKey = "a key that means nothing here";
const zone = { kind: "cloudflare", zoneId: "x", zoneName: "y" };

describe("parseSettings", () => {
    const base = {
        owner: "platform",
        costCenter: "shop",
        postgres: { database: "shop" },
        services: [{ name: "web", image: "ghcr.io/acme/web:1", port: 3000 }],
        monitoring: { receivers: { pager: { kind: "webhook", url: "http://pager:9095" } } },
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
            monitoring: {
                receivers: { pager: { kind: "webhook", url: "http://pager:9095" } },
                retentionDays: 3,
                storage: "5Gi",
                logs: { kind: "loki" },
            },
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
            "Pulumi.development.yaml: 5 problems",
            missing("owner", "text"),
            missing("costCenter", "text"),
            missing("services", "a list"),
            missing("postgres.database", "text"),
            missing("monitoring.receivers", "keys and values"),
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
        const unknown = (key: string, allowed: string): string => `  webstack:${key}: got "${unknownKey}"; allowed: ${allowed}.`;
        const top =
            "environment, region, accountId, owner, costCenter, network, cluster, ingress, services, workers, cronJobs, jobs, " +
            "postgres, redis, files, edge, monitoring";
        const service =
            "name, command, args, resources, env, generatedSecrets, uses, databaseRole, files, calls, reaches, nodePool, replicas, " +
            "autoscaling, image, " +
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
            unknown("postgres.backup.days", "pitrDays, window, dailyDays, weeklyWeeks, monthlyMonths, lock, restoreTesting, copyTo"),
        );
        expect(refusal({ ...base, redis: { kind: "in-cluster", nodes: 3 } }).at(-1)).toBe(
            unknown("redis.nodes", "kind, storage, memory, use, eviction, ttlSeconds"),
        );
        expect(refusal({ ...base, edge: { kind: "none", zoneId: "x" } }).at(-1)).toBe(unknown("edge.zoneId", "kind"));
        expect(refusal({ ...base, edge: { ...zone, caches: [{ name: "a", pathPrefix: "/", edgeSeconds: 1, ttl: 2 }] } }).at(-1)).toBe(
            unknown(
                "edge.caches[0].ttl",
                "name, pathPrefix, host, extensions, shared, edgeSeconds, browserSeconds, immutable, statuses, vary",
            ),
        );
    });

    it("fails for a kind that there is not, with those that there are", () => {
        expect(refusal({ ...base, postgres: { kind: "aurora" } })).toEqual([
            "Pulumi.development.yaml: 1 problem",
            '  webstack:postgres.kind: got "aurora"; allowed: rds, in-cluster, existing.',
        ]);
        const kinds = {
            cluster: "eks, existing",
            redis: "elasticache, serverless, in-cluster, existing",
            edge: "cloudflare, none",
            ingress: "alb, nginx, class",
        };
        for (const [key, allowed] of Object.entries(kinds))
            expect(refusal({ ...base, [key]: { kind: "other" } }).at(-1)).toBe(`  webstack:${key}.kind: got "other"; allowed: ${allowed}.`);
    });

    const rds = { kind: "rds", database: "x", instanceClass: "y" };
    const cache = { kind: "elasticache", nodeType: "x" };
    const elsewhere = { kind: "existing", host: "x", password: "hidden" };
    const found = (key: string, got: unknown, allowed: string): string =>
        `  webstack:${key}: got ${JSON.stringify(got)}; allowed: ${allowed}.`;
    it.each<[string, Record<string, unknown>, string]>([
        [
            "a key of dumps",
            { postgres: { ...rds, dumps: { keptDays: 3 } } },
            found("postgres.dumps.keptDays", unknownKey, "days, schedule, filePrefix, extension, scratch, timeoutMinutes, resources"),
        ],
        [
            "a key of what somebody named",
            { postgres: { ...rds, restores: { before: { from: { kind: "dump", file: "x" }, at: "y" } } } },
            found("postgres.restores.before.at", unknownKey, "from, unprotected"),
        ],
        [
            "a key of a kind below a name",
            { postgres: { ...rds, restores: { before: { from: { kind: "dump", file: "x", time: "y" } } } } },
            found("postgres.restores.before.from.time", unknownKey, "kind, file"),
        ],
        [
            "a kind below a name",
            { postgres: { ...rds, restores: { before: { from: { kind: "other-region" } } } } },
            found("postgres.restores.before.from.kind", "other-region", "point-in-time, snapshot, dump"),
        ],
        [
            "a key of a lock",
            { files: { backup: { lock: { mode: "governance", graceDays: 3 } } } },
            found("files.backup.lock.graceDays", unknownKey, "mode"),
        ],
        [
            "another lock",
            { postgres: { ...rds, backup: { lock: { mode: "strict" } } } },
            found("postgres.backup.lock.mode", "strict", "governance, compliance"),
        ],
        [
            "compliance by mistake",
            { postgres: { ...rds, backup: { lock: { mode: "compliance", cannotBeUndone: false, graceDays: 3 } } } },
            found("postgres.backup.lock.cannotBeUndone", false, "true"),
        ],
        [
            "a parameter that is nothing of its kind",
            { postgres: { ...rds, parameters: { work_mem: { size: 4 } } } },
            found("postgres.parameters.work_mem", { size: 4 }, "text, or a number, or true or false, or a list"),
        ],
        ["users, who need a program", { redis: { ...cache, auth: { kind: "users" } } }, found("redis.auth.kind", "users", "token")],
        [
            "a role",
            { services: [{ ...base.services[0], databaseRole: "admin" }] },
            found("services[0].databaseRole", "admin", "owner, app, readOnly"),
        ],
        [
            "a place to reach",
            { services: [{ ...base.services[0], reaches: [{ hots: "x" }] }] },
            found("services[0].reaches[0]", { hots: "x" }, "{ host, port }, or { cidr, port }"),
        ],
        ["a header", { ingress: { kind: "nginx", headers: { Server: 1 } } }, found("ingress.headers.Server", 1, "text, or false")],
        [
            "how long browsers keep",
            { edge: { ...zone, caches: [{ name: "a", pathPrefix: "/", edgeSeconds: 1, browserSeconds: "never" }] } },
            found("edge.caches[0].browserSeconds", "never", "a whole number, or origin"),
        ],
        ["a plan", { edge: { ...zone, plan: "gold" } }, found("edge.plan", "gold", "free, pro, business, enterprise")],
        [
            "statuses",
            { edge: { ...zone, caches: [{ name: "a", pathPrefix: "/", edgeSeconds: 1, statuses: "all" }] } },
            found("edge.caches[0].statuses", "all", "a list, or any"),
        ],
        ["a level of OWASP's", { edge: { ...zone, waf: { owasp: { paranoia: 5 } } } }, found("edge.waf.owasp.paranoia", 5, "1, 2, 3, 4")],
        [
            "another way of two releases",
            { edge: { ...zone, releases: [{ by: "header" }] } },
            found("edge.releases[0].by", "header", "dns, load-balancer, worker"),
        ],
        [
            "a place of the token",
            { edge: { ...zone, identity: { from: { query: "token" }, algorithm: "HS256" } } },
            found("edge.identity.from", { query: "token" }, "{ header }, or { cookie }"),
        ],
        ["a store", { edge: { ...zone, store: { kind: "kv", token: "hidden" } } }, found("edge.store.kind", "kv", "durable-object, redis")],
        [
            "a key of a webhook, without its address",
            { edge: { ...zone, alerts: { webhook: { url: "https://hooks.example.com/hidden", name: "x" } } } },
            found("edge.alerts.webhook.name", unknownKey, "url, secret"),
        ],
        [
            "alerts that are a list with a secret in it",
            { edge: { ...zone, alerts: [{ webhook: { url: "https://hooks.example.com/hidden", secret: "hidden" } }] } },
            found("edge.alerts", [{ webhook: { url: "a secret", secret: "a secret" } }], "keys and values"),
        ],
        [
            "a secret that is a number",
            { edge: { ...zone, logpush: { bucket: "acme-logs", ownershipChallenge: 4711 } } },
            found("edge.logpush.ownershipChallenge", "a secret", "text"),
        ],
        ["a password that is a number", { redis: { ...elsewhere, password: 4711 } }, found("redis.password", "a secret", "text")],
        [
            "a list with a password in it",
            { redis: [elsewhere] },
            found("redis", [{ ...elsewhere, password: "a secret" }], "keys and values"),
        ],
        ["text with a password in it", { redis: '{"password": "hidden"' }, found("redis", "text that is no JSON", "keys and values")],
    ])("fails for %s", (_, changes, problem) => expect(refusal({ ...base, ...changes }).slice(1)).toEqual([problem]));

    it("fails for a password that is missing, with the command that hides it", () => {
        expect(refusal({ ...base, redis: { kind: "existing", host: "x" } }).at(-1)).toBe(
            "  webstack:redis.password: is missing; allowed: text. Set it: pulumi config set --secret --path 'webstack:redis.password' <value>",
        );
    });

    it.each([
        ["edge.store.token", { store: { kind: "redis", url: "https://x.upstash.io" } }],
        ["edge.alerts.webhook.url", { alerts: { webhook: {} } }],
        ["edge.logpush.ownershipChallenge", { logpush: { bucket: "acme-logs" } }],
    ])("fails for a missing secret of the edge with the command that hides it: %s", (key, edge) => {
        expect(refusal({ ...base, edge: { ...zone, ...edge } }).at(-1)).toBe(
            `  webstack:${key}: is missing; allowed: text. Set it: pulumi config set --secret --path 'webstack:${key}' <value>`,
        );
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
