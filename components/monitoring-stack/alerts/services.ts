import { telemetryJob } from "../telemetry/args";
import { critical, keepsWeek, leaving, shareOf, warning, type AlertContext, type Row } from "./context";

/** Asked about every cluster. */
const ownJobs = ["containers", "kubelet", "nodes", "kube-state-metrics"];

/** What Prometheus asks, and whether it answers. */
export function targetAlerts({ monitored: { pods, databases, caches, zones, pushes } }: AlertContext): Row[] {
    const jobs = [
        ...ownJobs,
        ...[...pods, ...databases, ...caches].map(({ job }) => job),
        ...(zones.length > 0 ? ["cloudflare"] : []),
        ...(pushes ? ["pushgateway"] : []),
    ];
    return [
        critical("TargetDown", "1m", `up == 0 unless on (node) ${leaving}`, "{{ $labels.job }} does not answer Prometheus"),
        critical(
            "TargetMissing",
            "5m",
            [...new Set(jobs)].map(job => `absent(up{job="${job}"})`).join(" or "),
            "Prometheus finds nothing of {{ $labels.job }}: no pod runs, or it may not look for them",
        ),
    ];
}

/** What services count of their own requests. */
export function serviceAlerts({ monitored: { pods }, http, thresholds, args: { signIns }, retentionDays }: AlertContext): Row[] {
    if (!pods.some(({ role = "service" }) => role === "service")) return [];
    const { requests, duration, statusLabel: status } = http;
    const perJob = (expression: string): string => `sum by (job) (${expression})`;
    const all = (window: string, labels = ""): string => perJob(`rate(${requests}${labels}[${window}])`);
    const failed = (window: string): string => shareOf(all(window, `{${status}=~"5.."}`), all(window));
    const counted = (labels: string): string => `sum by (job) (increase(${requests}{${labels}}[5m]))`;
    return [
        critical("ServiceDown", "1m", `${failed("2m")} > ${thresholds.downErrorRate}`, "{{ $labels.job }} fails most of its requests"),
        warning("HighErrorRate", "2m", `${failed("2m")} > ${thresholds.errorRate}`, "High error rate detected"),
        warning(
            "ElevatedErrorRate",
            "10m",
            `${failed("10m")} > ${thresholds.elevatedErrorRate}`,
            "{{ $labels.job }} fails more requests than usual",
        ),
        warning(
            "HighLatency",
            "5m",
            `histogram_quantile(0.95, sum by (job, le) (rate(${duration}_bucket[5m]))) > ${thresholds.latencySeconds}`,
            `5 % of the answers of {{ $labels.job }} take longer than ${thresholds.latencySeconds} s`,
        ),
        ...(keepsWeek(retentionDays)
            ? [
                  critical(
                      "TrafficAnomaly",
                      "10m",
                      // A few requests more than a few are no attack. Of the hour a week ago the most: a window in which the
                      // service was new, or Prometheus away, has too few.
                      `${all("10m")} > ${thresholds.trafficFactor} * max_over_time(${all("10m")}[1h:5m] offset 1w) and ${all("10m")} > 5`,
                      `{{ $labels.job }} is asked ${thresholds.trafficFactor} times as much as a week ago`,
                  ),
              ]
            : []),
        critical(
            "SuspiciousRequests",
            "1m",
            `${counted(`${status}=~"403|429"`)} > ${thresholds.refusedRequests}`,
            "{{ $labels.job }} refuses unusually many requests",
        ),
        ...(signIns === undefined
            ? []
            : [
                  critical(
                      "FailedLogins",
                      "1m",
                      `${counted(`${signIns}, ${status}="401"`)} > ${thresholds.failedSignIns}`,
                      "Unusually many sign-ins are refused",
                  ),
              ]),
    ];
}

/** What the telemetry endpoint is told by services and browsers. */
export function telemetryAlerts({ monitored: { pods }, thresholds }: AlertContext): Row[] {
    if (!pods.some(({ job }) => job === telemetryJob)) return [];
    return [
        critical(
            "SecurityEvents",
            "1m",
            `sum by (kind, service) (increase(security_events_total[5m])) > ${thresholds.securityEvents}`,
            "{{ $labels.service }} reports {{ $labels.kind }} failures, unusually many",
        ),
        warning(
            "BrowserErrors",
            "5m",
            `sum by (kind, page) (increase(web_errors_total[5m])) > ${thresholds.browserErrors}`,
            "Browsers report {{ $labels.kind }} errors on {{ $labels.page }}",
        ),
    ];
}

/** Those parts of the API without which the business stands still. */
export function essentialAlerts({ http, thresholds, args: { essentials = [] } }: AlertContext): Row[] {
    const { requests, statusLabel } = http;
    const rate = (labels: string): string => `sum(rate(${requests}{${labels}}[5m]))`;
    return essentials.map(({ name, selector }) => ({
        ...critical(
            `${name}Failure`,
            "2m",
            `${shareOf(rate(`${selector}, ${statusLabel}=~"5.."`), rate(selector))} > ${thresholds.downErrorRate}`,
            `${name}: most requests fail`,
        ),
        anchor: "failure",
    }));
}
