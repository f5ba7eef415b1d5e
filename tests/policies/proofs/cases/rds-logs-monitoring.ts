import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "aws:rds/instance:Instance";
const fine = { engine: "postgres", enabledCloudwatchLogsExports: ["postgresql", "upgrade"], monitoringInterval: 60 };
const instance = (changes: object = {}, from?: Sketch["from"]): Sketch => ({
    type,
    props: { ...fine, ...changes },
    ...(from === undefined ? {} : { from }),
});
const cluster = (changes: object = {}): Sketch => ({
    type: "aws:rds/cluster:Cluster",
    props: { clusterIdentifier: "shop", engine: "aurora-postgresql", enabledCloudwatchLogsExports: ["postgresql"], ...changes },
});
const member = (changes: object = {}): Sketch => ({
    type: "aws:rds/clusterInstance:ClusterInstance",
    props: { clusterIdentifier: "shop", engine: "aurora-postgresql", ...changes },
});
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };

export const proof: Proof = {
    fails: {
        "no logs": {
            stack: { db: instance({ enabledCloudwatchLogsExports: undefined }) },
            says: { db: "enabledCloudwatchLogsExports is not set" },
        },
        "an empty list": {
            stack: { db: instance({ enabledCloudwatchLogsExports: [] }) },
            says: { db: "enabledCloudwatchLogsExports is " },
        },
        "all but the log itself": {
            stack: { db: instance({ enabledCloudwatchLogsExports: ["upgrade"] }) },
            says: { db: 'enabledCloudwatchLogsExports has no "postgresql"' },
        },
        "MySQL without its errors": {
            stack: { db: instance({ engine: "mysql", enabledCloudwatchLogsExports: ["slowquery"] }) },
            says: { db: 'enabledCloudwatchLogsExports has no "error"' },
        },
        "no monitoring": { stack: { db: instance({ monitoringInterval: undefined }) }, says: { db: "monitoringInterval is not set" } },
        "monitoring that is off": { stack: { db: instance({ monitoringInterval: 0 }) }, says: { db: "monitoringInterval is 0" } },
        "a cluster's logs": {
            stack: { cluster: cluster({ enabledCloudwatchLogsExports: undefined }), member: member({ monitoringInterval: 60 }) },
            says: { cluster: "enabledCloudwatchLogsExports is not set" },
        },
        "a cluster's member": { stack: { cluster: cluster(), member: member() }, says: { member: "monitoringInterval is not set" } },
        "a member that is made from its cluster": {
            stack: { cluster: cluster(), member: { ...member({ clusterIdentifier: unknown }), from: { clusterIdentifier: "cluster" } } },
            says: { member: "monitoringInterval is not set" },
        },
        "a cluster over several zones": {
            stack: { cluster: cluster({ engine: "postgres", dbClusterInstanceClass: "db.m6gd.large" }) },
            says: { cluster: "monitoringInterval is not set" },
        },
    },
    passes: {
        "an instance": { db: instance() },
        "a replica, whose engine is its source's": { db: instance({ engine: undefined, replicateSourceDb: "other" }) },
        "a cluster": { cluster: cluster(), member: member({ monitoringInterval: 30 }) },
        "a cluster that says it for its members": { cluster: cluster({ monitoringInterval: 60 }), member: member() },
        "a member of a cluster elsewhere": { member: member() },
        "Aurora Serverless v1": { cluster: cluster({ engineMode: "serverless", enabledCloudwatchLogsExports: undefined }) },
    },
    unknowns: {
        "the logs": {
            stack: {
                db: instance(
                    { enabledCloudwatchLogsExports: unknown, monitoringInterval: 0 },
                    { enabledCloudwatchLogsExports: "elsewhere" },
                ),
                other: instance({ monitoringInterval: 0 }),
                elsewhere,
            },
            of: ["db"],
            says: { db: "monitoringInterval is 0", other: "monitoringInterval is 0" },
        },
        "one of the logs": {
            stack: {
                db: instance({ enabledCloudwatchLogsExports: ["upgrade", unknown] }, { enabledCloudwatchLogsExports: "elsewhere" }),
                elsewhere,
            },
            of: ["db"],
        },
        "the engine, and the interval": {
            stack: {
                db: instance({ engine: unknown }, { engine: "elsewhere" }),
                other: instance({ monitoringInterval: unknown }, { monitoringInterval: "elsewhere" }),
                elsewhere,
            },
            of: ["db", "other"],
        },
    },
    secrets: { db: instance({ monitoringInterval: 0, password: secret("hunter2-password") }) },
    ignores: {
        custom: instance({ engine: "custom-oracle-ee", enabledCloudwatchLogsExports: undefined, monitoringInterval: undefined }),
        docdb: { type: "aws:docdb/cluster:Cluster" },
    },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, monitoringInterval: 0 } } : one),
};
