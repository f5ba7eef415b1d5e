import { bucketsOf, settingOf, type Setting } from "../../buckets";
import { securityHub } from "../../controls";
import { given } from "../../references";
import { stackRule } from "../../rule";
import { holds, some, unless } from "../../truth";

const versioning: Setting = {
    inline: ["versioning.enabled", "versionings[*].enabled"],
    own: ["aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.status"],
};

/** A rule on the whole stack: a bucket's versioning is a resource of its own. */
export const s3Versioned = stackRule(
    {
        name: "s3-versioned",
        group: "reliability",
        description: "Buckets keep the versions of their objects.",
        why: "What is overwritten or deleted by mistake, or by whoever encrypts it for ransom, is gone.",
        severity: "medium",
        tags: ["backup", "storage", "aws", "s3"],
        ...securityHub("S3.14", "S3 general purpose buckets should have versioning enabled"),
        remediationSteps:
            "Add an aws.s3.BucketVersioning with status Enabled, and an aws.s3.BucketLifecycleConfiguration that ends old versions: " +
            "each is paid for.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `const bucket = new aws.s3.Bucket("uploads");
new aws.s3.BucketVersioning("uploads", { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });`,
        },
    },
    stack => {
        const all = stack.map(given);
        return bucketsOf(all).map(bucket => {
            const said = settingOf(bucket, all, versioning).map(({ value }) =>
                holds(value, known => known === true || known === "Enabled"),
            );
            return {
                urn: bucket.urn,
                verdicts: unless(some(said), "bucket keeps no versions: what is overwritten or deleted by mistake is gone."),
            };
        });
    },
);
