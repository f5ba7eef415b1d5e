import type { Counts, PolicyReport, Rule } from "../types";

/** The figures of a rule as people read them, in the order in which reports show them. */
export const columns: readonly (readonly [key: keyof Counts, title: string])[] = [
    ["passed", "passed"],
    ["failed", "failed"],
    ["exempted", "exempted"],
    ["notEvaluable", "not evaluable"],
    ["notApplicable", "not applicable"],
];

export type Counted = Rule & { readonly counts: Counts };

/** The rules whose pack counts, at whatever level they are on. */
export const counted = ({ rules }: Pick<PolicyReport, "rules">): readonly Counted[] =>
    rules.filter((rule): rule is Counted => rule.counts !== undefined && rule.level !== "disabled");

/** `310 passed, 2 exempted`: all rules on all resources; nothing where no pack counts. */
export function totals(report: Pick<PolicyReport, "rules">): string | undefined {
    const all = counted(report);
    if (all.length === 0) return undefined;
    const sums = columns
        .filter(([key]) => key !== "notApplicable")
        .map(([key, title]) => ({ key, title, sum: all.reduce((sum, { counts }) => sum + counts[key], 0) }));
    return sums
        .filter(({ key, sum }) => sum > 0 || key === "passed")
        .map(({ sum, title }) => `${sum} ${title}`)
        .join(", ");
}
