import { judgeOfKind } from "../../kubernetes";
import { loadBalancerJudges } from "../../load-balancers";
import {
    admissionOf,
    balancerTypes,
    gatesOf,
    isDistribution,
    isRecord,
    judgeBalancer,
    judgeInbound,
    judgeList,
    judgeRecord,
    listsOf,
    proxied,
} from "../../origins";
import { given, type Target } from "../../references";
import { alone, stackRule, type Judged, type Placed } from "../../rule";
import { inboundRules } from "../../security-groups";
import { Unknown } from "../../values";

/** A rule on the whole stack: whether there is a CDN, and which, its other resources tell. */
export const originOnlyViaCdn = stackRule(
    {
        name: "origin-only-via-cdn",
        group: "security",
        description: "Behind a CDN, load balancers that face the internet take requests from the CDN alone.",
        why: "Whoever knows the load balancer's address goes past the CDN's limits, its firewall and its log.",
        severity: "high",
        tags: ["network", "edge", "aws", "cloudflare", "kubernetes"],
        url: "https://developers.cloudflare.com/fundamentals/security/protect-your-origin-server/",
        examples: {
            fails: `new aws.lb.LoadBalancer("web", { internal: false, securityGroups: [openToTheWorld.id] });`,
            passes: `new aws.lb.LoadBalancer("web", { internal: false, securityGroups: [openToCloudflareAlone.id] });`,
        },
        controls: [],
        remediationSteps:
            "Let in on ports 80 and 443 the CDN's ranges (https://www.cloudflare.com/ips) or CloudFront's prefix list " +
            "(com.amazonaws.global.cloudfront.origin-facing) and no others, by the security group, the Ingress annotation " +
            "alb.ingress.kubernetes.io/inbound-cidrs or loadBalancerSourceRanges. Set proxied: true on records of load balancers. A " +
            "tunnel does without a public load balancer.",
    },
    stack => {
        const all = stack.map(given);
        const records = all.filter(isRecord);
        if (records.some(record => proxied(record) === true)) {
            return [...judgeOrigins(all), ...records.map(record => ({ urn: record.urn, verdicts: judgeRecord(record, all) }))];
        }
        if (all.some(isDistribution)) return judgeOrigins(all);
        return records.map(record => ({ urn: record.urn, verdicts: [proxied(record)].filter(value => value instanceof Unknown) }));
    },
);

function judgeOrigins(all: readonly Placed[]): readonly Judged[] {
    const admission = admissionOf(all);
    const kubernetes = loadBalancerJudges(admission);
    const gates = new Set(all.flatMap(one => gatesOf(one, all)));
    const mayGuard = (group: Target): boolean => gates.has(group) || (gates.size > 0 && group instanceof Unknown);
    const inbound = inboundRules(all).filter(({ groups }) => groups.some(mayGuard));
    const lists = new Set([...gates, ...inbound.flatMap(rule => listsOf(rule, all))]);
    const ofOne = (one: Placed): readonly Judged[] => {
        const ofKind = judgeOfKind(kubernetes, one.type);
        const verdicts = [...(ofKind?.(alone(one)) ?? []), ...judgeBalancer(one, all), ...judgeList(one, lists, all, admission)];
        return ofKind || balancerTypes.includes(one.type) || verdicts.length > 0 ? [{ urn: one.urn, verdicts }] : [];
    };
    return [...all.flatMap(ofOne), ...inbound.map(rule => ({ urn: rule.one.urn, verdicts: judgeInbound(rule, admission) }))];
}
