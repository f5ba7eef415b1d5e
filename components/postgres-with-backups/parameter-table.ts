import type { PostgresParameters } from "./parameters";
import type { Version } from "./versions";

/** How PostgreSQL has a parameter, as its view pg_settings tells of it. */
export type Parameter = (
    | { readonly kind: "memory"; readonly unit: MemoryUnit }
    | { readonly kind: "time"; readonly unit: TimeUnit; readonly fraction?: true }
    | { readonly kind: "integer" | "real" | "boolean" | "list" | "timezone" }
    | { readonly kind: "enum"; readonly values: readonly string[] }
) &
    Range & {
        /** Whether it takes a restart: RDS calls it static. */
        readonly restart?: true;
        /** Where a version has another range. */
        readonly versions?: Partial<Record<Version, Range>>;
    };

interface Range {
    /** In the parameter's own unit. */
    readonly min?: number;
    readonly max?: number;
}

/** What one unit is in bytes, or in microseconds. */
export const memoryUnits = { B: 1, kB: 1024, "8kB": 8192, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;
export const timeUnits = { us: 1, ms: 1000, s: 1e6, min: 60e6, h: 3600e6, d: 86400e6 } as const;
export type MemoryUnit = keyof typeof memoryUnits;
export type TimeUnit = keyof typeof timeUnits;

const most = 2 ** 31 - 1;
const mostPages = 2 ** 30 - 1;
const mostBackends = 2 ** 18 - 1;

const memory = (unit: MemoryUnit, min: number, max = most) => ({ kind: "memory", unit, min, max }) as const;
const time = (unit: TimeUnit, min: number, max = most) => ({ kind: "time", unit, min, max }) as const;
const integer = (min: number, max = most) => ({ kind: "integer", min, max }) as const;
const real = (min: number, max?: number) => ({ kind: "real", min, max }) as const;
const oneOf = (...values: string[]) => ({ kind: "enum", values }) as const;
const boolean = { kind: "boolean" } as const;
const restart = { restart: true } as const;

export const parameterTable: Readonly<Record<keyof PostgresParameters, Parameter>> = {
    shared_buffers: { ...memory("8kB", 16, mostPages), ...restart },
    wal_buffers: { ...memory("8kB", -1, mostBackends), ...restart },
    effective_cache_size: memory("8kB", 1),
    work_mem: memory("kB", 64),
    hash_mem_multiplier: real(1, 1000),
    maintenance_work_mem: { ...memory("kB", 1024), versions: { "17": { min: 64 } } },
    autovacuum_work_mem: memory("kB", -1),
    temp_buffers: memory("8kB", 100, mostPages),

    max_connections: { ...integer(1, mostBackends), ...restart },
    superuser_reserved_connections: { ...integer(0, mostBackends), ...restart },
    authentication_timeout: time("s", 1, 600),
    tcp_keepalives_idle: time("s", 0),
    tcp_keepalives_interval: time("s", 0),
    tcp_keepalives_count: integer(0),

    statement_timeout: time("ms", 0),
    lock_timeout: time("ms", 0),
    idle_in_transaction_session_timeout: time("ms", 0),
    idle_session_timeout: time("ms", 0),
    deadlock_timeout: time("ms", 1),
    max_locks_per_transaction: { ...integer(10), ...restart },

    random_page_cost: real(0),
    seq_page_cost: real(0),
    effective_io_concurrency: integer(0, 1000),
    default_statistics_target: integer(1, 10000),
    jit: boolean,

    max_worker_processes: { ...integer(0, mostBackends), ...restart },
    max_parallel_workers: integer(0, 1024),
    max_parallel_workers_per_gather: integer(0, 1024),
    max_parallel_maintenance_workers: integer(0, 1024),

    checkpoint_timeout: time("s", 30, 86400),
    checkpoint_completion_target: real(0, 1),
    max_wal_size: memory("MB", 2),
    min_wal_size: memory("MB", 2),
    wal_compression: boolean,
    max_slot_wal_keep_size: memory("MB", -1),
    synchronous_commit: oneOf("off", "local", "remote_write", "remote_apply", "on"),
    max_wal_senders: { ...integer(0, mostBackends), ...restart },
    max_replication_slots: { ...integer(0, mostBackends), ...restart },
    hot_standby_feedback: boolean,
    max_standby_streaming_delay: time("ms", -1),

    autovacuum_max_workers: { ...integer(1, mostBackends), ...restart },
    autovacuum_naptime: time("s", 1, 2147483),
    autovacuum_vacuum_threshold: integer(0),
    autovacuum_vacuum_scale_factor: real(0, 100),
    autovacuum_vacuum_insert_scale_factor: real(0, 100),
    autovacuum_analyze_threshold: integer(0),
    autovacuum_analyze_scale_factor: real(0, 100),
    autovacuum_vacuum_cost_delay: { ...time("ms", -1, 100), fraction: true },
    autovacuum_vacuum_cost_limit: integer(-1, 10000),
    autovacuum_freeze_max_age: { ...integer(100_000, 2_000_000_000), ...restart },

    log_min_duration_statement: time("ms", -1),
    log_statement: oneOf("none", "ddl", "mod", "all"),
    log_connections: boolean,
    log_disconnections: boolean,
    log_lock_waits: boolean,
    log_temp_files: memory("kB", -1),
    log_checkpoints: boolean,
    log_autovacuum_min_duration: time("ms", -1),
    log_error_verbosity: oneOf("terse", "default", "verbose"),

    track_activity_query_size: { ...memory("B", 100, 1024 ** 2), ...restart },
    track_io_timing: boolean,
    track_functions: oneOf("none", "pl", "all"),
    "pg_stat_statements.track": oneOf("none", "top", "all"),
    "pg_stat_statements.max": { ...integer(100, mostPages), ...restart },
    "pg_stat_statements.save": boolean,

    timezone: { kind: "timezone" },
    shared_preload_libraries: { kind: "list", ...restart },

    "rds.logical_replication": { ...boolean, ...restart },
    "rds.log_retention_period": integer(1440, 10080),
};

/** What one cannot set, with what to do instead. On RDS most of it is RDS's own, as its default parameter groups say. */
export const reserved: Readonly<Record<string, string | Readonly<Record<"rds" | "in-cluster", string>>>> = {
    listen_addresses: "It listens on all its addresses; workloads that name the database among their `stores` reach it.",
    port: "It is 5432.",
    ssl: "TLS is always required.",
    ssl_cert_file: "The server's certificate is made for it.",
    ssl_key_file: "The server's key is made for it.",
    ssl_ca_file: "Clients log in with passwords, or on RDS with IAM, and not with certificates.",
    ssl_min_protocol_version: "It is TLSv1.2.",
    "rds.force_ssl": "It is always on.",
    password_encryption: "It is scram-sha-256.",
    data_directory: "Leave it out.",
    config_file: "Set the parameters here.",
    hba_file: "Everybody logs in over TLS with a password.",
    ident_file: "Everybody logs in over TLS with a password.",
    unix_socket_directories: "Leave it out.",
    archive_mode: { rds: "Set backup.pitrDays.", "in-cluster": "Set dumpDays: the backups are dumps." },
    archive_command: { rds: "Set backup.pitrDays.", "in-cluster": "Set dumpDays: the backups are dumps." },
    archive_timeout: { rds: "RDS ships the log every five minutes.", "in-cluster": "Set dumpDays: the backups are dumps." },
    wal_level: { rds: "For logical decoding set rds.logical_replication: true.", "in-cluster": "It is replica." },
    fsync: "It is on: without it a crash would break the database.",
    full_page_writes: "It is on: without it a crash would break the database.",
    autovacuum: "It is on: without it the database stops in the end. Tune autovacuum_naptime and autovacuum_vacuum_cost_delay.",
    logging_collector: { rds: "It is on; logs go to CloudWatch.", "in-cluster": "Logs go to the pod's standard error." },
    log_destination: { rds: "It is stderr; logs go to CloudWatch.", "in-cluster": "It is stderr: the pod's." },
    log_directory: { rds: "Logs go to CloudWatch.", "in-cluster": "Logs go to the pod's standard error." },
    log_filename: { rds: "Logs go to CloudWatch.", "in-cluster": "Logs go to the pod's standard error." },
    log_line_prefix: { rds: "It is %t:%r:%u@%d:[%p]:.", "in-cluster": "It is PostgreSQL's own." },
};

/** What RDS takes in shared_preload_libraries, and what the image has. */
export const preloadable: Readonly<Record<"rds" | "in-cluster", readonly string[]>> = {
    rds: [
        ...["auto_explain", "orafce", "pg_bigm", "pg_cron", "pg_hint_plan", "pg_prewarm", "pg_similarity", "pg_stat_statements", "pg_tle"],
        ...["pg_transport", "pgaudit", "pglogical", "plprofiler"],
    ],
    "in-cluster": ["auto_explain", "pg_prewarm", "pg_stat_statements"],
};
