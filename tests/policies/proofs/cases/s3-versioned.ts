import { unknown, type Proof, type Sketch } from "../proof";

const type = "aws:s3/bucket:Bucket";
const bucket = (props: object = {}): Sketch => ({ type, props: { bucket: "uploads", ...props } });
const versions = (status: unknown, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:s3/bucketVersioning:BucketVersioning",
    props: { bucket: "uploads", versioningConfiguration: { status } },
    ...more,
});

export const proof: Proof = {
    fails: {
        "a bucket without versions": { stack: { bucket: bucket() }, says: { bucket: "bucket keeps no versions: what is overwritten" } },
        "one whose versions have ended": { stack: { bucket: bucket(), versions: versions("Suspended") }, says: { bucket: "bucket keeps" } },
        "one that turns them off inline": {
            stack: { bucket: bucket({ versioning: { enabled: false } }) },
            says: { bucket: "bucket keeps" },
        },
        "the one of two that has none": {
            stack: { bucket: bucket(), versions: versions("Enabled"), other: { type, props: { bucket: "other" } } },
            says: { other: "bucket keeps" },
        },
    },
    passes: {
        "versions of its own": { bucket: bucket(), versions: versions("Enabled") },
        "inline ones": {
            bucket: bucket({ versioning: { enabled: true } }),
            older: { type: "aws:s3/bucketV2:BucketV2", props: { versionings: [{ enabled: true }] } },
        },
        "those of the older types, before there is a name": {
            bucket: { type: "aws:s3/bucketV2:BucketV2" },
            versions: versions("Enabled", {
                ...{ type: "aws:s3/bucketVersioningV2:BucketVersioningV2", from: { bucket: "bucket" } },
                props: { bucket: unknown, versioningConfiguration: { status: "Enabled" } },
            }),
        },
    },
    unknowns: {
        "whether there are": {
            stack: { bucket: bucket(), versions: versions(unknown), other: { type, props: { bucket: "other" } } },
            of: ["bucket"],
            says: { other: "bucket keeps no versions" },
        },
    },
    secrets: { none: "whether a bucket keeps versions is no secret, and no other value is read" },
    ignores: { versions: versions("Suspended"), folder: { type: "aws:s3/directoryBucket:DirectoryBucket", props: {} } },
    breaks: one =>
        one.urn.endsWith("::dumps-versions")
            ? { ...one, inputs: { ...one.inputs, versioningConfiguration: { status: "Suspended" } } }
            : one,
};
