import * as pulumi from "@pulumi/pulumi";
import type { AutoscalingArgs, PostgresWithBackupsArgs, RedisCacheArgs } from "pulumi-webstack";

type Rds = Extract<PostgresWithBackupsArgs, { kind: "rds" }>;
type ElastiCache = Extract<RedisCacheArgs, { kind: "elasticache" }>;

/** A part of the application: how many pods, and how large each of them is. */
export interface PartSize {
    readonly min: number;
    /** With more than `min`, the load decides. */
    readonly max: number;
    readonly cpu: string;
    readonly memory: string;
}

/** What differs between the environments of TestData Buddy, and nothing else. */
export interface Environment {
    /** Each environment on AWS has a zone of its own at Cloudflare. */
    readonly domain: string;
    /** The port of HTTPS, where it is not 443. */
    readonly httpsPort?: number;
    readonly frontend: PartSize;
    readonly backend: PartSize;
    /** Pods of the gateway. */
    readonly gateways: number;
    /** Where it runs on AWS; on a laptop everything is a pod. */
    readonly onAws?: {
        readonly network: { readonly cidr: string; readonly zoneCount: number; readonly nat: "per-zone" | "single" };
        readonly postgres: Pick<Rds, "instanceClass" | "storageGb" | "maxStorageGb" | "multiAz" | "proxy">;
        readonly redis: Pick<ElastiCache, "nodeType" | "nodes">;
        /** The bucket of dumps: names of buckets are shared with all the world. */
        readonly backupBucket: string;
        /** Days that logs and figures are kept; without it nothing watches. */
        readonly monitoring?: { readonly metricDays: number };
    };
}

const environments: Readonly<Record<string, Environment>> = {
    development: {
        domain: "td-buddy.localhost",
        httpsPort: 30443,
        frontend: { min: 1, max: 1, cpu: "250m", memory: "512Mi" },
        backend: { min: 1, max: 1, cpu: "250m", memory: "512Mi" },
        gateways: 1,
    },
    staging: {
        domain: "td-buddy-staging.example",
        frontend: { min: 2, max: 2, cpu: "500m", memory: "1Gi" },
        backend: { min: 2, max: 2, cpu: "500m", memory: "1Gi" },
        gateways: 2,
        onAws: {
            network: { cidr: "10.70.0.0/16", zoneCount: 2, nat: "single" },
            postgres: { instanceClass: "db.t4g.small", storageGb: 20, maxStorageGb: 100, multiAz: false },
            redis: { nodeType: "cache.t4g.small", nodes: 1 },
            backupBucket: "td-buddy-backups-staging",
        },
    },
    production: {
        domain: "td-buddy.com",
        frontend: { min: 3, max: 9, cpu: "500m", memory: "1Gi" },
        backend: { min: 3, max: 12, cpu: "1", memory: "1Gi" },
        gateways: 2,
        onAws: {
            network: { cidr: "10.71.0.0/16", zoneCount: 3, nat: "per-zone" },
            // Every back end may ask for 20 connections, of which the database has 100: the proxy shares them out.
            postgres: { instanceClass: "db.t4g.medium", storageGb: 50, maxStorageGb: 500, multiAz: true, proxy: true },
            redis: { nodeType: "cache.t4g.medium", nodes: 2 },
            backupBucket: "td-buddy-backups",
            monitoring: { metricDays: 30 },
        },
    },
};

export const stack = pulumi.getStack();

/** The environment of the stack that runs. */
export function environmentOf(name: string): Environment {
    const environment = environments[name];
    if (!environment)
        throw new pulumi.RunError(`TestData Buddy has no environment '${name}'. There are: ${Object.keys(environments).join(", ")}.`);
    return environment;
}

/** How many pods a part has: a number of them, or as many as the load asks for. */
export const podsOf = ({ min, max }: PartSize): { readonly replicas?: number; readonly autoscaling?: AutoscalingArgs } =>
    max > min ? { autoscaling: { min, max, cpuPercent: 60 } } : { replicas: min };

/** The address of a host of the environment. */
export const originOf = (host: string, { httpsPort }: Environment): string => `https://${host}${httpsPort ? `:${httpsPort}` : ""}`;
