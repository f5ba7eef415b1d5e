import type { AlarmDescription, MetricAlarmDescription } from "../core/alarms";
import type * as aws from "../core/aws";
import type { RdsSettings } from "./rds-args";
import type { Instances } from "./rds-instances";

type Row = Pick<MetricAlarmDescription, "name" | "description" | "severity" | "metricName" | "statistic" | "comparison" | "threshold">;

const rows: readonly Row[] = [
    {
        name: "cpu",
        description: "CPU of the database above 80 % for 5 minutes",
        severity: "warning",
        metricName: "CPUUtilization",
        statistic: "Average",
        comparison: "GreaterThanThreshold",
        threshold: 80,
    },
    {
        name: "storage",
        description: "Less than 5 GiB of disk left",
        severity: "critical",
        metricName: "FreeStorageSpace",
        statistic: "Minimum",
        comparison: "LessThanThreshold",
        threshold: 5 * 1024 ** 3,
    },
    {
        name: "memory",
        description: "Less than 128 MiB of memory left",
        severity: "warning",
        metricName: "FreeableMemory",
        statistic: "Minimum",
        comparison: "LessThanThreshold",
        threshold: 128 * 1024 ** 2,
    },
];

/** Where nobody says how many there may be, RDS goes by the memory that it leaves the server: Prometheus asks the server itself. */
const connections = (most: number): Row => ({
    name: "connections",
    description: `More than 80 % of the database's ${most} connections in use for 5 minutes`,
    severity: "warning",
    metricName: "DatabaseConnections",
    statistic: "Maximum",
    comparison: "GreaterThanThreshold",
    threshold: Math.floor(most * 0.8),
});

const lag = (name: string, who: string): Row => ({
    name,
    description: `${who} more than 30 s behind`,
    severity: "warning",
    metricName: "ReplicaLag",
    statistic: "Maximum",
    comparison: "GreaterThanThreshold",
    threshold: 30,
});

/** The instance in use, and the lag of every replica; each where it stands. */
export function instanceAlarms({ parameters = {}, multiAz, regionReplicas }: RdsSettings, instances: Instances): AlarmDescription[] {
    const { active, replicas } = instances;
    const { region } = active.place;
    const most = parameters.max_connections;
    const replicating = instances.regionReplicas.filter((_, index) => !regionReplicas[index]!.promoted);
    return [
        ...[...rows, ...(most === undefined ? [] : [connections(most)])].map(row => alarm(row, active.instance, region)),
        ...replicas.map((replica, index) => alarm(lag(`replica-${index}-lag`, `Replica ${index}`), replica, region)),
        ...replicating.map(replica =>
            alarm(lag(`replica-${replica.region}-lag`, `The replica in ${replica.region}`), replica.instance, replica.region),
        ),
        ...events(active.instance, multiAz, region),
    ];
}

const alarm = (row: Row, { identifier }: aws.rds.Instance, region: string | undefined): MetricAlarmDescription => ({
    ...row,
    namespace: "AWS/RDS",
    dimensions: { DBInstanceIdentifier: identifier },
    period: 60,
    periods: 5,
    missingData: "missing",
    ...(region ? { region } : {}),
});

/** Categories of RDS's events (RDS user guide, "Amazon RDS event categories and event messages"). */
function events({ arn }: aws.rds.Instance, multiAz: boolean, region: string | undefined): AlarmDescription[] {
    const event = (name: string, category: string, severity: AlarmDescription["severity"], description: string): AlarmDescription => ({
        kind: "event",
        name,
        description,
        severity,
        source: "aws.rds",
        detailType: "RDS DB Instance Event",
        detail: { EventCategories: [category], SourceArn: [arn] },
        ...(region ? { region } : {}),
    });
    return [
        event("failure", "failure", "critical", "RDS says that the database has failed, or cannot go on as it is"),
        ...(multiAz ? [event("failover", "failover", "warning", "The database's standby takes over: connections broke off")] : []),
    ];
}
