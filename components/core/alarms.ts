import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch metric worth an alarm: each component describes its own, MonitoringStack makes the alarms. */
export interface AlarmDescription {
    /** Unique among the alarms of a component: `cpu`. */
    readonly name: string;
    readonly description: string;
    readonly severity: "warning" | "critical";
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
    readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
    readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
    readonly threshold: number;
    /** Seconds of one data point. */
    readonly period: number;
    /** How many data points in a row must be over the threshold. */
    readonly periods: number;
    /** What no data means: `breaching` where silence is itself a failure. */
    readonly missingData: "breaching" | "notBreaching" | "missing";
}
