import { counter, hour, minute, swing, week, whole, type AlertCase, type Series, type Swing } from "./case";

const requests = (status: string, route = "/"): string => `http_requests_total{job="web", route="${route}", status="${status}"}`;
const bucket = (le: string): string => `http_request_duration_seconds_bucket{job="web", le="${le}"}`;
const labels = { job: "web" };

/** What does not fail is answered: 100 requests a minute. */
const failing = (percent: number): Pick<Swing, "labels" | "series" | "silent"> => ({
    labels,
    series: pens => ({
        [requests("500")]: pens.counter(1.01 * percent, 0.99 * percent),
        [requests("200")]: pens.counter(100 - 1.01 * percent, 100 - 0.99 * percent, 100),
    }),
    silent: {
        "none ever failed": { [requests("200")]: counter([100, 30 * minute]) },
        "nobody asks": { [requests("500")]: counter([0, 30 * minute]), [requests("200")]: counter([0, 30 * minute]) },
        "others are to blame": { [requests("404")]: counter([60, 30 * minute]), [requests("200")]: counter([40, 30 * minute]) },
    },
});

const asked = (...course: Parameters<typeof counter>): Series => ({ [requests("200")]: counter(...course) });

export const serviceCases: readonly AlertCase[] = [
    swing({ alert: "ServiceDown", severity: "critical", after: minute, sees: whole(2 * minute), ...failing(50) }),
    swing({ alert: "HighErrorRate", severity: "warning", after: 2 * minute, sees: whole(2 * minute), ...failing(5) }),
    swing({ alert: "ElevatedErrorRate", severity: "warning", after: 10 * minute, sees: whole(10 * minute), ...failing(1) }),
    swing({
        alert: "HighLatency",
        severity: "warning",
        after: 5 * minute,
        labels,
        sees: whole(5 * minute),
        series: pens => ({
            [bucket("0.5")]: pens.counter(50, 50, 50),
            [bucket("1.0")]: pens.counter(94.9, 95.1, 100),
            [bucket("2.0")]: pens.counter(100, 100, 100),
            [bucket("+Inf")]: pens.counter(100, 100, 100),
        }),
    }),
    swing({
        alert: "TrafficAnomaly",
        severity: "critical",
        after: 10 * minute,
        labels,
        // Looks back over a week, and so from sample to sample as seldom as it can.
        step: 5 * minute,
        calm: week + hour,
        sees: whole(10 * minute),
        series: pens => ({ [requests("200")]: pens.counter(1830, 1780, 600) }),
        silent: {
            "hardly anybody asks": asked([60, week + hour], [295, hour]),
            "a week ago it was new": asked([600, week + 2 * hour]),
            "nothing is known of a week ago": asked([6000, 2 * hour]),
        },
    }),
    swing({
        alert: "SuspiciousRequests",
        severity: "critical",
        after: minute,
        labels,
        sees: whole(5 * minute),
        series: pens => ({ [requests("403")]: pens.counter(51, 49), [requests("429")]: pens.counter(50, 50) }),
        silent: { "others are refused nothing": asked([1000, 20 * minute]) },
    }),
    swing({
        alert: "FailedLogins",
        severity: "critical",
        after: minute,
        labels,
        sees: whole(5 * minute),
        series: pens => ({ [requests("401", "/api/auth/login")]: pens.counter(20.2, 19.8) }),
        silent: {
            "no sign-ins": { [requests("401", "/api/orders")]: counter([100, 20 * minute]) },
            "those that succeed": { [requests("200", "/api/auth/login")]: counter([100, 20 * minute]) },
        },
    }),
    swing({
        alert: "SecurityEvents",
        severity: "critical",
        after: minute,
        labels: { kind: "authentication", service: "web" },
        sees: whole(5 * minute),
        series: pens => ({ 'security_events_total{kind="authentication", service="web", job="telemetry"}': pens.counter(10.1, 9.9) }),
    }),
    swing({
        alert: "BrowserErrors",
        severity: "warning",
        after: 5 * minute,
        labels: { kind: "javascript", page: "/cart" },
        sees: whole(5 * minute),
        series: pens => ({ 'web_errors_total{kind="javascript", page="/cart", job="telemetry"}': pens.counter(10.1, 9.9) }),
    }),
];
