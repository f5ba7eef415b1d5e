import { bucketOf, bucketTypes, judgeSetting, settingTypes } from "../../buckets";
import { securityHub } from "../../controls";
import { recordsObjects } from "../../data-events";
import { takesLogs, takesLogsOfCloudFront } from "../../log-buckets";
import { given, targets, type Target } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { holdsTrust } from "../../trust-stores";
import { some, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, unknownAt } from "../../values";

const untold = "after a leak nobody can tell who read what. Deliver access logs to another bucket.";

const types = settingTypes("BucketLogging");
const inlineTargets = ["logging.targetBucket", "loggings[*].targetBucket"];

/**
 * A rule on the whole stack, since a bucket's logging is a resource of its own, and a trail may record the same. A trail that
 * is made elsewhere is not seen. Not judged are buckets that take logs, which would only log their own filling, and those with
 * the certificates of trust stores, which are public.
 */
export const s3AccessLogs = stackRule(
    {
        name: "s3-access-logs",
        group: "security",
        description:
            "Who reads and writes the objects of a bucket is recorded: by access logs in another bucket, or by a trail's data events.",
        why: "S3 records no access to objects by itself: after a leak nobody can tell which files were read, and all of them count as lost.",
        level: "advisory",
        severity: "medium",
        tags: ["logging", "aws", "s3"],
        ...securityHub("S3.9", "S3 general purpose buckets should have server access logging enabled"),
        remediationSteps:
            "Add an aws.s3.BucketLogging whose targetBucket is a bucket for logs, or to a trail's event selectors the data resource " +
            "AWS::S3::Object with the bucket's ARN and a slash.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `new aws.s3.BucketLogging("uploads", { bucket: bucket.id, targetBucket: logs.id, targetPrefix: "uploads/" });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const circular = all.flatMap(one => loggedToItself(one, all));
        return judgeSetting(all, {
            types,
            judgeOwn: one => judgeTarget(one, "targetBucket", all),
            judgeInline: bucket => judgeBucket(bucket, all),
            excused: bucket =>
                !circular.includes(bucket) && some([takesLogs, takesLogsOfCloudFront, holdsTrust].map(excuses => excuses(bucket, all))),
        });
    },
);

/** A bucket that takes the logs of itself alone takes no logs. */
const loggedToItself = (one: Placed, all: readonly Placed[]): readonly Target[] => {
    const of = types.includes(one.type) ? bucketOf(one, all) : one.urn;
    const paths = types.includes(one.type) ? ["targetBucket"] : bucketTypes.has(one.type) ? inlineTargets : [];
    return paths.some(path => targets(one, path, all, ...bucketTypes).includes(of)) ? [of] : [];
};

const judgeTarget = (one: Placed, path: string, all: readonly Placed[]): readonly Verdict[] =>
    loggedToItself(one, all).length > 0
        ? [`${path} is the bucket itself: each line of its log makes another. Deliver to another bucket.`]
        : [];

function judgeBucket(bucket: Placed, all: readonly Placed[]): readonly Verdict[] {
    const inline = inlineTargets.flatMap(path => fields(bucket.props, path)).find(({ value }) => isSet(value));
    if (inline) return judgeTarget(bucket, inline.path, all);
    const recorded: Truth = recordsObjects(at(bucket.props, "bucket") ?? at(bucket.props, "id") ?? unknownAt("bucket"), all);
    if (recorded === true) return [];
    return [recorded instanceof Unknown ? recorded : `bucket has no BucketLogging, and no trail records its objects: ${untold}`];
}
