import { any, counter, day, hour, level, minute, swing, whole, type AlertCase } from "./case";

const nginx = { job: "gateway", instance: "10.0.0.5:9113", namespace: "shop", pod: "gateway-0", node: "n1" };
const gateway = (metric: string): string =>
    `nginx_${metric}{job="gateway", instance="10.0.0.5:9113", namespace="shop", pod="gateway-0", node="n1"}`;
const tunnel = (metric: string, pod = "one"): string => `cloudflared_tunnel_${metric}{job="cloudflared", instance="${pod}", pod="${pod}"}`;
const host = { job: "probes", instance: "www.example.com" };
const probe = (metric: string): string => `probe_${metric}{job="probes", instance="www.example.com"}`;
const zone = (metric: string, more = ""): string => `cloudflare_zone_requests_${metric}{job="cloudflare", zone="example.com"${more}}`;

/** The certificate ends after so many seconds from now; somebody renews it later. */
const certificate = (alert: string, severity: AlertCase["severity"], after: number, days: number): AlertCase => {
    const expiry = probe("ssl_earliest_cert_expiry");
    const ends = days * day + 2 * minute;
    const from = 2 * minute + 15;
    const until = from + after + minute;
    return {
        alert,
        severity,
        after,
        labels: host,
        step: 15,
        fires: { series: { [expiry]: level([ends, until]) }, from },
        silent: {
            "just not enough": { [expiry]: level([days * day + 2 * after, 2 * after]) },
            "just not long enough": { [expiry]: level([ends, from + after], [90 * day, 2 * after]) },
        },
        resolves: { series: { [expiry]: level([ends, until], [90 * day, hour]) }, until },
    };
};

export const entranceCases: readonly AlertCase[] = [
    swing({
        alert: "GatewayDown",
        severity: "critical",
        after: minute,
        labels: nginx,
        series: pens => ({ [gateway("up")]: pens.level(0, 1) }),
    }),
    swing({
        alert: "GatewayConnectionsDropped",
        severity: "warning",
        after: 5 * minute,
        labels: { job: "gateway" },
        sees: any(5 * minute),
        series: pens => ({
            [gateway("connections_accepted")]: pens.counter(64, 60, 60),
            [gateway("connections_handled")]: pens.counter(60, 60, 60),
        }),
    }),
    swing({
        alert: "TunnelDown",
        severity: "critical",
        after: minute,
        labels: { job: "cloudflared" },
        series: pens => ({ [tunnel("ha_connections")]: pens.level(0, 1, 4), [tunnel("ha_connections", "two")]: pens.level(0, 0, 4) }),
    }),
    swing({
        alert: "TunnelErrors",
        severity: "warning",
        after: 5 * minute,
        labels: { job: "cloudflared" },
        sees: whole(5 * minute),
        series: pens => ({ [tunnel("request_errors")]: pens.counter(5.05, 4.95), [tunnel("total_requests")]: pens.counter(100, 100, 100) }),
        silent: { "none ever failed": { [tunnel("total_requests")]: counter([100, 20 * minute]) } },
    }),
    swing({
        alert: "ProbeFailed",
        severity: "critical",
        after: minute,
        labels: host,
        series: pens => ({ [probe("success")]: pens.level(0, 1) }),
    }),
    certificate("CertificateExpires", "warning", hour, 20),
    certificate("CertificateExpiresSoon", "critical", 5 * minute, 3),
    swing({
        alert: "EdgeErrors",
        severity: "warning",
        after: 5 * minute,
        labels: { zone: "example.com" },
        sees: whole(10 * minute),
        series: pens => ({
            [zone("status", ', status="503"')]: pens.counter(5.05, 4.95),
            [zone("status", ', status="200"')]: pens.counter(94.95, 95.05, 100),
            [zone("total")]: pens.counter(100, 100, 100),
        }),
        silent: { "none ever failed": { [zone("total")]: counter([100, 20 * minute]) } },
    }),
];
