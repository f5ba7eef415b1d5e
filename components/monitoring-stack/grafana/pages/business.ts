import type { Panel } from "../args";
import { lines, query, type DashboardContext } from "../queries";

/** The figures that the business goes by, beside what they were at the same time a week ago. */
export const businessPanels = ({ alerts: { business = [] } }: DashboardContext): Panel[] =>
    business.map(({ name, expression, unit = "short" }) =>
        lines(name, unit, [query("now", expression), query("a week ago", aWeekAgo(expression))]),
    );

/** Only a selector has an offset; so that any expression has one, it is asked for as a range of its own values. */
const aWeekAgo = (expression: string): string => `last_over_time((${expression})[5m:1m] offset 7d)`;
