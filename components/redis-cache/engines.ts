/** What ElastiCache runs: the version, the family of its parameters, and the major version that serverless caches name. */
export const engines = {
    valkey: { title: "Valkey 8", version: "8.1", family: "valkey8", major: "8" },
    redis: { title: "Redis 7", version: "7.1", family: "redis7", major: "7" },
} as const;

export type Engine = keyof typeof engines;

/** Where both listen. */
export const port = 6379;
