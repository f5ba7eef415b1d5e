import { isOpen } from "../../cidr";
import { wellArchitected } from "../../controls";
import { described, resourceRule, type Judge, type Verdict } from "../../rule";
import { every, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, within, type Field } from "../../values";

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
export const noOpenEgress = resourceRule(
    {
        name: "no-open-egress",
        group: "security",
        description: "No security group lets connections out to the whole internet on every port.",
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
);

function judgeDestinations(rule: Field, properties: readonly string[]): readonly Verdict[] {
    if (rule.value instanceof Unknown) return [rule.value];
    const ports = opensEveryPort(rule);
    return properties
        .flatMap(property => within(rule, property))
        .flatMap(({ path, value }): readonly Verdict[] => {
            const open = value instanceof Unknown ? value : typeof value === "string" && isOpen(value);
            const both = every([open, ports]);
            if (both instanceof Unknown) return [both];
            return both && !(value instanceof Unknown)
                ? [`${path} ${described(value)} on every port: whoever breaks in sends what they find wherever they like.`]
                : [];
        });
}

/** Every protocol, or all ports of one that has ports. */
function opensEveryPort({ value: rule }: Field): Truth {
    const protocol = at(rule, "ipProtocol") ?? at(rule, "protocol");
    if (protocol instanceof Unknown) return protocol;
    const name = typeof protocol === "string" || typeof protocol === "number" ? String(protocol).toLowerCase() : "";
    if (name === "-1" || name === "all") return true;
    return portless.test(name)
        ? false
        : every([reaches(rule, "fromPort", port => port <= 1), reaches(rule, "toPort", port => port >= 65535)]);
}

/** ICMP has types in place of ports. */
const portless = /^(icmp|icmpv6|1|58)$/;

function reaches(rule: Field["value"], property: string, end: (port: number) => boolean): Truth {
    const port = at(rule, property);
    if (port instanceof Unknown) return port;
    return isSet(port) && end(Number(port));
}
