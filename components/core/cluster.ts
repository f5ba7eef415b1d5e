import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What a cluster is to a component that runs pods in it. An AppCluster is one. */
export interface ClusterRef {
    /** By which stores know whom they let in. */
    readonly name: string;
    readonly provider: k8s.Provider;
    readonly namespace: string;
    /** What must exist before anything is put into the namespace. */
    readonly ready: pulumi.Resource;
    /** Name of the EKS cluster; `undefined` where it is none, or not known. */
    readonly clusterName: pulumi.Input<string> | undefined;
    /** The group of all pods; `undefined` where there is none, or it is not known. */
    readonly securityGroupId: pulumi.Input<string> | undefined;
}
