import type * as pulumi from "@pulumi/pulumi";

/** Something of AWS worth an alarm: each component describes its own, MonitoringStack makes the alarms. They work while the cluster does not. */
export type AlarmDescription = MetricAlarmDescription | EventAlarmDescription;

/** A metric of CloudWatch. */
export interface MetricAlarmDescription {
    /** @default "metric" */
    readonly kind?: "metric";
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
    /** Where the metric is. @default the region of MonitoringStack's topics */
    readonly region?: string;
}

/** An event of EventBridge: told as it comes; nothing tells of its end. */
export interface EventAlarmDescription {
    readonly kind: "event";
    /** Unique among the alarms of a component: `copy-failed`. */
    readonly name: string;
    readonly description: string;
    readonly severity: "warning" | "critical";
    /** `aws.backup` */
    readonly source: string;
    /** `Copy Job State Change` */
    readonly detailType: string;
    /** What of the event's detail must be so, as EventBridge compares: `{ state: ["FAILED"] }`. */
    readonly detail: Readonly<Record<string, readonly (pulumi.Input<string> | Readonly<Record<string, pulumi.Input<string>>>)[]>>;
    /** Where the event is told. @default the region of MonitoringStack's topics */
    readonly region?: string;
}
