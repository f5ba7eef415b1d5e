import type * as pulumi from "@pulumi/pulumi";

/**
 * How a workload reaches a store. Made by PostgresWithBackups and RedisCache, read by AppCluster: neither looks
 * into the other.
 */
export interface Connection {
    readonly kind: "postgres" | "redis";
    /** The logical name of the store. */
    readonly name: string;
    readonly host: pulumi.Output<string>;
    /** TCP port; a plain number, so that network policies can name it. */
    readonly port: number;
    /** The whole address with user and password, TLS asked for; a secret. */
    readonly url: pulumi.Output<string>;
    /**
     * PEM of the authority that vouches for the server; absent where those do that every machine knows. Workloads that
     * name the store among their `stores` find it as the file `authorityPath(name)`.
     */
    readonly authority?: pulumi.Output<string>;
    /** How many connections a client does well to keep, and how long to wait for one; of databases. */
    readonly pool?: Pool;
    /** How long entries live, in seconds, by what they are; of caches. */
    readonly ttlSeconds?: Readonly<Record<string, number>>;
    /** What must be done before it can be used: roles that are made, data that is restored. Workloads wait for it. */
    readonly ready?: readonly pulumi.Resource[];
    /** Where packets go: the pods of a store in the cluster, or the address ranges of its subnets. */
    readonly target: NetworkTarget;
    /**
     * Lets the workloads with this security group in, which all of one client share; asked again, it does nothing.
     * Does nothing for a store in the cluster.
     */
    allowFrom(name: string, securityGroupId: pulumi.Input<string>): void;
}

/** A client's pool of connections. */
export interface Pool {
    /** Connections that stay open. */
    readonly min: number;
    /** Connections at most. */
    readonly max: number;
    /** Milliseconds to wait for a free one. */
    readonly timeoutMs: number;
    /** Milliseconds after which an unused one is closed. */
    readonly idleMs: number;
}

/** Where pods find the authority of a store. */
export const authorityPath = (store: string): string => `${authoritiesFolder}/${authorityFile(store)}`;
export const authoritiesFolder = "/etc/authorities";
export const authorityFile = (store: string): string => `${store}.crt`;

/** What a network policy opens. */
export type NetworkTarget =
    /** A server somewhere else, by its name. */
    | { readonly kind: "host"; readonly host: string }
    | { readonly kind: "pods"; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
    | { readonly kind: "cidrs"; readonly cidrs: readonly string[] };

/** Lets each client in once, however many of its workloads ask. */
export function oncePerClient(allow: Connection["allowFrom"]): Connection["allowFrom"] {
    const known = new Set<string>();
    return (name, securityGroupId) => {
        if (known.has(name)) return;
        known.add(name);
        allow(name, securityGroupId);
    };
}
