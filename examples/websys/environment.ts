import * as pulumi from "@pulumi/pulumi";
import type { CloudflareArgs, PostgresWithBackupsArgs, RedisCacheArgs } from "pulumi-webstack";

/** What differs between the environments of WebSys, and nothing else. */
export interface Environment {
    readonly site: string;
    readonly api: string;
    /** Host of the static files; only production has one. */
    readonly cdn?: string;
    /** Whether the zone at Cloudflare, which is one for all, has its settings from this environment's stack. */
    readonly zone?: CloudflareArgs["zone"];
    readonly frontends: number;
    readonly backends: number;
    readonly monitoring: boolean;
    readonly postgres:
        Pick<Extract<PostgresWithBackupsArgs, { kind: "rds" }>, "instanceClass" | "multiAz" | "replicas" | "backup"> | "in-cluster";
    readonly redis: Pick<Extract<RedisCacheArgs, { kind: "elasticache" }>, "nodeType" | "nodes"> | "in-cluster" | "none";
    readonly network?: { readonly cidr: string; readonly zoneCount: number; readonly nat: "per-zone" | "single" };
}

const environments: Readonly<Record<string, Environment>> = {
    development: {
        site: "websys.localhost",
        api: "api.websys.localhost",
        frontends: 1,
        backends: 1,
        monitoring: true,
        postgres: "in-cluster",
        redis: "in-cluster",
    },
    staging: {
        site: "staging.websys.company.com",
        api: "api-staging.websys.company.com",
        zone: "shared",
        frontends: 1,
        backends: 1,
        monitoring: false,
        postgres: { instanceClass: "db.t4g.small", multiAz: false, replicas: 0 },
        redis: "none",
        network: { cidr: "10.40.0.0/16", zoneCount: 2, nat: "single" },
    },
    production: {
        site: "websys.company.com",
        api: "api.websys.company.com",
        cdn: "cdn.websys.company.com",
        zone: "own",
        frontends: 2,
        backends: 3,
        monitoring: true,
        postgres: { instanceClass: "db.m7g.large", multiAz: true, replicas: 1, backup: { pitrDays: 14, restoreTesting: {} } },
        redis: { nodeType: "cache.t4g.medium", nodes: 2 },
        network: { cidr: "10.41.0.0/16", zoneCount: 3, nat: "per-zone" },
    },
};

export const stack = pulumi.getStack();

/** The environment of the stack that runs. */
export function environmentOf(name: string): Environment {
    const environment = environments[name];
    if (!environment) throw new pulumi.RunError(`WebSys has no environment '${name}'. There are: ${Object.keys(environments).join(", ")}.`);
    return environment;
}

/**
 * Headers on every answer, and the files that the edge keeps for a year; browsers hear from the front end for how long.
 * They are rules of Cloudflare where the zone is the stack's own, and a Worker's where it is shared.
 */
export const edge: Pick<CloudflareArgs, "headers" | "caches" | "hstsSeconds"> = {
    hstsSeconds: 31536000,
    headers: {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",
        "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'",
    },
    caches: [{ name: "assets", pathPrefix: "/assets/", shared: true, edgeSeconds: 31536000 }],
};
