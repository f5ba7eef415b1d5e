/** What a stack may be for. */
export const environments = ["development", "staging", "production"] as const;
export type Environment = (typeof environments)[number];

/**
 * What each environment starts from; a stack file adds to it and overrides it. The one place in which
 * environments differ.
 */
export const environmentDefaults: Readonly<Record<Environment, Readonly<Record<string, unknown>>>> = {
    /** A laptop's Kubernetes, data in the cluster, no cloud account. */
    development: {
        cluster: { kind: "existing" },
        ingress: { kind: "nginx" },
        postgres: { kind: "in-cluster" },
        redis: { kind: "in-cluster" },
        edge: { kind: "none" },
        monitoring: { retentionDays: 3, storage: "5Gi", logs: { kind: "loki" } },
    },
    /** Production's shape at the smallest size: one NAT gateway, no standby. */
    staging: {
        network: { zoneCount: 2, nat: "single", interfaceEndpoints: [], flowLogDays: 90 },
        cluster: { kind: "eks" },
        ingress: { kind: "alb" },
        postgres: { kind: "rds", instanceClass: "db.t4g.small", multiAz: false, backup: { pitrDays: 7, weeklyWeeks: 1, monthlyMonths: 1 } },
        redis: { kind: "elasticache", nodeType: "cache.t4g.micro", nodes: 1 },
        files: {},
        edge: { kind: "cloudflare" },
        monitoring: { retentionDays: 7, storage: "10Gi", logs: { kind: "cloudwatch", access: 30, error: 90, audit: 365 } },
    },
    /** Nothing stands alone: three zones, a standby, a replica, failover. */
    production: {
        network: { zoneCount: 3, nat: "per-zone" },
        cluster: { kind: "eks" },
        ingress: { kind: "alb" },
        postgres: { kind: "rds", instanceClass: "db.m7g.large", storageGb: 100, multiAz: true, replicas: 1, backup: { pitrDays: 14 } },
        redis: { kind: "elasticache", nodeType: "cache.t4g.medium", nodes: 2 },
        files: {},
        edge: { kind: "cloudflare" },
        monitoring: {
            highAvailability: true,
            retentionDays: 30,
            storage: "50Gi",
            logs: { kind: "cloudwatch", access: 365, error: 731, audit: 1827, archiveDays: 1827 },
        },
    },
};
