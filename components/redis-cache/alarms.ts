import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../core/alarms";

/**
 * What is worth an alarm, as ElastiCache's user guide has it ("Which metrics should I monitor?", read 2026-11). None is
 * on the hit rate: which is low only the application knows, and a replica that nobody reads has none.
 */
type Row = Pick<MetricAlarmDescription, "name" | "description" | "severity" | "metricName" | "statistic" | "threshold" | "periods"> &
    Partial<Pick<MetricAlarmDescription, "comparison" | "missingData" | "period">>;

const describe = (row: Row, dimensions: MetricAlarmDescription["dimensions"]): MetricAlarmDescription => ({
    namespace: "AWS/ElastiCache",
    dimensions,
    period: 60,
    missingData: "missing",
    comparison: "GreaterThanThreshold",
    ...row,
});

const row = (
    name: string,
    metricName: string,
    statistic: MetricAlarmDescription["statistic"],
    threshold: number,
    periods: number,
    description: string,
    others: Partial<Row> = {},
): Row => ({ name, description, severity: "warning", metricName, statistic, threshold, periods, ...others });

const authFailures = row("auth-failures", "AuthenticationFailures", "Sum", 0, 1, "Wrong passwords at the cache", { severity: "critical" });
const evictions = row("evictions", "Evictions", "Sum", 0, 15, "Keys evicted for 15 minutes");

const mebibyte = 1024 ** 2;

const ofNodes: readonly Row[] = [
    row("cpu", "EngineCPUUtilization", "Average", 80, 5, "CPU of the cache engine above 80 % for 5 minutes"),
    row("memory", "DatabaseMemoryUsagePercentage", "Average", 80, 5, "Memory of the cache above 80 % for 5 minutes"),
    evictions,
    authFailures,
    row("swap", "SwapUsage", "Maximum", 50 * mebibyte, 5, "The cache swaps more than 50 MiB for 5 minutes"),
    // Of the 65,000 that a node takes.
    row("connections", "CurrConnections", "Maximum", 52_000, 5, "More than 80 % of the connections that the cache takes for 5 minutes"),
];

// Only a replica has it, and after a failover that is another node.
const replicationLag = row(
    "replication-lag",
    "ReplicationLag",
    "Maximum",
    10,
    5,
    "A replica of the cache is 10 seconds behind for 5 minutes",
    {
        missingData: "notBreaching",
    },
);

const credits = row("cpu-credits", "CPUCreditBalance", "Minimum", 10, 5, "The cache has used up its CPU credits: more of them cost extra", {
    comparison: "LessThanThreshold",
});

/** What bears on which metrics a node has, and which of them are news. */
export interface Nodes {
    readonly memberIds: readonly pulumi.Output<string>[];
    readonly nodeType: string;
    readonly use: string;
}

/** The alarms of each node: AWS keeps no metrics of the group. Those of the first have the name alone. */
export function nodeAlarms({ memberIds, nodeType, use }: Nodes): MetricAlarmDescription[] {
    const rows = [
        // A cache in which anything may go is meant to be full.
        ...ofNodes.filter(({ name }) => !(use === "cache" && ["evictions", "memory"].includes(name))),
        ...(memberIds.length > 1 ? [replicationLag] : []),
        ...(/^cache\.t\d/.test(nodeType) ? [credits] : []),
    ];
    return memberIds.flatMap((CacheClusterId, index) =>
        rows.map(one => describe({ ...one, name: index === 0 ? one.name : `${one.name}-${index + 1}` }, { CacheClusterId })),
    );
}

/** The alarms of a serverless cache, whose metrics have a dimension of their own, in lower case. */
export function serverlessAlarms(
    clusterId: pulumi.Output<string>,
    { maxStorageGb, maxEcpuPerSecond }: { readonly maxStorageGb: number; readonly maxEcpuPerSecond: number },
): MetricAlarmDescription[] {
    const rows = [
        row("storage", "BytesUsedForCache", "Maximum", maxStorageGb * 800_000_000, 5, "The cache is 80 % full for 5 minutes"),
        row("ecpu", "ElastiCacheProcessingUnits", "Sum", maxEcpuPerSecond * 0.8 * 60, 5, "80 % of the processing units used for 5 minutes"),
        row("throttled", "ThrottledCmds", "Sum", 0, 5, "Commands throttled for 5 minutes: more come than the cache may or can grow to"),
        evictions,
        authFailures,
    ];
    return rows.map(one => describe(one, { clusterId }));
}
