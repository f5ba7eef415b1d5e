import { secret, unknown, type Proof } from "../proof";

const type = "aws:rds/instance:Instance";
const key = "arn:aws:kms:eu-west-1:111122223333:key/k";
const on = { performanceInsightsEnabled: true };
const good = { type, props: { ...on, performanceInsightsKmsKeyId: key } };
const docdb = "aws:docdb/clusterInstance:ClusterInstance";

export const proof: Proof = {
    fails: {
        "a database whose disk alone has a key": {
            stack: { db: { type, props: { ...on, storageEncrypted: true, kmsKeyId: key } } },
            says: { db: "performanceInsightsKmsKeyId is not set" },
        },
        "AWS's shared key, by its name": {
            stack: { db: { type, props: { ...on, performanceInsightsKmsKeyId: "alias/aws/rds" } } },
            says: { db: 'performanceInsightsKmsKeyId is "alias/aws/rds"' },
        },
        "clusters and their instances": {
            stack: {
                cluster: { type: "aws:rds/cluster:Cluster", props: on },
                instance: { type: "aws:rds/clusterInstance:ClusterInstance", props: { performanceInsightsEnabled: "true" } },
                documents: { type: docdb, props: { enablePerformanceInsights: true } },
            },
            says: {
                cluster: "performanceInsightsKmsKeyId is not set",
                instance: "performanceInsightsKmsKeyId is not set",
                documents: "performanceInsightsKmsKeyId is not set",
            },
        },
    },
    passes: {
        "a key of one's own": { good },
        "one of a cluster's instances": {
            documents: { type: docdb, props: { enablePerformanceInsights: true, performanceInsightsKmsKeyId: key } },
        },
        "a key that is yet to be made": { db: { type, props: { ...on, performanceInsightsKmsKeyId: unknown } } },
        "nothing collected": { off: { type, props: { performanceInsightsEnabled: false } }, silent: { type, props: {} } },
        "a key, whether or not it is used": {
            db: { type, props: { performanceInsightsEnabled: unknown, performanceInsightsKmsKeyId: key } },
        },
    },
    unknowns: {
        "whether it is on": {
            stack: { db: { type, props: { performanceInsightsEnabled: unknown } }, other: { type, props: on } },
            of: { db: "performanceInsightsEnabled" },
            says: { other: "performanceInsightsKmsKeyId is not set" },
        },
    },
    secrets: { db: { type, props: { ...on, password: secret("hunter2-password") } } },
    ignores: { neptune: { type: "aws:neptune/clusterInstance:ClusterInstance", props: on } },
    breaks: one => {
        if (one.type !== type) return one;
        const { performanceInsightsKmsKeyId: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
