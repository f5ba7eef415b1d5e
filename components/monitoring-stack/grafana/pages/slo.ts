import type { Panel } from "../args";
import { figure, lines, query, rate, shareOf, type DashboardContext } from "../queries";

/** What a service promises, as the share of requests that may break the promise and of those that do. */
interface Promised {
    /** `web: 99.9 % without an error`. */
    readonly title: string;
    readonly share: number;
    /** PromQL for the share of requests over a window that break it. */
    readonly broken: (window: string) => string;
}

/** How fast the budgets of failures are used up, and what is left of them. */
export function sloPanels({ alerts: { objectives = [] }, http }: DashboardContext): Panel[] {
    const promised = objectives.flatMap(objective => promisesOf(objective, http));
    return [...promised.map(budgetLeft), ...promised.map(burnRate)];
}

type Objective = NonNullable<DashboardContext["alerts"]["objectives"]>[number];

function promisesOf(
    { job, availability, latency = [] }: Objective,
    { requests, duration, statusLabel }: DashboardContext["http"],
): Promised[] {
    const of = `job="${job}"`;
    const sum = (counter: string, window: string): string => `sum(${rate(counter, window)})`;
    const failed = (window: string): string =>
        shareOf(sum(`${requests}{${of}, ${statusLabel}=~"5.."}`, window), sum(`${requests}{${of}}`, window));
    const slow = (seconds: number) => (window: string) =>
        `1 - ${sum(`${duration}_bucket{${of}, ${boundOf(seconds)}}`, window)} / ${sum(`${duration}_count{${of}}`, window)}`;
    return [
        ...(availability === undefined
            ? []
            : [{ title: `${job}: ${percent(availability)} without an error`, share: availability, broken: failed }]),
        ...latency.map(({ share, seconds }) => ({ title: `${job}: ${percent(share)} within ${seconds} s`, share, broken: slow(seconds) })),
    ];
}

/** Services write whole bounds as `1` or `1.0`; Prometheus makes the second of the first from version 3 on. */
const boundOf = (seconds: number): string => (Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`);

const percent = (share: number): string => `${Number((100 * share).toPrecision(12))} %`;

const budgetLeft = ({ title, share, broken }: Promised): Panel =>
    figure(`Budget left of ${title}`, "percentunit", `1 - (${broken("30d")}) / (1 - ${share})`, {
        description: "Of 30 days, or of as many as the metrics are kept",
        legend: title,
        thresholds: { warning: 0.25, critical: 0 },
    });

/** Those that alerts look at: a page at 14.4 and 6, a ticket at 3 and 1. */
const windows = ["1h", "6h", "1d", "3d"];

const burnRate = ({ title, share, broken }: Promised): Panel =>
    lines(
        `Burn rate of ${title}`,
        "short",
        windows.map(window => query(window, `(${broken(window)}) / (1 - ${share})`)),
        { description: "1 uses the budget up in 30 days, 14.4 in 50 hours", thresholds: { warning: 6, critical: 14.4 } },
    );
