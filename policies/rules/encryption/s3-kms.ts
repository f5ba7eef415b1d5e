import { judgeSetting, settingTypes } from "../../buckets";
import { wellArchitected } from "../../controls";
import { takesLogs } from "../../log-buckets";
import { given } from "../../references";
import { demand, stackRule, type Verdict } from "../../rule";
import { holdsTrust } from "../../trust-stores";
import { some } from "../../truth";
import { field, fields, isSet, Unknown, type Field, type Value } from "../../values";

const inline: Readonly<Record<string, string>> = {
    "aws:s3/bucket:Bucket": "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault",
    "aws:s3/bucketV2:BucketV2": "serverSideEncryptionConfigurations[*].rules[*].applyServerSideEncryptionByDefaults[*]",
};

const shared = "under S3's own key whoever may read the bucket decrypts, and nobody can withdraw that.";
const remedy = "Set aws:kms and a customer-managed key.";

/**
 * A rule on the whole stack, since a bucket's encryption is a resource of its own. Not judged are buckets to which S3 or load
 * balancers deliver logs, as they do so under S3's own key alone, and those from which load balancers read the certificates of
 * trust stores, which are no secrets.
 */
export const s3Kms = stackRule(
    {
        name: "s3-kms",
        group: "security",
        description: "Buckets encrypt with a customer-managed key of KMS, but those that take logs of S3 and load balancers.",
        why: "S3's own key opens for everyone who may read the bucket: one wide policy and the files are plain text, with no key to withdraw.",
        severity: "medium",
        tags: ["encryption", "aws", "s3"],
        ...wellArchitected("SEC08-BP02", "Enforce encryption at rest", "sec_protect_data_rest_encrypt"),
        remediationSteps:
            "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm: aws:kms, kmsMasterKeyId: the ARN of an aws.kms.Key, " +
            "and bucketKeyEnabled: true, which spares most requests to KMS. Objects that are there keep their key until they are copied.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `new aws.s3.BucketServerSideEncryptionConfiguration("uploads", { bucket: bucket.id, rules: [{
  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true,
}] });`,
        },
    },
    stack => {
        const all = stack.map(given);
        return judgeSetting(all, {
            types: settingTypes("BucketServerSideEncryptionConfiguration"),
            judgeOwn: ({ props }) => judge(props, "rules[*].applyServerSideEncryptionByDefault", "rules has no default: "),
            judgeInline: ({ type, props }) => judge(props, inline[type]!, "bucket has no BucketServerSideEncryptionConfiguration: "),
            excused: bucket => some([takesLogs(bucket, all), holdsTrust(bucket, all)]),
        });
    },
);

function judge(props: Value, path: string, missing: string): readonly Verdict[] {
    const defaults = fields(props, path).filter(({ value }) => isSet(value));
    return defaults.length > 0 ? defaults.flatMap(judgeDefault) : [`${missing}${shared} ${remedy}`];
}

/** A key that is not known yet is a given one. */
function judgeDefault({ path, value }: Field): readonly Verdict[] {
    const part = (name: string): Field => ({ ...field(value, name), path: `${path}.${name}` });
    const algorithm = demand(part("sseAlgorithm"), name => name === "aws:kms" || name === "aws:kms:dsse", `${shared} ${remedy}`);
    const key = part("kmsMasterKeyId");
    if (algorithm.some(verdict => !(verdict instanceof Unknown)) || key.value instanceof Unknown) return algorithm;
    const own = typeof key.value === "string" && /(^|:)alias\/aws\/s3$/.test(key.value);
    return isSet(key.value) && !own ? algorithm : demand(key, () => false, `it is AWS's key for all buckets of the account. ${remedy}`);
}
