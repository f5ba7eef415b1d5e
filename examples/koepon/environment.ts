import * as pulumi from "@pulumi/pulumi";
import { scaled, small, type Size } from "./sizes";

/** What differs between the environments of Koepon, and nothing else. */
export interface Environment {
    /** Each environment on AWS has a zone of its own at Cloudflare, and an account. */
    readonly domain: string;
    /** The port of HTTPS, where it is not 443. */
    readonly httpsPort?: number;
    /** Where its pods run: a laptop's Kubernetes, an EKS cluster that is there already, or one of its own. */
    readonly place: "laptop" | "shared" | "own";
    readonly size: Size;
    /** The network of its own cluster; and that of the other region, where another copy of the database runs. */
    readonly network?: { readonly cidr: string; readonly zoneCount: number; readonly nat: "per-zone" | "single" };
    readonly standby?: { readonly cidr: string };
}

const environments: Readonly<Record<string, Environment>> = {
    development: {
        domain: "koepon.localhost",
        httpsPort: 30443,
        place: "laptop",
        size: { ...small, monitoring: undefined },
    },
    staging: {
        domain: "koepon-staging.example",
        place: "own",
        // What production is made of, with less of it.
        size: {
            ...scaled,
            frontend: { ...scaled.frontend, min: 2, max: 4 },
            api: { ...scaled.api, min: 2, max: 4 },
            postgres: { ...scaled.postgres!, instanceClass: "db.t4g.medium", storageGb: 20, maxStorageGb: 100, multiAz: false },
            redis: { nodeType: "cache.t4g.small", nodes: 1 },
            monitoring: { ...scaled.monitoring!, wakes: false },
        },
        network: { cidr: "10.60.0.0/16", zoneCount: 2, nat: "single" },
    },
    production: {
        domain: "koepon.app",
        place: "own",
        size: scaled,
        network: { cidr: "10.61.0.0/16", zoneCount: 3, nat: "per-zone" },
        standby: { cidr: "10.62.0.0/16" },
    },
    /** When Tokyo fails: production's hosts, in the network that production keeps in the other region. */
    failover: {
        domain: "koepon.app",
        place: "own",
        size: { ...scaled, postgres: undefined },
    },
    small: {
        domain: "koepon-beta.example",
        place: "shared",
        size: small,
    },
};

export const stack = pulumi.getStack();

/** The environment of the stack that runs. */
export function environmentOf(name: string): Environment {
    const environment = environments[name];
    if (!environment) throw new pulumi.RunError(`Koepon has no environment '${name}'. There are: ${Object.keys(environments).join(", ")}.`);
    return environment;
}
