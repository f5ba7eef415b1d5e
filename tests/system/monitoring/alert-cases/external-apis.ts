import { any, counter, minute, swing, whole, type AlertCase } from "./case";

/** The one counts as is the rule, the other has names of its own. */
const apis = [
    {
        api: "gemini",
        calls: (end: string) => `gemini_api_requests_total{job="web", status="${end}"}`,
        well: "success",
        bad: "error",
        refused: "429",
    },
    {
        api: "claude",
        calls: (end: string) => `claude_requests_total{job="web", outcome="${end}"}`,
        well: "ok",
        bad: "error",
        refused: "limited",
    },
];

export const externalApiCases: readonly AlertCase[] = apis.flatMap(({ api, calls, well, bad, refused }) => [
    swing({
        alert: "ExternalApiErrors",
        severity: "warning",
        after: 5 * minute,
        labels: { api },
        sees: whole(5 * minute),
        series: pens => ({ [calls(bad)]: pens.counter(5.05, 4.95), [calls(well)]: pens.counter(94.95, 95.05, 100) }),
        silent: {
            "none ever failed": { [calls(well)]: counter([100, 20 * minute]) },
            "nobody calls": { [calls(bad)]: counter([0, 20 * minute]), [calls(well)]: counter([0, 20 * minute]) },
        },
    }),
    swing({
        alert: "ExternalApiQuota",
        severity: "warning",
        after: minute,
        labels: { api },
        sees: any(5 * minute),
        series: pens => ({ [calls(refused)]: pens.counter(4, 0) }),
        silent: { "calls fail otherwise": { [calls(bad)]: counter([4, 20 * minute]) } },
    }),
]);
