import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "aws:s3/bucket:Bucket";
const bucket = (props: object = {}): Sketch => ({ type, props: { bucket: "invoices", ...props } });
const key = "arn:aws:kms:eu-west-1:123456789012:key/k";
const encrypted = (by: unknown, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    props: { bucket: "invoices", rules: [{ applyServerSideEncryptionByDefault: by }] },
    ...more,
});
const kms = { sseAlgorithm: "aws:kms", kmsMasterKeyId: key };
const logs = (Service: string): Sketch => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    props: {
        bucket: "invoices",
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Service }, Action: "s3:PutObject", Resource: "*" }] }),
    },
});

export const proof: Proof = {
    fails: {
        "a bucket without a word": { stack: { bucket: bucket() }, says: { bucket: "bucket names no key" } },
        "one of which somebody else's is encrypted": {
            stack: {
                bucket: bucket(),
                other: encrypted(kms, { props: { bucket: "other", rules: [{ applyServerSideEncryptionByDefault: kms }] } }),
            },
            says: { bucket: "bucket names no key" },
        },
        "S3's own key": {
            stack: { bucket: bucket(), encryption: encrypted({ sseAlgorithm: "AES256" }) },
            says: { bucket: 'rules[0].applyServerSideEncryptionByDefault.sseAlgorithm is "AES256"' },
        },
        "AWS's own key, inline": {
            stack: {
                bucket: bucket({
                    serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } } },
                }),
            },
            says: { bucket: "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.kmsMasterKeyId is not set" },
        },
        "what another service than a balancer writes to": {
            stack: { bucket: bucket(), policy: logs("cloudtrail.amazonaws.com") },
            says: { bucket: "bucket names no key" },
        },
    },
    passes: {
        "a key of one's own": { bucket: bucket(), encryption: encrypted(kms) },
        "one for the older types": {
            bucket: { type: "aws:s3/bucketV2:BucketV2", props: { bucket: "invoices" } },
            encryption: encrypted(kms, {
                type: "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
            }),
        },
        "inline ones": {
            bucket: bucket({ serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: kms } } }),
            older: {
                type: "aws:s3/bucketV2:BucketV2",
                props: { serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [kms] }] }] },
            },
        },
        "a key that is yet to be made": {
            bucket: { type, props: {} },
            encryption: encrypted({ sseAlgorithm: "aws:kms:dsse", kmsMasterKeyId: unknown }, { from: { bucket: "bucket" } }),
        },
        "logs of a balancer, by the policy": { bucket: bucket(), policy: logs("logdelivery.elasticloadbalancing.amazonaws.com") },
        "logs of a balancer, by its name": {
            bucket: bucket(),
            balancer: { type: "aws:lb/loadBalancer:LoadBalancer", props: { accessLogs: { bucket: "invoices", enabled: true } } },
        },
        "logs of a bucket": {
            bucket: bucket(),
            logging: { type: "aws:s3/bucketLogging:BucketLogging", props: { bucket: "elsewhere", targetBucket: "invoices" } },
        },
    },
    unknowns: {
        "by what it is encrypted": {
            stack: { bucket: bucket(), encryption: encrypted({ sseAlgorithm: unknown }), other: { type, props: { bucket: "other" } } },
            of: ["bucket"],
            says: { other: "bucket names no key" },
        },
    },
    secrets: {
        bucket: bucket({ tags: { note: secret("hunter2-note") } }),
        policy: { ...logs("x"), props: { bucket: "invoices", policy: secret("hunter2-policy") } },
    },
    ignores: {
        table: { type: "aws:s3tables/tableBucket:TableBucket", props: {} },
        folder: { type: "aws:s3/directoryBucket:DirectoryBucket", props: {} },
    },
    breaks: one =>
        one.type.includes("ServerSideEncryption") && one.urn.endsWith("::files-encryption")
            ? { ...one, inputs: { ...one.inputs, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] } }
            : one,
};
