import { secret, unknown, type Proof, type Sketch } from "../proof";

const bucket = "arn:aws:s3:::reports";
const document = (statement: unknown) => ({ Version: "2012-10-17", Statement: statement });
const text = (...statements: readonly object[]): string => JSON.stringify(document(statements));
const allow = (action: unknown, resource: unknown = "*", more: object = {}) => ({
    Effect: "Allow",
    Action: action,
    Resource: resource,
    ...more,
});
const reading = allow("s3:GetObject", `${bucket}/*`);

const policy = (value: unknown): Sketch => ({ type: "aws:iam/policy:Policy", props: { policy: value } });
const ofRole = (value: unknown, from?: Sketch["from"]): Sketch => ({
    type: "aws:iam/rolePolicy:RolePolicy",
    props: { role: "r", policy: value },
    ...(from ? { from } : {}),
});
// Who may take the role on, and with what: an unknown principal does not keep the rule from the inline policies.
const role = (...inlinePolicies: readonly object[]): Sketch => ({
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: document([{ Effect: "Allow", Action: "sts:*", Principal: { AWS: unknown } }]), inlinePolicies },
});
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };

const first = "policy.Statement[0].Action";
const everything = (path: string, action = "*"): string =>
    `${path} allows "${action}": whoever holds the policy may do anything. List what is needed.`;
const wholeService = (path: string, action: string): string =>
    `${path} allows "${action}" on every resource: one leaked credential opens all of the service. List what is needed.`;

export const proof: Proof = {
    fails: {
        "everything, on everything or on a resource, or by every service": {
            stack: { all: policy(text(allow("*"))), one: policy(text(allow("*", bucket))), services: policy(text(allow("*:*"))) },
            says: { all: everything(first), one: everything(first), services: everything(first, "*:*") },
        },
        "a whole service, among others": {
            stack: { some: policy(text(reading, allow(["ec2:DescribeVpcs", "dynamodb:*"]))) },
            says: { some: wholeService("policy.Statement[1].Action", "dynamodb:*") },
        },
        "a lone statement": {
            stack: { lone: policy(JSON.stringify(document(allow("kms:*")))) },
            says: { lone: wholeService("policy.Statement.Action", "kms:*") },
        },
        "a whole service on every bucket, and on all but one": {
            stack: {
                every: policy(text(allow("s3:*", "arn:aws:s3:::*"))),
                but: policy(text({ Effect: "Allow", Action: "s3:*", NotResource: bucket })),
            },
            says: { every: wholeService(first, "s3:*"), but: wholeService(first, "s3:*") },
        },
        "all actions but one": {
            stack: { but: policy(text({ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" })) },
            says: {
                but: "policy.Statement[0].NotAction allows every action but those listed, and each that a service adds. List what is needed.",
            },
        },
        "a condition, which may never fail": {
            stack: { narrowed: policy(text(allow("s3:*", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } }))) },
            says: { narrowed: wholeService(first, "s3:*") },
        },
        "what is no document": {
            stack: { malformed: policy('{"Statement": [password=hunter2'), text: policy('"*"') },
            says: {
                malformed: "policy is not a policy document in JSON: IAM refuses it.",
                text: "policy is not a policy document in JSON: IAM refuses it.",
            },
        },
        "policies of roles, users, groups and permission sets": {
            stack: {
                object: ofRole(document([allow("sqs:*")])),
                user: { type: "aws:iam/userPolicy:UserPolicy", props: { user: "u", policy: text(allow("*")) } },
                group: { type: "aws:iam/groupPolicy:GroupPolicy", props: { group: "g", policy: text(allow("*")) } },
                permissions: {
                    type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
                    props: { instanceArn: "arn:aws:sso:::instance/i", inlinePolicy: text(allow("*")) },
                },
            },
            says: {
                object: wholeService(first, "sqs:*"),
                user: everything(first),
                group: everything(first),
                permissions: everything("inlinePolicy.Statement[0].Action"),
            },
        },
        "an inline policy of a role": {
            stack: { role: role({ name: "read", policy: text(reading) }, { name: "all", policy: text(allow("*")) }) },
            says: { role: everything("inlinePolicies[1].policy.Statement[0].Action") },
        },
    },
    passes: {
        "actions that are listed": {
            listed: policy(text(allow(["s3:GetObject", "s3:PutObject"], `${bucket}/*`), allow("s3:ListBucket", bucket))),
        },
        "a whole service on a resource": { service: policy(text(allow("s3:*", [bucket, `${bucket}/*`]))) },
        "beginnings of actions": { prefix: policy(text(allow(["ec2:Describe*", "logs:Get*"]))) },
        "log groups of an account": { logs: policy(text(allow("logs:*", "arn:aws:logs:eu-west-1:123456789012:log-group:*"))) },
        "what is denied": {
            denied: policy(text({ Effect: "Deny", Action: "*", Resource: "*" }, { Effect: "Deny", NotAction: "iam:*", Resource: "*" })),
        },
        "a role's": { policy: ofRole(text(reading)), role: role({ name: "read", policy: text(reading) }), emptied: role({}) },
    },
    unknowns: {
        "a document": { stack: { elsewhere, policy: { ...policy(unknown), from: { policy: "elsewhere" } } }, of: { policy: "policy" } },
        "the resource of a whole service": {
            stack: { policy: ofRole(document([allow("s3:*", unknown)])) },
            of: { policy: "policy.Statement.0.Resource" },
        },
        "what does not matter, beside everything": {
            stack: { policy: ofRole(document([allow("s3:GetObject", unknown), allow("*", unknown)])) },
            of: {},
            says: { policy: everything("policy.Statement[1].Action") },
        },
        "one of a role's inline policies": {
            stack: { role: role({ name: "read", policy: unknown }, { name: "all", policy: text(allow("*")) }) },
            of: { role: "inlinePolicies.0.policy" },
            says: { role: everything("inlinePolicies[1].policy.Statement[0].Action") },
        },
    },
    secrets: {
        malformed: policy(secret('{"Statement": [password=hunter2')),
        action: policy(document([allow(secret("hunter2:*"))])),
        resource: policy(secret(text(allow("s3:*", ["hunter2-bucket", "*"])))),
        document: policy(secret(text(allow("hunter2service:*")))),
        sid: policy(document([allow("*", "*", { Sid: secret("hunter2-sid") })])),
    },
    ignores: {
        // In a key's policy "*" means the key itself.
        key: { type: "aws:kms/key:Key", props: { policy: text(allow("kms:*", "*", { Principal: { AWS: "*" } })) } },
        topic: { type: "aws:sns/topicPolicy:TopicPolicy", props: { policy: text(allow("*")) } },
    },
    breaks: one =>
        one.type === "aws:iam/rolePolicy:RolePolicy" && one.urn.endsWith("::backend-may-read-secrets")
            ? { ...one, inputs: { ...one.inputs, policy: text(allow("*")) } }
            : one,
    // The role is a workload's, whose rights have a rule of their own.
    alsoBreaks: ["pod-identity-least"],
};
