import { resourceRule, type Judge, type Verdict } from "../../rule";
import { fields, Unknown, within, type Field } from "../../values";

/** What the provider writes for who says nothing. */
const empty = "Managed by Pulumi";

const inline: Judge = ({ props }) =>
    ["ingress[*]", "egress[*]"]
        .flatMap(path => fields(props, path))
        .flatMap(rule => judge(rule, "what the rule is for is known to nobody."));

const group: Judge = asked => [...judge({ path: "", value: asked.props }, "what the group is for is known to nobody."), ...inline(asked)];

const standalone: Judge = ({ props }) => judge({ path: "", value: props }, "what the rule is for is known to nobody.");

const judges = new Map<string, Judge>([
    ["aws:ec2/securityGroup:SecurityGroup", group],
    // AWS wrote the description of the group itself, and nobody can change it.
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inline],
    ["aws:ec2/securityGroupRule:SecurityGroupRule", standalone],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", standalone],
    ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", standalone],
]);

export const sgDescribed = resourceRule(
    {
        name: "sg-described",
        group: "security",
        description: "Security groups and their rules have descriptions that say what they are for.",
        why: "Nobody dares to take away a rule that they cannot place, and so what is open stays open.",
        severity: "low",
        tags: ["network", "aws", "vpc"],
        level: "advisory",
        controls: [],
        url: "https://aquasecurity.github.io/tfsec/latest/checks/aws/vpc/add-description-to-security-group",
        examples: {
            fails: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ...https });`,
            passes: `new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId, ...https, description: "Payment service" });`,
        },
        remediationSteps:
            "Set description: who connects to whom, and what for. AWS replaces a group whose description changes; that of a rule " +
            "changes in place.",
    },
    type => judges.get(type),
);

/** A description may be taken from anywhere, so that none is repeated here. */
function judge(one: Field, why: string): readonly Verdict[] {
    if (one.value instanceof Unknown) return [one.value];
    return within(one, "description").flatMap(({ path, value }): readonly Verdict[] => {
        if (value instanceof Unknown) return [value];
        const text = typeof value === "string" ? value.trim() : "";
        if (text === "") return [`${path} is not set: ${why}`];
        return text === empty ? [`${path} is what the provider writes for none: ${why}`] : [];
    });
}
