import type { Dashboard, Panel } from "pulumi-webstack";

const panel = (title: string, unit: string, ...queries: readonly (readonly [legend: string, expression: string])[]): Panel => ({
    title,
    unit,
    queries: queries.map(([legend, expression]) => ({ legend, expression })),
});

const perMinute = (labels = ""): string => `60 * sum by (job) (rate(http_requests_total${labels}[$__rate_interval]))`;
const share = (classOf: string): string =>
    `sum(rate(http_requests_total{status=~"${classOf}"}[$__rate_interval])) / sum(rate(http_requests_total[$__rate_interval]))`;

/** What the document wants to see beside the standard pages. */
export const dashboards: readonly Dashboard[] = [
    {
        uid: "service",
        title: "Service",
        panels: [
            panel("Requests per minute", "short", ["{{job}}", perMinute()]),
            panel("Errors by class", "percentunit", ["4xx", share("4..")], ["5xx", share("5..")]),
            panel("Function duration", "s", [
                "{{route}} p95",
                "histogram_quantile(0.95, sum by (route, le) (rate(http_request_duration_seconds_bucket[$__rate_interval])))",
            ]),
            panel("Errors as the application counts them", "short", ["errors", "sum(system_errors_rate)"]),
            panel("P99 as the application measures it", "s", [
                "p99",
                "histogram_quantile(0.99, sum by (le) (rate(system_performance_p99_bucket[$__rate_interval])))",
            ]),
        ],
    },
];
