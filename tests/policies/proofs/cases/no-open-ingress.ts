import { secret, unknown, type Proof, type Sketch } from "../proof";

type Props = Record<string, unknown>;

const tcp = (port: unknown, sources: Props): Props => ({ protocol: "tcp", fromPort: port, toPort: port, ...sources });
const group = (ingress: unknown): Sketch => ({ type: "aws:ec2/securityGroup:SecurityGroup", props: { ingress } });
const defaultGroup = (props: Props): Sketch => ({ type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props });
const rule = (type: unknown, cidrBlocks: unknown): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { type, ...tcp(443, { cidrBlocks }), securityGroupId: "sg-1" },
});
const ingressRule = (source: Props): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { ipProtocol: "tcp", fromPort: 22, toPort: 22, securityGroupId: "sg-1", ...source },
});

const service = (spec: Props, annotations?: unknown, kind = "Service"): Sketch => ({
    type: `kubernetes:core/v1:${kind}`,
    props: { metadata: { name: "web", annotations }, spec: { type: "LoadBalancer", ports: [{ port: 443 }], ...spec } },
});
const patch = (spec: Props): Sketch => ({ type: "kubernetes:core/v1:ServicePatch", props: { metadata: { name: "web" }, spec } });
const prefixed = (prefix: string, values: Props): Props =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.kubernetes.io/${key}`, value]));
const nlb = (values: Props, spec: Props = {}): Sketch => service(spec, prefixed("service.beta", values));
const automatic = { loadBalancerClass: "eks.amazonaws.com/nlb" };

const ingress = (ingressClassName: unknown, annotations: unknown): Sketch => ({
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    props: { metadata: { name: "web", annotations }, spec: { ingressClassName, rules: [{ host: "example.com" }] } },
});
const alb = (values: Props, ingressClassName: unknown = "alb"): Sketch => ingress(ingressClassName, prefixed("alb.ingress", values));
const params = (spec: Props): Sketch => ({
    type: "kubernetes:eks.amazonaws.com/v1:IngressClassParams",
    props: { apiVersion: "eks.amazonaws.com/v1", kind: "IngressClassParams", metadata: { name: "web" }, spec },
});

const eighths = Array.from({ length: 40 }, (_, n) => `${n + 11}.0.0.0/8`);
const list = (cidrs: readonly unknown[]): Sketch => ({
    type: "aws:ec2/managedPrefixList:ManagedPrefixList",
    props: { name: "world", addressFamily: "IPv4", maxEntries: 2, entries: cidrs.map(cidr => ({ cidr })) },
    answers: { id: "pl-1" },
});

const gets = (by: string): string => `anyone on the internet gets in by ${by}.`;
const reach = "anyone on the internet can reach the load balancer. Name the sources it takes, or make it internal.";
const ranges = "spec.loadBalancerSourceRanges";
const rangesAnnotation = 'metadata.annotations["service.beta.kubernetes.io/load-balancer-source-ranges"]';
const inboundCidrs = 'metadata.annotations["alb.ingress.kubernetes.io/inbound-cidrs"]';
const unset = `${ranges} is not set: ${reach}`;
const unsetCidrs = `${inboundCidrs} is not set: ${reach}`;

export const proof: Proof = {
    fails: {
        "a group that is open to every IPv4 address": {
            stack: { group: group([tcp(443, { cidrBlocks: ["10.0.0.0/8"] }), tcp(22, { cidrBlocks: ["192.0.2.0/24", "0.0.0.0/0"] })]) },
            says: { group: `ingress[1].cidrBlocks[1] is "0.0.0.0/0": ${gets("tcp port 22")}` },
        },
        "one that is open to every IPv6 address": {
            stack: { group: group([{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }]) },
            says: { group: `ingress[0].ipv6CidrBlocks[0] is "::/0": ${gets("every port")}` },
        },
        "two halves of the internet": {
            stack: { group: group([{ protocol: "tcp", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] }]) },
            says: {
                group: [
                    `ingress[0].cidrBlocks[0] is "0.0.0.0/1": ${gets("tcp ports 0 to 65535")}`,
                    `ingress[0].cidrBlocks[1] is "128.0.0.0/1": ${gets("tcp ports 0 to 65535")}`,
                ],
            },
        },
        "most of the internet, by many ranges": {
            stack: {
                group: group([tcp(443, { cidrBlocks: eighths })]),
                rows: group(eighths.map(cidr => tcp(443, { cidrBlocks: [cidr] }))),
                ...Object.fromEntries(eighths.map((cidrIpv4, n) => [`rule${n}`, ingressRule({ cidrIpv4 })])),
                service: service({ loadBalancerSourceRanges: eighths }),
                ingress: alb({ scheme: "internet-facing", "inbound-cidrs": eighths.join(",") }),
            },
            says: {
                group: `its rules together take in much of the internet: anyone gets in by tcp port 443.`,
                rows: `its rules together take in much of the internet: anyone gets in by tcp port 443.`,
                rule0: `its rules together take in much of the internet: anyone gets in by tcp port 22.`,
                service: `${ranges} is much of the internet, taken together: ${reach}`,
                ingress: `${inboundCidrs} is much of the internet, taken together: ${reach}`,
            },
        },
        "a prefix list of the stack that has everybody": {
            stack: {
                world: list(["10.0.0.0/8", "0.0.0.0/0"]),
                group: group([tcp(443, { prefixListIds: ["pl-1"] })]),
                rule: { ...ingressRule({ prefixListId: unknown }), from: { prefixListId: "world" } },
                service: nlb({ "aws-load-balancer-security-group-prefix-lists": "pl-1", "load-balancer-source-ranges": "10.0.0.0/8" }),
                ingress: alb({ scheme: "internet-facing", "security-group-prefix-lists": "pl-1" }),
            },
            says: {
                group: `the prefix list world has "0.0.0.0/0": ${gets("tcp port 443")}`,
                rule: `the prefix list world has "0.0.0.0/0": ${gets("tcp port 22")}`,
                service: `the prefix list world has "0.0.0.0/0": ${reach}`,
                ingress: `the prefix list world has "0.0.0.0/0": ${reach}`,
            },
        },
        "one by an entry of its own, and by many": {
            stack: {
                world: list([]),
                entry: { type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", props: { prefixListId: "pl-1", cidr: "::/0" } },
                rule: ingressRule({ prefixListId: "pl-1" }),
                parts: { ...list(eighths), answers: { id: "pl-2" } },
                other: ingressRule({ prefixListId: "pl-2" }),
            },
            says: {
                rule: `the prefix list world has "::/0": ${gets("tcp port 22")}`,
                other: `the prefix list parts is much of the internet, taken together: ${gets("tcp port 22")}`,
            },
        },
        "a port that is not known": {
            stack: { group: group([tcp(unknown, { cidrBlocks: ["0.0.0.0/0"] })]) },
            says: { group: `ingress[0].cidrBlocks[0] is "0.0.0.0/0": ${gets("the ports of this rule")}` },
        },
        "a VPC's default group": {
            stack: { group: defaultGroup({ ingress: [tcp(80, { cidrBlocks: ["0.0.0.0/0"] })] }) },
            says: { group: `ingress[0].cidrBlocks[0] is "0.0.0.0/0": ${gets("tcp port 80")}` },
        },
        "rules that are resources": {
            stack: {
                rule: rule("ingress", ["0.0.0.0/0"]),
                ipv4: ingressRule({ cidrIpv4: "0.0.0.0/0" }),
                ipv6: ingressRule({ cidrIpv6: "::/0" }),
                icmp: ingressRule({ cidrIpv4: "64.0.0.0/2", ipProtocol: "icmp", fromPort: -1, toPort: -1 }),
            },
            says: {
                rule: `cidrBlocks[0] is "0.0.0.0/0": ${gets("tcp port 443")}`,
                ipv4: `cidrIpv4 is "0.0.0.0/0": ${gets("tcp port 22")}`,
                ipv6: `cidrIpv6 is "::/0": ${gets("tcp port 22")}`,
                icmp: `cidrIpv4 is "64.0.0.0/2": ${gets("icmp")}`,
            },
        },
        "a Service that names no sources": {
            stack: {
                plain: service({}),
                notInternal: nlb({ "aws-load-balancer-internal": "false" }),
                facing: nlb({ "aws-load-balancer-scheme": "internet-facing" }, automatic),
            },
            says: { plain: unset, notInternal: unset, facing: unset },
        },
        "one that names everyone": {
            stack: {
                ranges: service({ loadBalancerSourceRanges: ["192.0.2.0/24", "0.0.0.0/0"] }),
                annotation: nlb({ "load-balancer-source-ranges": "192.0.2.0/24, ::/0" }),
                patch: patch({ loadBalancerSourceRanges: ["0.0.0.0/0"] }),
            },
            says: {
                ranges: `${ranges}[1] is "0.0.0.0/0": ${reach}`,
                annotation: `${rangesAnnotation} is "::/0": ${reach}`,
                patch: `${ranges}[0] is "0.0.0.0/0": ${reach}`,
            },
        },
        "one of a list": {
            stack: {
                list: {
                    type: "kubernetes:core/v1:ServiceList",
                    props: { items: [{ spec: { type: "ClusterIP" } }, { spec: { type: "LoadBalancer" } }] },
                },
            },
            says: { list: `items[1].${unset}` },
        },
        "an Ingress that names no sources": {
            stack: {
                facing: alb({ scheme: "internet-facing" }, "web"),
                elsewhere: alb({}),
                oldClass: ingress(undefined, { "kubernetes.io/ingress.class": "alb" }),
            },
            says: { facing: unsetCidrs, elsewhere: unsetCidrs, oldClass: unsetCidrs },
        },
        "one that takes everyone": {
            stack: {
                cidrs: alb({ scheme: "internet-facing", "inbound-cidrs": "10.0.0.0/8, 0.0.0.0/0" }),
                lists: alb({ "inbound-cidrs": "0.0.0.0/0", "security-group-prefix-lists": "pl-1" }),
            },
            says: {
                cidrs: `${inboundCidrs} is "0.0.0.0/0": ${reach}`,
                lists: `${inboundCidrs} is "0.0.0.0/0": ${reach}`,
            },
        },
        "parameters of a class": {
            stack: { params: params({ scheme: "internet-facing", inboundCIDRs: ["0.0.0.0/0"] }) },
            says: { params: `spec.inboundCIDRs[0] is "0.0.0.0/0": ${reach}` },
        },
    },
    passes: {
        "groups that name who connects": {
            cdn: group([tcp(443, { cidrBlocks: ["173.245.48.0/20", "10.0.0.0/8"], ipv6CidrBlocks: ["2400:cb00::/32", "fc00::/7"] })]),
            groups: group([tcp(5432, { securityGroups: ["sg-1"] }), tcp(443, { prefixListIds: ["pl-1"] })]),
            elsewhere: group([tcp(443, { cidrBlocks: ["192.0.2.0/24"], description: unknown })]),
            closed: group([]),
            default: defaultGroup({}),
        },
        "a prefix list of the stack, and one for the way out": {
            offices: list(["192.0.2.0/24", "198.51.100.0/24"]),
            world: { ...list(["0.0.0.0/0"]), answers: { id: "pl-2" } },
            rule: ingressRule({ prefixListId: "pl-1" }),
            internal: alb({ scheme: "internal", "security-group-prefix-lists": "pl-2" }),
            amazon: ingressRule({ prefixListId: "pl-9" }),
            out: {
                type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                props: { ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: "pl-2", securityGroupId: "sg-1" },
            },
        },
        "the ranges of a large company, and many on ports of their own": {
            group: group([tcp(443, { cidrBlocks: eighths.slice(0, 20) }), tcp(22, { cidrBlocks: eighths.slice(20) })]),
        },
        "rules that do": {
            narrow: rule("ingress", ["192.0.2.0/24"]),
            one: ingressRule({ cidrIpv4: "192.0.2.7/32" }),
            group: ingressRule({ referencedSecurityGroupId: unknown }),
        },
        "Services that do": {
            ranges: service({ loadBalancerSourceRanges: ["192.0.2.0/24"] }),
            annotation: nlb({ "load-balancer-source-ranges": "192.0.2.0/24, 198.51.100.0/24" }),
            groups: nlb({ "aws-load-balancer-security-groups": unknown }),
        },
        "internal Services": {
            scheme: nlb({ "aws-load-balancer-scheme": "internal" }),
            old: nlb({ "aws-load-balancer-internal": "true" }),
            google: service({}, { "networking.gke.io/load-balancer-type": "Internal" }),
            googleOld: service({}, { "cloud.google.com/load-balancer-type": "Internal" }),
            azure: nlb({ "azure-load-balancer-internal": "true" }),
            byClass: service(automatic),
        },
        "an Ingress that names who connects": {
            cidrs: alb({ "inbound-cidrs": "173.245.48.0/20,2400:cb00::/32" }),
            elsewhere: alb({ "inbound-cidrs": "173.245.48.0/20", "certificate-arn": unknown }),
            lists: alb({ scheme: "internet-facing", "security-group-prefix-lists": "pl-1" }),
            groups: alb({ scheme: "internet-facing", "security-groups": "sg-1" }),
            internal: alb({ scheme: "internal" }),
        },
        "parameters of a class": {
            unsaid: params({ scheme: "internet-facing" }),
            internal: params({ scheme: "internal", inboundCIDRs: ["0.0.0.0/0"] }),
        },
    },
    unknowns: {
        "an address of a group": {
            stack: { one: group([tcp(22, { cidrBlocks: [unknown] })]), beside: group([tcp(22, { cidrBlocks: [unknown, "0.0.0.0/0"] })]) },
            of: { one: "ingress.0.cidrBlocks.0", beside: "ingress.0.cidrBlocks.0" },
            says: { beside: `ingress[0].cidrBlocks[1] is "0.0.0.0/0": ${gets("tcp port 22")}` },
        },
        "a group's rules, and which way a rule goes": {
            stack: { group: group(unknown), rule: rule(unknown, ["0.0.0.0/0"]) },
            of: { group: "ingress", rule: "type" },
        },
        "an entry of a prefix list": {
            stack: { offices: list([unknown]), rule: ingressRule({ prefixListId: "pl-1" }) },
            of: ["rule"],
        },
        "whose the other rules are": {
            stack: {
                group: { type: "aws:ec2/eip:Eip" },
                half: rule("ingress", eighths.slice(0, 20)),
                other: {
                    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
                    props: { type: "ingress", ...tcp(443, { cidrBlocks: eighths.slice(20) }), securityGroupId: unknown },
                    from: { securityGroupId: "group" },
                },
            },
            of: ["half"],
        },
        "a Service's": {
            stack: {
                ranges: service({ loadBalancerSourceRanges: [unknown] }),
                type: service({ type: unknown }),
                annotations: service({}, unknown),
            },
            of: ["ranges", "type", "annotations"],
        },
        "an Ingress's": {
            stack: { cidrs: alb({ "inbound-cidrs": unknown }), scheme: alb({ scheme: unknown }, "web"), class: ingress(unknown, {}) },
            of: ["cidrs", "scheme", "class"],
        },
    },
    secrets: {
        group: group([tcp(22, { cidrBlocks: [secret("hunter2-cidr"), "0.0.0.0/0"], description: secret("hunter2-description") })]),
        protocol: group([{ ...tcp(22, { cidrBlocks: ["0.0.0.0/0"] }), protocol: secret("hunter2-protocol") }]),
        rule: rule(secret("hunter2-type"), [secret("hunter2-cidr")]),
        ingressRule: ingressRule({ cidrIpv4: secret("hunter2-cidr"), cidrIpv6: "::/0", ipProtocol: secret("hunter2-protocol") }),
        service: service({ type: secret("hunter2-type"), loadBalancerSourceRanges: [secret("hunter2-range")] }),
        annotation: nlb({ "load-balancer-source-ranges": secret("hunter2-range") }),
        ingress: alb({ scheme: secret("hunter2-scheme"), "inbound-cidrs": secret("hunter2-range") }),
        params: params({ scheme: "internet-facing", inboundCIDRs: [secret("hunter2-range")] }),
    },
    ignores: {
        egress: rule("egress", ["0.0.0.0/0"]),
        egressRule: {
            type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            props: { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" },
        },
        clusterIp: service({ type: "ClusterIP" }),
        annotationsUnknown: service({ type: "ClusterIP" }, unknown),
        unsaid: service({ type: undefined }),
        patch: patch({ type: "LoadBalancer" }),
        knative: { type: "kubernetes:serving.knative.dev/v1:Service", props: { spec: { type: "LoadBalancer" } } },
        nginx: ingress("nginx", {}),
    },
    breaks: one => one,
    adds: {
        ssh: ingressRule({
            description: "SSH from everywhere",
            cidrIpv4: "0.0.0.0/0",
            tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "web" },
        }),
    },
};
