import {
    balancer,
    edge,
    edge6,
    entry,
    fromOffice,
    group,
    guarded,
    ingress,
    ingressClass,
    ingressRule,
    list,
    office,
    oldRule,
    params,
    service,
    takenOver,
    tcp,
} from "./origins";
import { unknown, type Said, type Sketch, type Stack } from "./proof";

export type Failing = Readonly<Record<string, { readonly stack: Stack; readonly says: Said }>>;

const because = "who comes past the CDN meets neither its firewall nor its limits. Take in nothing but the CDN.";
export const past = (path: string, value = office): string => `${path} is "${value}": ${because}`;
const unset = (path: string): string => `${path} is not set: ${because}`;
const inboundCidrs = 'metadata.annotations["alb.ingress.kubernetes.io/inbound-cidrs"]';
const block = "ingress[0].cidrBlocks[0]";

/** Rules of a load balancer's group, and what is wrong with them. */
const openings: Readonly<Record<string, readonly [ingress: readonly object[], ...says: readonly string[]]>> = {
    HTTP: [[tcp(80, { cidrBlocks: [office] })], past(block)],
    IPv6: [[tcp(443, { ipv6CidrBlocks: ["2001:db8::/32"] })], past("ingress[0].ipv6CidrBlocks[0]", "2001:db8::/32")],
    "more than the edge": [[tcp(443, { cidrBlocks: ["104.0.0.0/8"] })], past(block, "104.0.0.0/8")],
    "no range": [[tcp(443, { cidrBlocks: ["everyone"] })], past(block, "everyone")],
    "ports around": [[{ protocol: "tcp", fromPort: 0, toPort: 80, cidrBlocks: [office] }], past(block)],
    "every port": [[{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [office] }], past(block)],
    "two rules": [[tcp(80, { cidrBlocks: [office] }), fromOffice], past(block), past("ingress[1].cidrBlocks[0]")],
};

export const edges = [tcp(443, { cidrBlocks: edge, ipv6CidrBlocks: [edge6] }), tcp(80, { cidrBlocks: [edge[0]] })];
const inside = tcp(443, { cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["fd00::/8"], securityGroups: ["sg-1"], self: true });

const hub: Stack = { web: group("web"), balancer: balancer({ securityGroups: ["sg-web", "sg-outside"] }) };
const grown: Stack = { ...hub, list: list("grown"), rule: ingressRule({ prefixListId: "pl-grown" }) };
const listed: Stack = {
    ...guarded(tcp(443, { prefixListIds: ["pl-edge", "pl-office"] })),
    edges: list("edge", ...edge),
    list: list("office", edge[0], office),
};
const cidrs = ingress({ scheme: "internet-facing", "inbound-cidrs": `${edge[0]},${office}` });

const one = (sketch: Sketch, ...says: readonly string[]): Failing[string] => ({ stack: { one: sketch }, says: { one: says } });
const inHub = (sketch: Sketch, ...says: readonly string[]): Failing[string] => ({ stack: { ...hub, one: sketch }, says: { one: says } });

/** Whom an Ingress takes in is known by a group's id in a text, and unknown before there is one. */
const groupOfIngress = (groups: unknown): Stack => ({
    group: group("ingress", fromOffice),
    ingress: { ...ingress({ "security-groups": groups }), from: { metadata: "group" } },
});

export const origins: Failing = {
    ...Object.fromEntries(
        Object.entries(openings).map(([what, [rules, ...says]]) => [`a group: ${what}`, { stack: guarded(...rules), says: { web: says } }]),
    ),
    "a load balancer for packets that has no group": one(
        balancer({ securityGroups: undefined, loadBalancerType: "network" }),
        unset("securityGroups"),
    ),
    "one of the old type": {
        stack: { web: group("web", fromOffice), balancer: balancer({}, "aws:alb/loadBalancer:LoadBalancer") },
        says: { web: past(block) },
    },
    "a classic one": {
        stack: {
            web: group("web", fromOffice),
            balancer: balancer({ loadBalancerType: undefined, listeners: [] }, "aws:elb/loadBalancer:LoadBalancer"),
        },
        says: { web: past(block) },
    },
    "a VPC's own group": { stack: takenOver(fromOffice), says: { taken: past(block) } },
    "a rule of its own": inHub(oldRule({}), past("cidrBlocks[0]")),
    "one of a group that another stack makes": inHub(oldRule({ securityGroupId: "sg-outside" }), past("cidrBlocks[0]")),
    "one of the newer form": inHub(ingressRule({ cidrIpv4: office }), past("cidrIpv4")),
    "one for IPv6": inHub(ingressRule({ cidrIpv6: "2001:db8::/32" }), past("cidrIpv6", "2001:db8::/32")),
    "one for every port": inHub(
        ingressRule({ cidrIpv4: office, ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
        past("cidrIpv4"),
    ),
    "one of a rule": {
        stack: { ...hub, rule: ingressRule({ prefixListId: "pl-rule" }), list: list("rule", office) },
        says: { list: past("entries[0].cidr") },
    },
    "an entry of one": { stack: { ...grown, entry: entry("pl-grown", office) }, says: { entry: past("cidr") } },
    "one that says nothing": one(ingress({ scheme: "internet-facing" }), unset(inboundCidrs)),
    "one by its class": {
        stack: { class: ingressClass("web", "eks.amazonaws.com/alb"), ingress: ingress({}, "web") },
        says: { ingress: unset(inboundCidrs) },
    },
    "a group of one": { stack: groupOfIngress("sg-ingress, sg-2"), says: { group: past(block) } },
    "a group of one, whose id is not known": { stack: groupOfIngress(unknown), says: { group: past(block) } },
    "a prefix list of an Ingress": {
        stack: { ingress: ingress({ "security-group-prefix-lists": "pl-ingress" }), list: list("ingress", office) },
        says: { list: past("entries[0].cidr") },
    },
    "the parameters of a class": one(params([office]), past("spec.inboundCIDRs[0]")),
    "a Service": one(service({ loadBalancerSourceRanges: [office] }), past("spec.loadBalancerSourceRanges[0]")),
    "one without ranges": one(service({}), unset("spec.loadBalancerSourceRanges")),
};

/** Origins that take in Cloudflare's edge and an office: what they are behind Cloudflare, and behind CloudFront. */
const besideEdge = (first: string, second: string, of: string): readonly [cloudflare: Said, cloudFront: Said] => [
    { [of]: past(second) },
    { [of]: [past(first, edge[0]), past(second)] },
];
const both: Readonly<Record<string, readonly [stack: Stack, cloudflare: Said, cloudFront: Said]>> = {
    "a group": [guarded(tcp(443, { cidrBlocks: [edge[0], office] })), ...besideEdge(block, "ingress[0].cidrBlocks[1]", "web")],
    "an Ingress": [{ one: cidrs }, ...besideEdge(inboundCidrs, inboundCidrs, "one")],
    "a prefix list": [{ ...listed, edges: list("edge") }, ...besideEdge("entries[0].cidr", "entries[1].cidr", "list")],
    "one of two prefix lists": [
        listed,
        { list: past("entries[1].cidr") },
        {
            edges: edge.map((it, index) => past(`entries[${index}].cidr`, it)),
            list: [past("entries[0].cidr", edge[0]), past("entries[1].cidr")],
        },
    ],
};
const beside = (of: 1 | 2): Failing =>
    Object.fromEntries(Object.entries(both).map(([what, one]) => [`an office beside the edge, ${what}`, { stack: one[0], says: one[of] }]));
export const besideCloudflare = beside(1);
export const besideCloudFront = beside(2);

/** Origins that take in Cloudflare's edge, and what they are behind CloudFront. */
export const edgeOnly: Failing = {
    "a group": {
        stack: guarded(...edges),
        says: {
            web: [
                past(block, edge[0]),
                past("ingress[0].cidrBlocks[1]", edge[1]),
                past("ingress[0].ipv6CidrBlocks[0]", edge6),
                past("ingress[1].cidrBlocks[0]", edge[0]),
            ],
        },
    },
    "a group of a load balancer for packets": {
        stack: { web: group("web", tcp(443, { cidrBlocks: [edge[0]] })), balancer: balancer({ loadBalancerType: "network" }) },
        says: { web: past(block, edge[0]) },
    },
    "a rule": inHub(oldRule({ cidrBlocks: [edge[0]] }), past("cidrBlocks[0]", edge[0])),
    "a rule of the newer form": inHub(ingressRule({ cidrIpv4: edge[0] }), past("cidrIpv4", edge[0])),
    "a rule for IPv6": inHub(ingressRule({ cidrIpv6: edge6 }), past("cidrIpv6", edge6)),
    "an entry of a prefix list": { stack: { ...grown, entry: entry("pl-grown", edge[0]!) }, says: { entry: past("cidr", edge[0]) } },
    "an Ingress": one(ingress({ scheme: "internet-facing", "inbound-cidrs": edge.join(", ") }), ...edge.map(it => past(inboundCidrs, it))),
    "the parameters of a class": one(params(edge), ...edge.map((it, index) => past(`spec.inboundCIDRs[${index}]`, it))),
    "a Service": one(
        service({ loadBalancerSourceRanges: edge }),
        ...edge.map((it, index) => past(`spec.loadBalancerSourceRanges[${index}]`, it)),
    ),
};

/** Origins that nobody reaches past any CDN. */
export const closed: Readonly<Record<string, Stack>> = {
    "a group of the network itself": guarded(inside),
    "other ports": guarded(tcp(22, { cidrBlocks: [office] }), { protocol: "tcp", fromPort: 81, toPort: 442, cidrBlocks: [office] }),
    "a prefix list that another stack makes": guarded(tcp(443, { prefixListIds: ["pl-1"] })),
    "a group without rules": guarded(),
    "a gateway": { balancer: balancer({ securityGroups: undefined, loadBalancerType: "gateway" }) },
    "an internal load balancer": { web: group("web", fromOffice), balancer: balancer({ internal: true }) },
    "an internal one for packets": { balancer: balancer({ securityGroups: undefined, loadBalancerType: "network", internal: true }) },
    "a rule of a group": { ...hub, one: ingressRule({ referencedSecurityGroupId: "sg-1" }) },
    "a way out": { ...hub, one: oldRule({ type: "egress" }) },
    "a rule of another group": { ...hub, one: oldRule({ securityGroupId: "sg-another" }) },
    "an internal Ingress": { one: ingress({ scheme: "internal" }) },
    "an Ingress of nginx": { one: ingress({}, "nginx"), class: ingressClass("nginx", "k8s.io/ingress-nginx") },
    "a Service without a load balancer": { one: service({ type: "ClusterIP" }) },
    "an internal Service": { one: service({}, { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" }) },
    "a port that is not known, of the network itself": guarded(tcp(unknown, { cidrBlocks: ["10.0.0.0/8"] })),
    "the group of a rule where nothing faces the internet": { one: oldRule({ securityGroupId: unknown }) },
    "a list, an entry and a group of no load balancer": {
        ...guarded(),
        list: list("nobody", office),
        entry: entry("pl-2", office),
        group: group("nobody", fromOffice),
    },
};
