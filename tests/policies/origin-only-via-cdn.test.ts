import { originOnlyViaCdn } from "../../policies/rules/edge/origin-only-via-cdn";
import { judge, provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const block = ["ingress[0].cidrBlocks[0]"];
const inboundCidrs = 'metadata.annotations["alb.ingress.kubernetes.io/inbound-cidrs"]';

const judging = provesRule("origin-only-via-cdn", {
    "fail-office": ["ingress[0].cidrBlocks[1]"],
    "fail-http": block,
    "fail-ipv6": ["ingress[0].ipv6CidrBlocks[0]"],
    "fail-wider-than-the-edge": block,
    "fail-no-range": block,
    "fail-ports-around": block,
    "fail-every-port": block,
    "fail-two": [...block, "ingress[1].cidrBlocks[0]"],
    "fail-beside-unknown": ["ingress[0].cidrBlocks[1]"],
    "fail-network": ["securityGroups"],
    "fail-old-token": block,
    "fail-classic": block,
    "fail-default-group": block,
    "fail-rule": ["cidrBlocks[0]"],
    "fail-rule-of-group-outside": ["cidrBlocks[0]"],
    "fail-ingress-rule": ["cidrIpv4"],
    "fail-ingress-rule-ipv6": ["cidrIpv6"],
    "fail-ingress-rule-every-port": ["cidrIpv4"],
    "fail-list": ["entries[1].cidr"],
    "fail-list-of-rule": ["entries[0].cidr"],
    "fail-entry": ["cidr"],
    "fail-ingress": [inboundCidrs],
    "fail-ingress-unset": [inboundCidrs],
    "fail-ingress-of-class": [inboundCidrs],
    "fail-group-of-ingress": block,
    "fail-list-of-ingress": ["entries[0].cidr"],
    "fail-params": ["spec.inboundCIDRs[0]"],
    "fail-service": ["spec.loadBalancerSourceRanges[0]"],
    "fail-service-unset": ["spec.loadBalancerSourceRanges"],
    "fail-record": ["proxied"],
    "fail-record-unset": ["proxied"],
    "fail-record-of-ingress": ["proxied"],
    "fail-record-type-unknown": ["proxied"],
    "fail-record-made-from": ["proxied"],
    "fail-record-old-token": ["proxied"],
});

provesInPreviews(originOnlyViaCdn, judging);

test("says who gets past the CDN, and how", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-http"]).toEqual([
        'ingress[0].cidrBlocks[0] is "203.0.113.0/24": who comes past the CDN meets neither its firewall nor its limits. Take in nothing but the CDN.',
    ]);
    expect(violations["fail-record"]).toEqual([
        "proxied is false: the name leads straight to the load balancer, and everyone past the CDN. Let Cloudflare answer for it.",
    ]);
    expect(Object.values(unknowns).flat().length).toBeGreaterThan(0);
});

test("lets CloudFront in by its prefix list, and nobody by Cloudflare's ranges", async () => {
    const { violations } = await judge("origin-only-via-cdn", "cloudfront");
    const ofCloudflare = ["pass-edge", "pass-origin", "pass-ingress-rule", "pass-ingress", "pass-params", "pass-service"];
    expect(Object.keys(violations)).toEqual(expect.arrayContaining(ofCloudflare));
    expect(violations["pass-edge"]).toHaveLength(4);
    expect(Object.keys(violations).filter(name => /list$|inside|^pass-record/.test(name))).toEqual(["fail-list"]);
});

const office = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["203.0.113.0/24"] };
const site: Sketch = { type: "cloudflare:index/dnsRecord:DnsRecord", props: { type: "CNAME", content: "a.example.net", proxied: true } };
const group = (...ingress: unknown[]): Sketch => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: { ingress },
    answers: { arn: sentinel },
});
const balancer = (props: object = {}, from: Sketch["from"] = { securityGroups: "group" }): Sketch => ({
    type: "aws:lb/loadBalancer:LoadBalancer",
    props: { securityGroups: [sentinel], ...props },
    from,
    answers: { dnsName: sentinel },
});
const record = (props: object): Sketch => ({
    type: site.type,
    props: { ...site.props, content: sentinel, ...props },
    from: { content: "balancer" },
});
const groupRule = (props: object, from?: Sketch["from"]): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { ...office, type: "ingress", securityGroupId: sentinel, ...props },
    from,
});

const facing = (address: object): Sketch => ({
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    props: { spec: { ingressClassName: "nginx" } },
    answers: { status: { loadBalancer: { ingress: [address] } } },
});

describe("what a preview knows of a new stack", () => {
    const judgeThese = (resources: Record<string, Sketch>) => judgeSketch(originOnlyViaCdn, { site, ...resources });
    const unjudged = { violations: {}, unknown: expect.stringMatching(/ can't be known during preview$/) as string };

    test("is enough to tell the group of a load balancer, and the record that leads to it", async () => {
        const { violations, unknown } = await judgeThese({ group: group(office), balancer: balancer(), shown: record({ proxied: false }) });
        expect([Object.keys(violations), unknown]).toEqual([["group", "shown"], undefined]);
    });

    test.each<[string, Sketch]>([
        ["a load balancer of AWS", { ...balancer({}, {}), props: {}, answers: { dnsName: "a.elb.example.net" } }],
        ["an Ingress", facing({ hostname: "a.elb.example.net" })],
        ["an Ingress by its address", facing({ ip: "a.elb.example.net" })],
    ])("is enough to tell the record that has the name of %s", async (_, origin) => {
        const shown: Sketch = { type: site.type, props: { type: "CNAME", content: "a.elb.example.net", proxied: false } };
        const other: Sketch = { type: site.type, props: { ...shown.props, content: "b.elb.example.net" } };
        expect(await judgeThese({ origin, shown, another: other })).toEqual({
            violations: { shown: [expect.stringMatching(/^proxied is false/)] },
            unknown: undefined,
        });
    });

    test.each<[string, Record<string, Sketch>]>([
        ["a source", { group: group({ ...office, cidrBlocks: [sentinel] }), balancer: balancer() }],
        ["a rule", { group: group(sentinel), balancer: balancer() }],
        ["a port", { group: group({ ...office, toPort: sentinel }), balancer: balancer() }],
        ["the groups of a load balancer", { balancer: balancer({}, {}) }],
        ["whether a load balancer is internal", { group: group(office), balancer: balancer({ internal: sentinel }) }],
        ["the group of a rule", { group: group(), balancer: balancer(), rule: groupRule({}) }],
        [
            "the direction of a rule",
            { group: group(), balancer: balancer(), rule: groupRule({ type: sentinel }, { securityGroupId: "group" }) },
        ],
        ["whether a record is proxied", { group: group(), balancer: balancer(), record: record({ proxied: sentinel }) }],
    ])("leaves %s to be judged later", async (_, resources) => expect(await judgeThese(resources)).toEqual(unjudged));

    test.each<[string, Record<string, Sketch>]>([
        [
            "outputs",
            {
                balancer: {
                    type: balancer().type,
                    props: {},
                    answers: { internal: sentinel, loadBalancerType: sentinel, securityGroups: sentinel },
                },
            },
        ],
        [
            "a port that the CDN may reach",
            { group: group({ ...office, toPort: sentinel, cidrBlocks: ["10.0.0.0/8"] }), balancer: balancer() },
        ],
        ["the group of a rule where nothing faces the internet", { rule: groupRule({}) }],
    ])("does not matter in %s", async (_, resources) => {
        expect(await judgeThese(resources)).toEqual({ violations: {}, unknown: undefined });
    });
});

test("leaves a stack without a CDN to other rules", async () => {
    const mail: Sketch = { type: site.type, props: { ...site.props, proxied: false } };
    const seen = await judgeSketch(originOnlyViaCdn, { mail, group: group(office), balancer: balancer() });
    expect(seen).toEqual({ violations: {}, unknown: undefined });
});

test("cannot judge a stack of which it is not known whether it has a CDN", async () => {
    const undecided: Sketch = { type: site.type, props: { ...site.props, proxied: sentinel } };
    const seen = await judgeSketch(originOnlyViaCdn, { undecided, group: group(office), balancer: balancer() });
    expect(seen).toEqual({ violations: {}, unknown: expect.stringContaining(".proxied can't be known") as string });
});
