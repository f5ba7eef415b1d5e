import { isOpen, isOpenTogether } from "../../cidr";
import { wellArchitected } from "../../controls";
import { everyPort, opensMost, type Opening } from "../../ports";
import { given } from "../../references";
import { alsoTogether, described, resourceRule, type Judge, type Judged, type Verdict } from "../../rule";
import { bySamePorts, byGroup, outboundRules, rangesOf, type GroupOfRules } from "../../security-groups";
import { every, some, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, within, type Field, type Value } from "../../values";

/** Egress rules that a security group holds itself. */
const inline: Judge = ({ props }) =>
    fields(props, "egress[*]").flatMap(rule => judgeDestinations(rule, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]));

/** A rule that is a resource of its own and may go either way. */
const standalone: Judge = ({ props }) => {
    const direction = at(props, "type");
    if (direction instanceof Unknown) return [direction];
    return direction === "egress" ? judgeDestinations({ path: "", value: props }, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]) : [];
};

const egressRule: Judge = ({ props }) => judgeDestinations({ path: "", value: props }, ["cidrIpv4", "cidrIpv6"]);

const judges = new Map<string, Judge>([
    ["aws:ec2/securityGroup:SecurityGroup", inline],
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inline],
    ["aws:ec2/securityGroupRule:SecurityGroupRule", standalone],
    ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", egressRule],
]);

/**
 * The internet on a port that the rule names is fine: what a CDN, a payment service or a package registry listens at has
 * no addresses that anyone could list. A group without egress is closed: the provider removes the rule that AWS makes.
 */
export const noOpenEgress = alsoTogether(
    resourceRule(
        {
            name: "no-open-egress",
            group: "security",
            description:
                "No security group lets connections out to the whole internet on every port, be it by several rules. More than half of a " +
                "protocol's ports, or more than an eighth of the internet, counts for all.",
            why: "Whoever breaks in calls home by whatever port they like, and takes the data along.",
            severity: "medium",
            tags: ["network", "aws", "vpc"],
            ...wellArchitected("SEC05-BP02", "Control traffic flow within your network layers", "sec_network_protection_layered"),
            url: "https://docs.aws.amazon.com/prescriptive-guidance/latest/aws-startup-security-baseline/wkld-11.html",
            examples: {
                fails: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" });`,
                passes: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });`,
            },
            remediationSteps:
                "Name what the members of the group call: the security group of a store, a prefix list or a VPC endpoint for services of " +
                "AWS, and for the internet the port, such as tcp 443. A group whose members call nobody needs no rule at all.",
        },
        type => judges.get(type),
    ),
    stack => {
        const all = stack.map(given);
        return byGroup(outboundRules(all), all).flatMap(judgeGroup);
    },
);

const why = "whoever breaks in sends what they find wherever they like.";

function judgeDestinations(rule: Field, properties: readonly string[]): readonly Verdict[] {
    if (rule.value instanceof Unknown) return [rule.value];
    const ports = opensMost(openingsOf(rule, true));
    return properties
        .flatMap(property => within(rule, property))
        .flatMap(({ path, value }): readonly Verdict[] => {
            const both = every([isOpenRange(value), ports]);
            if (both instanceof Unknown) return [both];
            return both && !(value instanceof Unknown) ? [`${path} ${described(value)} on every port: ${why}`] : [];
        });
}

const isOpenRange = (value: Value): Truth => (value instanceof Unknown ? value : typeof value === "string" && isOpen(value));

/** What the rules of a group come to together, where none of them is open by itself. */
function judgeGroup({ urn, rules }: GroupOfRules): readonly Judged[] {
    const alone = rules.map(({ rule, ofGroup }) => opensMost(openingsOf(rule, every([ofGroup, reachesAll([rule])]))));
    if (alone.includes(true)) return [];
    const together = opensMost(
        bySamePorts(rules).flatMap(alike => {
            const reached = every([reachesAll(alike.map(({ rule }) => rule)), ...alike.map(({ ofGroup }) => ofGroup)]);
            return openingsOf(alike[0]!.rule, reached);
        }),
    );
    if (together === true)
        return [{ urn, verdicts: [`its rules together let connections out to the whole internet on most ports: ${why}`] }];
    return together === false || alone.some(open => open !== false) ? [] : [{ urn, verdicts: [together] }];
}

/** Whether rules go to the whole internet, be it by many ranges. */
function reachesAll(rules: readonly Field[]): Truth {
    const ranges = rules.flatMap(rangesOf).map(({ value }) => value);
    return some([...ranges.map(isOpenRange), isOpenTogether(ranges.filter(value => typeof value === "string"))]);
}

/** The ports that a rule opens: those of every protocol, or of one that has ports. */
function openingsOf({ value: rule }: Field, holds: Truth): readonly Opening[] {
    const protocol = at(rule, "ipProtocol") ?? at(rule, "protocol");
    const [from, to] = [at(rule, "fromPort"), at(rule, "toPort")];
    if (protocol instanceof Unknown) return [everyPort(every([holds, protocol]))];
    const name = typeof protocol === "string" || typeof protocol === "number" ? String(protocol).toLowerCase() : "";
    if (name === "-1" || name === "all") return [everyPort(holds)];
    if (portless.test(name) || !isSet(from) || !isSet(to)) return [];
    const unknown = [from, to].find(port => port instanceof Unknown);
    const opening = { protocol: numbered.get(name) ?? name, from: portOr(0, from), to: portOr(65535, to) };
    return [{ ...opening, holds: unknown ? every([holds, unknown]) : holds }];
}

/** ICMP has types in place of ports. */
const portless = /^(icmp|icmpv6|1|58)$/;

const numbered = new Map([
    ["6", "tcp"],
    ["17", "udp"],
]);

/** Provider versions take a text for a number. What is not known may be anything. */
const portOr = (any: number, port: Value): number => (typeof port === "number" || typeof port === "string" ? Number(port) : any);
