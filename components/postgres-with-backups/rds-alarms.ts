import type * as aws from "../core/aws";
import type { AlarmDescription } from "../core/alarms";

/** CPU, memory, disk; and the lag of every replica in the same region, where alarms are. */
export function alarmsOf(primary: aws.rds.Instance, replicas: readonly aws.rds.Instance[]): AlarmDescription[] {
    const common = { namespace: "AWS/RDS", period: 60, missingData: "missing" } as const;
    const of = (instance: aws.rds.Instance) => ({ DBInstanceIdentifier: instance.identifier });
    const dimensions = of(primary);
    return [
        {
            ...common,
            name: "cpu",
            description: "CPU of the database above 80 % for 5 minutes",
            severity: "warning",
            metricName: "CPUUtilization",
            dimensions,
            statistic: "Average",
            comparison: "GreaterThanThreshold",
            threshold: 80,
            periods: 5,
        },
        {
            ...common,
            name: "storage",
            description: "Less than 5 GiB of disk left",
            severity: "critical",
            metricName: "FreeStorageSpace",
            dimensions,
            statistic: "Minimum",
            comparison: "LessThanThreshold",
            threshold: 5 * 1024 ** 3,
            periods: 5,
        },
        {
            ...common,
            name: "memory",
            description: "Less than 128 MiB of memory left",
            severity: "warning",
            metricName: "FreeableMemory",
            dimensions,
            statistic: "Minimum",
            comparison: "LessThanThreshold",
            threshold: 128 * 1024 ** 2,
            periods: 5,
        },
        ...replicas.map((replica, index) => ({
            ...common,
            name: `replica-${index}-lag`,
            description: `Replica ${index} more than 30 s behind`,
            severity: "warning" as const,
            metricName: "ReplicaLag",
            dimensions: of(replica),
            statistic: "Maximum" as const,
            comparison: "GreaterThanThreshold" as const,
            threshold: 30,
            periods: 5,
        })),
    ];
}
