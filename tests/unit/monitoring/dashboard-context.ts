import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../../components/core/connection";
import type { DashboardContext } from "../../../components/monitoring-stack/grafana/queries";

export const http = {
    requests: "http_requests_total",
    duration: "http_request_duration_seconds",
    statusLabel: "status",
    routeLabel: "route",
} as const;

export const nothing: DashboardContext = {
    monitored: { pods: [], databases: [], caches: [], hosts: [], zones: [], backups: [], pushes: false, logs: false, remoteWrite: false },
    http,
    alerts: {},
    args: {},
};

const connection = (kind: Connection["kind"]): Connection => ({
    kind,
    name: kind,
    host: pulumi.output(`${kind}.internal`),
    port: 1,
    url: pulumi.output(`${kind}://${kind}.internal`),
    target: { kind: "cidrs", cidrs: ["10.0.0.0/16"] },
    allowFrom: () => undefined,
});

const pods = (job: string, role?: "gateway" | "tunnel") =>
    ({ kind: "pods", job, namespace: "shop", labels: {}, port: 9000, role }) as const;

/** All there can be to look at. */
export const everything: DashboardContext = {
    monitored: {
        pods: [pods("web"), pods("gateway", "gateway"), pods("cloudflared", "tunnel"), pods("telemetry")],
        databases: [
            { kind: "store", job: "orders", connection: connection("postgres") },
            { kind: "store", job: "orders-replica-0", connection: connection("postgres"), replica: true },
        ],
        caches: [{ kind: "store", job: "sessions", connection: connection("redis") }],
        hosts: [{ kind: "host", host: "www.example.com" }],
        zones: [{ kind: "zone", zoneId: "0".repeat(32), zoneName: "example.com" }],
        backups: [{ kind: "backup", namespace: "shop", cronJob: "orders-dump", everyHours: 24 }],
        pushes: true,
        logs: true,
        remoteWrite: true,
    },
    http,
    alerts: {
        objectives: [
            {
                job: "web",
                availability: 0.999,
                latency: [
                    { share: 0.95, seconds: 0.5 },
                    { share: 0.99, seconds: 1 },
                ],
            },
        ],
        externalApis: [
            { name: "gemini" },
            { name: "claude", requests: "claude_requests_total", failures: 'outcome="error"', quota: 'outcome="limited"' },
        ],
        business: [{ name: "Revenue", expression: "sum(increase(revenue_total[1d]))", unit: "currencyEUR", dropPercent: 20 }],
    },
    args: { usage: { gemini: { tokens: "gemini_tokens_total", tokenLabel: "direction", costUsd: "gemini_cost_usd_total" } } },
};
