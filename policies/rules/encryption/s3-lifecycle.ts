import { bucketsOf, settingOf, type Setting } from "../../buckets";
import { securityHub } from "../../controls";
import { given } from "../../references";
import { stackRule } from "../../rule";
import { holds, some, unless } from "../../truth";

const lifecycle: Setting = {
    inline: ["lifecycleRules[*].enabled"],
    own: ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules[*].status"],
};

/** A rule on the whole stack: a bucket's lifecycle is a resource of its own. What it does is for the bucket's owner to say. */
export const s3Lifecycle = stackRule(
    {
        name: "s3-lifecycle",
        group: "cost",
        description: "Buckets have a lifecycle.",
        why: "Uploads that broke off and versions that were overwritten are in no listing, and are paid for until somebody ends them.",
        severity: "low",
        level: "advisory",
        tags: ["cost", "storage", "aws", "s3"],
        ...securityHub("S3.13", "S3 general purpose buckets should have Lifecycle configurations"),
        remediationSteps:
            "Add an aws.s3.BucketLifecycleConfiguration with abortIncompleteMultipartUpload and, where versions are kept, " +
            "noncurrentVersionExpiration.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `const bucket = new aws.s3.Bucket("uploads");
new aws.s3.BucketLifecycleConfiguration("uploads", {
  bucket: bucket.id,
  rules: [{ id: "broken", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
});`,
        },
    },
    stack => {
        const all = stack.map(given);
        return bucketsOf(all).map(bucket => {
            const said = settingOf(bucket, all, lifecycle).map(({ value }) => holds(value, known => known === true || known === "Enabled"));
            return {
                urn: bucket.urn,
                verdicts: unless(some(said), "bucket has no lifecycle: uploads that broke off and old versions are paid for without end."),
            };
        });
    },
);
