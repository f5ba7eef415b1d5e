import { unknown, type Proof, type Sketch } from "../proof";

const db = (props: object, type = "aws:rds/instance:Instance"): Sketch => ({ type, props });
const on = { performanceInsightsEnabled: true };
const says = "performanceInsightsKmsKeyId is not set: statements";

export const proof: Proof = {
    fails: {
        "an instance without a key": { stack: { db: db(on) }, says: { db: says } },
        "clusters and their instances": {
            stack: { cluster: db(on, "aws:rds/cluster:Cluster"), member: db(on, "aws:rds/clusterInstance:ClusterInstance") },
            says: { cluster: says, member: says },
        },
        "an empty key": { stack: { db: db({ ...on, performanceInsightsKmsKeyId: "" }) }, says: { db: says } },
    },
    passes: {
        "a key": { db: db({ ...on, performanceInsightsKmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/k" }) },
        "a key that is yet to be made": { db: db({ ...on, performanceInsightsKmsKeyId: unknown }) },
        "what records nothing": { off: db({ performanceInsightsEnabled: false }), silent: db({}) },
    },
    unknowns: {
        "whether it records": {
            stack: { db: db({ performanceInsightsEnabled: unknown }), other: db(on) },
            of: ["db"],
            says: { other: says },
        },
    },
    secrets: { none: "whether it records, and under which key, are no secrets, and no other value is read" },
    ignores: { proxy: db(on, "aws:rds/proxy:Proxy") },
    breaks: one => {
        if (one.type !== "aws:rds/instance:Instance" || !one.urn.endsWith("::postgres-instance")) return one;
        const { performanceInsightsKmsKeyId: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
