import { given, type Target } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { groupsAt } from "../../security-groups";
import { at, fields, isSet, Unknown } from "../../values";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const takeoverType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const groupTypes = new Set([groupType, takeoverType]);

const older = "aws.ec2.SecurityGroupRule";
const newer = "aws.vpc.SecurityGroupIngressRule or SecurityGroupEgressRule";

const forms = new Map([
    ["aws:ec2/securityGroupRule:SecurityGroupRule", older],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", newer],
    ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", newer],
]);

/**
 * A rule on the whole stack, since the forms are resources of their own. A DefaultSecurityGroup holds its rules itself even
 * where it names none: it takes away all others. Rules that another stack adds to a group are not seen.
 */
export const sgRuleStyleNotMixed = stackRule(
    {
        name: "sg-rule-style-not-mixed",
        group: "reliability",
        description: "The rules of a security group are all written in one form: inside the group, or as resources of one kind.",
        why: "Each form takes away what the others add: rules come and go with every update, and connections with them.",
        severity: "medium",
        tags: ["network", "aws", "vpc"],
        controls: [],
        url: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
        examples: {
            fails: `const app = new aws.ec2.SecurityGroup("app", { vpcId, ingress: [http] });
new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId: app.id, ...https });`,
            passes: `const app = new aws.ec2.SecurityGroup("app", { vpcId });
new aws.vpc.SecurityGroupIngressRule("in", { securityGroupId: app.id, ...http });
new aws.vpc.SecurityGroupEgressRule("out", { securityGroupId: app.id, ...https });`,
        },
        remediationSteps:
            "Write all rules of the group as aws.vpc.SecurityGroupIngressRule and aws.vpc.SecurityGroupEgressRule, and leave ingress and " +
            "egress out of the group. One form at a time: the update that drops an inline rule takes it away.",
    },
    stack => {
        const all = stack.map(given);
        const rules = all
            .filter(({ type }) => forms.has(type))
            .map(one => ({ one, form: forms.get(one.type)!, groups: groupsAt(one, fields(one.props, "securityGroupId"), all) }));
        const formsOf = (group: Target): readonly string[] => [
            ...new Set(rules.filter(({ groups }) => groups.includes(group)).map(({ form }) => form)),
        ];
        return [
            ...all
                .filter(({ type }) => groupTypes.has(type))
                .map(one => ({ urn: one.urn, verdicts: said([...inlineOf(one), ...formsOf(one.urn)]) })),
            // The group of another stack: whoever adds the older kind hears of it.
            ...rules.map(({ one, form, groups }) => ({
                urn: one.urn,
                verdicts: groups.flatMap((group): readonly Verdict[] => {
                    if (group instanceof Unknown) return [group];
                    return form === older && !all.some(({ urn }) => urn === group) ? said(formsOf(group)) : [];
                }),
            })),
        ];
    },
);

const said = (found: readonly string[]): readonly string[] =>
    found.length > 1 ? [`rules of the group are written as ${found.join(", and as ")}: each form takes away what the others add.`] : [];

/** The properties of a group that hold rules. */
const inlineOf = (one: Placed): readonly string[] => {
    const written = ["ingress", "egress"].filter(property => isSet(at(one.props, property)) && isInput(one, property));
    if (written.length > 0) return [`its ${written.join(" and ")}`];
    return one.type === takeoverType ? ["an aws.ec2.DefaultSecurityGroup"] : [];
};

/**
 * Whether the program gave the property. Once AWS was asked, a group shows the rules that stand alone as well; of inputs
 * alone the engine says what they are made from, be it nothing.
 */
const isInput = ({ madeFrom }: Placed, property: string): boolean => Object.keys(madeFrom).length === 0 || property in madeFrom;
