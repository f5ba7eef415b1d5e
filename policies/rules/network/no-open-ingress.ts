import { isOpen, isOpenTogether } from "../../cidr";
import { securityHub } from "../../controls";
import { judgeOfKind } from "../../kubernetes";
import { loadBalancerJudges } from "../../load-balancers";
import { listsOf, listsOfBalancer, makesLists, rangesOfList } from "../../origins";
import { given, nameOf, type Target } from "../../references";
import { alsoTogether, demand, resourceRule, type Judge, type Judged, type Placed, type Verdict } from "../../rule";
import { byGroup, bySamePorts, inboundRules, rangesOf, type GroupOfRules } from "../../security-groups";
import { at, fields, Unknown, within, type Field } from "../../values";

/** Ingress rules that a security group holds itself. */
const inline: Judge = ({ props }) =>
    fields(props, "ingress[*]").flatMap(rule => judgeSources(rule, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]));

/** A rule that is a resource of its own and may go either way. */
const standalone: Judge = ({ props }) => {
    const direction = at(props, "type");
    if (direction instanceof Unknown) return [direction];
    return direction === "ingress" ? judgeSources({ path: "", value: props }, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]) : [];
};

const ingressRule: Judge = ({ props }) => judgeSources({ path: "", value: props }, ["cidrIpv4", "cidrIpv6"]);

const judges = new Map<string, Judge>([
    ["aws:ec2/securityGroup:SecurityGroup", inline],
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inline],
    ["aws:ec2/securityGroupRule:SecurityGroupRule", standalone],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", ingressRule],
]);

const reach = "anyone on the internet can reach the load balancer. Name the sources it takes, or make it internal.";

const kubernetesJudges = loadBalancerJudges({
    admits: range => !isOpen(range),
    isTooMuch: isOpenTogether,
    why: reach,
});

/**
 * Nothing but the CDN is open to the world, so there is no port that may be: a public load balancer takes the
 * ranges of its CDN.
 */
export const noOpenIngress = alsoTogether(
    resourceRule(
        {
            name: "no-open-ingress",
            group: "security",
            description:
                "Nothing takes connections from the whole internet: neither security groups, be it by a prefix list of the stack, nor " +
                "Kubernetes load balancers. Ranges that add up to more than an eighth of the internet count for all.",
            why: "A port that the whole internet reaches is found within minutes, and tried for as long as it is open.",
            severity: "critical",
            tags: ["network", "aws", "kubernetes"],
            ...securityHub("EC2.18", "Security groups should only allow unrestricted incoming traffic for authorized ports"),
            examples: {
                fails: `new aws.vpc.SecurityGroupIngressRule("ssh", { securityGroupId, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" });`,
                passes: `new aws.vpc.SecurityGroupIngressRule("ssh", { securityGroupId, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "10.0.0.0/16" });`,
            },
            remediationSteps:
                "Name who may connect: a security group, a prefix list, or the ranges of your CDN or network. On Kubernetes: " +
                "loadBalancerSourceRanges of a Service, the annotation alb.ingress.kubernetes.io/inbound-cidrs of an Ingress, or an " +
                "internal scheme for either.",
        },
        type => judges.get(type) ?? judgeOfKind(kubernetesJudges, type),
    ),
    stack => {
        const all = stack.map(given);
        const rules = inboundRules(all);
        return [
            ...byGroup(rules, all).flatMap(judgeGroup),
            ...rules.map(inbound => ({
                urn: inbound.one.urn,
                verdicts: judgeLists(listsOf(inbound, all), `anyone on the internet gets in by ${ports(inbound.rule)}.`, all),
            })),
            ...all.map(one => ({ urn: one.urn, verdicts: judgeLists(listsOfBalancer(one, all), reach, all) })),
        ].filter(({ verdicts }) => verdicts.length > 0);
    },
);

function judgeSources(rule: Field, properties: readonly string[]): readonly Verdict[] {
    const why = `anyone on the internet gets in by ${ports(rule)}.`;
    return properties
        .flatMap(property => within(rule, property))
        .flatMap(source => demand(source, cidr => typeof cidr !== "string" || !isOpen(cidr), why));
}

/** What rules of a group that open the same ports come to together, where none of them is open by itself. */
const judgeGroup = ({ urn, rules }: GroupOfRules): readonly Judged[] =>
    bySamePorts(rules).flatMap(alike => {
        const addUp = (chosen: typeof alike): boolean => isOpenTogether(chosen.flatMap(({ rule }) => rangesOf(rule)).flatMap(narrow));
        if (!addUp(alike)) return [];
        const verdicts = addUp(alike.filter(({ ofGroup }) => ofGroup === true))
            ? [`its rules together take in much of the internet: anyone gets in by ${ports(alike[0]!.rule)}.`]
            : alike.map(({ ofGroup }) => ofGroup).filter(ofGroup => ofGroup instanceof Unknown);
        return [{ urn, verdicts }];
    });

/** A range that is open by itself is said by itself. */
const narrow = ({ value }: Field): readonly string[] => (typeof value === "string" && !isOpen(value) ? [value] : []);

/** What is wrong with prefix lists that something takes in. Those that others make are theirs to answer for. */
const judgeLists = (lists: readonly Target[], why: string, all: readonly Placed[]): readonly Verdict[] =>
    makesLists(all) ? lists.flatMap(list => (list instanceof Unknown ? [list] : judgeList(list, why, all))) : [];

function judgeList(list: string, why: string, all: readonly Placed[]): readonly Verdict[] {
    const name = `the prefix list ${nameOf(list, all)}`;
    const ranges = rangesOfList(list, all);
    return [
        ...ranges.flatMap(({ value }): readonly Verdict[] => {
            if (value instanceof Unknown) return [value];
            return typeof value === "string" && isOpen(value) ? [`${name} has ${JSON.stringify(value)}: ${why}`] : [];
        }),
        ...(isOpenTogether(ranges.flatMap(narrow)) ? [`${name} is much of the internet, taken together: ${why}`] : []),
    ];
}

/** A protocol by its name or number; another text is not told, since it may be a secret. */
const protocols = /^(tcp|udp|icmp|icmpv6|\d{1,3})$/i;

/** What a rule opens, in words: `tcp port 5432`. ICMP has types in place of ports, -1 for all. */
function ports({ value: rule }: Field): string {
    const protocol = at(rule, "protocol") ?? at(rule, "ipProtocol");
    const [from, to] = [at(rule, "fromPort"), at(rule, "toPort")];
    if (protocol === "-1" || protocol === "all") return "every port";
    if (typeof protocol !== "string" || !protocols.test(protocol) || typeof from !== "number" || typeof to !== "number")
        return "the ports of this rule";
    if (from < 0) return protocol;
    return from === to ? `${protocol} port ${from}` : `${protocol} ports ${from} to ${to}`;
}
