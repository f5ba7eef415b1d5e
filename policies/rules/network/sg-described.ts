import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { groupTypes, loneRuleTypes } from "../../security-groups";
import { at, fields, isSet, Unknown, type Field, type Value } from "../../values";

const why = "nobody dares to close what nobody can explain.";

/** What the provider writes where nobody says anything. */
const isTelling = (text: Value): boolean => isSet(text) && text !== "Managed by Pulumi" && text !== "Managed by Terraform";

const judgeText = ({ path, value }: Field): readonly Verdict[] => (value instanceof Unknown ? [] : demand({ path, value }, isTelling, why));

const rulesOf = (props: Value): readonly Field[] =>
    ["ingress[*]", "egress[*]"]
        .flatMap(path => fields(props, path))
        .map(({ path, value }) => ({ path: `${path}.description`, value: at(value, "description") }));

const group: Judge = ({ props }) => [{ path: "description", value: at(props, "description") }, ...rulesOf(props)].flatMap(judgeText);

/** It has AWS's description, which nobody can change. */
const takenOver: Judge = ({ props }) => rulesOf(props).flatMap(judgeText);

const lone: Judge = ({ props }) => judgeText({ path: "description", value: at(props, "description") });

const [groupType, takeoverType] = groupTypes;

/** A description that is not known yet is a given one. */
export const sgDescribed = resourceRule(
    {
        name: "sg-described",
        group: "security",
        description: "Security groups and their rules say what they are for.",
        why: "An opening without a reason stays open for ever, and is widened when somebody is in a hurry.",
        severity: "low",
        level: "advisory",
        tags: ["network", "aws"],
        controls: [],
        url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        remediationSteps: "Give every rule a description: who connects, and why. That of a group cannot be changed without replacing it.",
        examples: {
            fails: `new aws.vpc.SecurityGroupIngressRule("db", { securityGroupId, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, referencedSecurityGroupId });`,
            passes: `new aws.vpc.SecurityGroupIngressRule("db", {
  securityGroupId, description: "PostgreSQL from the API", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, referencedSecurityGroupId,
});`,
        },
    },
    type => (type === groupType ? group : type === takeoverType ? takenOver : loneRuleTypes.has(type) ? lone : undefined),
);
