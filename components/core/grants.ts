import type * as pulumi from "@pulumi/pulumi";

/** What somebody may do, and where it is reached. */
export interface Grant {
    /** Unique among the grants of one grantee: part of a lasting name. */
    readonly name: string;
    readonly statements: readonly Statement[];
    /** Hosts that answer on port 443. */
    readonly hosts: readonly pulumi.Input<string>[];
}

/** A statement of an identity policy; it allows. */
export interface Statement {
    readonly actions: readonly string[];
    readonly resources: readonly pulumi.Input<string>[];
    readonly condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** Who can be let in: a workload with an identity of its own. Made by AppCluster, used by whatever grants. */
export interface Grantee {
    readonly name: string;
    /** Gives the rights to this one, and opens its network to the hosts. */
    grant(grant: Grant): void;
}
