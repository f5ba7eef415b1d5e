import { changing, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const policy = (egress: unknown, spec: object = {}): Sketch =>
    object("networking.k8s.io/v1:NetworkPolicy", "web", { spec: { podSelector: {}, policyTypes: ["Egress"], egress, ...spec } });
const to = (cidr: unknown, rest: object = {}): object => ({ to: [{ ipBlock: { cidr, ...rest } }] });
const https = { ports: [{ protocol: "TCP", port: 443 }] };
const says = (index = 0): string => `spec.egress[${index}] allows every address on every port`;

export const proof: Proof = {
    fails: {
        "a rule without anything": { stack: { web: policy([{}]) }, says: { web: says() } },
        "empty lists": { stack: { web: policy([https, { to: [], ports: [] }]) }, says: { web: says(1) } },
        "every address": {
            stack: { web: policy([to("0.0.0.0/0"), to("::/0"), to("0.0.0.0/1")]) },
            says: { web: [says(0), says(1), says(2)] },
        },
        "every address but the network's own": {
            stack: { web: policy([to("0.0.0.0/0", { except: ["10.0.0.0/8"] })]) },
            says: { web: says() },
        },
        "every port, spelled out": {
            stack: { web: policy([{ ports: [{ port: 443 }, { protocol: "TCP" }] }, { ports: [{ port: 1, endPort: 65535 }] }]) },
            says: { web: [says(0), says(1)] },
        },
        "a policy that names no types, and a patch of a list": {
            stack: {
                web: policy([{}], { policyTypes: null }),
                patch: { ...policy([{}]), type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" },
                list: { type: "kubernetes:networking.k8s.io/v1:NetworkPolicyList", props: { items: [policy([{}]).props] } },
            },
            says: { web: says(), patch: says(), list: `items[0].${says()}` },
        },
    },
    passes: {
        "the internet on one port": { web: policy([{ ...to("0.0.0.0/0"), ...https }, https]) },
        "a subnet, on all ports": { web: policy([to("10.0.0.0/8")]) },
        "pods, on all ports": { web: policy([{ to: [{ namespaceSelector: {} }] }, { to: { podSelector: {} } }]) },
        "nothing at all": { web: policy([]), none: policy(null) },
        "rules that do not bind": { web: policy([{}], { policyTypes: ["Ingress"] }) },
        "an address that is not known yet, on one port": { web: policy([{ ...to(unknown), ...https }]) },
    },
    unknowns: {
        "to where": { stack: { web: policy([to(unknown), {}]) }, of: ["web"], says: { web: says(1) } },
        "on which port": { stack: { web: policy([{ ports: [{ port: unknown }] }]) }, of: ["web"] },
        "which rules": { stack: { web: policy(unknown) }, of: ["web"] },
    },
    secrets: { web: policy([{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: secret("hunter2-cidr") } }] }]) },
    ignores: {
        ingress: object("networking.k8s.io/v1:NetworkPolicy", "in", { spec: { podSelector: {}, ingress: [{}] } }),
        custom: { type: "kubernetes:cilium.io/v2:NetworkPolicy", props: { spec: { egress: [{}] } } },
    },
    breaks: changing("NetworkPolicy", "frontend-network", ({ spec }: { spec?: { egress: object[] } }) => spec!.egress.push({})),
};
