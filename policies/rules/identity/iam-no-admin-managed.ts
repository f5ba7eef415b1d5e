import { securityHub } from "../../controls";
import { allNamed, given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { fields, Unknown, type Known } from "../../values";

/** Where policies are attached by their ARNs. A permissions boundary allows nothing, and is not judged. */
const attachments = new Map([
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"],
    ["aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"],
    ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"],
    ["aws:iam/policyAttachment:PolicyAttachment", "policyArn"],
    ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns[*]"],
    ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "policyArns[*]"],
    ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "policyArns[*]"],
    ["aws:iam/role:Role", "managedPolicyArns[*]"],
    ["aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment", "managedPolicyArn"],
    ["aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive", "managedPolicyArns[*]"],
]);

const service = "allows everything in a service, on all there is of it";

/** What AWS's own policies allow wholesale, by their names. Those of the services' own roles (`service-role/`) are narrower. */
const wide: readonly (readonly [name: RegExp, allows: string])[] = [
    [/^AdministratorAccess(-|$)/, "allows anything in the account"],
    [/^PowerUserAccess$/, "allows anything in the account but IAM"],
    [/^(IAMFullAccess|AWSSSO(Master|Member)AccountAdministrator)$/, "allows to give oneself any right"],
    [/^(System|Database|Network)Administrator$/, "allows everything in many services"],
    [/FullAccess(?!.*ReadOnly)/, service],
    [/^(SecretsManagerReadWrite|AmazonCognitoPowerUser)$/, service],
];

/** `arn:aws:iam::aws:policy/job-function/SystemAdministrator`; a customer's policy has an account's number for the second "aws". */
const managed = /^arn:[\w-]+:iam::aws:policy\/(?:job-function\/)?([^/]+)$/;

/** A rule on the whole stack, which alone tells that an ARN which is not known yet is that of a policy of one's own. */
export const iamNoAdminManaged = stackRule(
    {
        name: "iam-no-admin-managed",
        group: "security",
        description:
            "No role, user, group or permission set has a policy of AWS's that allows anything in the account, or everything in a " +
            "service: AdministratorAccess, PowerUserAccess, IAMFullAccess, AmazonS3FullAccess and their like.",
        why: "One leaked credential is as good as the account, or all of a service; and AWS widens its policies without asking.",
        severity: "critical",
        tags: ["identity", "aws", "iam"],
        ...securityHub("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
        examples: {
            fails: `new aws.iam.RolePolicyAttachment("ci", { role, policyArn: aws.iam.ManagedPolicy.AdministratorAccess });`,
            passes: `new aws.iam.RolePolicyAttachment("ci", { role, policyArn: aws.iam.ManagedPolicy.AmazonEC2ContainerRegistryPullOnly });`,
        },
        remediationSteps:
            "Attach an aws.iam.Policy of your own with the actions that are called and the ARNs they are called on. IAM Access Analyzer " +
            "writes the list from CloudTrail.",
    },
    stack => {
        const all = stack.map(given);
        return all.flatMap(one => {
            const path = attachments.get(one.type);
            return path === undefined ? [] : [{ urn: one.urn, verdicts: judge(one, path, all) }];
        });
    },
);

function judge(one: Placed, path: string, all: readonly Placed[]): readonly Verdict[] {
    const arns = fields(one.props, path);
    const unknown = arns.filter(({ value }) => value instanceof Unknown);
    return [
        ...arns.flatMap(({ path: where, value }) => (value instanceof Unknown ? [] : judgeArn(where, value))),
        // Policies of the stack are judged where their documents stand.
        ...allNamed(one, unknown, all, "aws:iam/policy:Policy").filter(target => target instanceof Unknown),
    ];
}

function judgeArn(path: string, arn: Known): readonly Verdict[] {
    const [, name] = typeof arn === "string" ? (managed.exec(arn) ?? []) : [];
    const [, allows] = wide.find(([pattern]) => name !== undefined && pattern.test(name)) ?? [];
    return allows === undefined
        ? []
        : [`${path} is AWS's ${name}, which ${allows}: one leaked credential is enough. Attach what is needed.`];
}
