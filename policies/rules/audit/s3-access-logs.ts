import { bucketsOf, settingOf, type Setting } from "../../buckets";
import { securityHub } from "../../controls";
import { isProduction } from "../../environment";
import { isForBalancersOrLogs } from "../../log-buckets";
import { given } from "../../references";
import { stackRule, type Placed } from "../../rule";
import { fields, isSet } from "../../values";

const logging: Setting = {
    inline: ["logging.targetBucket", "loggings[*].targetBucket"],
    own: ["aws:s3/bucketLogging:BucketLogging", "targetBucket"],
};

/** A trail that records what is done to objects: its selectors, old or new, name them by this type. */
const recordsObjects = ({ type, props }: Placed): boolean =>
    type === "aws:cloudtrail/trail:Trail" &&
    [
        ...fields(props, "eventSelectors[*].dataResources[*].type"),
        ...fields(props, "advancedEventSelectors[*].fieldSelectors[*].equals[*]"),
    ].some(({ value }) => value === "AWS::S3::Object");

/**
 * A trail of the stack that records objects is believed to record those of all buckets. One that the account has anyway
 * cannot be told from here, so this is advice. Buckets that logs are written to would log the logging, and are not judged.
 */
export const s3AccessLogs = stackRule(
    {
        name: "s3-access-logs",
        group: "security",
        description: "In production, what is read and written in a bucket is logged, by S3 or by a trail that records objects.",
        why: "After a leak nobody can say which objects were read, so all of them count as stolen.",
        severity: "medium",
        level: "advisory",
        tags: ["logging", "storage", "aws", "s3", "production"],
        ...securityHub("S3.9", "S3 general purpose buckets should have server access logging enabled"),
        remediationSteps:
            "Add an aws.s3.BucketLogging with a targetBucket for logs, or select AWS::S3::Object in the advancedEventSelectors of an " +
            "aws.cloudtrail.Trail. Exempt the bucket where the account's own trail records it.",
        examples: {
            fails: `new aws.s3.Bucket("invoices"); // in the stack production`,
            passes: `const bucket = new aws.s3.Bucket("invoices");
new aws.s3.BucketLogging("invoices", { bucket: bucket.id, targetBucket: logs.id, targetPrefix: "invoices/" });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const recorded = all.some(recordsObjects);
        return bucketsOf(all)
            .filter(bucket => !isForBalancersOrLogs(bucket, all))
            .map(bucket => ({
                urn: bucket.urn,
                verdicts:
                    recorded || settingOf(bucket, all, logging).some(({ value }) => isSet(value))
                        ? []
                        : [
                              "bucket has no aws.s3.BucketLogging, and no trail of the stack records objects: who read them is known to nobody.",
                          ],
            }));
    },
);
