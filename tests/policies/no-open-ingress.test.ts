import { provesRule } from "./judge";

const ranges = "spec.loadBalancerSourceRanges";
const rangesAnnotation = 'metadata.annotations["service.beta.kubernetes.io/load-balancer-source-ranges"]';
const inboundCidrs = 'metadata.annotations["alb.ingress.kubernetes.io/inbound-cidrs"]';

const judging = provesRule("no-open-ingress", {
    "fail-group-ipv4": ["ingress[1].cidrBlocks[1]"],
    "fail-group-ipv6": ["ingress[0].ipv6CidrBlocks[0]"],
    "fail-group-halves": ["ingress[0].cidrBlocks[0]", "ingress[0].cidrBlocks[1]"],
    "fail-group-beside-unknown": ["ingress[0].cidrBlocks[1]"],
    "fail-group-port-unknown": ["ingress[0].cidrBlocks[0]"],
    "fail-default-group": ["ingress[0].cidrBlocks[0]"],
    "fail-rule-ingress": ["cidrBlocks[0]"],
    "fail-ingress-rule-ipv4": ["cidrIpv4"],
    "fail-ingress-rule-ipv6": ["cidrIpv6"],
    "fail-ingress-rule-icmp": ["cidrIpv4"],
    "fail-service": [ranges],
    "fail-service-not-internal": [ranges],
    "fail-service-facing-class": [ranges],
    "fail-service-ranges": [`${ranges}[1]`],
    "fail-service-ranges-annotation": [rangesAnnotation],
    "fail-service-patch": [`${ranges}[0]`],
    "fail-service-list": [`items[1].${ranges}`],
    "fail-ingress-facing": [inboundCidrs],
    "fail-ingress-scheme-elsewhere": [inboundCidrs],
    "fail-ingress-old-class": [inboundCidrs],
    "fail-ingress-cidrs": [inboundCidrs],
    "fail-ingress-cidrs-and-lists": [inboundCidrs],
    "fail-class-params": ["spec.inboundCIDRs[0]"],
});

test("names what is opened", async () => {
    const { violations } = await judging;
    expect(violations["fail-group-ipv4"]).toEqual([
        'ingress[1].cidrBlocks[1] is "0.0.0.0/0": anyone on the internet gets in by tcp port 22.',
    ]);
    expect(violations["fail-group-ipv6"]).toEqual([
        'ingress[0].ipv6CidrBlocks[0] is "::/0": anyone on the internet gets in by every port.',
    ]);
    expect(violations["fail-group-halves"]![1]).toBe(
        'ingress[0].cidrBlocks[1] is "128.0.0.0/1": anyone on the internet gets in by tcp ports 0 to 65535.',
    );
    expect(violations["fail-group-port-unknown"]![0]).toMatch(/ gets in by the ports of this rule\.$/);
    expect(violations["fail-ingress-rule-icmp"]).toEqual(['cidrIpv4 is "64.0.0.0/2": anyone on the internet gets in by icmp.']);
    expect(violations["fail-service"]).toEqual([
        "spec.loadBalancerSourceRanges is not set: anyone on the internet can reach the load balancer. Name the sources it takes, or make it internal.",
    ]);
});
