import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../core/alarms";

type Row = Pick<MetricAlarmDescription, "name" | "description" | "severity" | "metricName" | "threshold" | "periods"> &
    Partial<Pick<MetricAlarmDescription, "statistic" | "comparison" | "missingData">>;

const gibibyte = 1024 ** 3;

/**
 * What EKS reports of every control plane, a minute at a time (EKS user guide, "Monitor cluster data with Amazon
 * CloudWatch", "Basic metrics"), with the statistics that it names. Nodes have no metrics there: those are Prometheus's.
 */
const rows: readonly Row[] = [
    {
        // Nodes and controllers never stop asking; CloudWatch has the figures some minutes later.
        name: "control-plane-silent",
        description: "The cluster's API server has counted no request for 15 minutes: it is gone, or nobody reaches it",
        severity: "critical",
        metricName: "apiserver_request_total",
        comparison: "LessThanThreshold",
        threshold: 1,
        periods: 15,
        missingData: "breaching",
    },
    {
        name: "control-plane-errors",
        description: "The cluster's API server answered more than 10 requests a minute with 5xx, for 5 minutes",
        severity: "warning",
        metricName: "apiserver_request_total_5XX",
        threshold: 10,
        periods: 5,
    },
    {
        name: "control-plane-throttled",
        description: "The cluster's API server turned more than 100 requests a minute away (429), for 5 minutes: something asks too much",
        severity: "warning",
        metricName: "apiserver_request_total_429",
        threshold: 100,
        periods: 5,
    },
    {
        name: "control-plane-storage",
        description: "The cluster's objects take more than 6 GiB of the 8 that there are: when those are full, nothing changes any more",
        severity: "warning",
        metricName: "apiserver_storage_size_bytes",
        statistic: "Maximum",
        threshold: 6 * gibibyte,
        periods: 5,
    },
    {
        name: "pods-unschedulable",
        description: "Pods find no node for 15 minutes",
        severity: "warning",
        metricName: "scheduler_pending_pods_UNSCHEDULABLE",
        threshold: 0,
        periods: 15,
    },
];

/** The alarms of a control plane. */
export const controlPlaneAlarms = (ClusterName: pulumi.Output<string>): MetricAlarmDescription[] =>
    rows.map(row => ({
        namespace: "AWS/EKS",
        dimensions: { ClusterName },
        statistic: "Sum",
        comparison: "GreaterThanThreshold",
        period: 60,
        missingData: "notBreaching",
        ...row,
    }));
