import { object } from "./manifests";
import { unknown, type Proof, type Sketch, type Stack } from "./proof";
import { unmade, wired } from "./unmade";

/** Two ranges of Cloudflare's edge, one of IPv6, and one of nobody's edge. */
export const edge = ["173.245.48.0/20", "104.16.128.0/17"];
export const edge6 = "2606:4700:10::/48";
export const office = "203.0.113.0/24";

export const record = (props: object): Sketch => ({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    props: { zoneId: "1", name: "web.example.com", type: "CNAME", content: "web.elb.example.net", proxied: false, ttl: 1, ...props },
});

/** What shows that Cloudflare is the CDN. */
const site: Stack = { site: record({ content: "a.example.net", proxied: true }) };

/** What shows that CloudFront is. */
const distribution: Stack = {
    distribution: {
        type: "aws:cloudfront/distribution:Distribution",
        props: { enabled: true, origins: [{ originId: "app", domainName: "origin.example.com" }] },
    },
};

export const behindCloudflare = (stack: Stack): Stack => ({ ...site, ...stack });
export const behindCloudFront = (stack: Stack): Stack => ({ ...distribution, ...stack });

/** A rule of a security group for one port. */
export const tcp = (port: unknown, sources: object): object => ({ protocol: "tcp", fromPort: port, toPort: port, ...sources });
export const fromOffice = tcp(443, { cidrBlocks: [office] });

/** A security group, called by the id `sg-<name>`. */
export const group = (name: string, ...ingress: readonly unknown[]): Sketch => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: { ingress },
    answers: { id: `sg-${name}`, arn: `arn:aws:ec2:eu-west-1:123456789012:security-group/sg-${name}` },
});

/** A load balancer of AWS, in the group `web` unless it says otherwise. */
export const balancer = (props: object = {}, type = "aws:lb/loadBalancer:LoadBalancer"): Sketch => ({
    type,
    props: { securityGroups: ["sg-web"], loadBalancerType: "application", ...props },
    answers: { dnsName: "web.elb.example.net" },
});

/** A load balancer in a group that has these rules. */
export const guarded = (...ingress: readonly unknown[]): Stack => ({ web: group("web", ...ingress), balancer: balancer() });

/** A rule of a group as a resource of its own. */
export const ingressRule = (props: object): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { securityGroupId: "sg-web", ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props },
});

/** The same in the older form. */
export const oldRule = (props: object): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { type: "ingress", securityGroupId: "sg-web", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [office], ...props },
});

/** A prefix list, called by the id `pl-<name>`. */
export const list = (name: string, ...cidrs: readonly unknown[]): Sketch => ({
    type: "aws:ec2/managedPrefixList:ManagedPrefixList",
    props: { addressFamily: "IPv4", maxEntries: 20, entries: cidrs.map(cidr => ({ cidr })) },
    answers: { id: `pl-${name}` },
});

export const entry = (prefixListId: string, cidr: string): Sketch => ({
    type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
    props: { prefixListId, cidr },
});

const address = { status: { loadBalancer: { ingress: [{ hostname: "web.elb.example.net" }] } } };

/** An Ingress with annotations of AWS's controller. */
export const ingress = (annotations: Readonly<Record<string, unknown>> = {}, ingressClassName = "alb"): Sketch => ({
    ...object("networking.k8s.io/v1:Ingress", "web", {
        metadata: {
            name: "web",
            annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value])),
        },
        spec: { ingressClassName, rules: [{ host: "example.com" }] },
    }),
    answers: address,
});

export const ingressClass = (name: string, controller: string): Sketch =>
    object("networking.k8s.io/v1:IngressClass", name, { spec: { controller } });

export const params = (inboundCIDRs: unknown): Sketch =>
    object("eks.amazonaws.com/v1:IngressClassParams", "web", { spec: { scheme: "internet-facing", inboundCIDRs } });

export const service = (spec: object, annotations: object = {}): Sketch => ({
    ...object("core/v1:Service", "web", {
        metadata: { name: "web", annotations },
        spec: { type: "LoadBalancer", ports: [{ port: 443 }], ...spec },
    }),
    answers: address,
});

/** A VPC whose default group a resource takes over, with rules. */
export const takenOver = (...ingress: readonly object[]): Stack => ({
    vpc: {
        type: "aws:ec2/vpc:Vpc",
        props: { cidrBlock: "10.0.0.0/16" },
        answers: { id: "vpc-1", defaultSecurityGroupId: "sg-default" },
    },
    taken: { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { vpcId: "vpc-1", ingress } },
    balancer: balancer({ securityGroups: ["sg-default"] }),
});

const balancerFills = ["internal", "loadBalancerType", "securityGroups"];

/** What AWS and Cloudflare fill in where a program is silent. */
const filledIn: Readonly<Record<string, readonly string[]>> = {
    "aws:lb/loadBalancer:LoadBalancer": balancerFills,
    "aws:alb/loadBalancer:LoadBalancer": balancerFills,
    "aws:elb/loadBalancer:LoadBalancer": balancerFills,
    "aws:ec2/managedPrefixList:ManagedPrefixList": ["entries"],
    "cloudflare:index/dnsRecord:DnsRecord": ["proxied"],
};

/** The stack in which that is there, but is not known. */
const filled = (stack: Stack): Stack =>
    Object.fromEntries(
        Object.entries(stack).map(([name, sketch]) => {
            const { type, props = {}, answers } = sketch;
            const silent = (filledIn[type] ?? []).filter(key => (props as Record<string, unknown>)[key] === undefined);
            return [name, { ...sketch, answers: { ...answers, ...Object.fromEntries(silent.map(key => [key, unknown])) } }];
        }),
    );

/** A stack as a later preview shows it, and as the first does. */
const previews = (what: string, stack: Stack): readonly (readonly [what: string, stack: Stack])[] => [
    [what, filled(wired(stack))],
    [`${what}, before anything is made`, filled(unmade(wired(stack)))],
];

type Judged = Proof["fails"][string] | Proof["unknowns"][string];

export const casesInPreviews = <T extends Judged>(cases: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
        Object.entries(cases).flatMap(([what, one]) => previews(what, one.stack).map(([seen, stack]) => [seen, { ...one, stack }])),
    );

export const stacksInPreviews = (stacks: Readonly<Record<string, Stack>>): Record<string, Stack> =>
    Object.fromEntries(Object.entries(stacks).flatMap(([what, stack]) => previews(what, stack)));
