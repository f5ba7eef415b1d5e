/** A size with its unit, as "256MB"; a bare number counts in the parameter's own unit. */
export type Memory = number | `${number}${"B" | "kB" | "MB" | "GB" | "TB"}`;

/** A time with its unit, as "30s"; a bare number counts in the parameter's own unit. */
export type Duration = number | `${number}${"us" | "ms" | "s" | "min" | "h" | "d"}`;

/**
 * Settings of the server, by PostgreSQL's own names and with its values, as in postgresql.conf. On RDS they become a
 * parameter group, in the units that RDS takes; what needs a restart there waits for the next reboot.
 *
 * What RDS or the component sets by itself is refused by name: TLS, addresses and files, the archive, where logs go,
 * and what keeps data whole.
 */
export interface PostgresParameters {
    /** Memory for pages, in 8kB, from 128kB; on RDS at most half of the class's memory. Needs a restart. @default RDS: a quarter of the memory */
    readonly shared_buffers?: Memory;
    /** Memory for write-ahead log, in 8kB, up to 2097144kB; -1 is 1/32 of shared_buffers, at most 16MB. Needs a restart. @default -1 */
    readonly wal_buffers?: Memory;
    /** What the planner believes to be cached, in 8kB, from 8kB. @default RDS: half of the memory; else 4GB */
    readonly effective_cache_size?: Memory;
    /** Memory for each sort or hash of each query, in kB, from 64kB. @default "4MB" */
    readonly work_mem?: Memory;
    /** How many times work_mem a hash may take, 1–1000. @default 2 */
    readonly hash_mem_multiplier?: number;
    /** Memory for VACUUM and CREATE INDEX, in kB, from 1MB (of version 17 from 64kB). @default RDS: by memory; else "64MB" */
    readonly maintenance_work_mem?: Memory;
    /** Memory for each worker of autovacuum, in kB; -1 is maintenance_work_mem. @default -1 */
    readonly autovacuum_work_mem?: Memory;
    /** Memory for temporary tables of a session, in 8kB, from 800kB. @default "8MB" */
    readonly temp_buffers?: Memory;

    /** Connections at the same time, 1–262143. Needs a restart. @default RDS: by memory; else 100 */
    readonly max_connections?: number;
    /** Of these, how many only superusers get, 0–262143. Needs a restart. @default 3 */
    readonly superuser_reserved_connections?: number;
    /** Time to log in, in s, 1s–10min. @default "1min" */
    readonly authentication_timeout?: Duration;
    /** Silence after which the server asks whether a client is there, in s; 0 is the system's own. @default 0 */
    readonly tcp_keepalives_idle?: Duration;
    /** Time until it asks again, in s; 0 is the system's own. @default 0 */
    readonly tcp_keepalives_interval?: Duration;
    /** How often it asks; 0 is the system's own. @default 0 */
    readonly tcp_keepalives_count?: number;

    /** The longest a statement may take, in ms; 0 is for ever. @default 0 */
    readonly statement_timeout?: Duration;
    /** The longest wait for a lock, in ms; 0 is for ever. @default 0 */
    readonly lock_timeout?: Duration;
    /** How long a transaction may lie idle, in ms; 0 is for ever. @default RDS: "1d"; else 0 */
    readonly idle_in_transaction_session_timeout?: Duration;
    /** How long a session may lie idle, in ms; 0 is for ever. Pools of clients must take it well. @default 0 */
    readonly idle_session_timeout?: Duration;
    /** Wait for a lock until a deadlock is looked for, in ms, from 1ms. @default "1s" */
    readonly deadlock_timeout?: Duration;
    /** Locks of objects, on average of each transaction, from 10. Needs a restart. @default 64 */
    readonly max_locks_per_transaction?: number;

    /** Cost of a page read out of order, against seq_page_cost; 1.1 suits SSDs. @default 4 */
    readonly random_page_cost?: number;
    /** Cost of a page read in order. @default 1 */
    readonly seq_page_cost?: number;
    /** Reads that the disk does well at the same time, 0–1000. @default 1 */
    readonly effective_io_concurrency?: number;
    /** How finely ANALYZE looks at columns, 1–10000. @default 100 */
    readonly default_statistics_target?: number;
    /** Whether costly queries are compiled. @default true */
    readonly jit?: boolean;

    /** Processes besides sessions, 0–262143. Needs a restart. @default 8 */
    readonly max_worker_processes?: number;
    /** Of these, how many may work for queries, 0–1024. @default 8 */
    readonly max_parallel_workers?: number;
    /** Of these, how many for one part of a plan, 0–1024. @default 2 */
    readonly max_parallel_workers_per_gather?: number;
    /** And how many for one CREATE INDEX or VACUUM, 0–1024. @default 2 */
    readonly max_parallel_maintenance_workers?: number;

    /** Time between checkpoints, in s, 30s–1d. @default "5min" */
    readonly checkpoint_timeout?: Duration;
    /** Part of that time over which a checkpoint is spread, 0–1. @default 0.9 */
    readonly checkpoint_completion_target?: number;
    /** Write-ahead log that starts a checkpoint, in MB; from 32MB, on RDS from 192MB. @default RDS: "2GB"; else "1GB" */
    readonly max_wal_size?: Memory;
    /** Write-ahead log that is kept for reuse, in MB; from 32MB, on RDS from 192MB. @default RDS: "192MB"; else "80MB" */
    readonly min_wal_size?: Memory;
    /** Whether whole pages are compressed in the write-ahead log. @default false */
    readonly wal_compression?: boolean;
    /** Write-ahead log that slots of slow replicas may hold back, in MB; -1 is without end, until the disk is full. @default -1 */
    readonly max_slot_wal_keep_size?: Memory;
    /** What a commit waits for; `off` may lose the last commits at a crash. @default "on" */
    readonly synchronous_commit?: "off" | "local" | "remote_write" | "remote_apply" | "on";
    /** Replicas and copies at the same time, 0–262143. Needs a restart. @default RDS: by version; else 10 */
    readonly max_wal_senders?: number;
    /** Replication slots, 0–262143. Needs a restart. @default RDS: by version; else 10 */
    readonly max_replication_slots?: number;
    /** Whether a replica keeps the primary from removing rows that it still reads. @default false */
    readonly hot_standby_feedback?: boolean;
    /** How long a replica's queries hold up what the primary sent, in ms; -1 is for ever. @default "30s" */
    readonly max_standby_streaming_delay?: Duration;

    /** Workers of autovacuum, 1–262143. Needs a restart. @default 3 */
    readonly autovacuum_max_workers?: number;
    /** Time between rounds of autovacuum, in s, from 1s. @default RDS: "15s"; else "1min" */
    readonly autovacuum_naptime?: Duration;
    /** Rows that must have changed for VACUUM. @default 50 */
    readonly autovacuum_vacuum_threshold?: number;
    /** And that part of the table, 0–100. @default RDS: 0.1; else 0.2 */
    readonly autovacuum_vacuum_scale_factor?: number;
    /** Part of the table that must have been added for VACUUM, 0–100. @default 0.2 */
    readonly autovacuum_vacuum_insert_scale_factor?: number;
    /** Rows that must have changed for ANALYZE. @default 50 */
    readonly autovacuum_analyze_threshold?: number;
    /** And that part of the table, 0–100. @default RDS: 0.05; else 0.1 */
    readonly autovacuum_analyze_scale_factor?: number;
    /** How long autovacuum sleeps when it has spent its limit, in ms, 0–100ms; -1 is vacuum_cost_delay. @default "2ms" */
    readonly autovacuum_vacuum_cost_delay?: Duration;
    /** What autovacuum spends between, 1–10000; -1 is vacuum_cost_limit. @default -1 */
    readonly autovacuum_vacuum_cost_limit?: number;
    /** Age in transactions at which a table is vacuumed whatever else, 100000–2000000000. Needs a restart. @default 200000000 */
    readonly autovacuum_freeze_max_age?: number;

    /** Statements that take longer are logged, in ms; -1 is none, 0 is all. @default "1s" */
    readonly log_min_duration_statement?: Duration;
    /** Which statements are logged. @default "none" */
    readonly log_statement?: "none" | "ddl" | "mod" | "all";
    /** @default false */
    readonly log_connections?: boolean;
    /** @default false */
    readonly log_disconnections?: boolean;
    /** Whether waits for locks are logged that last for deadlock_timeout. @default false */
    readonly log_lock_waits?: boolean;
    /** Temporary files of this size are logged, in kB; -1 is none, 0 is all. @default -1 */
    readonly log_temp_files?: Memory;
    /** @default true */
    readonly log_checkpoints?: boolean;
    /** Work of autovacuum that takes longer is logged, in ms; -1 is none, 0 is all. @default RDS: "10s"; else "10min" */
    readonly log_autovacuum_min_duration?: Duration;
    /** @default "default" */
    readonly log_error_verbosity?: "terse" | "default" | "verbose";

    /** Bytes of a running statement that others see, 100B–1MB. Needs a restart. @default RDS: 4096; else 1024 */
    readonly track_activity_query_size?: Memory;
    /** Whether times of reads and writes are measured. @default RDS: true; else false */
    readonly track_io_timing?: boolean;
    /** Whose calls are counted: of no functions, of procedural ones, of all. @default RDS: "pl"; else "none" */
    readonly track_functions?: "none" | "pl" | "all";
    /** Which statements are counted: those of clients, or also those within functions. @default "top" */
    readonly "pg_stat_statements.track"?: "none" | "top" | "all";
    /** Statements that are kept apart, from 100. Needs a restart. @default 5000 */
    readonly "pg_stat_statements.max"?: number;
    /** Whether counts outlive a restart. @default true */
    readonly "pg_stat_statements.save"?: boolean;

    /** Time zone of sessions that ask for none, as "Asia/Tokyo". @default "UTC" */
    readonly timezone?: string;
    /** Libraries that are loaded at the start; pg_stat_statements always is. Needs a restart. @default ["pg_stat_statements"] */
    readonly shared_preload_libraries?: readonly string[];

    /** RDS only: logical decoding, which sets wal_level. Needs a restart. @default false */
    readonly "rds.logical_replication"?: boolean;
    /** RDS only: how long the instance keeps its log files, in minutes, 1440–10080. @default 4320 */
    readonly "rds.log_retention_period"?: number;
}

export { rdsParameters, serverSettings, type RdsParameter, type ServerSetting } from "./parameter-values";
export { parameterProblems, type ParameterContext } from "./parameter-problems";
