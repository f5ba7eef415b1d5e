import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { field, isList, isSet } from "../../values";

const logs: Judge = ({ props }) =>
    demand(
        field(props, "enabledCloudwatchLogsExports"),
        value => isList(value) && value.length > 0,
        "the database's own log is gone with its disk, and nobody can search it.",
    );

const monitoring: Judge = ({ props }) =>
    demand(
        field(props, "monitoringInterval"),
        value => isSet(value) && Number(value) > 0,
        "without the host's own figures nobody can tell a slow disk from a slow query.",
    );

const judges = new Map<string, Judge>([
    ["aws:rds/instance:Instance", asked => [...logs(asked), ...monitoring(asked)]],
    ["aws:rds/cluster:Cluster", logs],
    ["aws:rds/clusterInstance:ClusterInstance", monitoring],
    ["aws:docdb/cluster:Cluster", logs],
    [
        "aws:neptune/cluster:Cluster",
        ({ props }) => demand(field(props, "enableCloudwatchLogsExports"), isSet, "its log is gone with its disk."),
    ],
]);

export const rdsLogsMonitoring = resourceRule(
    {
        name: "rds-logs-monitoring",
        group: "reliability",
        description: "Databases send their logs to CloudWatch, and RDS instances the figures of their hosts.",
        why: "After an outage, or a break-in, the log of the database is the first that people ask for.",
        severity: "medium",
        tags: ["logging", "monitoring", "aws", "rds"],
        ...securityHub("RDS.9", "RDS DB instances should publish logs to CloudWatch Logs"),
        remediationSteps:
            "Set enabledCloudwatchLogsExports to the engine's logs, such as postgresql and upgrade, and monitoringInterval to 60 seconds " +
            "or less with a monitoringRoleArn.",
        examples: {
            fails: `new aws.rds.Instance("db", { engine: "postgres" });`,
            passes: `new aws.rds.Instance("db", {
  engine: "postgres", enabledCloudwatchLogsExports: ["postgresql", "upgrade"], monitoringInterval: 60, monitoringRoleArn: role.arn,
});`,
        },
    },
    type => judges.get(type),
);
