import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { AlarmDescription } from "../core/alarms";
import { componentName, wholeNumber } from "../core/checks";
import { Component, type ComponentArgs } from "../core/component";
import { refuse, type Problem } from "../core/errors";
import { labelsOf, restrictedNamespace, selectorOf } from "../core/kubernetes";
import type { MetricsTarget } from "../core/metrics";
import { createAlbClass, type AlbParts } from "./alb";
import { validateAppCluster, type AppClusterArgs } from "./args";
import { explainMissingAws } from "./aws-command";
import { gatewayName } from "./backends";
import { createEks, useExisting, type ClusterParts } from "./eks";
import { clusterDefaults } from "./eks-args";
import { createGateway } from "./gateway/gateway";
import { gatewayMetrics } from "./gateway/exporter";
import { tunnelMetrics } from "./gateway/tunnel";
import { createIngress, validateRoutes, type Route } from "./ingress";
import { CronJob, Job } from "./job";
import type { CronJobArgs, JobArgs } from "./job-args";
import { loadBalancerAlarms } from "./load-balancer-alarms";
import { namesOf, reservedNames, type NamedParts } from "./names";
import { denyAll } from "./policies";
import { Service } from "./service";
import type { ServiceArgs } from "./service-args";
import { Worker } from "./worker";
import type { WorkerArgs } from "./worker-args";
import type { EksParts, WorkloadCluster } from "./workload-cluster";

/**
 * The compute tier: a Kubernetes cluster, made (EKS Auto Mode) or existing, with a namespace in which pods must be
 * restricted and may talk to nobody until a workload says so.
 *
 * An EKS cluster costs about 73 USD a month before its nodes, which Auto Mode adds as pods ask for room.
 */
export class AppCluster extends Component implements WorkloadCluster {
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
    /** Where images are pushed to, by the names in `repositories`. */
    readonly repositoryUrls: Readonly<Record<string, pulumi.Output<string>>>;
    /** @internal */
    readonly eks: EksParts | undefined;
    /** @internal */
    readonly entrances: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
    /** @internal */
    readonly ingressKind: WorkloadCluster["ingressKind"];
    /** @internal */
    readonly customMetrics: boolean;
    readonly #args: AppClusterArgs;
    readonly #workloads: (Service | Worker)[] = [];
    readonly #alarms: AlarmDescription[] = [];
    readonly #metrics: MetricsTarget[] = [];
    readonly #alb: AlbParts;
    readonly #names: Set<string>;

    constructor(name: string, args: AppClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("AppCluster", name, args, [...validateAppCluster(args), ...AppCluster.preflight(args.cluster.kind)], opts);
        this.#args = args;
        this.namespace = args.namespace ?? name;
        this.ingressKind = args.ingress.kind;
        this.customMetrics = args.customMetrics ?? false;
        const cluster = args.cluster.kind === "eks" ? createEks(this, args.cluster) : useExisting(this, args.cluster);
        this.provider = cluster.provider;
        this.clusterName = cluster.clusterName;
        this.securityGroupId = cluster.securityGroupId;
        this.kubeconfigCommand = cluster.kubeconfigCommand;
        this.repositoryUrls = cluster.repositoryUrls;
        this.eks = eksParts(args, cluster);
        this.#alarms.push(...cluster.alarms);
        this.entrances = entrancesOf(args);
        this.#names = new Set(reservedNames(args.ingress.kind, entranceOf(args)));

        const { provider } = this;
        const labels = labelsOf(this.namespace, this.namespace);
        const readiness: Record<string, string> = isBalanced(args) ? { "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" } : {};
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
            { provider, dependsOn: [namespace, ...cluster.ready] },
        );
        this.#alb =
            args.ingress.kind === "alb" && args.cluster.kind === "eks"
                ? createAlbClass(this, args.ingress, args.cluster, provider)
                : { trustStoreArn: undefined };
        this.registerOutputs({ namespace: this.namespace, kubeconfigCommand: this.kubeconfigCommand });
    }

    /** Runs a workload that answers on a port. */
    addService(name: string, args: ServiceArgs): Service {
        return this.#keep(this.#add(name, args, tagged => new Service(name, this, tagged, this.#options())));
    }

    /** Runs a workload that nobody calls. */
    addWorker(name: string, args: WorkerArgs): Worker {
        return this.#keep(this.#add(name, args, tagged => new Worker(name, this, tagged, this.#options())));
    }

    /** Runs a workload again and again. */
    addCronJob(name: string, args: CronJobArgs): CronJob {
        return this.#add(name, args, tagged => new CronJob(name, this, tagged, this.#options()));
    }

    /** Runs a workload once. */
    addJob(name: string, args: JobArgs): Job {
        return this.#add(name, args, tagged => new Job(name, this, tagged, this.#options()));
    }

    /**
     * Makes up a secret of letters and digits, for as many workloads as need the same one. It stays as it is for as
     * long as its length does: data that was encrypted with it would be lost otherwise.
     *
     * @param length characters, 16–256: 48 carry 285 bits
     */
    generateSecret(name: string, { length = 48 }: { readonly length?: number } = {}): pulumi.Output<string> {
        refuse(`AppCluster '${this.name}': secret '${name}'`, [
            ...componentName("name", name, 40),
            ...wholeNumber("length", length, 16, 256),
        ]);
        const protect = this.eks?.deletionProtection || undefined;
        return this.child(random.RandomPassword, `secret-${name}`, { length, special: false }, { protect }).result;
    }

    /**
     * Lets requests in from outside: one entrance for all routes, so that it can be called once. Returns the address
     * that DNS must point at, a host name or an IP address.
     */
    expose(routes: readonly Route[]): pulumi.Output<string> {
        refuse(`AppCluster '${this.name}'`, validateRoutes(routes, this.ingressKind));
        const { ingress, cluster } = this.#args;
        const { namespace, provider } = this;
        const address =
            ingress.kind === "nginx"
                ? createGateway(this, {
                      namespace,
                      provider,
                      routes,
                      args: ingress,
                      clusterKind: cluster.kind,
                      balancerCidrs: publicCidrs(cluster),
                      balancerSubnetIds: cluster.kind === "eks" ? cluster.network.subnetIds.public : [],
                  })
                : createIngress(this, this.name, namespace, ingress, routes, provider, this.#alb);
        if (ingress.kind === "nginx") this.#metrics.push(gatewayMetrics(namespace));
        if (entranceOf(this.#args) === "tunnel") this.#metrics.push(tunnelMetrics(namespace));
        if (isBalanced(this.#args)) {
            this.#alarms.push(...loadBalancerAlarms(this, ingress.kind === "alb" ? "application" : "network", address));
        }
        return address;
    }

    /** What Prometheus asks: the workloads added so far, and the gateway and the tunnel once there are routes. */
    get metrics(): MetricsTarget[] {
        return [...this.#workloads.map(({ metrics }) => metrics).filter(target => target !== undefined), ...this.#metrics];
    }

    /** What is worth an alarm on AWS: the control plane, emergency access, and the load balancer once there are routes. */
    get alarms(): readonly AlarmDescription[] {
        return [...this.#alarms];
    }

    /** Objects of one namespace share their names, and so do the policies that select pods by them. */
    #add<Args extends ComponentArgs & NamedParts, W>(name: string, args: Args, make: (args: Args) => W): W {
        const names = namesOf(name, args);
        const taken = names.find(one => this.#names.has(one));
        refuse(
            `AppCluster '${this.name}': workload '${name}'`,
            taken === undefined
                ? []
                : [{ path: "name", got: taken, allowed: "a name that nothing else in the cluster has, nor what is made beside it" }],
        );
        // Workloads have the cluster's tags too.
        const made = make({ ...args, tags: { ...this.#args.tags, ...args.tags } });
        for (const one of names) this.#names.add(one);
        return made;
    }

    #keep<W extends Service | Worker>(workload: W): W {
        this.#workloads.push(workload);
        return workload;
    }

    #options(): pulumi.ComponentResourceOptions {
        return { parent: this, providers: { kubernetes: this.provider }, dependsOn: this.ready };
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateAppCluster;

    /**
     * What this machine lacks for an update of the cluster, beside right arguments. For programs that make other things
     * before it: the constructor asks too.
     */
    static preflight(kind: AppClusterArgs["cluster"]["kind"]): Problem[] {
        return kind === "eks" ? explainMissingAws() : [];
    }
}

function eksParts({ cluster }: AppClusterArgs, made: ClusterParts): EksParts | undefined {
    if (cluster.kind !== "eks") return undefined;
    return {
        clusterName: made.clusterName!,
        accountId: cluster.accountId,
        region: cluster.region,
        keyArn: made.keyArn!,
        nodePools: (cluster.nodePools ?? []).map(({ name }) => name),
        deletionProtection: cluster.deletionProtection ?? clusterDefaults.deletionProtection,
    };
}

/** How requests reach the gateway; `undefined` where there is none. */
const entranceOf = ({ ingress }: AppClusterArgs) => (ingress.kind === "nginx" ? ingress.entrance.kind : undefined);

/** Whether a load balancer of AWS lets requests in. */
const isBalanced = ({ cluster, ingress }: AppClusterArgs): boolean =>
    cluster.kind === "eks" && ingress.kind !== "class" && (ingress.kind === "alb" || ingress.entrance.kind === "load-balancer");

/** Where load balancers of AWS stand. */
const publicCidrs = (cluster: AppClusterArgs["cluster"]): readonly string[] =>
    cluster.kind === "eks" ? cluster.network.subnetCidrs.public : [];

/** Who sends requests to services: a load balancer in the public subnets, the gateway, or the cluster's own controller. */
function entrancesOf({ ingress, cluster }: AppClusterArgs): readonly k8s.types.input.networking.v1.NetworkPolicyPeer[] {
    if (ingress.kind === "nginx") return [{ podSelector: { matchLabels: selectorOf(gatewayName) } }];
    if (ingress.kind === "alb" && cluster.kind === "eks") return publicCidrs(cluster).map(cidr => ({ ipBlock: { cidr } }));
    // Where the controller of an ingress class runs by its own installation's default.
    const namespace = ingress.kind === "class" && ingress.className === "traefik" ? "kube-system" : "ingress-nginx";
    return [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }];
}
