import { secret, unknown, type Proof } from "../proof";

const type = "aws:elasticache/replicationGroup:ReplicationGroup";
const good = { type, props: { description: "sessions", atRestEncryptionEnabled: true, kmsKeyId: "arn:aws:kms:eu-west-1:1:key/k" } };
const serverless = { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { engine: "valkey" } };

export const proof: Proof = {
    fails: {
        "a group whose disks are plain text": {
            stack: { group: { type, props: { description: "sessions" } } },
            says: { group: ["atRestEncryptionEnabled is not set", "kmsKeyId is not set"] },
        },
        "one under AWS's own key": {
            stack: { group: { type, props: { ...good.props, kmsKeyId: undefined } } },
            says: { group: "kmsKeyId is not set" },
        },
        "one under AWS's own key, by its alias": {
            stack: { group: { type, props: { ...good.props, kmsKeyId: "alias/aws/elasticache" } } },
            says: { group: 'kmsKeyId is "alias/aws/elasticache"' },
        },
        "a serverless one": { stack: { serverless }, says: { serverless: "kmsKeyId is not set" } },
        MemoryDB: { stack: { memory: { type: "aws:memorydb/cluster:Cluster", props: {} } }, says: { memory: "kmsKeyArn is not set" } },
    },
    passes: {
        "a key of one's own": { good },
        "as a text": { good: { ...good, props: { ...good.props, atRestEncryptionEnabled: "true" } } },
        "a key that is yet to be made": { good: { ...good, props: { ...good.props, kmsKeyId: unknown } } },
    },
    unknowns: {
        "whether it is encrypted": {
            stack: { group: { ...good, props: { ...good.props, atRestEncryptionEnabled: unknown } } },
            of: ["group"],
        },
    },
    secrets: { group: { type, props: { description: "sessions", authToken: secret("hunter2-token") } } },
    ignores: { node: { type: "aws:elasticache/cluster:Cluster", props: { replicationGroupId: "cache" } } },
    breaks: one => {
        if (one.type !== type) return one;
        const { kmsKeyId: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
