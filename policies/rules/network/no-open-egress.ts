import { isOpen } from "../../cidr";
import { securityHub } from "../../controls";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { isEveryProtocol } from "../../security-groups";
import { at, fields, Unknown, type Field } from "../../values";

const inline: Judge = ({ props }) => fields(props, "egress[*]").flatMap(rule => judge(rule, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]));

/** A rule that is a resource of its own and may go either way. */
const standalone: Judge = ({ props }) => {
    const direction = at(props, "type");
    if (direction instanceof Unknown) return [direction];
    return direction === "egress" ? judge({ path: "", value: props }, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]) : [];
};

const judges = new Map<string, Judge>([
    ["aws:ec2/securityGroup:SecurityGroup", inline],
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inline],
    ["aws:ec2/securityGroupRule:SecurityGroupRule", standalone],
    ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", ({ props }) => judge({ path: "", value: props }, ["cidrIpv4", "cidrIpv6"])],
]);

/** Most programs need HTTPS to somewhere: a named port to the internet is accepted, every port is not. */
export const noOpenEgress = resourceRule(
    {
        name: "no-open-egress",
        group: "security",
        description: "No security group lets its members connect to the whole internet by every port.",
        why: "Who breaks into one program carries out what it can read by whatever protocol he likes, and calls for orders the same way.",
        severity: "medium",
        tags: ["network", "aws"],
        ...securityHub("EC2.2", "VPC default security groups should not allow inbound or outbound traffic"),
        remediationSteps:
            "Name the protocol and the ports that the members need, such as tcp 443, and where they go: a security group, a prefix list " +
            "of a VPC endpoint, the ranges of the network.",
        examples: {
            fails: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" });`,
            passes: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });`,
        },
    },
    type => judges.get(type),
);

function judge(rule: Field, properties: readonly string[]): readonly Verdict[] {
    const name = at(rule.value, "protocol") === undefined ? "ipProtocol" : "protocol";
    const protocol = at(rule.value, name);
    const ranges = properties.flatMap(property => fields(rule.value, property)).map(({ value }) => value);
    const open = ranges.some(range => typeof range === "string" && isOpen(range));
    const path = rule.path ? `${rule.path}.${name}` : name;
    if (open && isEveryProtocol(protocol)) return [`${path} is every one: the members may send anything to anybody on the internet.`];
    // One that is known to be narrow decides, whatever the other is.
    const unknown = [protocol, ...ranges].find(value => value instanceof Unknown);
    const narrow = protocol instanceof Unknown ? false : !isEveryProtocol(protocol);
    return unknown && !narrow && (open || ranges.some(range => range instanceof Unknown)) ? [unknown] : [];
}
