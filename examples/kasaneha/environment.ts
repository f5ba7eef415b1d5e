import * as pulumi from "@pulumi/pulumi";
import type { PostgresWithBackupsArgs, RedisCacheArgs } from "pulumi-webstack";
import type { Part } from "./settings";

type Rds = Extract<PostgresWithBackupsArgs, { kind: "rds" }>;
type ElastiCache = Extract<RedisCacheArgs, { kind: "elasticache" }>;

/** A part of the application: how many pods, how large each of them is, and where it listens. */
export interface PartSize {
    readonly replicas: number;
    readonly cpu: string;
    readonly memory: string;
    readonly port: number;
}

/** What differs between the environments of Kasaneha, and nothing else. */
export interface Environment {
    /** Each environment on AWS has a zone of its own at Cloudflare. */
    readonly domain: string;
    /** The port of HTTPS, where it is not 443. */
    readonly httpsPort?: number;
    readonly parts: Readonly<Record<Part, PartSize>>;
    /** Pods of the gateway. */
    readonly gateways: number;
    /** What the back end is told of where it is: `ENV`. */
    readonly backendEnv: "development" | "production";
    /** Whether the back end shows its profiles, on a port that nothing leads to. */
    readonly pprof: boolean;
    /** Where lines of all pods go. */
    readonly logs: "loki" | "cloudwatch" | "opensearch";
    /** Where it runs on AWS; on a laptop everything is a pod. */
    readonly onAws?: {
        readonly network: { readonly cidr: string; readonly zoneCount: number; readonly nat: "per-zone" | "single" };
        readonly postgres: Pick<Rds, "instanceClass" | "storageGb" | "multiAz">;
        readonly redis: Pick<ElastiCache, "nodeType" | "nodes">;
        /** The bucket of dumps: names of buckets are shared with all the world. */
        readonly backupBucket: string;
    };
}

const environments: Readonly<Record<string, Environment>> = {
    development: {
        domain: "kasaneha.localhost",
        httpsPort: 30443,
        parts: {
            frontend: { replicas: 1, cpu: "250m", memory: "512Mi", port: 4321 },
            backend: { replicas: 1, cpu: "250m", memory: "512Mi", port: 8080 },
        },
        gateways: 1,
        backendEnv: "development",
        pprof: true,
        logs: "loki",
    },
    staging: {
        domain: "kasaneha-staging.example",
        parts: {
            frontend: { replicas: 1, cpu: "100m", memory: "128Mi", port: 8080 },
            backend: { replicas: 1, cpu: "250m", memory: "256Mi", port: 8080 },
        },
        gateways: 1,
        backendEnv: "production",
        pprof: false,
        logs: "cloudwatch",
        onAws: {
            network: { cidr: "10.80.0.0/16", zoneCount: 2, nat: "single" },
            postgres: { instanceClass: "db.t4g.micro", storageGb: 20, multiAz: false },
            redis: { nodeType: "cache.t4g.micro", nodes: 1 },
            backupBucket: "kasaneha-backups-staging",
        },
    },
    production: {
        domain: "kasaneha.app",
        parts: {
            frontend: { replicas: 2, cpu: "100m", memory: "128Mi", port: 8080 },
            backend: { replicas: 2, cpu: "500m", memory: "512Mi", port: 8080 },
        },
        gateways: 2,
        backendEnv: "production",
        pprof: false,
        logs: "opensearch",
        onAws: {
            network: { cidr: "10.81.0.0/16", zoneCount: 2, nat: "per-zone" },
            postgres: { instanceClass: "db.t4g.small", storageGb: 20, multiAz: true },
            redis: { nodeType: "cache.t4g.small", nodes: 2 },
            backupBucket: "kasaneha-backups",
        },
    },
};

export const stack = pulumi.getStack();

/** The environment of the stack that runs. */
export function environmentOf(name: string): Environment {
    const environment = environments[name];
    if (!environment)
        throw new pulumi.RunError(`Kasaneha has no environment '${name}'. There are: ${Object.keys(environments).join(", ")}.`);
    return environment;
}

/** The address of a host of the environment. */
export const originOf = (host: string, { httpsPort }: Environment): string => `https://${host}${httpsPort ? `:${httpsPort}` : ""}`;
