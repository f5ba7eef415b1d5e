import { secret, unknown, type Proof } from "../proof";

const type = "aws:cloudtrail/trail:Trail";
const props = { s3BucketName: "trail", isMultiRegionTrail: true, enableLogFileValidation: true, kmsKeyId: "arn:aws:kms:eu-west-1:1:key/k" };
const trail = (changes: object) => ({ type, props: { ...props, ...changes } });

const data = { includeManagementEvents: false, dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::b/"] }] };
const advanced = (category: string, ...others: readonly object[]) => ({
    fieldSelectors: [{ field: "eventCategory", equals: [category] }, ...others],
});

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
        "one that records objects alone, or what is written alone": {
            stack: {
                objects: trail({ eventSelectors: [data] }),
                written: trail({ eventSelectors: [{ readWriteType: "WriteOnly" }] }),
                advanced: trail({
                    advancedEventSelectors: [advanced("Data"), advanced("Management", { field: "readOnly", equals: ["false"] })],
                }),
            },
            says: {
                objects: "eventSelectors leave out",
                written: "eventSelectors leave out",
                advanced: "advancedEventSelectors leave out",
            },
        },
        "one without a key": { stack: { trail: trail({ kmsKeyId: "" }) }, says: { trail: "kmsKeyId is" } },
    },
    passes: {
        "a whole one": { trail: trail({}) },
        "one that records objects too": {
            trail: trail({ eventSelectors: [data, { readWriteType: "All", includeManagementEvents: true }] }),
            one: trail({ eventSelectors: [{ ...data, includeManagementEvents: undefined }] }),
            advanced: trail({
                advancedEventSelectors: [
                    advanced("Data"),
                    advanced("Management", { field: "eventSource", notEquals: ["kms.amazonaws.com"] }),
                ],
            }),
        },
        "a key that is yet to be made": { trail: trail({ kmsKeyId: unknown }) },
    },
    unknowns: {
        "what it records": {
            stack: {
                some: trail({ eventSelectors: [data, { readWriteType: unknown }] }),
                more: trail({ advancedEventSelectors: [advanced("Management", { field: unknown, equals: ["false"] })] }),
            },
            of: { some: "eventSelectors.1.readWriteType", more: "advancedEventSelectors.0.fieldSelectors.1.field" },
        },
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
