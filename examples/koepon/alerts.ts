import { standardAlerts, type AlertRule } from "pulumi-webstack";

type Severity = AlertRule["severity"];
const alert = (severity: Severity, name: string, wait: string, expression: string, summary: string): AlertRule => ({
    name,
    expression,
    for: wait,
    severity,
    summary,
});

const requests = "http_requests_total";
const rate = (labels: string, window: string): string => `sum(rate(${requests}${labels ? `{${labels}}` : ""}[${window}]))`;

/** The share of requests that were answered with an error of the server, of a part of them or of all. */
const failures = (window: string, part = ""): string =>
    `${rate([...(part ? [part] : []), 'status=~"5.."'].join(","), window)} / ${rate(part, window)}`;

/** Of so many percent of the requests, the slowest's time. */
const percentile = (percent: number): string =>
    `histogram_quantile(${percent / 100}, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))`;

/** The share of requests that took longer than it should. */
const slower = (seconds: string, window: string): string =>
    `1 - sum(rate(http_request_duration_seconds_bucket{le="${seconds}"}[${window}])) / sum(rate(http_request_duration_seconds_count[${window}]))`;

/** Errors, or slow answers, come so fast that the month's budget is soon used up: in the long window, and still in the short. */
const burns = (share: (window: string) => string, budget: number): [Severity, string, string, string][] =>
    (
        [
            ["critical", "Fast", "2m", 14.4, "1h", "5m"],
            ["critical", "Steady", "15m", 6, "6h", "30m"],
            ["warning", "Slow", "1h", 3, "1d", "2h"],
            ["warning", "Creeping", "3h", 1, "3d", "6h"],
        ] as const
    ).map(([severity, name, wait, factor, long, short]) => {
        const most = Number((factor * budget).toFixed(6));
        return [severity, name, wait, `${share(long)} > ${most} and ${share(short)} > ${most}`];
    });

const budgetAlerts = (name: string, share: (window: string) => string, budget: number, what: string): AlertRule[] =>
    burns(share, budget).map(([severity, pace, wait, expression]) => alert(severity, `${name}${pace}`, wait, expression, what));

/** 99.9 % of the requests are answered without an error; 95 % within half a second, 99 % within one. */
const objectives: readonly AlertRule[] = [
    ...budgetAlerts("AvailabilityBudget", window => failures(window), 0.001, "99.9 % of requests without an error is at risk"),
    ...budgetAlerts("LatencyP95Budget", window => slower("0.5", window), 0.05, "95 % of answers within 500 ms is at risk"),
    ...budgetAlerts("LatencyP99Budget", window => slower("1", window), 0.01, "99 % of answers within 1 s is at risk"),
];

const application: readonly AlertRule[] = [
    alert("critical", "ServiceUnavailable", "1m", `${failures("2m")} > 0.5`, "More than half of all requests fail"),
    alert("critical", "ErrorsMany", "2m", `${failures("2m")} > 0.05`, "More than 5 % of requests fail"),
    alert("warning", "ErrorsSome", "10m", `${failures("10m")} > 0.01`, "More than 1 % of requests fail"),
    alert("warning", "AnswersSlow", "5m", `${percentile(95)} > 1`, "5 % of answers take longer than 1 s"),
    alert("warning", "AnswersSlower", "10m", `${percentile(95)} > 0.5`, "5 % of answers take longer than 500 ms"),
    alert("critical", "PaymentsFail", "2m", `${failures("5m", 'route=~"/api/payment.*"')} > 0.5`, "More than half of all payments fail"),
    alert("critical", "SignInDown", "2m", `${failures("5m", 'route=~"/api/auth.*"')} > 0.5`, "More than half of all sign-ins fail"),
];

const security: readonly AlertRule[] = [
    alert(
        "critical",
        "TrafficUnusual",
        "10m",
        `${rate("", "10m")} > 3 * ${rate("", "10m").replace("[10m]", "[10m] offset 1w")} and ${rate("", "10m")} > 5`,
        "Three times the requests of this hour a week ago",
    ),
    alert(
        "critical",
        "SignInsRefused",
        "1m",
        `sum(increase(${requests}{route=~"/api/auth.*",status="401"}[5m])) > 100`,
        "More than 100 refused sign-ins in five minutes",
    ),
    alert(
        "critical",
        "RequestsForbidden",
        "1m",
        `sum(increase(${requests}{status=~"403|429"}[5m])) > 500`,
        "More than 500 forbidden requests in five minutes",
    ),
];

/** Against the same time a week ago, for an hour. */
const fell = (metric: string, percent: number): string => `${metric} < ${(100 - percent) / 100} * (${metric.replace("]", "] offset 1w")})`;
const fellGauge = (metric: string, percent: number): string => `${metric} < ${(100 - percent) / 100} * (${metric} offset 1w)`;

const business: readonly AlertRule[] = [
    alert("warning", "RevenueFell", "1h", fell("sum(increase(gacha_revenue_total[1d]))", 20), "Revenue of a day fell by more than 20 %"),
    alert("warning", "ActiveUsersFell", "1h", fellGauge("max(users_active_daily)", 15), "Daily active users fell by more than 15 %"),
    alert("warning", "ConversionFell", "1h", fellGauge("max(users_conversion_rate)", 10), "The conversion rate fell by more than 10 %"),
];

const infrastructure: readonly AlertRule[] = [
    alert("critical", "DatabaseConnectionError", "1m", "pg_up == 0 or absent(pg_up)", "Database connection lost"),
    alert(
        "warning",
        "DatabaseConnectionsHigh",
        "5m",
        "sum(pg_stat_database_numbackends) / max(pg_settings_max_connections) > 0.8",
        "More than 80 % of the database's connections are taken",
    ),
    alert(
        "critical",
        "VolumeFull",
        "5m",
        "100 * max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes) / " +
            "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes) > 85",
        "More than 85 % of a volume is used",
    ),
    alert(
        "critical",
        "NodeDiskFull",
        "5m",
        '100 * max by (instance, device) (container_fs_usage_bytes{id="/"}) / max by (instance, device) (container_fs_limit_bytes{id="/"} > 0) > 85',
        "More than 85 % of a node's disk is used",
    ),
];

/** All that somebody is told of; the standard one for errors is a warning, where the document wants to be woken. */
export const alerts: readonly AlertRule[] = [
    ...standardAlerts().filter(({ name }) => name !== "HighErrorRate"),
    ...objectives,
    ...application,
    ...security,
    ...business,
    ...infrastructure,
];
