import { secret, unknown, type Proof } from "../proof";

const type = "aws:cloudtrail/trail:Trail";
const props = { s3BucketName: "trail", isMultiRegionTrail: true, enableLogFileValidation: true, kmsKeyId: "arn:aws:kms:eu-west-1:1:key/k" };
const trail = (changes: object) => ({ type, props: { ...props, ...changes } });

export const proof: Proof = {
    fails: {
        "a trail of one region": { stack: { trail: trail({ isMultiRegionTrail: false }) }, says: { trail: "isMultiRegionTrail is false" } },
        "one that nobody can check": {
            stack: { trail: trail({ enableLogFileValidation: undefined }) },
            says: { trail: "enableLogFileValidation is not set" },
        },
        "one without IAM": {
            stack: { trail: trail({ includeGlobalServiceEvents: false }) },
            says: { trail: "includeGlobalServiceEvents is false" },
        },
        "one that is off": { stack: { trail: trail({ enableLogging: false }) }, says: { trail: "enableLogging is false" } },
        "one without a key": { stack: { trail: trail({ kmsKeyId: "" }) }, says: { trail: "kmsKeyId is" } },
    },
    passes: { "a whole one": { trail: trail({}) }, "a key that is yet to be made": { trail: trail({ kmsKeyId: unknown }) } },
    unknowns: {
        "its regions": {
            stack: { trail: trail({ isMultiRegionTrail: unknown, enableLogging: false }) },
            of: ["trail"],
            says: { trail: "enableLogging is false" },
        },
    },
    secrets: { trail: { type, props: { ...props, kmsKeyId: "", s3KeyPrefix: secret("hunter2-prefix") } } },
    ignores: { store: { type: "aws:cloudtrail/eventDataStore:EventDataStore", props: {} } },
    breaks: one => one,
    adds: {
        trail: {
            type,
            props: {
                s3BucketName: "trail",
                isMultiRegionTrail: true,
                enableLogFileValidation: false,
                kmsKeyId: "arn:aws:kms:eu-west-1:1:key/k",
                tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "4711" },
            },
        },
    },
};
