import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = (props: object): Sketch => ({
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    props: { description: "sessions", transitEncryptionEnabled: true, ...props },
});
const serverless = (props: object): Sketch => ({
    type: "aws:elasticache/serverlessCache:ServerlessCache",
    props: { engine: "valkey", ...props },
});
const lone = (props: object): Sketch => ({ type: "aws:elasticache/cluster:Cluster", props });
const memory = (aclName: unknown): Sketch => ({ type: "aws:memorydb/cluster:Cluster", props: { aclName, nodeType: "db.t4g.small" } });

const anyone = "whoever reaches the port reads and writes everything.";
const ofGroup = `userGroupIds or authToken or authTokenWo is not set: ${anyone}`;

export const proof: Proof = {
    fails: {
        "a group without users and token": { stack: { group: group({}) }, says: { group: ofGroup } },
        "a token that is empty, and users of whom there are none": {
            stack: { token: group({ authToken: "" }), users: group({ userGroupIds: [] }) },
            says: { token: ofGroup, users: ofGroup },
        },
        "a serverless one without users": {
            stack: { serverless: serverless({}) },
            says: { serverless: `userGroupId is not set: ${anyone}` },
        },
        "a lone cluster, which can have no password": {
            stack: { redis: lone({ engine: "redis" }) },
            says: { redis: `engine is "redis": a lone cluster of it has no password: ${anyone}` },
        },
        "MemoryDB's list of everyone": {
            stack: { memory: memory("open-access") },
            says: { memory: `aclName is "open-access": ${anyone}` },
        },
    },
    passes: {
        "a token": { group: group({ authToken: secret("a-long-token") }), memory: memory("app") },
        "a token that no state keeps": { group: group({ authTokenWo: secret("a-long-token"), authTokenWoVersion: 1 }) },
        users: { group: group({ userGroupIds: ["app"] }), serverless: serverless({ userGroupId: "app" }) },
        "a token and users that are not known yet": {
            token: group({ authToken: unknown }),
            users: group({ userGroupIds: [unknown] }),
            serverless: serverless({ userGroupId: unknown }),
        },
        "a secondary of a global group, which has the primary's": { group: group({ globalReplicationGroupId: "global" }) },
        "a member of a group, which has the group's": { member: lone({ replicationGroupId: "sessions" }) },
    },
    unknowns: {
        "the engine": {
            stack: { serverless: serverless({ engine: unknown }), lone: lone({ engine: unknown }), group: group({}) },
            of: { serverless: "engine", lone: "engine" },
            says: { group: ofGroup },
        },
        "MemoryDB's list": { stack: { memory: memory(unknown) }, of: { memory: "aclName" } },
    },
    secrets: {
        empty: group({ authToken: "", authTokenWo: "", description: secret("hunter2-description") }),
        token: group({ authToken: secret("hunter2-token") }),
        written: group({ authTokenWo: secret("hunter2-token") }),
        users: serverless({ userGroupId: "", description: secret("hunter2-description") }),
        memory: { ...memory("open-access"), props: { aclName: "open-access", description: secret("hunter2-description") } },
    },
    ignores: {
        serverless: serverless({ engine: "memcached" }),
        lone: lone({ engine: "memcached" }),
        user: { type: "aws:elasticache/user:User", props: { userName: "app", engine: "redis", noPasswordRequired: true } },
    },
    breaks: changing("ReplicationGroup", "redis-cache", inputs => delete inputs.authToken),
};
