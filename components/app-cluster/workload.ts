import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ChildOptions, type ResourceClass } from "../core/component";
import { refuse, type Problem } from "../core/errors";
import type { Grant, Grantee } from "../core/grants";
import { callerLabel, labelsOf, selectorOf } from "../core/kubernetes";
import type { PodMetrics } from "../core/metrics";
import { createAuthorities, type Authorities } from "./authorities";
import { allow, createIdentity, type Identity } from "./identity";
import { migrationOf } from "./names";
import { openHosts, openNetwork } from "./policies";
import { createSecrets, referenceProblems, type PodSecrets } from "./secrets";
import type { ScrapeArgs } from "./service-args";
import type { WorkloadArgs } from "./workload-args";
import type { WorkloadCluster } from "./workload-cluster";

type Ingress = k8s.types.input.networking.v1.NetworkPolicyIngressRule;

/**
 * What all workloads have: a service account, on EKS an identity, secrets, and a network that opens to what they
 * declare.
 */
export abstract class Workload extends Component implements Grantee {
    /** @internal */
    readonly cluster: WorkloadCluster;
    /** @internal */
    readonly podSecrets: PodSecrets;
    /** @internal */
    readonly authorities: Authorities;
    /** What must exist before a pod starts. @internal */
    readonly prerequisites: readonly pulumi.Resource[];
    readonly #identity: Identity | undefined;
    /** Names of the pods, and what stands before the logical names of their policies. */
    readonly #networks: readonly { readonly prefix: string; readonly pods: string }[];

    protected constructor(
        kind: string,
        name: string,
        cluster: WorkloadCluster,
        args: WorkloadArgs,
        problems: readonly Problem[],
        ingress: readonly Ingress[],
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(kind, name, args, [...problems, ...placeProblems(cluster, args)], opts);
        this.cluster = cluster;
        const { namespace, eks } = cluster;
        this.#networks = [
            { prefix: "", pods: name },
            ...("migration" in args && args.migration ? [{ prefix: "migration-", pods: migrationOf(name) }] : []),
        ];
        const labels = labelsOf(name, namespace);
        const account = this.child(k8s.core.v1.ServiceAccount, "account", {
            metadata: { name, namespace, labels },
            automountServiceAccountToken: false,
        });
        this.#identity = eks && createIdentity(this, eks, namespace);
        this.podSecrets = createSecrets(this, cluster, args, this.#identity);
        this.authorities = createAuthorities(this, namespace, args.stores ?? []);
        const network = openNetwork(this, cluster, { suffix: "network", name, labels }, args, ingress);
        this.prerequisites = [
            account,
            ...network,
            ...this.podSecrets.ready,
            ...this.authorities.ready,
            ...(this.#identity ? [this.#identity.association] : []),
            ...(args.stores ?? []).flatMap(({ ready = [] }) => ready),
            ...(args.dependsOn ?? []),
        ];
        for (const store of args.stores ?? []) {
            if (cluster.securityGroupId) store.allowFrom(cluster.name, cluster.securityGroupId);
        }
    }

    /**
     * Whatever a workload has waits for the namespace, and goes before it: a component's own `dependsOn` holds the
     * first, not the second.
     * @internal
     */
    override child<Args extends object | undefined, R extends pulumi.Resource>(
        type: ResourceClass<Args, R>,
        suffix: string,
        args: NoInfer<NonNullable<Args>>,
        opts: ChildOptions = {},
    ): R {
        return super.child(type, suffix, args, { ...opts, dependsOn: [this.cluster.ready, ...(opts.dependsOn ?? [])] });
    }

    /** Gives the pods rights on AWS, by their own identity: resources call it, `bucket.grantRead(service)`. */
    grant({ name, statements, hosts }: Grant): void {
        refuse(
            `${this.name}: grant ${name}`,
            this.#identity
                ? []
                : [
                      {
                          path: "cluster.kind",
                          got: "existing",
                          allowed: "eks",
                          fix: "Only there have pods an identity on AWS. Keys of the cloud are no substitute.",
                      },
                  ],
        );
        allow(this, this.#identity!, name, statements);
        for (const { prefix, pods } of this.#networks) {
            openHosts(
                this,
                this.cluster,
                { suffix: `${prefix}network-${name}`, name: pods, labels: labelsOf(pods, this.cluster.namespace) },
                `${pods}-${name}`,
                hosts.map(host => ({ host })),
            );
        }
    }

    /** What Prometheus scrapes at a port of the pods. @internal */
    scraped(port: number, { job = this.name, path }: Pick<ScrapeArgs, "job" | "path">): PodMetrics {
        return { kind: "pods", job, namespace: this.cluster.namespace, labels: selectorOf(this.name), port, path };
    }

    /** Labels of the pods: what they are, and whom they call. @internal */
    podLabels(name: string, { stores = [], calls = [] }: WorkloadArgs): Record<string, string> {
        const callees = [...stores, ...calls].map(callee => callerLabel(callee.name));
        return Object.assign(labelsOf(name, this.cluster.namespace), ...callees) as Record<string, string>;
    }
}

/** What is wrong with the arguments in this cluster. */
function placeProblems({ eks, customMetrics }: WorkloadCluster, args: WorkloadArgs): Problem[] {
    const { autoscaling } = args as { readonly autoscaling?: { readonly requestsPerSecond?: object } };
    return [
        ...referenceProblems(args, eks?.region),
        ...(args.nodePool === undefined || eks?.nodePools.includes(args.nodePool)
            ? []
            : [{ path: "nodePool", got: args.nodePool, allowed: eks?.nodePools.join(", ") || "nothing: the cluster has no nodePools" }]),
        ...(autoscaling?.requestsPerSecond && !customMetrics
            ? [
                  {
                      path: "autoscaling.requestsPerSecond",
                      got: autoscaling.requestsPerSecond,
                      allowed: "a cluster with customMetrics",
                      fix: "Install what serves custom.metrics.k8s.io (prometheus-adapter, KEDA), and set AppCluster's customMetrics.",
                  },
              ]
            : []),
    ];
}
