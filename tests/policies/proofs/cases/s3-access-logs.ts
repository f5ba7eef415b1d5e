import { unknown, type Proof, type Sketch } from "../proof";

const type = "aws:s3/bucket:Bucket";
const bucket = (props: object = {}): Sketch => ({ type, props: { bucket: "invoices", ...props } });
const logging = (props: object): Sketch => ({ type: "aws:s3/bucketLogging:BucketLogging", props });
const trail = (props: object): Sketch => ({ type: "aws:cloudtrail/trail:Trail", props });

export const proof: Proof = {
    stackName: "production",
    fails: {
        "a bucket without logs": { stack: { bucket: bucket() }, says: { bucket: "bucket has no aws.s3.BucketLogging" } },
        "one of which another's are kept": {
            stack: { bucket: bucket(), logging: logging({ bucket: "other", targetBucket: "logs" }) },
            says: { bucket: "bucket has no" },
        },
        "a trail that records no objects": {
            stack: { bucket: bucket(), trail: trail({ eventSelectors: [{ includeManagementEvents: true }] }) },
            says: { bucket: "bucket has no" },
        },
    },
    passes: {
        "logs by S3": { bucket: bucket(), logging: logging({ bucket: "invoices", targetBucket: "logs" }) },
        "logs inline, to a bucket that is yet to be made": {
            bucket: bucket({ logging: { targetBucket: unknown } }),
            older: { type: "aws:s3/bucketV2:BucketV2", props: { loggings: [{ targetBucket: "logs" }] } },
        },
        "the bucket with the logs": {
            bucket: bucket({ logging: { targetBucket: "logs" } }),
            logs: { type, props: { bucket: "logs" } },
        },
        "a trail, by selectors of either kind": {
            bucket: bucket(),
            trail: trail({ advancedEventSelectors: [{ fieldSelectors: [{ field: "resources.type", equals: ["AWS::S3::Object"] }] }] }),
        },
        "a trail of the older kind": {
            bucket: bucket(),
            trail: trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] }] }),
        },
    },
    unknowns: {
        // That logs go somewhere is known where the bucket they go to is not.
        "nothing, as what is given is enough": {
            stack: {
                bucket: bucket(),
                logging: { ...logging({ bucket: "invoices", targetBucket: unknown }), from: { targetBucket: "logs" } },
                logs: { type, props: { bucket: "logs" } },
                other: { type, props: { bucket: "o" } },
            },
            of: [],
            says: { other: "bucket has no" },
        },
    },
    secrets: { none: "where logs go is no secret, and no other value is read" },
    ignores: { trail: trail({}), folder: { type: "aws:s3/directoryBucket:DirectoryBucket", props: {} } },
    breaks: one => one,
    adds: {
        bucket: {
            type,
            props: { bucket: "unlogged", tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "4711" } },
        },
    },
    // A bucket that says nothing else lacks what all of these ask for.
    alsoBreaks: ["s3-deny-http", "s3-kms", "s3-lifecycle", "s3-public-block", "s3-versioned", "no-accidental-delete"],
};
