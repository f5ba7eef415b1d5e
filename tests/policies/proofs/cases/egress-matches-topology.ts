import { changing, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const policy = (egress: unknown, spec: object = {}): Sketch =>
    object("networking.k8s.io/v1:NetworkPolicy", "web", { spec: { podSelector: {}, policyTypes: ["Egress"], egress, ...spec } });
const to = (cidr: unknown, rest: object = {}): object => ({ to: [{ ipBlock: { cidr, ...rest } }] });
const many = (count: number, cidr = (n: number) => `${n}.0.0.0/8`): object[] =>
    Array.from({ length: count }, (_, n) => ({ ipBlock: { cidr: cidr(n + 11) } }));
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
        "nearly every port, and every one by several rules": {
            stack: {
                nearly: policy([{ ports: [{ port: 2, endPort: 65535 }] }]),
                halves: policy([
                    { ...to("0.0.0.0/0"), ports: [{ port: 1, endPort: 32767 }] },
                    { ports: [{ protocol: "TCP", port: 32768, endPort: 65535 }] },
                ]),
                ports: policy([
                    {
                        ports: [
                            { protocol: "UDP", port: 1, endPort: 20000 },
                            { protocol: "UDP", port: 20001, endPort: 65535 },
                        ],
                    },
                ]),
            },
            says: { nearly: says(), halves: "spec.egress allows every address on most ports, its rules taken together", ports: says() },
        },
        "every address, in many parts": {
            stack: { web: policy([{ to: many(40) }]), six: policy([{ to: many(40, n => `24${n}::/16`) }]) },
            says: { web: says(), six: says() },
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
        "half of the ports, of one protocol": {
            web: policy([
                { ports: [{ port: 32768, endPort: 65535 }] },
                { ports: [{ port: 40000, endPort: 50000 }] },
                { ports: [{ protocol: "UDP", port: 1, endPort: 20000 }] },
            ]),
        },
        "the ranges of a large company, on all ports": { web: policy([{ to: many(9) }, { to: many(40, n => `10.${n}.0.0/16`) }]) },
        "a subnet, on all ports": { web: policy([to("10.0.0.0/8")]) },
        "pods, on all ports": { web: policy([{ to: [{ namespaceSelector: {} }] }, { to: { podSelector: {} } }]) },
        "nothing at all": { web: policy([]), none: policy(null) },
        "rules that do not bind": { web: policy([{}], { policyTypes: ["Ingress"] }) },
        "an address that is not known yet, on one port": { web: policy([{ ...to(unknown), ...https }]) },
    },
    unknowns: {
        "to where": { stack: { web: policy([to(unknown), {}]) }, of: ["web"], says: { web: says(1) } },
        "to where, on the other half of the ports": {
            stack: {
                web: policy([{ ports: [{ port: 1, endPort: 32768 }] }, { ...to(unknown), ports: [{ port: 40000, endPort: 50000 }] }]),
            },
            of: ["web"],
        },
        "by which protocol": {
            stack: {
                web: policy([
                    {
                        ports: [
                            { port: 1, endPort: 32768 },
                            { protocol: unknown, port: 40000 },
                        ],
                    },
                ]),
            },
            of: ["web"],
        },
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
