import { secret, unknown, type Proof } from "../proof";

const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: "shop-files" } };
const key = "arn:aws:kms:eu-west-1:111122223333:key/k";
const kms = { sseAlgorithm: "aws:kms", kmsMasterKeyId: key };
const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const own = (applyServerSideEncryptionByDefault: unknown, of: unknown = "shop-files") => ({
    ...{ type, props: { bucket: of, rules: [{ applyServerSideEncryptionByDefault }] } },
});
const inline = (applyServerSideEncryptionByDefault: object) => ({
    ...bucket,
    props: { bucket: "shop-inline", serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault } } },
});
const v2 = (kmsMasterKeyId?: string) => ({
    type: "aws:s3/bucketV2:BucketV2",
    props: {
        serverSideEncryptionConfigurations: [
            { rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms", kmsMasterKeyId }] }] },
        ],
    },
});
const logs = { ...bucket, props: { bucket: "shop-logs" } };
const logsPolicy = (Service: unknown) => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    props: {
        bucket: "shop-logs",
        policy: JSON.stringify({
            Statement: [
                { Effect: "Deny", Principal: "*", Action: "s3:*" },
                { Effect: "Allow", Principal: { Service }, Action: "s3:PutObject" },
            ],
        }),
    },
});
const noResource = "bucket has no BucketServerSideEncryptionConfiguration";

export const proof: Proof = {
    fails: {
        "a bucket that says nothing": { stack: { bucket }, says: { bucket: noResource } },
        "S3's own key": {
            stack: { bucket, own: own({ sseAlgorithm: "AES256" }), inline: inline({ sseAlgorithm: "AES256" }) },
            says: {
                own: 'rules[0].applyServerSideEncryptionByDefault.sseAlgorithm is "AES256": under',
                inline: 'serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.sseAlgorithm is "AES256": under',
            },
        },
        "AWS's key for S3": {
            stack: { bucket, own: own({ sseAlgorithm: "aws:kms" }), v2: v2("arn:aws:kms:eu-west-1:111122223333:alias/aws/s3") },
            says: {
                own: "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId is not set: it is AWS's key",
                v2: [
                    "serverSideEncryptionConfigurations[0].rules[0].applyServerSideEncryptionByDefaults[0].kmsMasterKeyId is " +
                        '"arn:aws:kms:eu-west-1:111122223333:alias/aws/s3": it is',
                ],
            },
        },
        "an encryption of another bucket": { stack: { bucket, own: own(kms, "other") }, says: { bucket: noResource } },
        "a bucket whose policy lets somebody else in": {
            stack: { logs, policy: logsPolicy("cloudtrail.amazonaws.com") },
            says: { logs: noResource },
        },
        "rules without a default": {
            stack: { bucket, own: { type, props: { bucket: "shop-files", rules: [{ bucketKeyEnabled: true }] } } },
            says: { own: "rules has no default" },
        },
    },
    passes: {
        "a customer-managed key": { bucket, own: own(kms), v2: v2(key), inline: inline({ ...kms, sseAlgorithm: "aws:kms:dsse" }) },
        "a bucket and a key that are yet to be made": {
            bucket: { ...bucket, props: {} },
            own: { ...own({ sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown }, unknown), from: { bucket: "bucket" } },
        },
        "under the former name": {
            bucket,
            own: { ...own(kms), type: "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2" },
        },
    },
    unknowns: {
        "the algorithm": {
            stack: { bucket: logs, own: own({ ...kms, sseAlgorithm: unknown }), other: bucket, without: inline({ sseAlgorithm: unknown }) },
            of: { own: "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm" },
            says: {
                bucket: noResource,
                without: "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.kmsMasterKeyId is not set",
            },
        },
        "whether logs go there": {
            stack: {
                logs,
                bucket,
                own: own({ sseAlgorithm: "AES256" }),
                policy: { ...logsPolicy("x"), props: { bucket: "shop-logs", policy: unknown }, from: { policy: "logs" } },
            },
            of: { logs: "policy" },
            says: { own: "rules[0]" },
        },
        "which bucket it is for": {
            stack: {
                bucket,
                own: { ...own(kms, unknown), from: { bucket: "elsewhere" } },
                elsewhere: { type: "random:index/randomPet:RandomPet" },
            },
            of: ["bucket"],
        },
    },
    secrets: { bucket, own: own({ sseAlgorithm: "AES256", kmsMasterKeyId: secret("hunter2-key") }) },
    ignores: {
        "directory-bucket": { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "shop--euw1-az1--x-s3" } },
        logs,
        encryption: own({ sseAlgorithm: "AES256" }, "shop-logs"),
        logging: { type: "aws:s3/bucketLogging:BucketLogging", props: { bucket: "x", targetBucket: "shop-logs", targetPrefix: "x/" } },
        "logs-of-an-alb": { ...bucket, props: { bucket: "shop-alb" } },
        params: {
            type: "kubernetes:eks.amazonaws.com/v1:IngressClassParams",
            props: { spec: { loadBalancerAttributes: [{ key: "access_logs.s3.bucket", value: "shop-alb" }] } },
        },
        "logs-of-an-ingress": { ...bucket, props: { bucket: "shop-ingress" } },
        ingress: {
            type: "kubernetes:networking.k8s.io/v1:Ingress",
            props: {
                metadata: {
                    annotations: {
                        "alb.ingress.kubernetes.io/load-balancer-attributes":
                            "access_logs.s3.enabled=true, access_logs.s3.bucket=shop-ingress",
                    },
                },
            },
        },
        "logs-by-policy": {
            ...bucket,
            props: {
                bucket: "shop-others",
                policy: JSON.parse(logsPolicy("logdelivery.elasticloadbalancing.amazonaws.com").props.policy) as object,
            },
        },
        certificates: { ...bucket, props: { bucket: "shop-ca" } },
        "trust-store": { type: "aws:lb/trustStore:TrustStore", props: { caCertificatesBundleS3Bucket: "shop-ca" } },
    },
    breaks: one =>
        one.type === type && one.urn.endsWith("::files-encryption")
            ? { ...one, inputs: { ...one.inputs, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] } }
            : one,
};
