import type { Panel } from "../args";
import { lines, quantile, query, rate, shareOf, sumBy, type DashboardContext } from "../queries";

/** Routes that a panel shows at most. */
const most = 10;

/** How services answer: as many as they are, each by its job. */
export function applicationPanels({ http, args: { activeUsers = "sum(active_users)" } }: DashboardContext): Panel[] {
    const { requests, duration, statusLabel, routeLabel } = http;
    const all = sumBy("job", rate(requests));
    const answered = (status: string): string => sumBy("job", rate(`${requests}{${statusLabel}=~"${status}"}`));
    const route = `job, ${routeLabel}`;
    const named = `{{job}} {{${routeLabel}}}`;
    const failed = `${requests}{${statusLabel}=~"5.."}`;
    return [
        lines("Requests per second", "reqps", [query("{{job}}", all)]),
        lines(
            "Response time",
            "s",
            [50, 95, 99].map(percent => query(`{{job}} p${percent}`, quantile(percent / 100, "job", duration))),
        ),
        lines("Error rate", "percentunit", [query("{{job}}", shareOf(answered("5.."), all))], {
            description: "Share of requests that the server answered with an error of its own",
            thresholds: { warning: 0.01, critical: 0.05 },
        }),
        lines("Refused requests", "percentunit", [query("{{job}}", shareOf(answered("4.."), all))], {
            description: "Share of requests that the server answered with 4xx",
        }),
        lines("Requests per second by status", "reqps", [
            query(`{{job}} {{${statusLabel}}}`, sumBy(`job, ${statusLabel}`, rate(requests))),
        ]),
        lines("Active users", "short", [query("active users", activeUsers)]),
        lines("Requests per second by route", "reqps", [query(named, `topk(${most}, ${sumBy(route, rate(requests))})`)]),
        lines("Response time by route", "s", [query(`${named} p95`, `topk(${most}, ${quantile(0.95, route, duration)})`)]),
        lines("Errors per second by route", "reqps", [query(named, `topk(${most}, ${sumBy(route, rate(failed))})`)], {
            description: "Empty where nothing has failed yet",
        }),
        lines("Mean response time", "s", [
            query("{{job}}", `${sumBy("job", rate(`${duration}_sum`))} / ${sumBy("job", rate(`${duration}_count`))}`),
        ]),
    ];
}
