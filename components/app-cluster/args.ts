import type * as pulumi from "@pulumi/pulumi";
import { accountId, cidrRanges, distinct, dnsLabel, logRetentionDays, oneOf } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Problem } from "../core/errors";
import type { NetworkParts } from "../core/network";
import { withDefaults } from "../core/defaults";

export interface AppClusterArgs extends ComponentArgs {
    readonly cluster: EksClusterArgs | ExistingClusterArgs;
    /**
     * The namespace of the system's own workloads, made here. At most 40 characters.
     * @default the component's name
     */
    readonly namespace?: string;
    /** Who lets requests in. */
    readonly ingress: AlbIngressArgs | ClassIngressArgs;
}

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

/** A cluster that is there already: kind, k3s, an EKS of yours. Nothing is assumed of it but its API. */
export interface ExistingClusterArgs {
    readonly kind: "existing";
    /** Text of a kubeconfig. @default the one kubectl would use */
    readonly kubeconfig?: pulumi.Input<string>;
    /** The context in it. @default its current one */
    readonly context?: string;
    /** Security group of its nodes or pods, which stores on AWS then let in. @default none: stores on AWS are out of reach */
    readonly securityGroupId?: pulumi.Input<string>;
}

/** An Application Load Balancer, made by the controller of EKS Auto Mode. */
export interface AlbIngressArgs {
    readonly kind: "alb";
    /** ACM certificate for all hosts. */
    readonly certificateArn: pulumi.Input<string>;
    /** Who may connect: the ranges of the CDN. */
    readonly allowedCidrs: readonly string[];
}

/** An ingress controller that the cluster has already. */
export interface ClassIngressArgs {
    readonly kind: "class";
    /** Name of its IngressClass: `nginx`, `traefik`. */
    readonly className: string;
    /** Secret of type kubernetes.io/tls in the namespace. @default plain HTTP */
    readonly tlsSecretName?: string;
}

/** Minor versions in standard support (endoflife of EKS, read 2026-11): 1.34 leaves on 2026-12-02. */
export const eksVersions = ["1.34", "1.35"] as const;

export const clusterDefaults = { version: "1.35", logDays: 365, deletionProtection: true } as const;

export function validateAppCluster({ cluster, namespace, ingress }: AppClusterArgs): Problem[] {
    return [
        ...(namespace === undefined ? [] : dnsLabel("namespace", namespace, 40)),
        ...(cluster.kind === "eks" ? validateEks(cluster) : []),
        ...(ingress.kind === "alb" ? validateAlb(ingress, cluster.kind) : dnsLabel("ingress.className", ingress.className)),
    ];
}

function validateEks(cluster: EksClusterArgs): Problem[] {
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

function validateAlb(ingress: AlbIngressArgs, cluster: string): Problem[] {
    return [
        ...(cluster === "eks"
            ? []
            : [
                  {
                      path: "ingress.kind",
                      got: "alb",
                      allowed: "class, on an existing cluster",
                      fix: "Only EKS Auto Mode brings the controller that makes load balancers.",
                  },
              ]),
        ...(ingress.allowedCidrs.length > 0
            ? []
            : [
                  {
                      path: "ingress.allowedCidrs",
                      got: [],
                      allowed: "at least one range",
                      fix: "Take `edge.allowedSources`, the ranges of the CDN.",
                  },
              ]),
        ...cidrRanges("ingress.allowedCidrs", ingress.allowedCidrs),
    ];
}
