import { bucketOf, bucketTypes, judgeSetting, settingTypes } from "../../buckets";
import { securityHub } from "../../controls";
import { given, type Target } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { every, not, some, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, type Value } from "../../values";

const billed = "are stored, and billed, for good.";
const versioningTypes = settingTypes("BucketVersioning");

/** As resources of their own have it, and buckets inline. */
const aborting = ["abortIncompleteMultipartUpload.daysAfterInitiation", "abortIncompleteMultipartUploadDays"];
const expiring = [
    ...["noncurrentVersionExpiration.noncurrentDays", "noncurrentVersionExpiration.newerNoncurrentVersions"],
    ...["noncurrentVersionExpiration.days", "noncurrentVersionExpirations[*].days"],
];

/** A rule on the whole stack, since a bucket's lifecycle is a resource of its own, and so is its versioning. */
export const s3Lifecycle = stackRule(
    {
        name: "s3-lifecycle",
        group: "cost",
        description: "Buckets drop uploads that were never finished and, where they keep former versions, let those expire.",
        why: "Parts of broken uploads and former versions are in no listing, but on each bill: a bucket that is written to grows without end.",
        severity: "low",
        tags: ["storage", "cost", "aws", "s3"],
        ...securityHub("S3.13", "S3 general purpose buckets should have Lifecycle configurations"),
        remediationSteps:
            "Add to the bucket's aws.s3.BucketLifecycleConfiguration a rule without a filter that has abortIncompleteMultipartUpload, and " +
            "one with noncurrentVersionExpiration.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `new aws.s3.BucketLifecycleConfiguration("uploads", { bucket: bucket.id, rules: [
  { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
  { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: 30 } },
] });`,
        },
        level: "advisory",
    },
    stack => {
        const all = stack.map(given);
        return judgeSetting(all, {
            types: settingTypes("BucketLifecycleConfiguration"),
            judgeOwn: one => judge(one, "rules", isVersioned(bucketOf(one, all), all)),
            judgeInline: bucket =>
                isSet(at(bucket.props, "lifecycleRules"))
                    ? judge(bucket, "lifecycleRules", isVersioned(bucket.urn, all))
                    : [`bucket has no BucketLifecycleConfiguration: broken uploads and former versions ${billed}`],
        });
    },
);

/** Former versions of a part may be kept on purpose, so a rule for another part will do; broken uploads are of no use anywhere. */
function judge({ props }: Placed, path: string, versioned: Truth): readonly Verdict[] {
    const rules = fields(props, `${path}[*]`).map(({ value }) => value);
    const aborts = some(rules.map(rule => every([isOn(rule), isWhole(rule), has(rule, aborting)])));
    const expires = some(rules.map(rule => every([isOn(rule), has(rule, expiring)])));
    return [
        ...demandTruth(aborts, `${path} has none that aborts unfinished uploads of the whole bucket: their parts ${billed}`),
        ...demandTruth(some([not(versioned), expires]), `${path} has none that lets former versions expire: they ${billed}`),
    ];
}

const demandTruth = (truth: Truth, otherwise: string): readonly Verdict[] =>
    truth === true ? [] : [truth instanceof Unknown ? truth : otherwise];

const isOn = (rule: Value): Truth => some([is(at(rule, "status"), "Enabled"), is(at(rule, "enabled"), true)]);

/** One with an empty filter is for all objects, and so is one with an empty prefix. */
const isWhole = (rule: Value): Truth =>
    every([
        ...["prefix", "tags"].map(key => is(at(rule, key), undefined, "")),
        ...["prefix", "tag", "and", "objectSizeGreaterThan", "objectSizeLessThan"].map(key => is(at(rule, "filter", key), undefined, "")),
    ]);

const has = (rule: Value, paths: readonly string[]): boolean => paths.some(path => fields(rule, path).some(({ value }) => isSet(value)));

const is = (value: Value, ...wanted: readonly Value[]): Truth => (value instanceof Unknown ? value : wanted.includes(value));

/** Of a bucket that is made elsewhere nobody can tell, and nothing is demanded. */
function isVersioned(bucket: Target, all: readonly Placed[]): Truth {
    const own = all.filter(one => versioningTypes.includes(one.type) && bucketOf(one, all) === bucket);
    if (own.length > 0) return some(own.map(({ props }) => is(at(props, "versioningConfiguration", "status"), "Enabled", "Suspended")));
    const inline = all.filter(({ type, urn }) => bucketTypes.has(type) && urn === bucket);
    const enabled = inline.flatMap(({ props }) => [
        at(props, "versioning", "enabled"),
        ...fields(props, "versionings[*].enabled").map(({ value }) => value),
    ]);
    return some(enabled.map(value => is(value, true)));
}
