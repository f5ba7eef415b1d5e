import { secret, unknown, type Proof } from "../proof";

const type = "aws:elasticache/replicationGroup:ReplicationGroup";
const tags = { Environment: "production" };
const props = { description: "sessions", numCacheClusters: 2, automaticFailoverEnabled: true, multiAzEnabled: true, tags };
const cache = (changes: object) => ({ type, props: { ...props, ...changes } });

export const proof: Proof = {
    fails: {
        "a single node": { stack: { cache: cache({ numCacheClusters: 1 }) }, says: { cache: "numCacheClusters is 1" } },
        "nodes of which none takes over": {
            stack: { cache: cache({ automaticFailoverEnabled: false }) },
            says: { cache: "automaticFailoverEnabled is false" },
        },
        "nodes in one zone": { stack: { cache: cache({ multiAzEnabled: undefined }) }, says: { cache: "multiAzEnabled is not set" } },
        "shards without replicas": {
            stack: { cache: cache({ numCacheClusters: undefined, replicasPerNodeGroup: 0 }) },
            says: { cache: "replicasPerNodeGroup is 0" },
        },
    },
    passes: {
        "two nodes in two zones": { cache: cache({}) },
        "shards with replicas": { cache: cache({ numCacheClusters: undefined, replicasPerNodeGroup: 1 }) },
        "another environment": { cache: cache({ numCacheClusters: 1, tags: {} }) },
        "a member of a global datastore": { cache: cache({ numCacheClusters: undefined, globalReplicationGroupId: "g" }) },
    },
    unknowns: {
        "how many nodes there are": {
            stack: {
                cache: cache({ numCacheClusters: unknown, multiAzEnabled: false }),
                number: { type: "random:index/randomInteger:RandomInteger" },
            },
            of: [],
            says: { cache: ["multiAzEnabled is false", "numCacheClusters is not set"] },
        },
        "whether it fails over": {
            stack: {
                cache: { ...cache({ automaticFailoverEnabled: unknown }), from: { automaticFailoverEnabled: "other" } },
                other: { type: "pulumi:pulumi:StackReference" },
            },
            of: ["cache"],
        },
    },
    secrets: { cache: cache({ numCacheClusters: 1, authToken: secret("hunter2-token") }) },
    ignores: {
        serverless: { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { tags } },
        node: { type: "aws:elasticache/cluster:Cluster", props: { tags } },
    },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, automaticFailoverEnabled: false } } : one),
};
