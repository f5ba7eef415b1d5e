import { secret, unknown, type Proof } from "../proof";

const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const attached = (policyArn: string, type = attachment) => ({ type, props: { role: "app", policyArn } });
const role = { type: "aws:iam/role:Role", props: { assumeRolePolicy: "{}" } };
const policy = { type: "aws:iam/policy:Policy", props: { policy: "{}" } };

export const proof: Proof = {
    fails: {
        "a role that may do anything": {
            stack: { ci: attached(aws("AdministratorAccess")) },
            says: { ci: "policyArn is AWS's AdministratorAccess, which allows anything in the account" },
        },
        "one in China, of a job function": {
            stack: { dba: attached("arn:aws-cn:iam::aws:policy/job-function/DatabaseAdministrator") },
            says: { dba: "policyArn is AWS's DatabaseAdministrator" },
        },
        "users, groups, and all three at once": {
            stack: {
                user: attached(aws("PowerUserAccess"), "aws:iam/userPolicyAttachment:UserPolicyAttachment"),
                group: attached(aws("IAMFullAccess"), "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"),
                several: attached(aws("AmazonS3FullAccess"), "aws:iam/policyAttachment:PolicyAttachment"),
            },
            says: {
                user: "policyArn is AWS's PowerUserAccess",
                group: "policyArn is AWS's IAMFullAccess",
                several: "policyArn is AWS's AmazonS3FullAccess, which allows everything in a service",
            },
        },
        "a role's own list, and the standalone one, each at its place": {
            stack: {
                role: { ...role, props: { managedPolicyArns: [aws("ReadOnlyAccess"), aws("CloudWatchFullAccessV2")] } },
                list: {
                    type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
                    props: { policyArns: aws("AWSLambda_FullAccess") },
                },
            },
            says: { role: "managedPolicyArns[1] is", list: "policyArns[0] is" },
        },
        "permission sets of the organisation": {
            stack: {
                set: {
                    type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
                    props: { managedPolicyArn: aws("AdministratorAccess") },
                },
            },
            says: { set: "managedPolicyArn is" },
        },
        "one beside a policy of the stack that has no ARN yet": {
            stack: {
                policy,
                role: {
                    ...role,
                    props: { managedPolicyArns: [unknown, aws("AdministratorAccess")] },
                    from: { managedPolicyArns: "policy" },
                },
            },
            says: { role: "managedPolicyArns[1] is" },
        },
    },
    passes: {
        "policies for one purpose, and those of the services' own roles": {
            node: attached(aws("AmazonEKSWorkerNodeMinimalPolicy")),
            reader: attached(aws("AmazonS3ReadOnlyAccess")),
            backup: attached(aws("service-role/AWSBackupServiceRolePolicyForBackup")),
        },
        "a policy of one's own, whatever its name": { app: attached("arn:aws:iam::123456789012:policy/TeamFullAccess") },
        "a policy of the stack that has no ARN yet": {
            policy,
            app: { type: attachment, props: { policyArn: unknown }, from: { policyArn: "policy" } },
        },
        "a role whose policies AWS lists, not the program": { role: { ...role, answers: { managedPolicyArns: unknown } } },
    },
    unknowns: {
        "which policy it is": {
            stack: {
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                app: { type: attachment, props: { policyArn: unknown }, from: { policyArn: "elsewhere" } },
                ci: attached(aws("AdministratorAccess")),
            },
            of: ["app"],
            says: { ci: "policyArn is" },
        },
    },
    secrets: {
        role: {
            ...role,
            props: { description: secret("hunter2-role"), managedPolicyArns: [secret("hunter2-arn"), aws("PowerUserAccess")] },
        },
    },
    ignores: {
        bounded: { ...role, props: { permissionsBoundary: aws("PowerUserAccess") } },
        set: {
            type: "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
            props: { permissionsBoundary: { managedPolicyArn: aws("AdministratorAccess") } },
        },
    },
    breaks: one =>
        one.type === attachment && one.urn.endsWith("::app-cluster-AmazonEKSClusterPolicy")
            ? { ...one, inputs: { ...one.inputs, policyArn: aws("AdministratorAccess") } }
            : one,
};
