import * as pulumi from "@pulumi/pulumi";
import type { RedisCacheArgs } from "pulumi-webstack";

/** What differs between the environments of WakeUp, and nothing else. */
export interface Environment {
    /** Each environment on AWS has a zone of its own at Cloudflare. */
    readonly domain: string;
    /** The port of HTTPS, where it is not 443. */
    readonly httpsPort?: number;
    /** Pods of each colour. */
    readonly instances: number;
    /** Size of an instance. */
    readonly instance: { readonly cpu: string; readonly memory: string; readonly disk: string };
    /** Pods of the gateway. */
    readonly gateways: number;
    readonly monitoring: boolean;
    readonly redis: Pick<Extract<RedisCacheArgs, { kind: "elasticache" }>, "nodeType" | "nodes"> | "in-cluster";
    readonly network?: { readonly cidr: string; readonly zoneCount: number; readonly nat: "per-zone" | "single" };
}

/** What the document asks for; it recommends 8 CPUs and 8 GB, where that is not enough. */
const instance = { cpu: "4", memory: "4Gi", disk: "100Gi" };

const environments: Readonly<Record<string, Environment>> = {
    development: {
        domain: "wakeup.localhost",
        httpsPort: 30443,
        instances: 1,
        instance: { cpu: "500m", memory: "1Gi", disk: "5Gi" },
        gateways: 1,
        monitoring: false,
        redis: "in-cluster",
    },
    staging: {
        domain: "wakeup-staging.example",
        instances: 2,
        instance,
        gateways: 2,
        monitoring: false,
        redis: { nodeType: "cache.t4g.small", nodes: 1 },
        network: { cidr: "10.50.0.0/16", zoneCount: 2, nat: "single" },
    },
    production: {
        domain: "wakeup.example",
        instances: 3,
        instance,
        gateways: 2,
        monitoring: true,
        redis: { nodeType: "cache.t4g.medium", nodes: 2 },
        network: { cidr: "10.51.0.0/16", zoneCount: 3, nat: "per-zone" },
    },
};

export const stack = pulumi.getStack();

/** The environment of the stack that runs. */
export function environmentOf(name: string): Environment {
    const environment = environments[name];
    if (!environment) throw new pulumi.RunError(`WakeUp has no environment '${name}'. There are: ${Object.keys(environments).join(", ")}.`);
    return environment;
}
