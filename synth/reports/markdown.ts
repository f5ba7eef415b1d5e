import { printable } from "../printable";
import type { Finding, PolicyReport } from "../types";
import { columns, counted, totals } from "./counts";

/** The policy report for people: violations first, then what was changed, and in the end how many resources stood how before whom. */
export function policyMarkdown(report: PolicyReport, stack: string): string {
    const of = (wanted: Finding["level"]) => report.findings.filter(({ level }) => level === wanted);
    return [
        `# Policies of ${code(stack)}`,
        "",
        verdict(report),
        ...(totals(report) ? ["", `Resources judged: ${totals(report)}.`] : []),
        ...section("Violations", of("mandatory")),
        ...section("Exempted", of("exempted")),
        ...section("Advice", of("advisory")),
        ...section("Not evaluable", of("not-evaluable")),
        ...(report.remediations.length > 0 ? ["", "## Changed by a policy", ""] : []),
        ...report.remediations.flatMap(({ rule, urn, changes }) => [
            `- ${code(rule)} ${code(urn)}`,
            ...changes.map(change => `  - ${code(changed(change))}`),
        ]),
        ...table(report),
        "",
    ].join("\n");
}

/** `tags: not set → {"Owner":"shop"}` */
export const changed = ({ property, before, after }: PolicyReport["remediations"][number]["changes"][number]): string =>
    `${property}: ${[before, after].map(value => (value === undefined ? "not set" : JSON.stringify(value))).join(" → ")}`;

function table(report: PolicyReport): string[] {
    const rules = counted(report);
    if (rules.length === 0) return [];
    const rows = [
        ["rule", ...columns.map(([, title]) => title)],
        ["---", ...columns.map(() => "---:")],
        ...rules.map(({ name, counts }) => [code(name), ...columns.map(([key]) => String(counts[key]))]),
    ];
    return ["", "## Resources by rule", "", ...rows.map(cells => `| ${cells.join(" | ")} |`)];
}

/** One line that says how a stack stands. */
export function verdict({ rules, findings, packs }: PolicyReport): string {
    const count = (wanted: Finding["level"]): number => findings.filter(({ level }) => level === wanted).length;
    // Those that speak for others are none themselves.
    const speaksForOthers = new Set(["exemptions", "not-evaluable", "messages"]);
    const active = rules.filter(({ level, tags }) => level !== "disabled" && !tags.some(tag => speaksForOthers.has(tag))).length;
    const names = packs.map(({ name, version }) => `${name} ${version}`).join(", ");
    const result = count("mandatory") > 0 ? `${count("mandatory")} violated` : "all mandatory rules pass";
    const some = (wanted: Finding["level"], text: string): string => (count(wanted) > 0 ? `, ${count(wanted)} ${text}` : "");
    return `${active} rules of ${names}: ${result}${some("exempted", "exempted")}${some("advisory", "with advice")}${some("not-evaluable", "not evaluable")}`;
}

function section(title: string, findings: readonly Finding[]): string[] {
    if (findings.length === 0) return [];
    return ["", `## ${title}`, "", ...findings.flatMap(entry)];
}

function entry({ rule, urn, message, fix, source }: Finding): string[] {
    return [
        `- **${code(rule)}** ${urn ? code(urn) : "the stack"}${source ? ` (${code(source)})` : ""}`,
        `  ${code(message)}`,
        ...(fix ? [`  Fix: ${code(fix)}`] : []),
    ];
}

/** Text of a program, shown as it is, on one line: a code span ends only at a run of backticks of its own length. */
export function code(text: string): string {
    const line = printable(text.replace(/\s+/g, " ").trim()) || " ";
    const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
    return `${fence}${pad}${line}${pad}${fence}`;
}
