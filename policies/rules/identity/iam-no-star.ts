import { securityHub } from "../../controls";
import { judgePolicy } from "../../iam-statements";
import { resourceRule } from "../../rule";
import { fields } from "../../values";

/** Where identity policies stand. Resource policies are left out: `Resource: "*"` in a key's or a bucket's policy means itself. */
const documents = new Map([
    ["aws:iam/policy:Policy", "policy"],
    ["aws:iam/rolePolicy:RolePolicy", "policy"],
    ["aws:iam/userPolicy:UserPolicy", "policy"],
    ["aws:iam/groupPolicy:GroupPolicy", "policy"],
    ["aws:iam/role:Role", "inlinePolicies[*].policy"],
    ["aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "inlinePolicy"],
]);

export const iamNoStar = resourceRule(
    {
        name: "iam-no-star",
        group: "security",
        description:
            "Identity policies list the actions they allow: no wildcard stands for everything, nor for a whole service on every resource.",
        why: "One leaked credential of such a role opens the account, or all of a service.",
        severity: "critical",
        tags: ["identity", "aws", "iam"],
        ...securityHub("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
        examples: {
            fails: `new aws.iam.RolePolicy("app", { role, policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }) });`,
            passes: `new aws.iam.RolePolicy("app", { role, policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: \`\${bucketArn}/*\` }] }) });`,
        },
        remediationSteps:
            "Replace the wildcard by the actions that are called and the ARNs they are called on. IAM Access Analyzer writes the " +
            "list from CloudTrail.",
    },
    type => {
        const path = documents.get(type);
        return path === undefined ? undefined : ({ props }) => fields(props, path).flatMap(judgePolicy);
    },
);
