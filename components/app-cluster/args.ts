import type * as pulumi from "@pulumi/pulumi";
import { dnsLabel } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import { under, type Problem } from "../core/errors";
import { validateEks, type EksClusterArgs } from "./eks-args";
import { validateGateway, type NginxIngressArgs } from "./gateway/args";
import { validateAlb, type AlbIngressArgs, type ClassIngressArgs } from "./ingress-args";

export interface AppClusterArgs extends ComponentArgs {
    readonly cluster: EksClusterArgs | ExistingClusterArgs;
    /**
     * The namespace of the system's own workloads, made here. At most 40 characters.
     * @default the component's name
     */
    readonly namespace?: string;
    /** Who lets requests in. */
    readonly ingress: AlbIngressArgs | ClassIngressArgs | NginxIngressArgs;
    /**
     * Whether something in the cluster serves custom.metrics.k8s.io, so that workloads may scale by requests.
     * @default false
     */
    readonly customMetrics?: boolean;
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

export function validateAppCluster({ cluster, namespace, ingress }: AppClusterArgs): Problem[] {
    return [
        ...(namespace === undefined ? [] : dnsLabel("namespace", namespace, 40)),
        ...(cluster.kind === "eks" ? validateEks(cluster) : []),
        ...ingressProblems(ingress, cluster.kind),
    ];
}

function ingressProblems(ingress: AppClusterArgs["ingress"], cluster: "eks" | "existing"): Problem[] {
    switch (ingress.kind) {
        case "alb":
            return validateAlb(ingress, cluster);
        case "nginx":
            return under("ingress", validateGateway(ingress, cluster));
        case "class":
            return dnsLabel("ingress.className", ingress.className);
    }
}
