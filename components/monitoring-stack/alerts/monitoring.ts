import { critical, warning, type AlertContext, type Row } from "./context";

/** The name of the alert that always fires: a switch elsewhere calls people when it no longer hears of it. */
export const watchdogName = "Watchdog";

/** What watches the watchers. */
export function monitoringAlerts({ monitored, watchdog, highAvailability }: AlertContext): Row[] {
    return [
        ...(watchdog ? [warning(watchdogName, "0s", "vector(1)", "All is well: this alert always fires")] : []),
        critical(
            "PrometheusRuleFailures",
            "5m",
            "increase(prometheus_rule_evaluation_failures_total[5m]) > 0",
            "Prometheus cannot work out {{ $labels.rule_group }}",
        ),
        critical(
            "PrometheusConfigRejected",
            "10m",
            "max_over_time(prometheus_config_last_reload_successful[5m]) == 0",
            "Prometheus refuses its new configuration, and goes on with the old one",
        ),
        critical(
            "PrometheusNotificationsFailing",
            "5m",
            "rate(prometheus_notifications_errors_total[5m]) > 0",
            "Prometheus cannot reach {{ $labels.alertmanager }}",
        ),
        critical(
            "PrometheusNotificationsDropped",
            "5m",
            "increase(prometheus_notifications_dropped_total[5m]) > 0",
            "Prometheus threw notifications away",
        ),
        critical(
            "PrometheusStorageFailing",
            "15m",
            "increase(prometheus_tsdb_compactions_failed_total[1h]) + increase(prometheus_tsdb_wal_writes_failed_total[1h]) > 0",
            "Prometheus cannot write what it learns",
        ),
        critical(
            "AlertmanagerConfigRejected",
            "10m",
            "max_over_time(alertmanager_config_last_reload_successful[5m]) == 0",
            "Alertmanager refuses its new configuration, and goes on with the old one",
        ),
        critical(
            "AlertmanagerNotificationsFailing",
            "5m",
            "sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) > 0",
            "Alertmanager cannot reach people by {{ $labels.integration }}",
        ),
        ...(highAvailability
            ? [
                  warning(
                      "AlertmanagerAlone",
                      "15m",
                      "min(alertmanager_cluster_members) < 2",
                      "The two Alertmanagers do not find one another: people hear twice",
                  ),
              ]
            : []),
        ...(monitored.remoteWrite
            ? [
                  critical(
                      "RemoteWriteFailing",
                      "15m",
                      // What is dropped is counted by its reason: the two do not add up.
                      ["failed", "dropped"]
                          .map(end => `sum by (remote_name) (rate(prometheus_remote_storage_samples_${end}_total[5m])) > 0`)
                          .join(" or "),
                      "{{ $labels.remote_name }} does not take what Prometheus sends",
                  ),
                  warning(
                      "RemoteWriteBehind",
                      "15m",
                      "prometheus_remote_storage_queue_highest_timestamp_seconds - prometheus_remote_storage_queue_highest_sent_timestamp_seconds > 120",
                      "{{ $labels.remote_name }} is more than two minutes behind",
                  ),
              ]
            : []),
        ...(monitored.pushes
            ? [
                  warning(
                      "PushFailed",
                      "0s",
                      "push_failure_time_seconds > push_time_seconds",
                      "Pushgateway refused what {{ $labels.job }} pushed",
                  ),
              ]
            : []),
        ...(monitored.logs ? logAlerts : []),
    ];
}

/** A log that does not arrive is missed only when somebody looks for it, years later. */
const logAlerts: readonly Row[] = [
    warning(
        "LogsDelayed",
        "15m",
        "increase(fluentbit_output_retries_total[5m]) > 0",
        "The {{ $labels.name }} logs of {{ $labels.pod }} are not taken",
    ),
    critical(
        "LogsLost",
        "0s",
        "increase(fluentbit_output_errors_total[5m]) + increase(fluentbit_output_dropped_records_total[5m]) > 0",
        "{{ $labels.pod }} gave up {{ $labels.name }} logs",
    ),
];
