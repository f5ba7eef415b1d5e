import { any, counter, level, minute, swing, throughout, type AlertCase } from "./case";

const server = (job: string): Record<"job" | "instance", string> => ({ job, instance: "localhost:9090" });
const prometheus = (metric: string, more = ""): string => `prometheus_${metric}{job="prometheus", instance="localhost:9090"${more}}`;
const alertmanager = (metric: string, more = "", instance = "localhost:9090"): string =>
    `alertmanager_${metric}{job="alertmanager", instance="${instance}"${more}}`;
const remote = ', remote_name="amp"';
const fluentBit = { job: "fluent-bit", pod: "fluent-bit-0", name: "cloudwatch_logs.0" };
const output = (metric: string): string =>
    `fluentbit_output_${metric}_total{job="fluent-bit", pod="fluent-bit-0", name="cloudwatch_logs.0"}`;

const configuration = (alert: string, job: string, metric: string): AlertCase =>
    swing({
        alert,
        severity: "critical",
        after: 10 * minute,
        labels: server(job),
        sees: throughout(5 * minute),
        series: pens => ({ [metric]: pens.level(0, 1) }),
    });

/** Has neither a threshold nor an end. */
export const alwaysFires = "Watchdog";

export const monitoringCases: readonly AlertCase[] = [
    swing({
        alert: "PrometheusRuleFailures",
        severity: "critical",
        after: 5 * minute,
        labels: { ...server("prometheus"), rule_group: "shop.rules" },
        sees: any(5 * minute),
        series: pens => ({ [prometheus("rule_evaluation_failures_total", ', rule_group="shop.rules"')]: pens.counter(4, 0) }),
    }),
    configuration("PrometheusConfigRejected", "prometheus", prometheus("config_last_reload_successful")),
    swing({
        alert: "PrometheusNotificationsFailing",
        severity: "critical",
        after: 5 * minute,
        labels: { ...server("prometheus"), alertmanager: "http://alertmanager-0" },
        sees: any(5 * minute),
        series: pens => ({ [prometheus("notifications_errors_total", ', alertmanager="http://alertmanager-0"')]: pens.counter(4, 0) }),
    }),
    swing({
        alert: "PrometheusNotificationsDropped",
        severity: "critical",
        after: 5 * minute,
        labels: server("prometheus"),
        sees: any(5 * minute),
        series: pens => ({ [prometheus("notifications_dropped_total")]: pens.counter(4, 0) }),
    }),
    ...["compactions_failed", "wal_writes_failed"].map(failing =>
        swing({
            alert: "PrometheusStorageFailing",
            severity: "critical",
            after: 15 * minute,
            labels: server("prometheus"),
            sees: any(60 * minute),
            series: pens => ({
                [prometheus("tsdb_compactions_failed_total")]: failing === "compactions_failed" ? pens.counter(4, 0) : pens.counter(0, 0),
                [prometheus("tsdb_wal_writes_failed_total")]: failing === "wal_writes_failed" ? pens.counter(4, 0) : pens.counter(0, 0),
            }),
        }),
    ),
    configuration("AlertmanagerConfigRejected", "alertmanager", alertmanager("config_last_reload_successful")),
    swing({
        alert: "AlertmanagerNotificationsFailing",
        severity: "critical",
        after: 5 * minute,
        labels: { integration: "pagerduty" },
        sees: any(5 * minute),
        series: pens => ({
            [alertmanager("notifications_failed_total", ', integration="pagerduty", reason="serverError"')]: pens.counter(4, 0),
            [alertmanager("notifications_failed_total", ', integration="slack", reason="serverError"')]: pens.counter(0, 0),
        }),
    }),
    swing({
        alert: "AlertmanagerAlone",
        severity: "warning",
        after: 15 * minute,
        series: pens => ({
            [alertmanager("cluster_members", "", "one")]: pens.level(1, 2),
            [alertmanager("cluster_members", "", "two")]: pens.level(2, 2),
        }),
    }),
    ...["failed", "dropped"].map(end =>
        swing({
            alert: "RemoteWriteFailing",
            severity: "critical",
            after: 15 * minute,
            labels: { remote_name: "amp" },
            sees: any(5 * minute),
            series: pens => ({ [prometheus(`remote_storage_samples_${end}_total`, remote)]: pens.counter(4, 0) }),
        }),
    ),
    swing({
        alert: "RemoteWriteBehind",
        severity: "warning",
        after: 15 * minute,
        labels: { ...server("prometheus"), remote_name: "amp" },
        series: pens => ({
            [prometheus("remote_storage_queue_highest_timestamp_seconds", remote)]: pens.level(1000, 1000),
            [prometheus("remote_storage_queue_highest_sent_timestamp_seconds", remote)]: pens.level(879, 880),
        }),
    }),
    swing({
        alert: "PushFailed",
        severity: "warning",
        after: 0,
        labels: { job: "report" },
        series: pens => ({
            'push_failure_time_seconds{job="report"}': pens.level(101, 100),
            'push_time_seconds{job="report"}': pens.level(100, 100),
        }),
        silent: {
            "it never failed": {
                'push_failure_time_seconds{job="report"}': level([0, minute]),
                'push_time_seconds{job="report"}': level([100, minute]),
            },
        },
    }),
    swing({
        alert: "LogsDelayed",
        severity: "warning",
        after: 15 * minute,
        labels: fluentBit,
        sees: any(5 * minute),
        series: pens => ({ [output("retries")]: pens.counter(4, 0) }),
    }),
    ...["errors", "dropped_records"].map(lost =>
        swing({
            alert: "LogsLost",
            severity: "critical",
            after: 0,
            labels: fluentBit,
            sees: any(5 * minute),
            series: pens => ({
                [output("errors")]: lost === "errors" ? pens.counter(4, 0) : pens.counter(0, 0),
                [output("dropped_records")]: lost === "dropped_records" ? pens.counter(4, 0) : pens.counter(0, 0),
            }),
            silent: { "they are only late": { [output("retries")]: counter([4, 20 * minute]) } },
        }),
    ),
];
