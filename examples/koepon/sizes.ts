import type { AutoscalingArgs, CloudflareArgs, PostgresWithBackupsArgs, RedisCacheArgs } from "pulumi-webstack";

type Rds = Extract<PostgresWithBackupsArgs, { kind: "rds" }>;
type ElastiCache = Extract<RedisCacheArgs, { kind: "elasticache" }>;

/** A service: how many pods, and how large each of them is. */
export interface ServiceSize {
    readonly min: number;
    /** With more than `min`, the load decides. */
    readonly max: number;
    readonly cpu: string;
    readonly memory: string;
}

/** The two tiers of the document, in what they cost: pods, machines, disks, days. */
export interface Size {
    readonly frontend: ServiceSize;
    readonly api: ServiceSize;
    /** Pods of the gateway. */
    readonly gateways: number;
    /** Cloudflare's plan, and what comes with it. */
    readonly edge: Required<Pick<CloudflareArgs, "plan">> & Pick<CloudflareArgs, "images" | "waf">;
    /** RDS; without it PostgreSQL runs in the cluster, or elsewhere. */
    readonly postgres?: Pick<Rds, "instanceClass" | "storageGb" | "maxStorageGb" | "multiAz">;
    /** What the pod in the cluster has, where there is no RDS. */
    readonly postgresDisk: string;
    /** ElastiCache with nodes of its own; without it serverless, or a pod in the cluster. */
    readonly redis?: Pick<ElastiCache, "nodeType" | "nodes">;
    /** GB that serverless may hold and processing units a second that it may take at most: what it may cost. */
    readonly redisLimits: { readonly maxStorageGb: number; readonly maxEcpuPerSecond: number };
    /** Days that logs (audits: years) and figures are kept, and whether PagerDuty wakes somebody; without it nothing watches. */
    readonly monitoring?: { readonly logDays: number; readonly metricDays: number; readonly wakes: boolean };
}

/** Where every environment may begin: one pod of each, a disk of a few GiB, a Redis that costs what is used of it. */
export const small: Size = {
    frontend: { min: 1, max: 1, cpu: "250m", memory: "512Mi" },
    api: { min: 1, max: 1, cpu: "250m", memory: "512Mi" },
    gateways: 1,
    edge: { plan: "free" },
    postgresDisk: "5Gi",
    redisLimits: { maxStorageGb: 1, maxEcpuPerSecond: 1000 },
    monitoring: { logDays: 7, metricDays: 15, wakes: false },
};

/** 8 GB of memory and 100 GB of disk for the database, as the document has it; 1,000 requests a minute are 17 a second. */
export const scaled: Size = {
    frontend: { min: 3, max: 9, cpu: "500m", memory: "1Gi" },
    api: { min: 3, max: 12, cpu: "500m", memory: "1Gi" },
    gateways: 2,
    edge: { plan: "pro", images: "lossy", waf: { managed: true, owasp: { paranoia: 1, sensitivity: "medium" } } },
    postgres: { instanceClass: "db.m7g.large", storageGb: 100, maxStorageGb: 500, multiAz: true },
    postgresDisk: "5Gi",
    redis: { nodeType: "cache.t4g.medium", nodes: 2 },
    redisLimits: { maxStorageGb: 1, maxEcpuPerSecond: 1000 },
    monitoring: { logDays: 90, metricDays: 30, wakes: true },
};

/** How many pods a service has: a number of them, or as many as the load asks for. */
export const podsOf = ({ min, max }: ServiceSize): { readonly replicas?: number; readonly autoscaling?: AutoscalingArgs } =>
    max > min ? { autoscaling: { min, max, cpuPercent: 60 } } : { replicas: min };
