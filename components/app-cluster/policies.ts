import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { callerLabel, dnsEgress, identityEgress, selectorOf, scrapers } from "../core/kubernetes";
import { peersOf, podsIn, publicAddresses } from "../core/network-peers";
import type { CidrReach, HostReach, ServiceRef, WorkloadArgs } from "./workload-args";
import type { WorkloadCluster } from "./workload-cluster";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type Ingress = k8s.types.input.networking.v1.NetworkPolicyIngressRule;
type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** Nothing in, nothing out, for every pod of a namespace. */
export const denyAll: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

const tcp = (port: number) => [{ protocol: "TCP", port }];

/** Who calls a service: pods that declare it, and whatever lets requests in. */
export const callersOf = (name: string, ports: readonly number[], entrances: readonly Peer[]): Ingress => ({
    from: [{ podSelector: { matchLabels: callerLabel(name) } }, ...entrances],
    ports: ports.flatMap(tcp),
});

/** The pods that ask for figures, in whatever namespace they run. */
export const scraperOf = (port: number): Ingress => ({
    from: scrapers.map(name => ({ namespaceSelector: {}, podSelector: { matchLabels: selectorOf(name) } })),
    ports: tcp(port),
});

/** Whatever lets requests in, where it asks for health on a port that nobody else calls. */
export const askersOf = (port: number, entrances: readonly Peer[]): Ingress => ({ from: [...entrances], ports: tcp(port) });

const isHost = (reach: HostReach | CidrReach): reach is HostReach => "host" in reach;
const isCidr = (reach: HostReach | CidrReach): reach is CidrReach => "cidr" in reach;

/** Exactly what a workload declares: its stores, its callees, its addresses, its identity, and DNS. */
function egressOf({ stores = [], calls = [], reaches = [] }: WorkloadArgs, { eks }: WorkloadCluster): Egress[] {
    return [
        dnsEgress,
        ...(eks ? [identityEgress] : []),
        ...stores.flatMap(({ target, port }) => (target.kind === "host" ? [] : [{ to: peersOf(target), ports: tcp(port) }])),
        ...calls.map(callee => ({ to: [calleeOf(callee)], ports: tcp(callee.port) })),
        ...byPort(reaches.filter(isCidr)).map(({ port, members }) => ({
            to: members.map(({ cidr }) => ({ ipBlock: { cidr } })),
            ports: tcp(port),
        })),
    ];
}

const calleeOf = ({ name, namespace }: ServiceRef): Peer =>
    namespace === undefined ? { podSelector: { matchLabels: selectorOf(name) } } : podsIn(namespace, selectorOf(name));

/** Stores that run elsewhere, by name. */
const storeHosts = ({ stores = [] }: WorkloadArgs): HostReach[] =>
    stores.flatMap(({ target, port }) => (target.kind === "host" ? [{ host: target.host, port }] : []));

/** Whom a policy is for, and under which names it is kept. */
interface Place {
    /** Logical suffix of the policy. */
    readonly suffix: string;
    /** Of the pods, and of the policy. */
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
}

/** Opens the network of pods to what they declare, and to nothing else. */
export function openNetwork(
    self: Component,
    cluster: WorkloadCluster,
    { suffix, name, labels }: Place,
    args: WorkloadArgs,
    ingress: readonly Ingress[],
): pulumi.Resource[] {
    const { namespace } = cluster;
    const policy = self.child(k8s.networking.v1.NetworkPolicy, suffix, {
        metadata: { name, namespace, labels },
        spec: {
            podSelector: { matchLabels: selectorOf(name) },
            policyTypes: ["Ingress", "Egress"],
            ingress: [...ingress],
            egress: egressOf(args, cluster),
        },
    });
    const hosts = [...(args.reaches ?? []).filter(isHost), ...storeHosts(args)];
    return [
        policy,
        ...(hosts.length > 0 ? [openHosts(self, cluster, { suffix: `${suffix}-hosts`, name, labels }, `${name}-hosts`, hosts)] : []),
    ];
}

/** Opens the network of pods to hosts outside of the cluster, beside what other policies open. */
export function openHosts(
    self: Component,
    { namespace, eks }: WorkloadCluster,
    { suffix, name, labels }: Place,
    policyName: string,
    hosts: readonly { readonly host: pulumi.Input<string>; readonly port?: number }[],
): pulumi.Resource {
    const metadata = { name: policyName, namespace, labels };
    const podSelector = { matchLabels: selectorOf(name) };
    if (!eks) {
        return self.child(k8s.networking.v1.NetworkPolicy, suffix, {
            metadata,
            spec: {
                podSelector,
                policyTypes: ["Egress"],
                egress: byPort(hosts).map(({ port }) => ({ to: publicAddresses, ports: tcp(port) })),
            },
        });
    }
    return self.child(k8s.apiextensions.CustomResource, suffix, {
        apiVersion: "networking.k8s.aws/v1alpha1",
        kind: "ApplicationNetworkPolicy",
        metadata,
        spec: {
            podSelector,
            policyTypes: ["Egress"],
            egress: byPort(hosts).map(({ port, members }) => ({
                to: [{ domainNames: members.map(({ host }) => host) }],
                ports: tcp(port),
            })),
        },
    });
}

function byPort<T extends { readonly port?: number }>(all: readonly T[]): { readonly port: number; readonly members: readonly T[] }[] {
    const ports = [...new Set(all.map(({ port = 443 }) => port))].sort((a, b) => a - b);
    return ports.map(port => ({ port, members: all.filter(member => (member.port ?? 443) === port) }));
}
