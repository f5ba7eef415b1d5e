import type { AlertsArgs, HttpMetrics } from "../alerts/args";
import type { Monitored } from "../monitored";
import type { DashboardsArgs, Panel, Query } from "./args";

/** What decides which pages there are, and what they ask for. */
export interface DashboardContext {
    readonly monitored: Monitored;
    readonly http: Required<HttpMetrics>;
    readonly alerts: AlertsArgs;
    readonly args: DashboardsArgs;
}

/** The window that fits the zoom: four scrapes at least. */
export const zoomed = "$__rate_interval";

export const rate = (counter: string, window = zoomed): string => `rate(${counter}[${window}])`;
export const increase = (counter: string, window = zoomed): string => `increase(${counter}[${window}])`;
export const sumBy = (labels: string, expression: string): string => `sum by (${labels}) (${expression})`;
export const maxBy = (labels: string, expression: string): string => `max by (${labels}) (${expression})`;

/** What never happened has no counter yet: its share is zero, not unknown. */
export const shareOf = (part: string, whole: string): string => `(${part} or 0 * ${whole}) / ${whole}`;

export const quantile = (share: number, labels: string, histogram: string): string =>
    `histogram_quantile(${share}, ${sumBy(`${labels}, le`, rate(`${histogram}_bucket`))})`;

/** A panel of lines. */
export const lines = (title: string, unit: string, queries: readonly Query[], more: Partial<Panel> = {}): Panel => ({
    title,
    unit,
    queries,
    ...more,
});

/** A panel of one figure, or one for each value of the labels in the legend. */
export const figure = (
    title: string,
    unit: string,
    expression: string,
    more: Partial<Panel> & { readonly legend?: string } = {},
): Panel => {
    const { legend = title, ...others } = more;
    return { title, unit, kind: "figure", queries: [{ expression, legend }], ...others };
};

export const query = (legend: string, expression: string): Query => ({ expression, legend });
