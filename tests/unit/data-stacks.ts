import { committed } from "./committed";

/** Stack files in which every setting of the data has another value than its default. */

const backend = { name: "backend", image: "ghcr.io/acme/shop:1", port: 8000, hosts: ["api.example.com"] };
const reports = { name: "reports", image: "ghcr.io/acme/shop:1", schedule: "0 7 * * *", uses: ["postgres"], databaseRole: "readOnly" };
const mailer = { name: "mailer", image: "ghcr.io/acme/shop:1", uses: ["postgres", "redis"], databaseRole: "app" };
const withoutWorkloads = { workers: [], cronJobs: [], jobs: [] };

export const onRds = {
    ...committed("staging"),
    ...withoutWorkloads,
    services: [
        {
            ...backend,
            uses: ["postgres", "redis"],
            databaseRole: "owner",
            files: "read-write",
            env: { DATABASE_POOL_IDLE: "1" },
            migration: { command: ["migrate"], dumpFirst: true },
        },
    ],
    workers: [mailer],
    cronJobs: [reports],
    postgres: {
        kind: "rds",
        database: "orders",
        username: "sales",
        version: "16",
        extensions: ["citext"],
        parameters: { work_mem: "16MB", log_min_duration_statement: "2s" },
        pool: { min: 1, max: 5, timeoutMs: 5000, idleMs: 20000 },
        instanceClass: "db.m7g.large",
        storageGb: 50,
        maxStorageGb: 200,
        multiAz: true,
        replicas: 1,
        masterSecret: "generated",
        proxy: true,
        deletionProtection: false,
        allowMajorVersionUpgrade: true,
        applyImmediately: true,
        performanceInsightsDays: 31,
        monitoringSeconds: 15,
        backup: {
            pitrDays: 9,
            window: "01:00-01:30",
            dailyDays: 8,
            weeklyWeeks: 5,
            monthlyMonths: 7,
            lock: { mode: "compliance", cannotBeUndone: true, graceDays: 14 },
            restoreTesting: { weekday: "SUN", hours: 6 },
            copyTo: { region: "eu-central-1", pointInTime: true },
        },
        dumps: {
            days: 20,
            schedule: "15 6 * * *",
            filePrefix: "nightly",
            extension: "sql",
            scratch: "40Gi",
            timeoutMinutes: 90,
            resources: { cpu: "2", memory: "1Gi" },
        },
        maintenanceWindow: "mon:03:00-mon:04:00",
        restores: {
            before: { from: { kind: "point-in-time", time: "2026-01-31T09:30:00Z" } },
            monthly: { from: { kind: "snapshot", snapshotId: "orders-2026-01" }, unprotected: true },
            again: { from: { kind: "point-in-time", time: "latest", of: "before" } },
            dumped: { from: { kind: "dump", file: "nightly_backup_20260131_061500.sql" } },
        },
        active: "before",
        firstInstance: "unprotected",
        recovery: {
            databaseGb: 8,
            release: "blue-green",
            application: "stands-by",
            L1: { rtoMinutes: 15, rpoMinutes: 0 },
            L2: { rtoMinutes: 60, rpoMinutes: 60 },
            L3: { rtoMinutes: 1440, rpoMinutes: 120 },
            L4: { rtoMinutes: 1440, rpoMinutes: 2880 },
        },
    },
    redis: {
        kind: "elasticache",
        nodeType: "cache.t4g.medium",
        engine: "redis",
        nodes: 3,
        use: "sessions",
        eviction: "volatile-ttl",
        auth: { kind: "token", version: 2, previous: "refused" },
        snapshotDays: 3,
        snapshotWindow: "04:00-05:00",
        maintenanceWindow: "tue:06:00-tue:07:00",
        applyImmediately: true,
        logDays: 14,
        deletionProtection: false,
        ttlSeconds: { session: 60, userProfile: 120 },
    },
    files: {
        oldVersionDays: 30,
        replicateTo: { region: "eu-central-1", deletions: false },
        accessLogs: { days: 45 },
        corsOrigins: ["https://www.example.com"],
        backup: {
            dailyDays: 3,
            weeklyWeeks: 2,
            monthlyMonths: 1,
            lock: { mode: "governance" },
            restoreTesting: { weekday: "MON", hours: 2 },
            copyTo: { region: "eu-west-3" },
        },
        deletionProtection: false,
    },
};

export const onServerless = {
    ...committed("staging"),
    ...withoutWorkloads,
    services: [{ ...backend, uses: ["postgres", "redis"] }],
    postgres: { kind: "rds", database: "orders", instanceClass: "db.t4g.small", masterSecret: "rds-managed" },
    redis: {
        kind: "serverless",
        engine: "redis",
        maxStorageGb: 2,
        maxEcpuPerSecond: 2000,
        snapshotDays: 5,
        snapshotTime: "05:30",
        deletionProtection: false,
        ttlSeconds: { session: 60 },
    },
};

export const inCluster = {
    ...committed("development"),
    services: [
        { ...backend, hosts: ["api.shop.localhost"], uses: ["postgres", "redis"], migration: { command: ["migrate"], dumpFirst: true } },
    ],
    cronJobs: [reports],
    postgres: {
        kind: "in-cluster",
        database: "orders",
        username: "sales",
        version: "15",
        extensions: ["hstore"],
        parameters: { shared_buffers: "64MB" },
        pool: { min: 1, max: 5, timeoutMs: 5000, idleMs: 20000 },
        storage: "3Gi",
        resources: { cpu: "250m", memory: "768Mi" },
        dumpDays: 5,
        restores: { before: { from: { kind: "dump", file: "latest" } } },
        active: "before",
        recovery: {
            databaseGb: 1,
            release: "rolling",
            L1: { rtoMinutes: 60, rpoMinutes: 0 },
            L2: { rtoMinutes: 120, rpoMinutes: 2880 },
            L4: { rtoMinutes: 1440, rpoMinutes: 2880 },
        },
    },
    redis: { kind: "in-cluster", storage: "4Gi", memory: "512Mi", use: "cache", eviction: "allkeys-lfu", ttlSeconds: { session: 60 } },
};

export const plainPassword = "correct horse battery";

export const existing = (postgresPassword: unknown, redisPassword: unknown) => ({
    ...committed("development"),
    services: [{ ...backend, hosts: ["api.shop.localhost"], uses: ["postgres", "redis"] }],
    postgres: {
        kind: "existing",
        host: "db.example.com",
        port: 6543,
        database: "orders",
        username: "sales",
        password: postgresPassword,
        authority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        pool: { min: 1, max: 5, timeoutMs: 5000, idleMs: 20000 },
        recovery: { databaseGb: 1, release: "rolling", L1: { rtoMinutes: 60, rpoMinutes: 0 } },
    },
    redis: {
        kind: "existing",
        host: "cache.example.com",
        port: 6380,
        username: "shop",
        password: redisPassword,
        authority: "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n",
        ttlSeconds: { session: 60 },
    },
});
