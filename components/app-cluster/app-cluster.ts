import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component";
import { refuse } from "../core/errors";
import { labelsOf, restrictedNamespace } from "../core/kubernetes";
import type { MetricsTarget } from "../core/metrics";
import { validateAppCluster, type AppClusterArgs } from "./args";
import { createEks, useExisting } from "./eks";
import { createAlbClass, createIngress, validateRoutes, type Route } from "./ingress";
import { denyAll } from "./policies";
import { Service } from "./service";
import type { ServiceArgs } from "./service-args";

/**
 * The compute tier: a Kubernetes cluster, made (EKS Auto Mode) or existing, with a namespace in which pods must be
 * restricted and may talk to nobody until a service says so.
 *
 * An EKS cluster costs about 73 USD a month before its nodes, which Auto Mode adds as pods ask for room.
 */
export class AppCluster extends Component {
    /** For components that put objects of their own into the cluster. */
    readonly provider: k8s.Provider;
    readonly namespace: string;
    /**
     * What must exist before anything is put into the namespace: for `dependsOn`. Depending on the whole component
     * would wait for its services too, which wait for their stores.
     */
    readonly ready: pulumi.Resource;
    /** Name of the EKS cluster; `undefined` on an existing cluster. */
    readonly clusterName: pulumi.Output<string> | undefined;
    /** The group of all pods; `undefined` on an existing cluster. */
    readonly securityGroupId: pulumi.Output<string> | undefined;
    /** Command that lets kubectl in; `undefined` on an existing cluster. */
    readonly kubeconfigCommand: pulumi.Output<string> | undefined;
    /** @internal who may call a service from outside of the namespace */
    readonly entrances: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
    /** @internal whether a load balancer asks the services for their health */
    readonly albChecksHealth: boolean;
    readonly #args: AppClusterArgs;
    readonly #services: Service[] = [];

    constructor(name: string, args: AppClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("AppCluster", name, args, validateAppCluster(args), opts);
        this.#args = args;
        this.namespace = args.namespace ?? name;
        this.albChecksHealth = args.ingress.kind === "alb";
        const cluster = args.cluster.kind === "eks" ? createEks(this, args.cluster) : useExisting(this, args.cluster);
        this.provider = cluster.provider;
        this.clusterName = cluster.clusterName;
        this.securityGroupId = cluster.securityGroupId;
        this.kubeconfigCommand = cluster.kubeconfigCommand;
        this.entrances =
            args.ingress.kind === "alb" && args.cluster.kind === "eks"
                ? args.cluster.network.subnetCidrs.public.map(cidr => ({ ipBlock: { cidr } }))
                : [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": ingressNamespace(args) } } }];

        const { provider } = this;
        const labels = labelsOf(this.namespace, this.namespace);
        const readiness: Record<string, string> =
            args.ingress.kind === "alb" ? { "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" } : {};
        const namespace = this.child(
            k8s.core.v1.Namespace,
            "namespace",
            { metadata: { name: this.namespace, labels: { ...labels, ...restrictedNamespace, ...readiness } } },
            { provider },
        );
        this.ready = this.child(
            k8s.networking.v1.NetworkPolicy,
            "deny-all",
            { metadata: { name: "deny-all", namespace: this.namespace, labels }, spec: denyAll },
            { provider, dependsOn: [namespace] },
        );
        if (args.ingress.kind === "alb") createAlbClass(this, args.ingress, provider);
        this.registerOutputs({ namespace: this.namespace, kubeconfigCommand: this.kubeconfigCommand });
    }

    /** Runs a workload in the cluster. */
    addService(name: string, args: ServiceArgs): Service {
        const service = new Service(name, this, args, { parent: this, providers: { kubernetes: this.provider }, dependsOn: this.ready });
        this.#services.push(service);
        return service;
    }

    /**
     * Lets requests in from outside: one Ingress for all routes. Returns the address that DNS must point at, a host
     * name or an IP address.
     */
    expose(routes: readonly Route[]): pulumi.Output<string> {
        refuse(`AppCluster '${this.name}'`, validateRoutes(routes));
        return createIngress(this, this.name, this.namespace, this.#args.ingress, routes, this.provider);
    }

    /** What Prometheus scrapes of the services added so far. */
    get metrics(): MetricsTarget[] {
        return this.#services.map(({ metrics }) => metrics).filter(target => target !== undefined);
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateAppCluster;
}

/** Where the controller of an ingress class runs by its own installation's default. */
const ingressNamespace = ({ ingress }: AppClusterArgs): string =>
    ingress.kind === "class" && ingress.className === "traefik" ? "kube-system" : "ingress-nginx";
