import { stringify } from "yaml";
import { alertDefaults, type AlertRule, type AlertsArgs } from "./args";

/** Those that look back for days are asked less often. */
const groups = [
    { end: "rules", holds: (page: string) => page !== "objectives" },
    { end: "objectives", holds: (page: string) => page === "objectives", interval: "1m" },
] as const;

/** The alerts as rule groups: `<group>.rules`, and `<group>.objectives` where something is promised. */
export function rulesFile(group: string, alerts: readonly AlertRule[], { runbooks = alertDefaults.runbooks }: AlertsArgs = {}): string {
    const written = groups.map(({ end, holds, ...settings }) => ({
        name: `${group}.${end}`,
        ...settings,
        rules: alerts.filter(({ runbook }) => holds(runbook.split("#")[0]!)).map(rule => ruleOf(rule, runbooks)),
    }));
    return stringify({ groups: written.filter(({ rules }) => rules.length > 0) }, { lineWidth: 0 });
}

const ruleOf = ({ name, expression, for: wait, severity, summary, runbook, route }: AlertRule, runbooks: string): object => ({
    alert: name,
    expr: expression,
    for: wait,
    labels: { severity, ...(route ? { route: route.join(",") } : {}) },
    annotations: { summary, runbook_url: addressOf(runbook, runbooks) },
});

/** `services#servicedown` below the place where the pages stand; an address is one already. */
function addressOf(runbook: string, runbooks: string): string {
    if (/^https?:/.test(runbook)) return runbook;
    const [page, anchor] = runbook.split("#") as [string, string?];
    return `${runbooks}/${page}.md${anchor === undefined ? "" : `#${anchor}`}`;
}
