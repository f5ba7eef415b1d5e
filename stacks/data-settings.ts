import { z } from "zod";
import { secret } from "./secret-settings";

/** What a stack file says of its data: what the parts mean is said where the components take them. */
const authority = z.string().optional().describe("PEM of the authority that signed the server's certificate.");
const resources = z.strictObject({ cpu: z.string(), memory: z.string() }).optional();

const pool = z
    .strictObject({ min: z.int().optional(), max: z.int().optional(), timeoutMs: z.int().optional(), idleMs: z.int().optional() })
    .optional()
    .describe("What clients are told of their pools of connections.");

const promise = z.strictObject({ rtoMinutes: z.number(), rpoMinutes: z.number() }).optional();

const recovery = z
    .strictObject({
        databaseGb: z.number().describe("GB of data that the promises are for."),
        release: z.enum(["blue-green", "rolling"]).optional(),
        application: z.enum(["stands-by", "prepared", "to-be-made"]).optional().describe("What there is of it in the other region."),
        L1: promise.describe("Application failure."),
        L2: promise.describe("Database failure."),
        L3: promise.describe("Region failure."),
        L4: promise.describe("Serious data corruption."),
    })
    .optional()
    .describe("What is promised after a disaster; a promise that the settings cannot keep is refused. `webstack recover` prints the rest.");

const plan = {
    dailyDays: z.int().optional(),
    weeklyWeeks: z.int().optional(),
    monthlyMonths: z.int().optional(),
    lock: z
        .discriminatedUnion("mode", [
            z.strictObject({ mode: z.literal("governance") }),
            z.strictObject({ mode: z.literal("compliance"), cannotBeUndone: z.literal(true), graceDays: z.int() }),
        ])
        .optional()
        .describe("Vault Lock. Compliance cannot be undone, by AWS neither."),
    restoreTesting: z
        .strictObject({ weekday: z.enum(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]).optional(), hours: z.int().optional() })
        .optional()
        .describe("Restores the newest backup each week, and deletes what it restored."),
};

const database = {
    database: z.string(),
    username: z.string().optional(),
    pool,
    recovery,
};

const server = {
    ...database,
    version: z.enum(["15", "16", "17"]).optional(),
    extensions: z.array(z.string()).optional().describe("Extensions of PostgreSQL's own. Default: pg_stat_statements."),
    parameters: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
        .optional()
        .describe("Parameters as in postgresql.conf: shared_buffers: 256MB."),
    active: z.string().optional().describe("The restore that services connect to. Default: the first instance."),
};

export const postgres = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("rds"),
        ...server,
        instanceClass: z.string().describe("db.t4g.medium"),
        storageGb: z.int().optional(),
        maxStorageGb: z.int().optional(),
        multiAz: z.boolean().optional(),
        replicas: z.int().optional(),
        masterSecret: z.enum(["generated", "rds-managed"]).optional(),
        proxy: z.boolean().optional(),
        deletionProtection: z.boolean().optional(),
        allowMajorVersionUpgrade: z.boolean().optional(),
        applyImmediately: z.boolean().optional(),
        performanceInsightsDays: z.int().optional(),
        monitoringSeconds: z.int().optional(),
        backup: z
            .strictObject({
                pitrDays: z.int().optional(),
                window: z.string().optional(),
                ...plan,
                copyTo: z
                    .strictObject({ region: z.string(), pointInTime: z.boolean().optional() })
                    .optional()
                    .describe("Another region, to which backups are copied."),
            })
            .optional(),
        dumps: z
            .strictObject({
                days: z.int().optional().describe("Days that a dump is kept, and that nobody deletes it. Default: 30."),
                schedule: z.string().optional(),
                filePrefix: z.string().optional(),
                extension: z.enum(["dump", "sql"]).optional(),
                scratch: z.string().optional(),
                timeoutMinutes: z.int().optional(),
                resources: resources.describe("Size of the job's pod."),
            })
            .optional()
            .describe("Dumps by pg_dump, to a bucket of their own. Needs a cluster on EKS."),
        maintenanceWindow: z.string().optional(),
        restores: z
            .record(
                z.string(),
                z.strictObject({
                    from: z.discriminatedUnion("kind", [
                        z.strictObject({ kind: z.literal("point-in-time"), time: z.string(), of: z.string().optional() }),
                        z.strictObject({ kind: z.literal("snapshot"), snapshotId: z.string() }),
                        z.strictObject({ kind: z.literal("dump"), file: z.string() }),
                    ]),
                    unprotected: z.boolean().optional().describe("Before it is taken away: an update without protection."),
                }),
            )
            .optional()
            .describe("New instances beside the first, with data of before."),
        firstInstance: z.enum(["kept", "unprotected", "removed"]).optional(),
    }),
    z.strictObject({
        kind: z.literal("in-cluster"),
        ...server,
        storage: z.string().optional(),
        resources: resources.describe("Size of the pod; requests equal limits."),
        dumpDays: z.int().optional(),
        restores: z
            .record(z.string(), z.strictObject({ from: z.strictObject({ kind: z.literal("dump"), file: z.string() }) }))
            .optional()
            .describe("Servers beside the first, with the data of a dump."),
    }),
    z.strictObject({
        kind: z.literal("existing"),
        ...database,
        host: z.string(),
        port: z.int().optional(),
        password: secret,
        authority,
    }),
]);

const ttlSeconds = z.record(z.string(), z.int()).optional().describe("What clients are told of how long entries live.");
const use = z.enum(["sessions", "cache", "both"]).optional().describe("What the cache is for: decides what goes when its memory is full.");

export const redis = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("elasticache"),
        nodeType: z.string().describe("cache.t4g.small"),
        engine: z.enum(["valkey", "redis"]).optional(),
        nodes: z.int().optional(),
        use,
        eviction: z.string().optional(),
        auth: z
            .strictObject({ kind: z.literal("token"), version: z.int().optional(), previous: z.enum(["valid", "refused"]).optional() })
            .optional()
            .describe("Another version makes a new token, beside which the one before stays valid until it is refused."),
        snapshotDays: z.int().optional(),
        snapshotWindow: z.string().optional(),
        maintenanceWindow: z.string().optional(),
        applyImmediately: z.boolean().optional(),
        logDays: z.int().optional(),
        deletionProtection: z.boolean().optional(),
        ttlSeconds,
    }),
    z.strictObject({
        kind: z.literal("serverless"),
        engine: z.enum(["valkey", "redis"]).optional(),
        maxStorageGb: z.int().optional(),
        maxEcpuPerSecond: z.int().optional(),
        snapshotDays: z.int().optional(),
        snapshotTime: z.string().optional(),
        deletionProtection: z.boolean().optional(),
        ttlSeconds,
    }),
    z.strictObject({
        kind: z.literal("in-cluster"),
        storage: z.string().optional(),
        memory: z.string().optional(),
        use,
        eviction: z.string().optional(),
        ttlSeconds,
    }),
    z.strictObject({
        kind: z.literal("existing"),
        host: z.string(),
        port: z.int().optional(),
        username: z.string().optional(),
        password: secret,
        authority,
        ttlSeconds,
    }),
]);

export const files = z
    .strictObject({
        oldVersionDays: z.int().optional(),
        replicateTo: z.strictObject({ region: z.string(), deletions: z.boolean().optional() }).optional(),
        accessLogs: z.strictObject({ days: z.int() }).optional(),
        corsOrigins: z.array(z.string()).optional(),
        backup: z
            .strictObject({ ...plan, copyTo: z.strictObject({ region: z.string() }).optional() })
            .optional()
            .describe("The bucket in AWS Backup."),
        deletionProtection: z.boolean().optional(),
    })
    .optional()
    .describe("The bucket for files. Left out for none.");
