import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = (props: object): Sketch => ({
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    props: { description: "sessions", ...props },
});
const lone = (props: object): Sketch => ({ type: "aws:elasticache/cluster:Cluster", props });
const memory = (props: object): Sketch => ({ type: "aws:memorydb/cluster:Cluster", props: { aclName: "app", ...props } });
const on = { transitEncryptionEnabled: true };

const plain = "what applications store there, sessions and tokens among it, crosses the network in plain text.";
const preferred = `transitEncryptionMode is "preferred": clients may go on without TLS, and ${plain}`;

export const proof: Proof = {
    fails: {
        "a group that says nothing of TLS": {
            stack: { group: group({}) },
            says: { group: `transitEncryptionEnabled is not set: ${plain}` },
        },
        "one that has it off": {
            stack: { group: group({ transitEncryptionEnabled: false }) },
            says: { group: `transitEncryptionEnabled is false: ${plain}` },
        },
        "one that prefers it": {
            stack: { group: group({ ...on, transitEncryptionMode: "preferred" }) },
            says: { group: preferred },
        },
        "a lone cluster, of either engine": {
            stack: {
                redis: lone({ engine: "redis" }),
                memcached: lone({ engine: "memcached", transitEncryptionEnabled: false }),
            },
            says: { redis: "transitEncryptionEnabled is not set", memcached: "transitEncryptionEnabled is false" },
        },
        "MemoryDB without it": { stack: { memory: memory({ tlsEnabled: false }) }, says: { memory: `tlsEnabled is false: ${plain}` } },
    },
    passes: {
        "a group that has it": { group: group({ ...on, kmsKeyId: unknown }) },
        "one that asks for it": { group: group({ ...on, transitEncryptionMode: "required" }) },
        "a secondary of a global group, which has the primary's": { group: group({ globalReplicationGroupId: unknown }) },
        "a member of a group, which has the group's": { member: lone({ replicationGroupId: "sessions" }) },
        "lone Memcached that has it": { memcached: lone({ engine: "memcached", ...on }) },
        "MemoryDB, which has it unless told otherwise": { silent: memory({}), told: memory({ tlsEnabled: true }) },
    },
    unknowns: {
        "whether it is on": {
            stack: {
                group: group({ transitEncryptionEnabled: unknown }),
                preferring: group({ transitEncryptionEnabled: unknown, transitEncryptionMode: "preferred" }),
                lone: lone({ transitEncryptionEnabled: unknown }),
                memory: memory({ tlsEnabled: unknown }),
            },
            of: {
                group: "transitEncryptionEnabled",
                preferring: "transitEncryptionEnabled",
                lone: "transitEncryptionEnabled",
                memory: "tlsEnabled",
            },
            says: { preferring: preferred },
        },
        "whether it is asked for": {
            stack: { group: group({ ...on, transitEncryptionMode: unknown }), other: group({ transitEncryptionMode: unknown }) },
            of: { group: "transitEncryptionMode", other: "transitEncryptionMode" },
            says: { other: "transitEncryptionEnabled is not set" },
        },
    },
    secrets: {
        group: group({ transitEncryptionEnabled: false, authToken: secret("hunter2-token") }),
        lone: lone({ engine: "redis", preferredAvailabilityZones: [secret("hunter2-zone")] }),
        memory: memory({ tlsEnabled: false, description: secret("hunter2-description") }),
    },
    ignores: {
        serverless: { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { engine: "valkey" } },
        parameters: { type: "aws:elasticache/parameterGroup:ParameterGroup", props: { family: "valkey8" } },
    },
    breaks: changing("ReplicationGroup", "redis-cache", inputs => (inputs.transitEncryptionMode = "preferred")),
};
