import { secret, unknown, type Proof } from "../proof";

const type = "aws:s3/bucketVersioning:BucketVersioning";
const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: "shop-files" } };
const inline = (versioning: unknown) => ({ ...bucket, props: { bucket: "shop-inline", versioning } });
const v2 = (enabled: unknown) => ({ type: "aws:s3/bucketV2:BucketV2", props: { bucket: "shop-v2", versionings: [{ enabled }] } });
const own = (status: unknown, of: unknown = "shop-files") => ({ type, props: { bucket: of, versioningConfiguration: { status } } });
const noResource = "bucket has no BucketVersioning: what is overwritten";

export const proof: Proof = {
    fails: {
        "buckets that say nothing": {
            stack: { bucket, v2: { type: "aws:s3/bucketV2:BucketV2" } },
            says: { bucket: noResource, v2: noResource },
        },
        "one that was versioned once": {
            stack: { bucket, own: own("Suspended") },
            says: { own: 'versioningConfiguration.status is "Suspended": what is overwritten' },
        },
        "one that never was, as AWS answers": {
            stack: { bucket: { ...bucket, answers: { versioning: { enabled: false, mfaDelete: false } } }, v2: v2(false) },
            says: { bucket: "versioning.enabled is false", v2: "versionings[0].enabled is false" },
        },
        "versions of another bucket": { stack: { bucket, own: own("Enabled", "other") }, says: { bucket: noResource } },
        "a suspended one of a bucket that is made elsewhere": {
            stack: { own: own("Disabled") },
            says: { own: 'versioningConfiguration.status is "Disabled"' },
        },
    },
    passes: {
        "all forms": {
            bucket,
            own: own("Enabled"),
            inline: inline({ enabled: true }),
            v2: v2(true),
            other: { ...bucket, props: { bucket: "shop-other" } },
            former: { ...own("Enabled", "shop-other"), type: "aws:s3/bucketVersioningV2:BucketVersioningV2" },
        },
        "a resource of its own beside what AWS answers": {
            bucket: { ...bucket, answers: { versioning: { enabled: false } } },
            own: own("Enabled"),
        },
        "a bucket that is yet to be made": {
            bucket: { ...bucket, props: {}, answers: { id: unknown, versioning: unknown } },
            own: { ...own("Enabled", unknown), from: { bucket: "bucket" } },
        },
        "locked ones": {
            bucket: { ...bucket, props: { objectLockEnabled: true } },
            other: { ...bucket, props: { objectLockConfiguration: { objectLockEnabled: "Enabled" } } },
        },
    },
    unknowns: {
        "the status": {
            stack: { bucket, own: own(unknown), inline: inline({ enabled: unknown }), other: v2(false) },
            of: { own: "versioningConfiguration.status", inline: "versioning.enabled" },
            says: { other: "versionings[0].enabled is false" },
        },
        "whether it is locked": {
            stack: {
                bucket: { ...bucket, props: { objectLockEnabled: unknown }, from: { objectLockEnabled: "other" } },
                other: { ...bucket, props: { bucket: "shop-other" } },
            },
            of: { bucket: "objectLockEnabled" },
            says: { other: noResource },
        },
    },
    secrets: {
        bucket: { ...bucket, props: { bucket: secret("hunter2-files"), tags: { a: secret("hunter2-tag") } } },
        own: own("Suspended", secret("hunter2-files")),
    },
    ignores: { directory: { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "shop--euw1-az1--x-s3" } } },
    breaks: one =>
        one.type === type && one.urn.endsWith("::files-replica-versions")
            ? { ...one, inputs: { ...one.inputs, versioningConfiguration: { status: "Suspended" } } }
            : one,
};
