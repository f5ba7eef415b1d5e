import { secret, unknown, type Proof } from "../proof";

const database = (instanceClass: unknown, more: object = {}) => ({ type: "aws:rds/instance:Instance", props: { instanceClass, ...more } });
const nodes = (...instanceTypes: unknown[]) => ({ type: "aws:eks/nodeGroup:NodeGroup", props: { instanceTypes } });
const cache = (nodeType: string) => ({ type: "aws:elasticache/replicationGroup:ReplicationGroup", props: { nodeType } });
const tagged = (Environment: string) => ({ type: "aws:ec2/vpc:Vpc", props: { tags: { Environment } } });

export const proof: Proof = {
    stackName: "shop-dev",
    fails: {
        "a large database on a development stack": {
            stack: { db: database("db.r7g.8xlarge") },
            says: { db: "instanceClass is db.r7g.8xlarge, which is not among those of development: *.nano, *.micro, *.small, *.medium." },
        },
        "one of several types of nodes, and a cache": {
            stack: { nodes: nodes("t4g.medium", "m7g.large"), cache: cache("cache.r7g.xlarge") },
            says: { nodes: "instanceTypes[1] is m7g.large", cache: "nodeType is cache.r7g.xlarge" },
        },
        "what is larger than production's": {
            stack: { vpc: tagged("production"), db: database("db.r7g.8xlarge") },
            says: { db: "instanceClass is db.r7g.8xlarge, which is not among those of production: *.nano" },
        },
    },
    passes: {
        "small ones, and what scales by itself": {
            db: database("db.t4g.medium"),
            nodes: nodes("t3.small"),
            serverless: database("db.serverless"),
        },
        "large ones of production": { vpc: tagged("production"), db: database("db.r7g.4xlarge"), cache: cache("cache.m7g.large") },
        "what says nothing": { db: database(undefined) },
    },
    unknowns: {
        "the type": {
            stack: {
                source: tagged("test"),
                db: { ...database(unknown), from: { instanceClass: "source" } },
                other: database("db.m7g.large"),
            },
            of: ["db"],
            says: { other: "instanceClass is db.m7g.large" },
        },
    },
    configured: {
        "one's own list": {
            settings: { development: ["db.m7g.*"] },
            stack: { db: database("db.m7g.large"), other: database("db.t4g.micro"), near: database("xdb.m7g.large") },
            says: {
                other: "instanceClass is db.t4g.micro, which is not among those of development: db.m7g.*.",
                near: "instanceClass is xdb",
            },
        },
    },
    secrets: { db: database("db.r7g.large", { password: secret("hunter2-password"), tags: { Note: secret("hunter2-note") } }) },
    ignores: {
        vpc: { type: "aws:ec2/vpc:Vpc", props: {} },
        instances: { type: "aws:autoscaling/group:Group", props: { maxSize: 3 } },
    },
    breaks: one =>
        one.type === "aws:elasticache/replicationGroup:ReplicationGroup"
            ? { ...one, inputs: { ...one.inputs, nodeType: "cache.r7g.16xlarge" } }
            : one,
};
