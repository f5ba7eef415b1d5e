import { bucketsOf, settingOf, type Setting } from "../../buckets";
import { securityHub } from "../../controls";
import { isForBalancersOrLogs } from "../../log-buckets";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, isSet, Unknown, type Field } from "../../values";

const encryption: Setting = {
    inline: [
        "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault",
        "serverSideEncryptionConfigurations[*].rules[*].applyServerSideEncryptionByDefaults[*]",
    ],
    own: [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "rules[*].applyServerSideEncryptionByDefault",
    ],
};

/** Buckets that load balancers and S3 itself write logs to take no key of the customer's: they are not judged. */
export const s3Kms = stackRule(
    {
        name: "s3-kms",
        group: "security",
        description: "Buckets encrypt what is put into them with a customer-managed key, unless load balancers or S3 write logs to them.",
        why: "S3's own key decrypts for whoever may read the object: with a key of one's own a leaked permission on the bucket is not enough.",
        severity: "medium",
        tags: ["encryption", "storage", "aws", "s3"],
        ...securityHub("S3.17", "S3 general purpose buckets should be encrypted at rest with AWS KMS keys"),
        remediationSteps:
            "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms, the ARN of an aws.kms.Key as " +
            "kmsMasterKeyId, and bucketKeyEnabled. Objects that are there keep the key they have.",
        examples: {
            fails: `new aws.s3.Bucket("invoices");`,
            passes: `const bucket = new aws.s3.Bucket("invoices");
new aws.s3.BucketServerSideEncryptionConfiguration("invoices", {
  bucket: bucket.id,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }],
});`,
        },
    },
    stack => {
        const all = stack.map(given);
        return bucketsOf(all)
            .filter(bucket => !isForBalancersOrLogs(bucket, all))
            .map(bucket => ({ urn: bucket.urn, verdicts: judge(bucket, all) }));
    },
);

function judge(bucket: Placed, all: readonly Placed[]): readonly Verdict[] {
    const defaults = settingOf(bucket, all, encryption).filter(({ value }) => isSet(value));
    if (defaults.length === 0) return ["bucket names no key: S3's own decrypts for whoever may read the object."];
    return defaults.flatMap(judgeDefault);
}

function judgeDefault({ path, value }: Field): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    const algorithm = demand(
        { path: `${path}.sseAlgorithm`, value: at(value, "sseAlgorithm") },
        name => typeof name === "string" && /^aws:kms(:dsse)?$/.test(name),
        "S3's own key decrypts for whoever may read the object.",
    );
    const key = at(value, "kmsMasterKeyId");
    // A key that is not known yet is a given one.
    if (algorithm.length > 0 || key instanceof Unknown) return algorithm;
    return isSet(key) ? [] : [`${path}.kmsMasterKeyId is not set: nobody can narrow who decrypts under AWS's own key.`];
}
