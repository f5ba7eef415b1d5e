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
    /** The whole address with user and password; a secret. */
    readonly url: pulumi.Output<string>;
    /** Where packets go: the pods of a store in the cluster, or the address ranges of its subnets. */
    readonly target: NetworkTarget;
    /**
     * Lets the workloads with this security group in, which all of one client share; asked again, it does nothing.
     * Does nothing for a store in the cluster.
     */
    allowFrom(name: string, securityGroupId: pulumi.Input<string>): void;
}

/** What a network policy opens. */
export type NetworkTarget =
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
