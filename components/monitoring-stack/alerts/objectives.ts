import type { Objective } from "./args";
import { shareOf, warning, type AlertContext, type Row } from "./context";

/**
 * How fast the month's budget of failures is used up: in the long window, so that it matters, and still in the short, so
 * that it is not over (Google's SRE workbook, "Alerting on SLOs", multiwindow, multi-burn-rate).
 */
const paces = [
    { pace: "Fast", severity: "critical", factor: 14.4, long: "1h", short: "5m", wait: "2m", lasts: "50 hours" },
    { pace: "Steady", severity: "critical", factor: 6, long: "6h", short: "30m", wait: "15m", lasts: "5 days" },
    { pace: "Slow", severity: "warning", factor: 3, long: "1d", short: "2h", wait: "1h", lasts: "10 days" },
    { pace: "Creeping", severity: "warning", factor: 1, long: "3d", short: "6h", wait: "3h", lasts: "30 days" },
] as const;

/** A promise: the share of requests that may break it, and PromQL for the share that does. */
interface Promised {
    /** What people call it: `99.9 % without an error`. */
    readonly objective: string;
    readonly budget: number;
    readonly broken: (window: string) => string;
    /** What is counted for it. */
    readonly series: string;
}

/** Four alerts for availability and four for latency, of all services that promise it. */
export function objectiveAlerts(context: AlertContext): Row[] {
    const { objectives = [] } = context.args;
    const availability = objectives.flatMap(objective => availabilityOf(objective, context));
    const latency = objectives.flatMap(objective => latencyOf(objective, context));
    return [
        ...budgetAlerts("AvailabilityBudget", availability),
        ...budgetAlerts("LatencyBudget", latency),
        ...unmeasured([...availability, ...latency]),
    ];
}

/** A job that has another name, or a histogram without the bound: the promise could be broken, and nobody would know. */
const unmeasured = (promised: readonly Promised[]): Row[] =>
    promised.length === 0
        ? []
        : [
              warning(
                  "ObjectiveUnmeasured",
                  "1h",
                  promised.map(({ objective, series }) => labelled(`absent(${series})`, objective)).join(" or "),
                  "{{ $labels.job }}: nothing tells whether {{ $labels.objective }} holds",
              ),
          ];

/** Where the budget is large, even failures alone do not use it up that fast. */
function budgetAlerts(name: string, promised: readonly Promised[]): Row[] {
    return paces.flatMap(({ pace, severity, factor, long, short, wait, lasts }) => {
        const reachable = promised.filter(({ budget }) => factor * budget < 1);
        if (reachable.length === 0) return [];
        return {
            name: `${name}${pace}`,
            severity,
            for: wait,
            expression: reachable.map(one => burns(one, factor, long, short)).join(" or "),
            summary: `{{ $labels.job }}: {{ $labels.objective }} is at risk; at this pace the month's budget lasts ${lasts}`,
        };
    });
}

/** The promise is a label, since a service may have several. */
function burns({ objective, budget, broken }: Promised, factor: number, long: string, short: string): string {
    const most = Number((factor * budget).toPrecision(6));
    return labelled(`${broken(long)} > ${most} and ${broken(short)} > ${most}`, objective);
}

const labelled = (expression: string, objective: string): string => `label_replace(${expression}, "objective", "${objective}", "", "")`;

const percent = (share: number): string => `${Number((100 * share).toPrecision(8))} %`;
const budgetOf = (share: number): number => Number((1 - share).toPrecision(8));

function availabilityOf({ job, availability }: Objective, { http: { requests, statusLabel } }: AlertContext): Promised[] {
    if (availability === undefined) return [];
    const rate = (window: string, more = ""): string => `sum by (job) (rate(${requests}{job="${job}"${more}}[${window}]))`;
    return [
        {
            objective: `${percent(availability)} without an error`,
            budget: budgetOf(availability),
            broken: window => shareOf(rate(window, `, ${statusLabel}=~"5.."`), rate(window)),
            series: `${requests}{job="${job}"}`,
        },
    ];
}

function latencyOf({ job, latency = [] }: Objective, { http: { duration } }: AlertContext): Promised[] {
    const rate = (series: string, window: string): string => `sum by (job) (rate(${duration}${series}[${window}]))`;
    return latency.map(({ share, seconds }) => {
        const inTime = `_bucket{job="${job}", le=~"${boundOf(seconds)}"}`;
        return {
            objective: `${percent(share)} within ${seconds} s`,
            budget: budgetOf(share),
            broken: window => `1 - ${rate(inTime, window)} / ${rate(`_count{job="${job}"}`, window)}`,
            series: `${duration}${inTime}`,
        };
    });
}

/** Prometheus writes the bound 1 of a histogram as `1.0`, from version 3 on. */
const boundOf = (seconds: number): string => (Number.isInteger(seconds) ? `${seconds}(\\\\.0)?` : String(seconds).replace(".", "\\\\."));
