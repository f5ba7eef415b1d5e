import { wellArchitected } from "../../controls";
import { resourceRule } from "../../rule";

const endless = "has no end of its own: whoever finds it in a log, a laptop or the state uses it until somebody notices.";

/** What makes a user of IAM, or a credential of one, which works for years. */
const credentials = new Map([
    [
        "aws:iam/user:User",
        "user has long-lived credentials or none: people and programs are given roles, whose credentials end by themselves.",
    ],
    ["aws:iam/accessKey:AccessKey", `accessKey ${endless}`],
    [
        "aws:iam/userLoginProfile:UserLoginProfile",
        `loginProfile is a password of the account's console that no identity provider guards or ends.`,
    ],
    ["aws:iam/serviceSpecificCredential:ServiceSpecificCredential", `serviceSpecificCredential ${endless}`],
]);

export const noIamUsers = resourceRule(
    {
        name: "no-iam-users",
        group: "security",
        description: "The stack makes no IAM users, access keys or passwords: who works with the account assumes a role.",
        why: "Access keys that were found in code and on laptops are how most accounts are broken into.",
        severity: "high",
        tags: ["identity", "aws", "iam"],
        ...wellArchitected("SEC02-BP02", "Use temporary credentials", "sec_identities_unique"),
        examples: {
            fails: `new aws.iam.AccessKey("deploy", { user: "deploy" });`,
            passes: `new aws.iam.Role("deploy", { assumeRolePolicy: githubMayAssume("acme/shop", "main") });`,
        },
        remediationSteps:
            "Give people a permission set of IAM Identity Center, workloads on AWS a role (EKS Pod Identity, a task role, an instance " +
            "profile), pipelines a role by OpenID Connect, machines elsewhere IAM Roles Anywhere. Where nothing but a user will do, such " +
            "as SES by SMTP, exempt that one user.",
    },
    type => {
        const why = credentials.get(type);
        return why === undefined ? undefined : () => [why];
    },
);
