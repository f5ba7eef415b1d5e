import type * as k8s from "@pulumi/kubernetes";
import type { NetworkTarget } from "./connection";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** All of the internet, and nothing of the networks behind it (RFC 1918, RFC 6598, link-local). */
export const publicAddresses: Peer[] = [
    { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] } },
];

/** Pods with these labels, in one namespace. */
export const podsIn = (namespace: string, labels: Readonly<Record<string, string>>): Peer => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { ...labels } },
});

/** What a network policy names to let packets reach a store. Policies know no names: a server by its name is somewhere out there. */
export function peersOf(target: NetworkTarget): Peer[] {
    switch (target.kind) {
        case "host":
            return publicAddresses;
        case "cidrs":
            return target.cidrs.map(cidr => ({ ipBlock: { cidr } }));
        case "pods":
            return [podsIn(target.namespace, target.labels)];
    }
}
