import { accountId, cidrRanges, distinct, logRetentionDays, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import type { NetworkParts } from "../core/network";
import { validateNodePools, type NodePoolArgs } from "./node-pool-args";

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
    /** Roles with full access for emergencies: whenever one is used, an alarm tells. @default none */
    readonly breakGlassRoleArns?: readonly string[];
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
    /** Whether AWS refuses to delete the cluster, and Pulumi its key and its repositories. @default true */
    readonly deletionProtection?: boolean;
    /** Nodes of further kinds: Graviton, spot, larger disks. @default Auto Mode's own pools */
    readonly nodePools?: readonly NodePoolArgs[];
    /** @default the newest that AWS has for the cluster's version when they are first installed */
    readonly addOnVersions?: AddOnVersions;
    /** Private repositories for images, by name: `wakeup/app`. Their addresses are the cluster's `repositoryUrls`. Names are
     * the account's and region's: of several stacks there, one makes them. @default none */
    readonly repositories?: readonly string[];
    /**
     * Days without a pull after which an image is moved to the archive, 30–365. A year later it is deleted. What
     * runs is pulled at least every 21 days, since no node lives longer.
     * @default 90
     */
    readonly unusedImageDays?: number;
}

/** Versions of what is installed beside Auto Mode, such as `v0.8.0-eksbuild.2`. AWS changes none of them by itself. */
export interface AddOnVersions {
    /** Of `metrics-server`. @default the newest at first */
    readonly metricsServer?: string;
    /** Of `aws-secrets-store-csi-driver-provider`. @default the newest at first */
    readonly secretsStore?: string;
}

/** Minor versions in standard support (endoflife of EKS, read 2026-11): 1.34 leaves on 2026-12-02. */
export const eksVersions = ["1.34", "1.35"] as const;

export const clusterDefaults = { version: "1.35", logDays: 365, deletionProtection: true, unusedImageDays: 90 } as const;

export function validateEks(cluster: EksClusterArgs): Problem[] {
    const { version, logDays, unusedImageDays } = withDefaults(clusterDefaults, cluster);
    const { adminRoleArns, publicAccessCidrs = [], repositories = [], addOnVersions = {} } = cluster;
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
        ...accessProblems(cluster),
        ...cidrRanges("cluster.publicAccessCidrs", publicAccessCidrs),
        ...(publicAccessCidrs.includes("0.0.0.0/0")
            ? [
                  {
                      path: "cluster.publicAccessCidrs",
                      got: "0.0.0.0/0",
                      allowed: "named ranges",
                      fix: "Name the addresses of your office or runners, or leave it out.",
                  },
              ]
            : []),
        ...validateNodePools("cluster.nodePools", cluster.nodePools ?? []),
        ...Object.entries(addOnVersions).flatMap(([addOn, given]) =>
            addOnVersion(`cluster.addOnVersions.${addOn}`, given as string | undefined),
        ),
        ...repositories.flatMap(repositoryName),
        ...distinct("cluster.repositories", repositories),
        ...wholeNumber("cluster.unusedImageDays", unusedImageDays, 30, 365),
    ];
}

/** The lists of roles, in the order in which a role that stands in two of them is reported. */
export const accessLists = ["adminRoleArns", "viewerRoleArns", "breakGlassRoleArns"] as const;

function accessProblems(cluster: EksClusterArgs): Problem[] {
    return accessLists.flatMap((list, index) => {
        const arns = cluster[list] ?? [];
        return [
            ...roleArns(`cluster.${list}`, arns),
            ...accessLists
                .slice(0, index)
                .flatMap(earlier =>
                    arns
                        .filter(arn => cluster[earlier]?.includes(arn))
                        .map(got => ({ path: `cluster.${list}`, got, allowed: `roles that are not in ${earlier}` })),
                ),
        ];
    });
}

/** Access is granted under the role's name, which two accounts may both have. */
function roleArns(path: string, arns: readonly string[]): Problem[] {
    return [
        ...arns
            .filter(arn => !parseRoleArn(arn))
            .map(got => ({ path, got, allowed: "ARNs of IAM roles, arn:aws:iam::123456789012:role/name" })),
        ...distinct(path, arns.map(roleName)),
    ];
}

/** The parts of a role's ARN; its path is none of them. */
export const parseRoleArn = (arn: string) =>
    /^arn:(?<partition>aws[a-z-]*):iam::(?<account>\d{12}):role\/([\w+=,.@-]+\/)*(?<name>[\w+=,.@-]+)$/.exec(arn)?.groups as
        { readonly partition: string; readonly account: string; readonly name: string } | undefined;

export const roleName = (arn: string): string => arn.split("/").at(-1)!;

const addOnVersion = (path: string, version: string | undefined): Problem[] =>
    version === undefined || /^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)
        ? []
        : [{ path, got: version, allowed: "a version that `aws eks describe-addon-versions` lists, such as v0.8.0-eksbuild.2" }];

/** The grammar of ECR's API (CreateRepository). */
const repositoryName = (name: string): Problem[] =>
    /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name) && name.length >= 2 && name.length <= 200
        ? []
        : [
              {
                  path: "cluster.repositories",
                  got: name,
                  allowed: "2–200 lower-case letters and digits, with single '.', '_', '-' and '/' between them",
              },
          ];
