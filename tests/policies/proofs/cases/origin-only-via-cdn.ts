import { changing } from "../manifests";
import { besideCloudflare, besideCloudFront, closed, edgeOnly, edges, origins, past, type Failing } from "../origin-cases";
import {
    balancer,
    behindCloudflare,
    behindCloudFront,
    casesInPreviews,
    edge,
    entry,
    fromOffice,
    group,
    guarded,
    ingress,
    ingressRule,
    list,
    oldRule,
    office,
    params,
    record,
    service,
    stacksInPreviews,
    tcp,
} from "../origins";
import { secret, unknown, type Proof, type Said, type Sketch, type Stack } from "../proof";
import { later } from "../unmade";

const straight = (found: string): string =>
    `proxied is ${found}: the name leads straight to the load balancer, and everyone past the CDN. Let Cloudflare answer for it.`;
const bare = (props: object = {}): Stack => ({ ...guarded(...edges), shown: record(props) });

const elsewhere = record({ content: "b.elb.example.net" });
const toIngress = record({ type: unknown });

const records: Failing = {
    "of a load balancer": { stack: bare(), says: { shown: straight("false") } },
    "that says nothing": { stack: bare({ proxied: undefined }), says: { shown: straight("not set") } },
    "of the old type": {
        stack: { ...guarded(...edges), shown: { ...record({}), type: "cloudflare:index/record:Record" } },
        says: { shown: straight("false") },
    },
    "of an Ingress, whose address is not known": {
        stack: { origin: ingress({ "inbound-cidrs": edge[0] }), shown: later(record({}), { content: "origin" }) },
        says: { shown: straight("false") },
    },
};

/** Names that are known, and made from nothing of the stack. */
const byName = (origin: Sketch, shown: Sketch = record({})): Failing[string] => ({
    stack: behindCloudflare({ origin, shown, elsewhere }),
    says: { shown: straight("false") },
});
const facing = (address: object): Sketch => ({ ...ingress({}, "nginx"), answers: { status: { loadBalancer: { ingress: [address] } } } });
const named: Failing = {
    "the name of a load balancer of AWS": byName({ ...balancer({ securityGroups: undefined }) }),
    "the name of an Ingress": byName(facing({ hostname: "web.elb.example.net" })),
    "the name of an Ingress, in a record whose type is not known": byName(facing({ hostname: "web.elb.example.net" }), toIngress),
    "the address of an Ingress": byName(facing({ ip: "web.elb.example.net" })),
};

const internal: Stack = { internal: balancer({ securityGroups: [], internal: true }) };
const internalService = service({}, { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" });
const harmless: Readonly<Record<string, Stack>> = {
    "records of others, of text, and that are proxied": {
        ...guarded(...edges),
        elsewhere: record({ content: "mail.example.net" }),
        text: { ...record({ type: "TXT", content: "origin=web.elb.example.net" }), from: { content: "balancer" } },
        textOfIt: record({ type: "TXT" }),
        proxied: record({ proxied: true }),
    },
    "records of an internal load balancer": { ...internal, shown: record({}) },
    "records of an internal Service": { internalService, shown: { ...record({}), from: { content: "internalService" } } },
    "records of one whose address is not known": { internalService, shown: later(record({}), { content: "internalService" }) },
    "a port of the edge that is not known": guarded(tcp(unknown, { cidrBlocks: edge })),
    "what AWS answers": { balancer: balancer({ securityGroups: undefined }) },
};

type Unjudged = Readonly<Record<string, readonly [stack: Stack, of: Readonly<Record<string, string>>, says?: Said]>>;
const inboundPath = "metadata.annotations.alb.ingress.kubernetes.io/inbound-cidrs";
const unjudged: Unjudged = {
    "a source": [guarded(tcp(443, { cidrBlocks: [unknown] })), { web: "ingress.0.cidrBlocks.0" }],
    "a source beside one that is none of the CDN": [
        guarded(tcp(443, { cidrBlocks: [unknown, office] })),
        { web: "ingress.0.cidrBlocks.0" },
        { web: past("ingress[0].cidrBlocks[1]") },
    ],
    "a rule": [guarded(unknown), { web: "ingress.0" }],
    "a rule's ports": [guarded(tcp(unknown, { cidrBlocks: [office] })), { web: "ingress.0.fromPort" }],
    "a rule's last port": [guarded({ ...fromOffice, toPort: unknown }), { web: "ingress.0.toPort" }],
    "the group of a load balancer": [{ balancer: balancer({ securityGroups: [unknown] }) }, { balancer: "securityGroups.0" }],
    "the groups of a load balancer": [{ balancer: balancer({ securityGroups: unknown }) }, { balancer: "securityGroups" }],
    "whether a load balancer is internal": [
        { web: group("web", fromOffice), balancer: balancer({ internal: unknown }) },
        { balancer: "internal" },
    ],
    "the group of a rule": [{ ...guarded(), rule: oldRule({ securityGroupId: unknown }) }, { rule: "securityGroupId" }],
    "the direction of a rule": [{ ...guarded(), rule: oldRule({ type: unknown }) }, { rule: "type" }],
    "whether a record is proxied": [bare({ proxied: unknown }), { shown: "proxied" }],
    "the sources of an Ingress": [{ ingress: ingress({ "inbound-cidrs": unknown }) }, { ingress: inboundPath }],
};

const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (one: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([what, inner]) => [what, change(inner)]));
const renamed = <T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([what, inner]) => [`${prefix}${what}`, inner]));
const behind = (cases: Failing, place: (stack: Stack) => Stack): Failing =>
    mapped(cases, ({ stack, says }) => ({ stack: place(stack), says }));

const mail = record({ content: "mail.example.net" });
const undecided = record({ content: "a.example.net", proxied: unknown });
const open: Stack = guarded(fromOffice);
const edgeLists = { list: list("edge", ...edge), ...guarded(tcp(443, { prefixListIds: ["pl-edge"] })) };
const tenants: Stack = { cdn: { type: "aws:cloudfront/multitenantDistribution:MultitenantDistribution", props: { enabled: true } } };

export const proof: Proof = {
    fails: {
        ...casesInPreviews({
            ...behind({ ...origins, ...besideCloudflare, ...renamed(records, "a record, ") }, behindCloudflare),
            ...renamed(behind({ ...origins, ...besideCloudFront, ...edgeOnly }, behindCloudFront), "behind CloudFront, "),
            "behind CloudFront of many tenants": { stack: { ...tenants, ...open }, says: { web: past("ingress[0].cidrBlocks[0]") } },
        }),
        ...named,
    },
    passes: {
        ...stacksInPreviews({
            ...mapped({ ...closed, ...harmless, "the edge by a prefix list": edgeLists }, behindCloudflare),
            ...renamed(
                mapped(edgeOnly, ({ stack }) => behindCloudflare(stack)),
                "the edge alone, ",
            ),
            ...renamed(mapped(closed, behindCloudFront), "behind CloudFront, "),
            "behind CloudFront, records of a load balancer": behindCloudFront({ ...guarded(), shown: record({}) }),
        }),
        "a stack without a CDN": { mail, ...open },
    },
    unknowns: {
        ...casesInPreviews(mapped(unjudged, ([stack, of, says = {}]) => ({ stack: behindCloudflare(stack), of, says }))),
        ...casesInPreviews({ "whether there is a CDN": { stack: { undecided, ...open }, of: { undecided: "proxied" } } }),
    },
    secrets: behindCloudflare({
        web: group(
            "web",
            tcp(443, { cidrBlocks: [secret("hunter2-range")], ipv6CidrBlocks: [secret("hunter2-ipv6")] }),
            tcp(secret("hunter2-port"), { cidrBlocks: [office] }),
            { ...fromOffice, protocol: secret("hunter2-protocol"), description: secret("hunter2-description") },
        ),
        balancer: balancer({ name: secret("hunter2-name"), securityGroups: ["sg-web", secret("hunter2-group")] }),
        rule: ingressRule({ cidrIpv4: secret("hunter2-ipv4"), cidrIpv6: secret("hunter2-ipv6"), prefixListId: "pl-1" }),
        old: oldRule({ cidrBlocks: [secret("hunter2-range")], securityGroupId: secret("hunter2-group") }),
        list: list("1", secret("hunter2-entry")),
        ingress: ingress({ "inbound-cidrs": secret("hunter2-inbound, hunter2-other") }),
        params: params([secret("hunter2-params")]),
        service: service({ loadBalancerSourceRanges: [secret("hunter2-source")] }),
        shown: { ...record({ content: secret("hunter2-content"), comment: secret("hunter2-comment") }), from: { content: "balancer" } },
        switched: record({ proxied: secret("hunter2-proxied") }),
    }),
    // Groups, lists and records of no load balancer, beside one that is behind the CDN.
    ignores: behindCloudflare({
        ...guarded(...edges),
        lonely: group("lonely", fromOffice),
        list: list("lonely", office),
        entry: entry("pl-2", office),
        rule: oldRule({ securityGroupId: "sg-lonely" }),
        egress: oldRule({ type: "egress" }),
        out: { ...ingressRule({ cidrIpv4: office }), type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" },
        machine: { type: "aws:ec2/instance:Instance", props: { vpcSecurityGroupIds: ["sg-lonely"] } },
        mail,
        mx: record({ type: "MX" }),
        serving: { type: "kubernetes:serving.knative.dev/v1:Service", props: service({}).props! },
    }),
    breaks: changing("IngressClassParams", "app-alb-params", ({ spec }: { spec?: { inboundCIDRs: string[] } }) => {
        spec!.inboundCIDRs = ["198.51.100.0/24"];
    }),
};
