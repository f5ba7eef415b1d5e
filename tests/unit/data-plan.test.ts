import { absentNetwork } from "../../stacks/cluster-plan";
import { settingsSchema } from "../../stacks/config";
import { absentCluster, filesArgs, postgresArgs, redisArgs } from "../../stacks/data-plan";
import type { Environment } from "../../stacks/environments";
import { parseSettings } from "../../stacks/read-config";
import { existing, inCluster, onRds, onServerless, plainPassword } from "./data-stacks";
import { synthesizeStack } from "./stack-file";
import { dig, json, secret, type Stack } from "./support";

/** Where a setting is seen, and what is there. */
type Row = readonly [seen: (stack: Stack) => unknown, value: unknown];

const at = (key: string, path: string, value: unknown): Row => [stack => dig(stack.inputs(key), path), value];
const matches = (key: string, path: string, pattern: RegExp): Row => [
    stack => pattern.exec(dig(stack.inputs(key), path) as string)?.[0],
    expect.any(String),
];
const protectedAs = (key: string, value: boolean): Row => [stack => stack.get(key).protect ?? false, value];
/** A variable of a pod's only container. */
const variable = (key: string, name: string, value: unknown): Row => [
    stack => {
        const env = dig(stack.inputs(key), "spec.template.spec.containers.0.env") as { name: string; value: string }[];
        return env.find(one => one.name === name)?.value;
    },
    value,
];
const promised = (index: number, value: object): Row => [
    stack => dig(stack.get("PostgresWithBackups postgres").outputs, `recovery.levels.${index}.promised`),
    expect.objectContaining(value),
];
const levels = (promises: readonly (readonly [index: number, rtoMinutes: number, rpoMinutes: number])[]): Record<string, Row> =>
    Object.fromEntries(
        promises.flatMap(([index, rtoMinutes, rpoMinutes]) => [
            [`recovery.L${index + 1}.rtoMinutes`, promised(index, { rtoMinutes })],
            [`recovery.L${index + 1}.rpoMinutes`, promised(index, { rpoMinutes })],
        ]),
    );
const sized = (value: number): Row => [stack => dig(stack.get("PostgresWithBackups postgres").outputs, "recovery.databaseGb"), value];
const released = (value: string): Row => [
    stack => dig(stack.get("PostgresWithBackups postgres").outputs, "recovery.levels.0.means"),
    value,
];
const pool = (key: string): Record<string, Row> => ({
    "pool.min": variable(key, "DATABASE_POOL_MIN", "1"),
    "pool.max": variable(key, "DATABASE_POOL_MAX", "5"),
    "pool.timeoutMs": variable(key, "DATABASE_POOL_TIMEOUT", "5000"),
    "pool.idleMs": variable(key, "DATABASE_POOL_IDLE", "20000"),
});
/** An AWS Backup plan of a component. */
const plan = (of: string, days: readonly [number, number, number]): Record<string, Row> => ({
    dailyDays: at(`Plan ${of}-backups`, "rules.0.lifecycle.deleteAfter", days[0]),
    weeklyWeeks: at(`Plan ${of}-backups`, "rules.1.lifecycle.deleteAfter", days[1]),
    monthlyMonths: at(`Plan ${of}-backups`, "rules.2.copyActions.0.lifecycle.deleteAfter", days[2]),
});
const under = (path: string, rows: Record<string, Row>): Record<string, Row> =>
    Object.fromEntries(Object.entries(rows).map(([key, row]) => [`${path}.${key}`, row]));

const first = "Instance postgres-instance";
const dump = "CronJob postgres-dump";
const dumpPod = "spec.jobTemplate.spec.template.spec";
const rds: Record<string, Row> = {
    database: at(first, "dbName", "orders"),
    username: at(first, "username", "sales"),
    version: at(first, "engineVersion", "16"),
    extensions: matches("Job postgres-roles", "spec.template.spec.containers.0.command.2", /create extension if not exists "citext"/),
    parameters: at("ParameterGroup postgres-parameters-16", "parameters.3", {
        name: "work_mem",
        value: "16384",
        applyMethod: "immediate",
    }),
    ...pool("Deployment mailer-deployment"),
    instanceClass: at(first, "instanceClass", "db.m7g.large"),
    storageGb: at(first, "allocatedStorage", 50),
    maxStorageGb: at(first, "maxAllocatedStorage", 200),
    multiAz: at(first, "multiAz", true),
    replicas: [
        stack => stack.children("postgres").filter(key => key.includes("-replica-")),
        ["Instance postgres-before-replica-0", "Instance postgres-replica-0"],
    ],
    masterSecret: at(first, "manageMasterUserPassword", undefined),
    proxy: at("Proxy postgres-proxy", "requireTls", true),
    deletionProtection: protectedAs(first, false),
    allowMajorVersionUpgrade: at(first, "allowMajorVersionUpgrade", true),
    applyImmediately: at(first, "applyImmediately", true),
    performanceInsightsDays: at(first, "performanceInsightsRetentionPeriod", 31),
    monitoringSeconds: at(first, "monitoringInterval", 15),
    maintenanceWindow: at(first, "maintenanceWindow", "mon:03:00-mon:04:00"),
    "backup.pitrDays": at(first, "backupRetentionPeriod", 9),
    "backup.window": at(first, "backupWindow", "01:00-01:30"),
    ...under("backup", plan("postgres", [8, 35, 210])),
    "backup.lock.mode": at("VaultLockConfiguration postgres-vault-lock", "minRetentionDays", 8),
    "backup.lock.cannotBeUndone": at("VaultLockConfiguration postgres-vault-lock", "changeableForDays", 14),
    "backup.lock.graceDays": at("VaultLockConfiguration postgres-copies-lock", "changeableForDays", 14),
    "backup.restoreTesting.weekday": at("RestoreTestingPlan postgres-restore-test", "scheduleExpression", "cron(0 12 ? * SUN *)"),
    "backup.restoreTesting.hours": at("RestoreTestingSelection postgres-restore-test", "validationWindowHours", 6),
    "backup.copyTo.region": at("Vault postgres-copies", "region", "eu-central-1"),
    "backup.copyTo.pointInTime": at("InstanceAutomatedBackupsReplication postgres-copies-instance", "region", "eu-central-1"),
    "dumps.days": [
        stack => [
            dig(stack.inputs("BucketObjectLockConfiguration dumps-lock"), "rule.defaultRetention"),
            dig(stack.inputs("BucketLifecycleConfiguration dumps-lifecycle"), "rules.2.expiration"),
        ],
        [{ days: 20, mode: "GOVERNANCE" }, { days: 20 }],
    ],
    "dumps.schedule": at(dump, "spec.schedule", "15 6 * * *"),
    "dumps.filePrefix": matches(dump, `${dumpPod}.initContainers.0.command.2`, /nightly_backup_/),
    "dumps.extension": matches(dump, `${dumpPod}.initContainers.0.command.2`, /\.sql\b/),
    "dumps.scratch": [
        stack => (dig(stack.inputs(dump), `${dumpPod}.volumes`) as object[]).find(volume => dig(volume, "emptyDir.sizeLimit") === "40Gi"),
        expect.anything(),
    ],
    "dumps.timeoutMinutes": at(dump, "spec.jobTemplate.spec.activeDeadlineSeconds", 90 * 60),
    "dumps.resources.cpu": at(dump, `${dumpPod}.containers.0.resources.limits.cpu`, "2"),
    "dumps.resources.memory": at(dump, `${dumpPod}.containers.0.resources.limits.memory`, "1Gi"),
    "restores.*.from.time": [
        stack =>
            dig(
                stack.resources.find(({ urn }) => urn.includes(":Instance::postgres-restored-before-"))!.inputs,
                "restoreToPointInTime.restoreTime",
            ),
        "2026-01-31T09:30:00Z",
    ],
    "restores.*.from.of": [
        stack =>
            dig(
                stack.resources.find(({ urn }) => urn.includes(":Instance::postgres-restored-again-"))!.inputs,
                "restoreToPointInTime.sourceDbInstanceIdentifier",
            ),
        expect.stringMatching(/^postgres-restored-before-/),
    ],
    "restores.*.from.snapshotId": [
        stack =>
            dig(stack.resources.find(({ urn }) => urn.includes(":Instance::postgres-restored-monthly-"))!.inputs, "snapshotIdentifier"),
        "orders-2026-01",
    ],
    "restores.*.unprotected": [
        stack =>
            dig(stack.resources.find(({ urn }) => urn.includes(":Instance::postgres-restored-monthly-"))!.inputs, "deletionProtection"),
        false,
    ],
    "restores.*.from.file": [
        stack => JSON.stringify(stack.inputs("Job postgres-restored-dumped-restore")).includes("nightly_backup_20260131_061500.sql"),
        true,
    ],
    active: [
        stack => [
            stack.outputs.databaseHost === stack.get("Proxy postgres-proxy").outputs!.endpoint,
            dig(stack.inputs("ProxyTarget postgres-proxy"), "dbInstanceIdentifier"),
        ],
        [true, expect.stringMatching(/^postgres-restored-before-/)],
    ],
    firstInstance: at(first, "deletionProtection", false),
    "recovery.databaseGb": sized(8),
    "recovery.release": released("by the other colour"),
    ...levels([
        [0, 15, 0],
        [1, 60, 60],
        [2, 1440, 120],
        [3, 1440, 2880],
    ]),
};

const group = "ReplicationGroup redis-cache";
const ttl = (key: string, value: object): Row => [
    stack => json(variable(key, "REDIS_TTL_SECONDS", "")[0](stack)),
    expect.objectContaining(value),
];
const elasticache: Record<string, Row> = {
    nodeType: at(group, "nodeType", "cache.t4g.medium"),
    engine: at(group, "engine", "redis"),
    nodes: at(group, "numCacheClusters", 3),
    eviction: at("ParameterGroup redis-parameters", "parameters.0.value", "volatile-ttl"),
    "auth.version": [stack => stack.children("redis").filter(key => key.startsWith("RandomPassword")), ["RandomPassword redis-token-2"]],
    "auth.previous": at(group, "authTokenUpdateStrategy", "SET"),
    snapshotDays: at(group, "snapshotRetentionLimit", 3),
    snapshotWindow: at(group, "snapshotWindow", "04:00-05:00"),
    maintenanceWindow: at(group, "maintenanceWindow", "tue:06:00-tue:07:00"),
    applyImmediately: at(group, "applyImmediately", true),
    logDays: at("LogGroup redis-logs", "retentionInDays", 14),
    deletionProtection: protectedAs(group, false),
    ttlSeconds: ttl("Deployment backend-deployment", { session: 60, generated: 300, userProfile: 120 }),
};

const files: Record<string, Row> = {
    oldVersionDays: at("BucketLifecycleConfiguration files-lifecycle", "rules.0.noncurrentVersionExpiration.noncurrentDays", 30),
    "replicateTo.region": at("Bucket files-replica-bucket", "region", "eu-central-1"),
    "replicateTo.deletions": at("BucketReplicationConfig files-replica-rules", "rules.0.deleteMarkerReplication.status", "Disabled"),
    "accessLogs.days": [
        stack =>
            stack
                .ofType("BucketLifecycleConfiguration")
                .filter(({ urn }) => urn.includes("::files-access-logs"))
                .flatMap(({ inputs }) => (dig(inputs, "rules") as unknown[]).map(rule => dig(rule, "expiration.days")))
                .filter(days => days !== undefined),
        [45],
    ],
    corsOrigins: at("BucketCorsConfiguration files-cors", "corsRules.0.allowedOrigins", ["https://www.example.com"]),
    ...under("backup", plan("files", [3, 14, 30])),
    "backup.lock.mode": at("VaultLockConfiguration files-vault-lock", "changeableForDays", undefined),
    "backup.lock.cannotBeUndone": at("VaultLockConfiguration files-vault-lock", "changeableForDays", undefined),
    "backup.lock.graceDays": at("VaultLockConfiguration files-vault-lock", "changeableForDays", undefined),
    "backup.restoreTesting.weekday": at("RestoreTestingPlan files-restore-test", "scheduleExpression", "cron(0 12 ? * MON *)"),
    "backup.restoreTesting.hours": at("RestoreTestingSelection files-restore-test", "validationWindowHours", 2),
    "backup.copyTo.region": at("Vault files-copies", "region", "eu-west-3"),
    deletionProtection: protectedAs("Bucket files-bucket", false),
};

const cache = "ServerlessCache redis-cache";
const serverless: Record<string, Row> = {
    engine: at(cache, "engine", "redis"),
    maxStorageGb: at(cache, "cacheUsageLimits.dataStorage.maximum", 2),
    maxEcpuPerSecond: at(cache, "cacheUsageLimits.ecpuPerSeconds.0.maximum", 2000),
    snapshotDays: at(cache, "snapshotRetentionLimit", 5),
    snapshotTime: at(cache, "dailySnapshotTime", "05:30"),
    deletionProtection: protectedAs(cache, false),
    ttlSeconds: ttl("Deployment backend-deployment", { session: 60 }),
};

const server = "StatefulSet postgres-server";
const postgresInCluster: Record<string, Row> = {
    database: matches(server, "spec.template.spec.containers.0.readinessProbe.exec.command.4", /^orders$/),
    username: matches(server, "spec.template.spec.containers.0.readinessProbe.exec.command.2", /^sales$/),
    version: matches(server, "spec.template.spec.containers.0.image", /postgres:15\./),
    extensions: matches("Job postgres-roles", "spec.template.spec.containers.0.command.2", /create extension if not exists "hstore"/),
    parameters: [
        stack => (dig(stack.inputs(server), "spec.template.spec.containers.0.args") as string[]).includes("shared_buffers=64MB"),
        true,
    ],
    ...pool("Deployment backend-deployment"),
    storage: at(server, "spec.volumeClaimTemplates.0.spec.resources.requests.storage", "3Gi"),
    "resources.cpu": at(server, "spec.template.spec.containers.0.resources.limits.cpu", "250m"),
    "resources.memory": at(server, "spec.template.spec.containers.0.resources.limits.memory", "768Mi"),
    dumpDays: matches(dump, `${dumpPod}.containers.0.command.2`, /-5 days/),
    "restores.*.from.file": [
        stack => JSON.stringify(stack.inputs("Job postgres-restored-before-restore")).includes("orders_backup_latest.dump"),
        true,
    ],
    active: [stack => stack.outputs.databaseHost, "postgres-before.app.svc"],
    "recovery.databaseGb": sized(1),
    "recovery.release": released("by rolling back"),
    ...levels([
        [0, 60, 0],
        [1, 120, 2880],
        [3, 1440, 2880],
    ]),
};

const configuration = "StatefulSet redis-server";
const redisInCluster: Record<string, Row> = {
    storage: at(configuration, "spec.volumeClaimTemplates.0.spec.resources.requests.storage", "4Gi"),
    memory: at(configuration, "spec.template.spec.containers.0.resources.limits.memory", "512Mi"),
    ttlSeconds: ttl("Deployment backend-deployment", { session: 60 }),
};

const reachable = (port: number): Row => [
    stack =>
        (dig(stack.inputs("NetworkPolicy backend-network-hosts"), "spec.egress") as unknown[])
            .flatMap(rule => dig(rule, "ports") as { port: number }[])
            .some(one => one.port === port),
    true,
];
const known = (file: string, letters: string): Row => [
    stack => (dig(stack.inputs("ConfigMap backend-authorities"), "data") as Record<string, string>)[file],
    `-----BEGIN CERTIFICATE-----\n${letters}\n-----END CERTIFICATE-----\n`,
];
const urls: Row = [
    stack => dig(stack.inputs("Secret backend-env"), "stringData"),
    secret({ DATABASE_URL: "[secret]", REDIS_URL: "[secret]" }),
];
const postgresExisting: Record<string, Row> = {
    host: [stack => stack.outputs.databaseHost, "db.example.com"],
    port: reachable(6543),
    authority: known("postgres.crt", "AAAA"),
    password: urls,
    ...pool("Deployment backend-deployment"),
    "recovery.databaseGb": sized(1),
    "recovery.release": released("by rolling back"),
    ...levels([[0, 60, 0]]),
};
const redisExisting: Record<string, Row> = {
    host: [stack => stack.outputs.cacheHost, "cache.example.com"],
    port: reachable(6380),
    authority: known("redis.crt", "BBBB"),
    password: urls,
    ttlSeconds: ttl("Deployment backend-deployment", { session: 60 }),
};

/** Settings that show in no resource: within a secret, behind another setting, or promises that such a database cannot keep. */
const unseen: Record<string, readonly string[]> = {
    "redis elasticache": ["use"],
    // Only a replica in another region asks for the application there, and stack files have none.
    "postgres rds": ["recovery.application"],
    "postgres existing": ["database", "username", "recovery.application", ...["L2", "L3", "L4"].flatMap(of)],
    "postgres in-cluster": ["recovery.application", ...of("L3")],
    "redis in-cluster": ["use", "eviction"],
    "redis existing": ["username"],
};
function of(level: string): string[] {
    return [`recovery.${level}.rtoMinutes`, `recovery.${level}.rpoMinutes`];
}

interface AnySchema {
    readonly def: { readonly type: string; readonly discriminator?: string };
    readonly shape?: Readonly<Record<string, AnySchema>>;
    readonly options?: readonly AnySchema[];
    readonly valueType?: AnySchema;
    readonly element?: AnySchema;
    unwrap?(): AnySchema;
}

/** Every setting below a schema; what decides between kinds is none, but for a lock's mode. */
function leaves(schema: AnySchema, path: readonly string[] = []): string[] {
    if (schema.unwrap && !schema.element) return leaves(schema.unwrap(), path);
    if (schema.def.discriminator) return [...new Set(schema.options!.flatMap(option => leaves(option, path)))];
    if (schema.shape) return Object.entries(schema.shape).flatMap(([key, value]) => (key === "kind" ? [] : leaves(value, [...path, key])));
    if (schema.valueType?.shape) return leaves(schema.valueType, [...path, "*"]);
    return [path.join(".")];
}

function settingsOf(key: "postgres" | "redis" | "files", kind?: string): string[] {
    const schema = settingsSchema.shape[key] as unknown as AnySchema;
    const option = schema.options?.find(({ shape }) => (shape!.kind as unknown as { value: string }).value === kind);
    return leaves(option ?? schema).sort();
}

const stacks = new Map<string, Stack>();
beforeAll(async () => {
    stacks.set("rds", await synthesizeStack("staging", "data-rds", onRds));
    stacks.set("serverless", await synthesizeStack("staging", "data-serverless", onServerless));
    stacks.set("in-cluster", await synthesizeStack("development", "data-in-cluster", inCluster));
    stacks.set("existing", await synthesizeStack("development", "data-existing", existing({ secure: "AAAB8f2k" }, plainPassword)));
});

const tables: readonly [table: string, stack: string, settings: readonly string[], rows: Record<string, Row>][] = [
    ["postgres rds", "rds", settingsOf("postgres", "rds"), rds],
    ["redis elasticache", "rds", settingsOf("redis", "elasticache"), elasticache],
    ["files", "rds", settingsOf("files"), files],
    ["redis serverless", "serverless", settingsOf("redis", "serverless"), serverless],
    ["postgres in-cluster", "in-cluster", settingsOf("postgres", "in-cluster"), postgresInCluster],
    ["redis in-cluster", "in-cluster", settingsOf("redis", "in-cluster"), redisInCluster],
    ["postgres existing", "existing", settingsOf("postgres", "existing"), postgresExisting],
    ["redis existing", "existing", settingsOf("redis", "existing"), redisExisting],
];

describe.each(tables)("every setting of %s", (table, stack, settings, rows) => {
    it("is in the table", () => expect([...Object.keys(rows), ...(unseen[table] ?? [])].sort()).toEqual(settings));

    it.each(Object.keys(rows))("reaches a resource: %s", setting => {
        const [seen, value] = rows[setting]!;
        expect(seen(stacks.get(stack)!)).toEqual(value);
    });
});

test.each<[string, Environment, Record<string, unknown>]>([
    ["rds and elasticache", "staging", onRds],
    ["serverless", "staging", onServerless],
    ["in-cluster", "development", inCluster],
    ["existing", "development", existing("one", "two")],
])("components are told what the stack file says: %s", (_, environment, config) => {
    const settings = parseSettings(config, environment);
    const before = { network: absentNetwork, cluster: absentCluster };
    const { dumps, ...postgres } = config.postgres as { dumps?: { days: number } };
    const { days, ...job } = dumps ?? {};
    expect(postgresArgs(settings, before)).toMatchObject({
        ...postgres,
        ...(dumps ? { dumps: { ...job, to: { keptDays: days, lockedDays: days } } } : {}),
    });
    expect(redisArgs(settings, before)).toMatchObject(config.redis as object);
    if (config.files) expect(filesArgs(settings, settings.files!, "111122223333")).toMatchObject(config.files);
});

describe("what workloads get of their stores", () => {
    it("is the connection of the role that they ask for", () => {
        const stack = stacks.get("rds")!;
        const waits = (key: string): string[] => stack.waitsFor(key);
        for (const key of ["Deployment mailer-deployment", "CronJob reports-cron-job", "Deployment backend-deployment"])
            expect([key, waits(key)]).toEqual([key, expect.arrayContaining(["postgres-roles-before"])]);
        const passwords = (workload: string): string[] =>
            Object.values(stack.get(`SecretVersion ${workload}-secrets`).propertyDependencies ?? {})
                .flat()
                .map(urn => urn.split("::").at(-1)!)
                .filter(name => name.startsWith("postgres-") && name.endsWith("password"));
        expect(passwords("backend")).toEqual(["postgres-password"]);
        expect(passwords("mailer")).toEqual(["postgres-app-password"]);
        expect(passwords("reports")).toEqual(["postgres-read-only-password"]);
    });

    it("is advice for their pools and entries, which their own variables override, and the file of the cache's authority", () => {
        const seen = (stack: string, key: string, name: string): unknown => variable(key, name, "")[0](stacks.get(stack)!);
        expect(seen("rds", "Deployment backend-deployment", "DATABASE_POOL_IDLE")).toBe("1");
        expect(seen("rds", "Deployment backend-deployment", "REDIS_CA_FILE")).toBeUndefined();
        expect(seen("in-cluster", "Deployment backend-deployment", "REDIS_CA_FILE")).toBe("/etc/authorities/redis.crt");
        expect(seen("serverless", "Deployment backend-deployment", "DATABASE_POOL_MAX")).toBe("10");
    });

    it("is a dump before the migration of a new image, where one is asked for", () => {
        for (const name of ["rds", "in-cluster"]) {
            const stack = stacks.get(name)!;
            const [migration] = stack.children("backend").filter(key => key.startsWith("Job backend-migration-"));
            const before = stack.waitsFor(migration!).filter(other => other.startsWith("postgres-dump-before-"));
            expect([name, before]).toEqual([name, [expect.stringMatching(/^postgres-dump-before-[0-9a-f]{8}$/)]]);
        }
    });
});

describe("what the stack's other choices make of the stores", () => {
    it("is a master of RDS's own where that is asked for, and protection unless it is not wanted", () => {
        const stack = stacks.get("serverless")!;
        expect(stack.inputs(first)).toMatchObject({ manageMasterUserPassword: true, username: "owner_admin", deletionProtection: true });
        expect(stack.inputs(first).password).toBeUndefined();
        expect(stack.get(first).protect).toBe(true);
        expect(stack.ofType("Bucket").map(({ urn }) => urn.split("::").at(-1))).toEqual(expect.arrayContaining(["files-bucket"]));
        expect(stack.outputs.databaseDumps).toBeUndefined();
    });

    it("is nothing at all where the stores are there already", () => {
        const stack = stacks.get("existing")!;
        expect([stack.children("postgres"), stack.children("redis")]).toEqual([[], []]);
        expect(stack.outputs).toMatchObject({ databaseHost: "db.example.com", cacheHost: "cache.example.com" });
    });
});

describe("passwords of stores that are there", () => {
    it("are shown nowhere, encrypted in the stack file or not", () => {
        const stack = stacks.get("existing")!;
        const { deployment, notices } = stack.result;
        const text = JSON.stringify([deployment, notices, stack.outputs]);
        for (const shown of [plainPassword, encodeURIComponent(plainPassword), "secret-stand-in", "AAAB8f2k"])
            expect([shown, text.includes(shown)]).toEqual([shown, false]);
        expect(stack.inputs("Secret backend-env").stringData).toEqual(secret({ DATABASE_URL: "[secret]", REDIS_URL: "[secret]" }));
    });

    it.each([
        [
            "postgres",
            { ...existing("x", "y").postgres, port: 0 },
            "webstack:postgres.port: got 0; allowed: a whole number from 1 to 65535.",
        ],
        ["redis", { ...existing("x", "y").redis, hots: "x" }, "webstack:redis.hots: got"],
        ["redis", [existing("x", { secure: "AAAB8f2k" }).redis], "webstack:redis: got"],
        ["postgres", `{"kind": "existing", "password": "${plainPassword}"`, 'webstack:postgres: got "text that is no JSON"'],
        ["postgres", { ...existing(4711_0815, "y").postgres }, 'webstack:postgres.password: got "a secret"; allowed: text.'],
    ])("fails without them for a wrong setting beside: %s %j", async (key, value, message) => {
        const config = { ...existing({ secure: "AAAB8f2k" }, plainPassword), [key]: value };
        const error: Error = await synthesizeStack("development", "data-refused", config).then(
            () => new Error("was not refused"),
            (reason: Error) => reason,
        );
        expect(error.message).toContain(message);
        for (const shown of [plainPassword, "secret-stand-in", "47110815"]) expect(error.message).not.toContain(shown);
    });
});
