import type * as pulumi from "@pulumi/pulumi";

/** What lives in a subnet: load balancers and NAT, workloads, databases, caches. */
export const tiers = ["public", "app", "db", "cache"] as const;
export type Tier = (typeof tiers)[number];

/** What a network is to the components that live in it. */
export interface NetworkParts {
    readonly vpcId: pulumi.Output<string>;
    /** The VPC's addresses. */
    readonly cidr: string;
    /** Subnet ids by tier, in the order of the zones. */
    readonly subnetIds: Readonly<Record<Tier, readonly pulumi.Output<string>[]>>;
    /** Address ranges of the subnets by tier, known before anything exists. */
    readonly subnetCidrs: Readonly<Record<Tier, readonly string[]>>;
}
