import { unknown, type Proof, type Sketch } from "../proof";

const type = "aws:s3/bucket:Bucket";
const bucket = (props: object = {}): Sketch => ({ type, props: { bucket: "uploads", ...props } });
const lifecycle = (status: unknown, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    props: { bucket: "uploads", rules: [{ id: "broken", status }] },
    ...more,
});

export const proof: Proof = {
    fails: {
        "a bucket without one": { stack: { bucket: bucket() }, says: { bucket: "bucket has no lifecycle: uploads that broke off" } },
        "one whose rules are off": { stack: { bucket: bucket(), lifecycle: lifecycle("Disabled") }, says: { bucket: "bucket has no" } },
        "rules that are off inline": {
            stack: { bucket: bucket({ lifecycleRules: [{ enabled: false }] }) },
            says: { bucket: "bucket has no lifecycle" },
        },
    },
    passes: {
        "one of its own": { bucket: bucket(), lifecycle: lifecycle("Enabled") },
        "an inline one": { bucket: bucket({ lifecycleRules: [{ enabled: false }, { enabled: true }] }) },
        "one of the older types, before there is a name": {
            bucket: { type: "aws:s3/bucketV2:BucketV2" },
            lifecycle: lifecycle("Enabled", {
                ...{ type: "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", from: { bucket: "bucket" } },
                props: { bucket: unknown, rules: [{ status: "Enabled" }] },
            }),
        },
    },
    unknowns: {
        "whether a rule is on": {
            stack: { bucket: bucket(), lifecycle: lifecycle(unknown), other: { type, props: { bucket: "other" } } },
            of: ["bucket"],
            says: { other: "bucket has no lifecycle" },
        },
    },
    secrets: { none: "whether a rule is on is no secret, and no other value is read" },
    ignores: { lifecycle: lifecycle("Disabled"), folder: { type: "aws:s3/directoryBucket:DirectoryBucket", props: {} } },
    breaks: one => (one.urn.endsWith("::dumps-lifecycle") ? undefined : one),
};
