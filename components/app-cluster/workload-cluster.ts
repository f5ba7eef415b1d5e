import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterRef } from "../core/cluster";

/** What a workload needs to know of the cluster it runs in. */
export interface WorkloadCluster extends ClusterRef {
    /** `undefined` on an existing cluster. */
    readonly eks: EksParts | undefined;
    /** Who may call a service from outside of the namespace, or in it by way of the gateway. */
    readonly entrances: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
    /** What asks services for their health, and finds their pods: a load balancer of AWS, or the gateway. */
    readonly ingressKind: "alb" | "class" | "nginx";
    /** Whether something serves custom.metrics.k8s.io. */
    readonly customMetrics: boolean;
}

/** What pods on EKS have besides. */
export interface EksParts {
    readonly clusterName: pulumi.Input<string>;
    readonly accountId: string;
    readonly region: string;
    /** The key that encrypts the secrets of workloads. */
    readonly keyArn: pulumi.Input<string>;
    /** Names of the pools that workloads may ask for. */
    readonly nodePools: readonly string[];
    readonly deletionProtection: boolean;
}
