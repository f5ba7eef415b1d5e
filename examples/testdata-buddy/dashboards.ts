import type { Dashboard, Panel } from "pulumi-webstack";
import { averageSeconds, failures, generated, perSecond } from "./figures";

/** As wide as the zoom of the page asks for. */
const window = "$__rate_interval";

const panel = (title: string, unit: string, ...queries: readonly (readonly [legend: string, expression: string])[]): Panel => ({
    title,
    unit,
    queries: queries.map(([legend, expression]) => ({ legend, expression })),
});

/** A figure, and the line that it is to stay below or above. */
const kpi = (title: string, unit: string, expression: string, target: number): Panel =>
    panel(title, unit, ["now", expression], ["target", `vector(${target})`]);

const node = 'id="/"';

/** The document's KPIs, and what its own metrics say besides. */
export const kpis: Dashboard = {
    uid: "kpi",
    title: "KPI",
    panels: [
        kpi("CPU", "percent", `100 * sum(rate(container_cpu_usage_seconds_total{${node}}[${window}])) / sum(machine_cpu_cores)`, 80),
        kpi("Memory", "percent", `100 * sum(container_memory_working_set_bytes{${node}}) / sum(machine_memory_bytes)`, 85),
        kpi(
            "Disk",
            "percent",
            `100 * avg(max by (instance, device) (container_fs_usage_bytes{${node}}) / ` +
                `max by (instance, device) (container_fs_limit_bytes{${node}} > 0))`,
            90,
        ),
        kpi("Response time", "ms", `1000 * ${averageSeconds(window)}`, 3000),
        kpi("Error rate", "percent", `100 * ${failures(window)}`, 1),
        kpi("Throughput", "reqps", perSecond(window), 10),
        kpi("Daily active users", "short", "max(daily_active_users)", 50),
        kpi("Generations that succeed", "percent", generated("1h"), 95),
        kpi("User satisfaction", "short", "avg(user_satisfaction)", 4),
        panel("Generations a minute", "short", [
            "{{type}} {{success}}",
            `60 * sum by (type, success) (rate(data_generation_total[${window}]))`,
        ]),
        panel("Connections as the back end counts them", "short", ["connections", "sum(database_connections)"]),
    ],
};
