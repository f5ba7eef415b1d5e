import { accountId, cidrRanges, distinct, logRetentionDays, oneOf } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import type { NetworkParts } from "../core/network";

/** Amazon EKS in Auto Mode: AWS runs nodes, load-balancer controller, storage driver and DNS. */
export interface EksClusterArgs {
    readonly kind: "eks";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /**
     * Kubernetes minor version under standard support.
     * @default "1.35"
     */
    readonly version?: string;
    /**
     * Roles with full access to the cluster: the one that runs `pulumi up` must be among them, since the creator
     * gets no access by itself.
     */
    readonly adminRoleArns: readonly string[];
    /** Roles that may look at everything but secrets. @default none */
    readonly viewerRoleArns?: readonly string[];
    /**
     * Ranges from which the API server answers over the internet; without any it answers inside the VPC only, and
     * `pulumi up` must run there.
     * @default none
     */
    readonly publicAccessCidrs?: readonly string[];
    /**
     * Days that the control plane's logs, the audit log among them, are kept.
     * @default 365
     */
    readonly logDays?: number;
    /** Whether AWS refuses to delete the cluster. @default true */
    readonly deletionProtection?: boolean;
}

/** Minor versions in standard support (endoflife of EKS, read 2026-11): 1.34 leaves on 2026-12-02. */
export const eksVersions = ["1.34", "1.35"] as const;

export const clusterDefaults = { version: "1.35", logDays: 365, deletionProtection: true } as const;

export function validateEks(cluster: EksClusterArgs): Problem[] {
    const { version, logDays } = withDefaults(clusterDefaults, cluster);
    const { adminRoleArns, viewerRoleArns = [] } = cluster;
    return [
        ...accountId("cluster.accountId", cluster.accountId),
        ...oneOf<string>("cluster.version", version, eksVersions),
        ...oneOf("cluster.logDays", logDays, logRetentionDays),
        ...(adminRoleArns.length > 0
            ? []
            : [
                  {
                      path: "cluster.adminRoleArns",
                      got: [],
                      allowed: "at least one role",
                      fix: "Name the role that runs `pulumi up`; without one nobody could reach the cluster.",
                  },
              ]),
        ...roleArns("cluster.adminRoleArns", adminRoleArns),
        ...roleArns("cluster.viewerRoleArns", viewerRoleArns),
        ...viewerRoleArns
            .filter(arn => adminRoleArns.includes(arn))
            .map(got => ({ path: "cluster.viewerRoleArns", got, allowed: "roles that are not in adminRoleArns" })),
        ...cidrRanges("cluster.publicAccessCidrs", cluster.publicAccessCidrs ?? []),
        ...(cluster.publicAccessCidrs?.includes("0.0.0.0/0")
            ? [
                  {
                      path: "cluster.publicAccessCidrs",
                      got: "0.0.0.0/0",
                      allowed: "named ranges",
                      fix: "Name the addresses of your office or runners, or leave it out.",
                  },
              ]
            : []),
    ];
}

const nameOf = (arn: string): string => arn.split("/").at(-1)!;

/** Access is granted under the role's name, which two accounts may both have. */
function roleArns(path: string, arns: readonly string[]): Problem[] {
    return [
        ...arns
            .filter(arn => !/^arn:aws[a-z-]*:iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]+$/.test(arn))
            .map(got => ({ path, got, allowed: "ARNs of IAM roles, arn:aws:iam::123456789012:role/name" })),
        ...distinct(path, arns.map(nameOf)),
    ];
}

