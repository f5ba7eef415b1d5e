import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { groupsAt, groupTypes, loneRuleTypes } from "../../security-groups";
import { at, fields, Unknown, type Value } from "../../values";

/** The directions for which a group holds rules itself, be it none: the provider then removes those that it does not hold. */
const heldBy = ({ props }: Placed): readonly string[] => ["ingress", "egress"].filter(key => at(props, key) !== undefined);

function directionOf({ type, props }: Placed): Value {
    if (type.startsWith("aws:vpc/")) return type.includes("Ingress") ? "ingress" : "egress";
    return at(props, "type");
}

/** A rule on the whole stack: rules that stand alone are resources of their own. */
export const sgRuleStyleNotMixed = stackRule(
    {
        name: "sg-rule-style-not-mixed",
        group: "reliability",
        description: "A security group either holds its rules itself or has them as resources of their own.",
        why: "The group removes rules that it does not hold: each update closes what the last one opened, and clients lose their connection.",
        severity: "high",
        tags: ["network", "aws"],
        controls: [],
        url: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
        remediationSteps:
            "Leave ingress and egress out of the group, and give each rule as an aws.vpc.SecurityGroupIngressRule or " +
            "aws.vpc.SecurityGroupEgressRule.",
        examples: {
            fails: `const group = new aws.ec2.SecurityGroup("db", { vpcId, ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/16"] }] });
new aws.vpc.SecurityGroupIngressRule("db", { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, cidrIpv4: "10.0.0.0/16" });`,
            passes: `const group = new aws.ec2.SecurityGroup("db", { vpcId });
new aws.vpc.SecurityGroupIngressRule("db", { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, cidrIpv4: "10.0.0.0/16" });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const lone = all
            .filter(({ type }) => loneRuleTypes.has(type))
            .map(one => ({ direction: directionOf(one), groups: groupsAt(one, fields(one.props, "securityGroupId"), all) }));
        return all
            .filter(({ type }) => groupTypes.includes(type))
            .map(group => ({ urn: group.urn, verdicts: heldBy(group).flatMap(direction => judge(direction, group, lone)) }));
    },
);

interface Lone {
    readonly direction: Value;
    readonly groups: readonly unknown[];
}

function judge(direction: string, group: Placed, lone: readonly Lone[]): readonly Verdict[] {
    const same = lone.filter(rule => rule.direction === direction || rule.direction instanceof Unknown);
    const own = same.filter(({ groups }) => groups.includes(group.urn));
    if (own.some(rule => rule.direction === direction)) {
        return [`${direction} is set, and there are rules that stand alone: each update of the group removes them.`];
    }
    const unknown = [...own.map(rule => rule.direction), ...same.flatMap(({ groups }) => groups)].find(value => value instanceof Unknown);
    return unknown instanceof Unknown ? [unknown] : [];
}
