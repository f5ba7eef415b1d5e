import type * as k8s from "@pulumi/kubernetes";
import type { NetworkTarget } from "../core/connection";
import { callerLabel, dnsEgress, selectorOf } from "../core/kubernetes";
import type { ServiceArgs } from "./service-args";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** Nothing in, nothing out, for every pod of a namespace. */
export const denyAll: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** Exactly what a service declares: its callers, its stores, its peers, and DNS. */
export function servicePolicy(name: string, args: ServiceArgs, entrances: readonly Peer[]): PolicySpec {
    const { port, metrics, stores = [], calls = [], reaches = [] } = args;
    const metricsPort = metrics ? (metrics.port ?? port) : undefined;
    return {
        podSelector: { matchLabels: selectorOf(name) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            { from: [{ podSelector: { matchLabels: callerLabel(name) } }, ...entrances], ports: [{ protocol: "TCP", port }] },
            ...(metricsPort ? [{ from: [scraper], ports: [{ protocol: "TCP", port: metricsPort }] }] : []),
        ],
        egress: [
            dnsEgress,
            ...stores.map(store => ({ to: peersOf(store.target), ports: [{ protocol: "TCP", port: store.port }] })),
            ...calls.map(callee => ({
                to: [{ podSelector: { matchLabels: selectorOf(callee.name) } }],
                ports: [{ protocol: "TCP", port: callee.port }],
            })),
            ...(reaches.length > 0 ? [{ to: ranges(reaches), ports: [{ protocol: "TCP", port: 443 }] }] : []),
        ],
    };
}

/** The pods that Prometheus runs in, in whatever namespace. */
const scraper: Peer = { namespaceSelector: {}, podSelector: { matchLabels: selectorOf("prometheus") } };

const ranges = (cidrs: readonly string[]): Peer[] => cidrs.map(cidr => ({ ipBlock: { cidr } }));

function peersOf(target: NetworkTarget): Peer[] {
    if (target.kind === "cidrs") return ranges(target.cidrs);
    return [
        {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": target.namespace } },
            podSelector: { matchLabels: target.labels },
        },
    ];
}
