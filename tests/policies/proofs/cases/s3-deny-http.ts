import { secret, unknown, type Proof, type Sketch } from "../proof";
import { casesInPreviews, stacksInPreviews } from "../unmade";

const arn = "arn:aws:s3:::reports";
const whole = [arn, `${arn}/*`];
const http = { Bool: { "aws:SecureTransport": "false" } };
const deny = (changes: object = {}) => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: whole, Condition: http, ...changes });
const allow = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "s3:GetObject", Resource: `${arn}/*` };
const json = (...statements: readonly unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A policy of a bucket that the stack does not make. */
const policy = (document: unknown, name: unknown = "reports", from?: Sketch["from"]): Sketch => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    props: { bucket: name, policy: document },
    ...(from ? { from } : {}),
});
const denying = (changes?: object): Sketch => policy(json(deny(changes)));
const ofArn = (bucketArn: string): string => json(deny({ Resource: [bucketArn, `${bucketArn}/*`] }));

const v2 = "aws:s3/bucketV2:BucketV2";
/** A bucket whose name AWS makes. */
const bucket = (type = "aws:s3/bucket:Bucket"): Sketch => ({
    type,
    props: {},
    answers: { id: "files-4f2a", bucket: "files-4f2a", arn: "arn:aws:s3:::files-4f2a" },
});
const named = (name: unknown, document?: unknown): Sketch => ({
    type: "aws:s3/bucket:Bucket",
    props: { bucket: name, ...(document === undefined ? {} : { policy: document }) },
});
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };

const why = "who asks over plain HTTP is answered, for everyone on the way to read and to change.";
const lacks = `policy has no Deny of s3:* to Principal * on the bucket and its objects where aws:SecureTransport is false: ${why}`;
const none = `bucket has no BucketPolicy: ${why}`;
const each = (stack: Readonly<Record<string, Sketch>>): Proof["fails"][string] => ({
    stack,
    says: Object.fromEntries(Object.keys(stack).map(name => [name, lacks])),
});

export const proof: Proof = {
    fails: {
        "no Deny, or one that is none": each({
            none: policy(json(allow)),
            allow: denying({ Effect: "Allow" }),
            silent: denying({ Effect: undefined }),
        }),
        "some people, or all but some": each({
            some: denying({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
            but: denying({ Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/batch" } }),
        }),
        "some actions, or all but some": each({
            some: denying({ Action: ["s3:GetObject", "s3:Put*"] }),
            but: denying({ Action: undefined, NotAction: "s3:ListBucket" }),
        }),
        "the bucket alone, its objects alone, some of them, or another bucket": each({
            bucket: denying({ Resource: arn }),
            objects: denying({ Resource: `${arn}/*` }),
            some: denying({ Resource: [arn, `${arn}/public/*`] }),
            another: denying({ Resource: ["arn:aws:s3:::reports-eu", "arn:aws:s3:::reports-eu/*"] }),
        }),
        "who comes with TLS, another condition, or one more": each({
            https: denying({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
            operator: denying({ Condition: { StringNotEquals: { "aws:SecureTransport": "false" } } }),
            key: denying({ Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
            none: denying({ Condition: undefined }),
            moreOperators: denying({ Condition: { ...http, NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
            moreKeys: denying({ Condition: { Bool: { "aws:SecureTransport": "false", "aws:PrincipalIsAWSService": "false" } } }),
        }),
        "two statements that leave a gap": each({
            two: policy(json(deny({ Resource: arn }), deny({ Resource: `${arn}/*`, Action: "s3:GetObject" }))),
        }),
        "two buckets in one policy of nobody knows which": each({
            unnamed: { ...policy(json(deny({ Resource: [arn, "arn:aws:s3:::logs/*"] })), unknown) },
        }),
        "what is no policy": each({
            malformed: policy('{"Statement": hunter2'),
            empty: policy("{}"),
            odd: policy({ Statement: ["text", 7, { Effect: "Deny", Principal: 7, Action: [{}], Condition: [http] }] }),
        }),
        "an unknown condition of a statement that lacks something else": each({
            late: policy({ Statement: [deny({ Action: "s3:GetObject", Condition: unknown })] }),
        }),
        ...casesInPreviews<Proof["fails"][string]>({
            "buckets without a policy": { stack: { none: bucket(), old: bucket(v2) }, says: { none, old: none } },
        }),
        "a policy of another bucket, whose name is made from this one's": {
            stack: { one: named("app"), other: policy(ofArn("arn:aws:s3:::app-logs"), "app-logs", { bucket: "one", policy: "one" }) },
            says: { one: none },
        },
        "a policy in the bucket that lacks it, and an empty one": {
            stack: { one: named("inline", json(allow)), empty: named("empty", "") },
            says: { one: lacks, empty: none },
        },
    },
    passes: {
        "a Deny, as text or object, alone or among others": {
            text: denying(),
            others: policy(json(allow, deny())),
            lone: policy(JSON.stringify({ Statement: deny() })),
            object: policy({ Version: "2012-10-17", Statement: [deny()] }),
        },
        "everyone, in each form": {
            aws: denying({ Principal: { AWS: "*" } }),
            list: denying({ Principal: { AWS: ["*"] } }),
            all: denying({ Principal: { "*": "*" } }),
        },
        "every action, in each form": { all: denying({ Action: "*" }), list: denying({ Action: ["s3:*"] }) },
        "every resource, in each form": {
            all: denying({ Resource: "*" }),
            wide: denying({ Resource: `${arn}*` }),
            buckets: denying({ Resource: ["arn:aws:s3:::*"] }),
            china: denying({ Resource: ["arn:aws-cn:s3:::reports", "arn:aws-cn:s3:::reports/*"] }),
        },
        "the condition, in each form": {
            boolean: denying({ Condition: { Bool: { "aws:SecureTransport": false } } }),
            list: denying({ Condition: { Bool: { "AWS:secureTransport": ["false"] } } }),
            exists: denying({ Condition: { BoolIfExists: { "aws:SecureTransport": "false" } } }),
        },
        "two statements between them": { two: policy(json(deny({ Resource: arn }), deny({ Resource: `${arn}/*` }))) },
        "what is not known beside it": {
            elsewhere,
            beside: policy({ Id: unknown, Statement: [unknown, deny({ Sid: unknown })] }, "reports", { policy: "elsewhere" }),
            unnamed: policy(json(deny()), unknown),
        },
        ...stacksInPreviews({
            "policies of buckets by their ids": {
                one: bucket(),
                policy: policy(ofArn("arn:aws:s3:::files-4f2a"), "files-4f2a", { bucket: "one" }),
            },
            "the same of the former kind": {
                one: bucket(v2),
                policy: policy(ofArn("arn:aws:s3:::files-4f2a"), "files-4f2a", { bucket: "one" }),
            },
        }),
        "policies by name": { one: named("logs-eu"), policy: policy(ofArn("arn:aws:s3:::logs-eu"), "logs-eu") },
        "names that are not known, of which one is made from the other": {
            one: named(unknown),
            policy: policy(json(deny()), unknown, { bucket: "one" }),
        },
        "a policy in the bucket": { one: named("inline", ofArn("arn:aws:s3:::inline")) },
    },
    unknowns: {
        "a policy of nobody knows what": {
            stack: { elsewhere, policy: policy(unknown, "reports", { policy: "elsewhere" }) },
            of: { policy: "policy" },
        },
        "a statement, its resource and its condition": {
            stack: {
                elsewhere,
                statement: policy({ Statement: [unknown] }, "a", { policy: "elsewhere" }),
                resource: policy({ Statement: [deny({ Resource: [arn, unknown] })] }, "reports", { policy: "elsewhere" }),
                condition: policy({ Statement: [deny({ Condition: { Bool: { "aws:SecureTransport": unknown } } })] }, "reports", {
                    policy: "elsewhere",
                }),
            },
            of: ["statement", "resource", "condition"],
        },
        "a policy in the bucket": {
            stack: { elsewhere, one: { ...named("inline", unknown), from: { policy: "elsewhere" } } },
            of: { one: "policy" },
        },
        "a policy that is made from its bucket": {
            stack: { elsewhere, one: named("invoices-eu"), policy: policy(unknown, unknown, { bucket: "one", policy: "one" }) },
            of: ["policy"],
        },
    },
    secrets: {
        malformed: policy(secret('{"Statement": hunter2')),
        action: policy(json(deny({ Action: "hunter2:*" }))),
        inline: named("inline", secret(json({ ...allow, Resource: "hunter2" }))),
    },
    ignores: {
        queue: { type: "aws:sqs/queuePolicy:QueuePolicy", props: { queueUrl: "q", policy: json(allow) } },
        directory: { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "a--euw1-az1--x-s3" } },
    },
    breaks: one => (one.urn.endsWith("::dumps-tls-only") ? undefined : one),
};
