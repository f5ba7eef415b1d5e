import { judgeSetting, settingTypes } from "../../buckets";
import { wellArchitected } from "../../controls";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { some, type Truth } from "../../truth";
import { at, field, fields, isSet, Unknown, type Value } from "../../values";

const lost = "what is overwritten or deleted, by mistake or by ransomware, is gone.";
const missing = `bucket has no BucketVersioning: ${lost}`;

/** A rule on the whole stack, since a bucket's versioning is a resource of its own. S3 Object Lock switches it on as well. */
export const s3Versioned = stackRule(
    {
        name: "s3-versioned",
        group: "reliability",
        description: "Buckets keep former versions of their objects.",
        why: "Without versions a wrong upload, a wrong delete or a stolen credential destroys files for good, and no copy in another region is possible.",
        severity: "medium",
        tags: ["storage", "aws", "s3"],
        ...wellArchitected("SEC08-BP04", "Enforce access control", "sec_protect_data_rest_access_control"),
        remediationSteps:
            "Add an aws.s3.BucketVersioning with versioningConfiguration: { status: Enabled }, and a lifecycle rule that lets former " +
            "versions expire, for they cost as much as the others.",
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `new aws.s3.BucketVersioning("uploads", { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });`,
        },
    },
    stack =>
        judgeSetting(stack.map(given), {
            types: settingTypes("BucketVersioning"),
            judgeOwn: ({ props }) => demand(field(props, "versioningConfiguration.status"), status => status === "Enabled", lost),
            judgeInline,
        }),
);

function judgeInline({ props }: Placed): readonly Verdict[] {
    const found = ["versioning.enabled", "versionings[*].enabled"].flatMap(path => fields(props, path)).filter(({ value }) => isSet(value));
    const verdicts = found.length > 0 ? found.flatMap(enabled => demand(enabled, value => value === true, lost)) : [missing];
    const locked = isLocked(props);
    if (locked === true || verdicts.length === 0) return [];
    return locked instanceof Unknown ? [locked] : verdicts;
}

const isLocked = (bucket: Value): Truth =>
    some([is(at(bucket, "objectLockEnabled"), true), is(at(bucket, "objectLockConfiguration", "objectLockEnabled"), "Enabled")]);

const is = (value: Value, wanted: Value): Truth => (value instanceof Unknown ? value : value === wanted);
