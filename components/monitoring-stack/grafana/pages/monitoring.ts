import type { Panel } from "../args";
import { figure, increase, lines, maxBy, query, rate, sumBy, type DashboardContext } from "../queries";

/** Whether what watches is well itself. */
export const monitoringPanels = ({ monitored: { pushes, logs, remoteWrite } }: DashboardContext): Panel[] => [
    ...own,
    ...(remoteWrite ? ofRemoteWrite : []),
    ...(pushes ? ofPushes : []),
    ...(logs ? ofLogs : []),
];

const own: readonly Panel[] = [
    figure("Targets that do not answer", "short", "count(up) - sum(up)", { thresholds: { warning: 1, critical: 3 } }),
    figure("Alerts that fire", "short", 'count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)', {
        thresholds: { warning: 1, critical: 5 },
    }),
    figure("Configurations in force", "percentunit", "avg(prometheus_config_last_reload_successful)", {
        legend: "Prometheus",
        thresholds: { warning: 1, critical: 0.5 },
    }),
    figure("Configurations in force of Alertmanager", "percentunit", "avg(alertmanager_config_last_reload_successful)", {
        legend: "Alertmanager",
        thresholds: { warning: 1, critical: 0.5 },
    }),
    lines("Targets that do not answer by job", "short", [query("{{job}}", "count by (job) (up) - sum by (job) (up)")]),
    lines("Alerts that fire by name", "short", [query("{{alertname}}", 'count by (alertname) (ALERTS{alertstate="firing"})')]),
    lines("Samples per second", "short", [query("{{job}}", sumBy("job", rate("prometheus_tsdb_head_samples_appended_total")))]),
    lines("Series", "short", [query("{{job}}", sumBy("job", "prometheus_tsdb_head_series"))]),
    lines("Disk of the metrics", "bytes", [
        query("blocks", "sum(prometheus_tsdb_storage_blocks_bytes)"),
        query("latest", "sum(prometheus_tsdb_wal_storage_size_bytes) + sum(prometheus_tsdb_head_chunks_storage_size_bytes)"),
    ]),
    lines("Time to evaluate the rules", "s", [query("{{rule_group}}", maxBy("rule_group", "prometheus_rule_group_last_duration_seconds"))]),
    lines("Rules that failed", "short", [
        query("{{rule_group}}", sumBy("rule_group", increase("prometheus_rule_evaluation_failures_total"))),
    ]),
    lines("Alerts to Alertmanager", "short", [
        query("{{alertmanager}} sent", sumBy("alertmanager", rate("prometheus_notifications_sent_total"))),
        query("{{alertmanager}} failed", sumBy("alertmanager", rate("prometheus_notifications_errors_total"))),
        query("{{alertmanager}} dropped", sumBy("alertmanager", rate("prometheus_notifications_dropped_total"))),
    ]),
    lines("Messages to people", "short", [
        query("{{integration}}", sumBy("integration", increase("alertmanager_notifications_total"))),
        query("{{integration}} failed", sumBy("integration", increase("alertmanager_notifications_failed_total"))),
    ]),
    lines(
        "Time to tell people",
        "s",
        [
            query(
                "{{integration}} p95",
                `histogram_quantile(0.95, ${sumBy("integration, le", rate("alertmanager_notification_latency_seconds_bucket"))})`,
            ),
        ],
        { description: "Empty while nothing is told" },
    ),
    lines("Scrape time", "s", [query("{{job}}", maxBy("job", "scrape_duration_seconds"))]),
    lines("Silences", "short", [query("{{state}}", sumBy("state", "alertmanager_silences"))]),
];

/** Samples that were dropped are counted from the first one on. */
const perRemote = (fate: string): string => sumBy("remote_name", rate(`prometheus_remote_storage_samples_${fate}total`));

const ofRemoteWrite: readonly Panel[] = [
    lines(
        "Remote write",
        "short",
        [
            query("{{remote_name}} sent", perRemote("")),
            query("{{remote_name}} failed", perRemote("failed_")),
            query("{{remote_name}} dropped", `${perRemote("dropped_")} or 0 * ${perRemote("")}`),
        ],
        { description: "Samples per second" },
    ),
    lines(
        "Remote write is behind",
        "s",
        [
            query(
                "{{remote_name}}",
                `max by (remote_name) (prometheus_remote_storage_queue_highest_timestamp_seconds - prometheus_remote_storage_queue_highest_sent_timestamp_seconds)`,
            ),
        ],
        { thresholds: { warning: 60, critical: 120 } },
    ),
];

const ofPushes: readonly Panel[] = [
    lines("Hours since a job pushed", "h", [query("{{job}}", `(time() - ${maxBy("job", "push_time_seconds")}) / 3600`)]),
];

const ofLogs: readonly Panel[] = [
    lines("Lines of logs per second", "short", [query("{{name}}", sumBy("name", rate("fluentbit_output_proc_records_total")))]),
    lines("Lines of logs that were lost", "short", [
        query(
            "{{name}}",
            sumBy("name", `${increase("fluentbit_output_dropped_records_total")} + ${increase("fluentbit_output_retries_failed_total")}`),
        ),
    ]),
];
