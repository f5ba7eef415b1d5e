import { withDefaults } from "../../../core/defaults";
import { externalApiDefaults, type ExternalApi } from "../../alerts/args";
import type { ApiUsage, Panel } from "../args";
import { increase, lines, query, rate, shareOf, sumBy, type DashboardContext } from "../queries";

/** How the APIs of others answer, and what they take. */
export const externalPanels = ({ alerts: { externalApis = [] }, args: { usage = {} } }: DashboardContext): Panel[] =>
    externalApis.flatMap(api => [...ofCalls(api), ...ofUsage(api.name, usage[api.name] ?? {})]);

function ofCalls({ name, requests = `${name}_api_requests_total`, ...selectors }: ExternalApi): Panel[] {
    const { failures, quota } = withDefaults(externalApiDefaults, selectors);
    const all = sumBy("job", rate(requests));
    return [
        lines(`Calls of ${name}`, "reqps", [query("{{job}}", all)]),
        lines(`Errors of ${name}`, "percentunit", [query("{{job}}", shareOf(sumBy("job", rate(`${requests}{${failures}}`)), all))], {
            thresholds: { warning: 0.05, critical: 0.2 },
        }),
        lines(`Calls of ${name} in a day`, "short", [query("{{job}}", sumBy("job", increase(requests, "1d")))]),
        lines(
            `Calls of ${name} over the quota`,
            "short",
            [query("{{job}}", `${sumBy("job", increase(`${requests}{${quota}}`, "1h"))} or 0 * ${all}`)],
            { description: "In an hour", thresholds: { warning: 1, critical: 10 } },
        ),
    ];
}

function ofUsage(name: string, { tokens, tokenLabel, costUsd }: ApiUsage): Panel[] {
    const [labels, legend] = tokenLabel ? [`job, ${tokenLabel}`, `{{job}} {{${tokenLabel}}}`] : ["job", "{{job}}"];
    return [
        ...(tokens ? [lines(`Tokens of ${name} in an hour`, "short", [query(legend, sumBy(labels, increase(tokens, "1h")))])] : []),
        ...(costUsd ? [lines(`Cost of ${name} in a day`, "currencyUSD", [query("{{job}}", sumBy("job", increase(costUsd, "1d")))])] : []),
    ];
}
