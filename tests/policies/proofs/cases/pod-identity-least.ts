import { secret, unknown, type Proof } from "../proof";

const type = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const roleType = "aws:iam/role:Role";
const arn = "arn:aws:iam::111122223333:role/app";
const role = { type: roleType, props: { name: "app" }, answers: { arn } };
const account = (name: string, namespace = "app") => ({
    type: "kubernetes:core/v1:ServiceAccount",
    props: { kind: "ServiceAccount", metadata: { name, namespace } },
});
const association = (serviceAccount: unknown, roleArn: unknown = arn) => ({
    type,
    props: { clusterName: "shop", namespace: "app", serviceAccount, roleArn },
});
const document = (...statements: readonly object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statement => ({ Effect: "Allow", ...statement })) });
const own = (...statements: readonly object[]) => ({
    type: "aws:iam/rolePolicy:RolePolicy",
    props: { role: "app", policy: document(...statements) },
});
const objects = { Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" };
const everything = { Action: "s3:GetObject", Resource: "*" };
const good = { role, account: account("backend"), pods: association("backend") };

export const proof: Proof = {
    fails: {
        "an account that is misspelt": {
            stack: { ...good, pods: association("bakcend") },
            says: { pods: 'serviceAccount is "bakcend"' },
        },
        "one that is in another namespace": {
            stack: { ...good, account: account("backend", "web"), other: account("frontend") },
            says: { pods: 'serviceAccount is "backend"' },
        },
        "two that share a role": {
            stack: { ...good, other: account("mailer"), mails: association("mailer") },
            says: { pods: "roleArn is also the role of mails", mails: "roleArn is also the role of pods" },
        },
        "two that share one which has no ARN yet": {
            stack: {
                role: { ...role, answers: {} },
                pods: { ...association("backend", unknown), from: { roleArn: "role" } },
                mails: { ...association("mailer", unknown), from: { roleArn: "role" } },
            },
            says: { pods: "roleArn is also the role of mails", mails: "roleArn is also the role of pods" },
        },
        "every object there is, by a policy of the role": {
            stack: { ...good, reads: own(objects, everything) },
            says: { reads: "policy.Statement[1].Resource is everything there is for s3:GetObject" },
        },
        "every secret, by wildcards and small letters": {
            stack: { ...good, reads: own({ Action: ["secretsmanager:get*"], Resource: ["arn:aws:secretsmanager:*:*:secret:app", "*"] }) },
            says: { reads: "policy.Statement[0].Resource is everything there is for secretsmanager:GetSecretValue" },
        },
        "everything but a bucket": {
            stack: { ...good, reads: own({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::other/*" }) },
            says: { reads: "policy.Statement[0].NotResource is" },
        },
        "inline and attached policies": {
            stack: {
                ...good,
                role: { ...role, props: { name: "app", inlinePolicies: [{ name: "all", policy: document(everything) }] } },
                policy: {
                    type: "aws:iam/policy:Policy",
                    props: { policy: document({ Action: "kms:Decrypt", Resource: "*" }) },
                    answers: { arn: "arn:aws:iam::111122223333:policy/keys" },
                },
                attached: {
                    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                    props: { role: "app", policyArn: "arn:aws:iam::111122223333:policy/keys" },
                },
            },
            says: {
                role: "inlinePolicies[0].policy.Statement[0].Resource is",
                policy: "policy.Statement[0].Resource is everything there is for kms:Decrypt",
            },
        },
    },
    passes: {
        "an account with a role to itself, which reaches one bucket": { ...good, reads: own(objects) },
        "one whose name is not known yet, by what it is made from": {
            ...good,
            pods: { ...association(unknown), from: { serviceAccount: "account" } },
        },
        "the same account in two clusters": {
            ...good,
            green: { ...association("backend"), props: { ...association("backend").props, clusterName: "shop-green" } },
        },
        "a cluster whose objects another stack makes": { role, pods: association("backend") },
        "accounts that Helm makes": {
            ...good,
            pods: association("controller"),
            release: { type: "kubernetes:helm.sh/v3:Release", props: { chart: "controller", namespace: "app" } },
        },
        "the account that every namespace has": { ...good, pods: association("default") },
        "actions that know no resources, and resources by their tags": {
            ...good,
            reads: own(
                { Action: ["cloudwatch:PutMetricData", "ecr:GetAuthorizationToken", "ec2:Describe*"], Resource: "*" },
                { ...everything, Condition: { StringEquals: { "s3:ExistingObjectTag/team": "shop" } } },
                { ...everything, Effect: "Deny" },
            ),
        },
    },
    unknowns: {
        "the account, the role, and a document": {
            stack: {
                ...good,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                pods: { ...association(unknown), from: { serviceAccount: "elsewhere" } },
                mails: { ...association("backend", unknown), from: { roleArn: "elsewhere" } },
                reads: { ...own(), props: { role: "app", policy: unknown }, from: { policy: "elsewhere" } },
                writes: own(everything),
            },
            of: ["mails", "pods", "reads"],
            says: { writes: "policy.Statement[0].Resource is" },
        },
    },
    secrets: {
        ...good,
        reads: own({ ...everything, Sid: "hunter2" }),
        named: { ...association("x"), props: { policy: secret("hunter2-policy") } },
    },
    ignores: {
        lambda: { ...role, props: { name: "lambda" }, answers: { arn: "arn:aws:iam::111122223333:role/lambda" } },
        reads: { ...own(everything), props: { role: "lambda", policy: document(everything) } },
        account: account("alone"),
    },
    breaks: one =>
        one.type === type && one.inputs.serviceAccount === "mailer" ? { ...one, inputs: { ...one.inputs, serviceAccount: "mialer" } } : one,
};
