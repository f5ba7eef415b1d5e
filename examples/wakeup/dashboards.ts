import type { Dashboard, Panel } from "pulumi-webstack";

const panel = (title: string, unit: string, legend: string, expression: string): Panel => ({
    title,
    unit,
    queries: [{ legend, expression }],
});

/** Of four visits, the time or the figure that three stay below: by which Core Web Vitals are judged. */
const ofMost = (histogram: string, labels: string): string =>
    `histogram_quantile(0.75, sum by (${labels}, le) (rate(${histogram}_bucket[$__rate_interval])))`;
const perMinute = (counter: string, labels: string): string => `60 * sum by (${labels}) (rate(${counter}[$__rate_interval]))`;

/** What the document wants to know of pages, of the people who use them, and of those who should not. */
export const browsers: Dashboard = {
    uid: "browsers",
    title: "Browsers",
    panels: [
        panel("Web Vitals and load times", "s", "{{name}}", ofMost("web_vitals_seconds", "name")),
        panel("Layout shift", "short", "CLS", ofMost("web_layout_shift", "page")),
        panel("Memory of pages", "bytes", "{{page}}", ofMost("web_memory_bytes", "page")),
        panel("Errors a minute", "short", "{{kind}}", perMinute("web_errors_total", "kind")),
        panel("What people do, a minute", "short", "{{event}}", perMinute("web_events_total", "event")),
        panel("Security events a minute", "short", "{{service}} {{kind}}", perMinute("security_events_total", "service, kind")),
        panel("Reports that count for nothing, a minute", "short", "{{reason}}", perMinute("telemetry_refused_total", "reason")),
    ],
};
