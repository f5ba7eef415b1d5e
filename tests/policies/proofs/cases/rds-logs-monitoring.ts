import { unknown, type Proof, type Sketch } from "../proof";

const db = (props: object, type = "aws:rds/instance:Instance"): Sketch => ({ type, props });
const logs = { enabledCloudwatchLogsExports: ["postgresql", "upgrade"] };
const figures = { monitoringInterval: 60 };
const noLogs = "enabledCloudwatchLogsExports is not set: the database's own log";

export const proof: Proof = {
    fails: {
        "an instance without a word": {
            stack: { db: db({}) },
            says: { db: [noLogs, "monitoringInterval is not set: without the host's"] },
        },
        "no log in the list": {
            stack: { db: db({ ...figures, enabledCloudwatchLogsExports: [] }) },
            says: { db: "enabledCloudwatchLogsExports is []" },
        },
        "figures that are off": { stack: { db: db({ ...logs, monitoringInterval: 0 }) }, says: { db: "monitoringInterval is 0" } },
        "clusters, and members of them": {
            stack: {
                cluster: db({}, "aws:rds/cluster:Cluster"),
                member: db({}, "aws:rds/clusterInstance:ClusterInstance"),
                documents: db({}, "aws:docdb/cluster:Cluster"),
                graph: db({}, "aws:neptune/cluster:Cluster"),
            },
            says: { cluster: noLogs, member: "monitoringInterval is", documents: noLogs, graph: "enableCloudwatchLogsExports is not set" },
        },
    },
    passes: {
        "logs and figures": { db: db({ ...logs, ...figures }) },
        "one of them each, of a cluster": {
            cluster: db(logs, "aws:rds/cluster:Cluster"),
            member: db(figures, "aws:rds/clusterInstance:ClusterInstance"),
            graph: db({ enableCloudwatchLogsExports: ["audit"] }, "aws:neptune/cluster:Cluster"),
        },
        "a log whose name is not known yet": { db: db({ ...figures, enabledCloudwatchLogsExports: [unknown] }) },
    },
    unknowns: {
        "the logs and the figures": {
            stack: {
                db: db({ enabledCloudwatchLogsExports: unknown, monitoringInterval: 0 }),
                other: db({ ...logs, monitoringInterval: unknown }),
            },
            of: ["db", "other"],
            says: { db: "monitoringInterval is 0" },
        },
    },
    secrets: { none: "names of logs and seconds are no secrets, and no other value is read" },
    ignores: { proxy: db({}, "aws:rds/proxy:Proxy"), group: db({}, "aws:rds/parameterGroup:ParameterGroup") },
    breaks: one =>
        one.urn.endsWith("::postgres-replica-0") ? { ...one, inputs: { ...one.inputs, enabledCloudwatchLogsExports: [] } } : one,
};
