import { secret, unknown, type Proof } from "../proof";

const type = "aws:s3/bucketLogging:BucketLogging";
const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: "shop-files" } };
const other = { type: "aws:s3/bucketV2:BucketV2", props: { bucket: "shop-other" } };
const logs = { ...bucket, props: { bucket: "shop-logs" } };
const own = (of: unknown = "shop-files", targetBucket: unknown = "shop-logs") => ({
    ...{ type, props: { bucket: of, targetBucket, targetPrefix: "files/" } },
});
const trail = (props: object) => ({ type: "aws:cloudtrail/trail:Trail", props: { s3BucketName: "account-trail", ...props } });
const basic = (readWriteType: unknown, ...values: readonly unknown[]) => ({
    ...{ readWriteType, dataResources: [{ type: "AWS::S3::Object", values }] },
});
const advanced = (...more: readonly object[]) => ({
    fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }, { field: "resources.type", equals: ["AWS::S3::Object"] }, ...more],
});
const files = "arn:aws:s3:::shop-files/";
const uploads = "urn:pulumi:production::webstack::webstack:index:FileStorage$aws:s3/bucket:Bucket::files-bucket";
const untold = "bucket has no BucketLogging, and no trail records its objects";

export const proof: Proof = {
    fails: {
        "buckets without": { stack: { bucket, other, logs, own: own("shop-other") }, says: { bucket: untold } },
        "logs to the bucket itself": {
            stack: {
                bucket,
                own: own("shop-files", "shop-files"),
                other: { ...other, props: { ...other.props, loggings: [{ targetBucket: "shop-other" }] } },
            },
            says: { own: "targetBucket is the bucket itself: each line", other: "loggings[0].targetBucket is the bucket itself" },
        },
        "a trail of writes alone": {
            stack: { bucket, trail: trail({ eventSelectors: [basic("WriteOnly", "arn:aws:s3")] }) },
            says: { bucket: untold },
        },
        "a trail of another bucket, or of a part": {
            stack: {
                bucket,
                trail: trail({ eventSelectors: [basic("All", "arn:aws:s3:::shop-other/", `${files}invoices/`)] }),
                part: trail({ advancedEventSelectors: [advanced({ field: "eventName", equals: ["GetObject"] })] }),
            },
            says: { bucket: untold },
        },
        "a trail of what is done to the account": {
            stack: {
                bucket,
                trail: trail({ eventSelectors: [{ readWriteType: "All", includeManagementEvents: true }] }),
                management: trail({ advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] }] }),
            },
            says: { bucket: untold },
        },
        "a trail that is off": {
            stack: { bucket, trail: trail({ enableLogging: false, eventSelectors: [basic("All", "arn:aws:s3")] }) },
            says: { bucket: untold },
        },
    },
    passes: {
        "logs in another bucket": {
            bucket,
            own: own(),
            other,
            former: { ...own("shop-other"), type: "aws:s3/bucketLoggingV2:BucketLoggingV2" },
        },
        "logs that the bucket asks for": {
            bucket: { ...bucket, props: { ...bucket.props, logging: { targetBucket: "shop-logs" } } },
            other: { ...other, props: { loggings: [{ targetBucket: "shop-logs" }] } },
        },
        "a bucket that is yet to be made": {
            bucket: { ...bucket, props: {}, answers: { id: unknown, logging: unknown } },
            own: { ...own(unknown, unknown), from: { bucket: "bucket", targetBucket: "logs" } },
            logs: { ...logs, props: {} },
        },
        "a trail of all buckets": { bucket, other, trail: trail({ eventSelectors: [basic(undefined, "arn:aws:s3:::")] }) },
        "a trail of this one, with reads and writes apart": {
            bucket,
            trail: trail({ eventSelectors: [basic("ReadOnly", files), basic("WriteOnly", files)] }),
        },
        "advanced selectors": {
            bucket,
            trail: trail({
                advancedEventSelectors: [
                    advanced({ field: "resources.ARN", startsWiths: [files] }, { field: "readOnly", equals: ["true"] }),
                    advanced({ field: "readOnly", equals: ["false"] }),
                ],
            }),
        },
        "an event data store": {
            bucket,
            lake: { type: "aws:cloudtrail/eventDataStore:EventDataStore", props: { advancedEventSelectors: [advanced()] } },
        },
    },
    unknowns: {
        "what a trail records": {
            stack: { bucket, trail: trail({ eventSelectors: [basic("All", unknown)] }), other, own: own("shop-other", "shop-other") },
            of: { bucket: "eventSelectors.0.dataResources.0.values.0" },
            says: { own: "targetBucket is the bucket itself" },
        },
        "whether logs go there": {
            stack: {
                bucket,
                logs,
                policy: {
                    ...{ type: "aws:s3/bucketPolicy:BucketPolicy", props: { bucket: "shop-logs", policy: unknown } },
                    from: { policy: "logs" },
                },
            },
            of: { logs: "policy" },
            says: { bucket: untold },
        },
    },
    secrets: {
        bucket: { ...bucket, props: { bucket: secret("hunter2-files") } },
        other,
        own: own("shop-other", secret("hunter2-logs")),
        trail: trail({ eventSelectors: [basic("All", secret("hunter2-arn"))] }),
    },
    ignores: {
        directory: { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "shop--euw1-az1--x-s3" } },
        logs,
        elsewhere: own("elsewhere"),
        cdn: { type: "aws:cloudfront/distribution:Distribution", props: { loggingConfig: { bucket: "shop-cdn.s3.amazonaws.com" } } },
        "logs-of-the-cdn": { ...bucket, props: { bucket: "shop-cdn" } },
        certificates: { ...bucket, props: { bucket: "shop-ca" } },
        "trust-store": { type: "aws:lb/trustStore:TrustStore", props: { caCertificatesBundleS3Bucket: "shop-ca" } },
    },
    breaks: one => one,
    adds: { circular: { type, props: { bucket: unknown, targetBucket: unknown }, from: { bucket: uploads, targetBucket: uploads } } },
};
