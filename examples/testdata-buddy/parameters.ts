import type { PostgresParameters } from "pulumi-webstack";

/** The document's postgresql.conf, but for what no server here leaves to its users: addresses, port, and where logs go. */
export const parameters: PostgresParameters = {
    shared_buffers: "256MB",
    effective_cache_size: "1GB",
    maintenance_work_mem: "64MB",
    checkpoint_completion_target: 0.9,
    wal_buffers: "16MB",
    default_statistics_target: 100,
    random_page_cost: 1.1,
    max_connections: 100,
    log_statement: "mod",
    log_min_duration_statement: 1000,
    shared_preload_libraries: ["pg_stat_statements"],
    track_activity_query_size: 2048,
    "pg_stat_statements.track": "all",
};
