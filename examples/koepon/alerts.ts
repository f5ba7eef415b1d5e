import type { AlertsArgs } from "pulumi-webstack";

const day = "1d";
const signIns = 'route=~"/api/auth.*"';

/** What the document wants told, beside what there is anyway. Its names have dots, which Prometheus does not take. */
export const alerts: AlertsArgs = {
    objectives: ["koepon-api", "koepon-frontend"].map(job => ({
        job,
        availability: 0.999,
        latency: [
            { share: 0.95, seconds: 0.5 },
            { share: 0.99, seconds: 1 },
        ],
    })),
    essentials: [
        { name: "Payment", selector: 'route=~"/api/payment.*"' },
        { name: "SignIn", selector: signIns },
    ],
    signIns,
    business: [
        { name: "Revenue", expression: `sum(increase(gacha_revenue_total[${day}]))`, dropPercent: 20 },
        { name: "ActiveUsers", expression: "max(users_active_daily)", dropPercent: 15 },
        { name: "Conversion", expression: "max(users_conversion_rate)", unit: "percentunit", dropPercent: 10 },
        { name: "Retention", expression: "max(users_retention_7day)", unit: "percentunit" },
        { name: "Pulls", expression: `sum(increase(gacha_pulls_total[${day}]))` },
        { name: "PullRate", expression: "sum(gacha_pulls_rate)" },
    ],
    // More than 5 % of failures is worth waking somebody.
    changes: { HighErrorRate: { severity: "critical" } },
    extra: [
        {
            name: "LatencyDegraded",
            expression: "histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5",
            for: "10m",
            severity: "warning",
            summary: "5 % of the answers of {{ $labels.job }} take longer than 0.5 s",
            runbook: "services#highlatency",
        },
    ],
};
