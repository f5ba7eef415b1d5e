export const severities = ["critical", "warning"] as const;

/** An alert of Prometheus. */
export interface AlertRule {
    /** `HighErrorRate` */
    readonly name: string;
    /** PromQL; the alert fires while it has a result. */
    readonly expression: string;
    /** How long it must have had one: `0s`, `2m`. */
    readonly for: string;
    readonly severity: (typeof severities)[number];
    /** What a person reads first. */
    readonly summary: string;
}

/** Figures that the standard alerts compare with. */
export interface AlertThresholds {
    /** Percent of a pod's CPU limit. @default 80 */
    readonly cpuPercent?: number;
    /** Percent of a pod's memory limit. @default 85 */
    readonly memoryPercent?: number;
    /** Share of requests answered by an error of the server, 0–1. @default 0.05 */
    readonly errorRate?: number;
}

/**
 * Alerts every system needs, on metrics that the kubelet and Prometheus itself expose, and on the counter
 * `http_requests_total{status}` of services that have one.
 */
export function standardAlerts({ cpuPercent = 80, memoryPercent = 85, errorRate = 0.05 }: AlertThresholds = {}): AlertRule[] {
    const perPod = (metric: string): string => `sum by (namespace, pod) (${metric})`;
    return [
        {
            name: "HighCPUUsage",
            expression: `100 * ${perPod('rate(container_cpu_usage_seconds_total{container!=""}[5m])')} / ${perPod('container_spec_cpu_quota{container!=""} / container_spec_cpu_period{container!=""}')} > ${cpuPercent}`,
            for: "5m",
            severity: "warning",
            summary: "High CPU usage detected",
        },
        {
            name: "HighMemoryUsage",
            expression: `100 * ${perPod('container_memory_working_set_bytes{container!=""}')} / ${perPod('container_spec_memory_limit_bytes{container!=""}')} > ${memoryPercent}`,
            for: "5m",
            severity: "warning",
            summary: "High memory usage detected",
        },
        {
            name: "HighErrorRate",
            expression: `sum by (job) (rate(http_requests_total{status=~"5.."}[2m])) / sum by (job) (rate(http_requests_total[2m])) > ${errorRate}`,
            for: "2m",
            severity: "warning",
            summary: "High error rate detected",
        },
        {
            name: "TargetDown",
            expression: "up == 0",
            for: "1m",
            severity: "critical",
            summary: "{{ $labels.job }} does not answer Prometheus",
        },
        {
            name: "PrometheusNotificationsFailing",
            expression: "rate(prometheus_notifications_errors_total[5m]) > 0",
            for: "5m",
            severity: "critical",
            summary: "Prometheus cannot reach Alertmanager",
        },
        {
            name: "AlertmanagerNotificationsFailing",
            expression: "rate(alertmanager_notifications_failed_total[5m]) > 0",
            for: "5m",
            severity: "critical",
            summary: "Alertmanager cannot reach its receivers",
        },
    ];
}

/** A log that does not arrive is missed only when somebody looks for it, years later. */
export const logAlerts: readonly AlertRule[] = [
    {
        name: "LogsDelayed",
        expression: "increase(fluentbit_output_retries_total[5m]) > 0",
        for: "15m",
        severity: "warning",
        summary: "CloudWatch does not take the {{ $labels.name }} logs of {{ $labels.pod }}",
    },
    {
        name: "LogsLost",
        expression: "increase(fluentbit_output_errors_total[5m]) + increase(fluentbit_output_dropped_records_total[5m]) > 0",
        for: "0s",
        severity: "critical",
        summary: "{{ $labels.pod }} gave up {{ $labels.name }} logs",
    },
];
