import { secret, unknown, type Proof } from "../proof";

const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: "shop-files" } };
const inline = (...lifecycleRules: readonly object[]) => ({
    ...bucket,
    props: { bucket: "shop-inline", versioning: { enabled: true }, lifecycleRules },
});
const v2 = (...lifecycleRules: readonly object[]) => ({
    type: "aws:s3/bucketV2:BucketV2",
    props: { bucket: "shop-v2", versionings: [{ enabled: true }], lifecycleRules },
});
const own = (...rules: readonly object[]) => ({ type, props: { bucket: "shop-files", rules } });
const versions = {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    props: { bucket: "shop-files", versioningConfiguration: { status: "Enabled" } },
};
const abort = { id: "uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
const expire = { id: "versions", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } };
const noAbort = "rules has none that aborts unfinished uploads of the whole bucket: their parts are stored";
const noExpiry = "rules has none that lets former versions expire: they are stored";

export const proof: Proof = {
    fails: {
        "a bucket without": {
            stack: { bucket, v2: v2() },
            says: { bucket: "bucket has no BucketLifecycleConfiguration: broken uploads", v2: "bucket has no" },
        },
        "broken uploads that stay": {
            stack: { bucket, versions, own: own(expire, { id: "expire", status: "Enabled", expiration: { days: 30 } }) },
            says: { own: noAbort },
        },
        "a rule that is off": { stack: { bucket, own: own({ ...abort, status: "Disabled" }) }, says: { own: noAbort } },
        "rules for a part of the bucket": {
            stack: { bucket, own: own({ ...abort, filter: { prefix: "tmp/" } }, { ...abort, filter: undefined, prefix: "tmp/" }) },
            says: { own: noAbort },
        },
        "former versions that stay": { stack: { bucket, versions, own: own(abort) }, says: { own: noExpiry } },
        "the same inline": {
            stack: {
                inline: inline({ enabled: true, abortIncompleteMultipartUploadDays: 7 }),
                v2: v2({ enabled: false, abortIncompleteMultipartUploadDays: 7, noncurrentVersionExpirations: [{ days: 7 }] }),
            },
            says: {
                inline: "lifecycleRules has none that lets former versions expire",
                v2: ["lifecycleRules has none that aborts", "lifecycleRules has none that lets"],
            },
        },
    },
    passes: {
        "both rules": { bucket, versions, own: own(abort, { ...expire, filter: { prefix: "uploads/" } }) },
        "one rule for both, without a filter or with an empty one": {
            bucket,
            versions,
            own: own({ ...abort, ...expire, filter: { prefix: "" } }),
            inline: inline({ enabled: true, prefix: "", abortIncompleteMultipartUploadDays: 7, noncurrentVersionExpiration: { days: 7 } }),
            v2: v2({ enabled: true, abortIncompleteMultipartUploadDays: 7, noncurrentVersionExpirations: [{ days: 7 }] }),
        },
        "a bucket that keeps no versions": { bucket, own: own(abort) },
        "versions by number": {
            bucket,
            versions,
            own: own(abort, { ...expire, noncurrentVersionExpiration: { newerNoncurrentVersions: 3 } }),
        },
        "days that are not known yet": { bucket, own: own({ ...abort, abortIncompleteMultipartUpload: { daysAfterInitiation: unknown } }) },
        "a bucket that is yet to be made": {
            bucket: { ...bucket, props: {}, answers: { id: unknown, lifecycleRules: unknown } },
            own: { type, props: { bucket: unknown, rules: [abort] }, from: { bucket: "bucket" } },
        },
        "under the former name": {
            bucket,
            own: { ...own(abort), type: "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2" },
        },
    },
    unknowns: {
        "whether a rule is on": {
            stack: { bucket, versions, own: own({ ...abort, status: unknown }), other: v2() },
            of: { own: "rules.0.status" },
            says: { own: noExpiry, other: "bucket has no" },
        },
        "whether there are versions": {
            stack: {
                bucket,
                own: own(expire),
                versions: { ...versions, props: { bucket: "shop-files", versioningConfiguration: { status: unknown } } },
                other: {
                    ...bucket,
                    props: {
                        bucket: "other",
                        versioning: { enabled: unknown },
                        lifecycleRules: [{ enabled: true, abortIncompleteMultipartUploadDays: 7 }],
                    },
                },
            },
            of: { other: "versioning.enabled" },
            says: { own: noAbort },
        },
    },
    secrets: {
        bucket: { ...bucket, props: { bucket: secret("hunter2-files") } },
        own: own({ ...expire, id: secret("hunter2-id"), filter: { prefix: secret("hunter2-prefix") } }),
    },
    ignores: { directory: { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "shop--euw1-az1--x-s3" } } },
    breaks: one =>
        one.type === type && one.urn.endsWith("::files-lifecycle")
            ? {
                  ...one,
                  inputs: { ...one.inputs, rules: (one.inputs.rules as { id: string }[]).filter(({ id }) => id !== "broken-uploads") },
              }
            : one,
};
