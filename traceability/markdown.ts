import type { Check } from "./checks";
import { milestones } from "./milestones";
import { countByKind, kinds, type Answer, type Requirement, type Table } from "./table";

/** The page that says, row by row, how a system's requirements are met. */
export function traceabilityPage(system: string, requirements: readonly Requirement[], table: Table): string {
    const counts = countByKind(table);
    const applications = requirements.filter(one => one.class === "app");
    return [
        `# ${system}: what answers each requirement`,
        "",
        "Written by `npm run traceability` from the system's table; a test holds it current, evaluates every query on the",
        "synthesised stacks, breaks what each one looks at, and demands that it then fails.",
        "",
        // Columns padded to their longest cell would be read by nobody.
        "<!-- prettier-ignore-start -->",
        "",
        "| kind | rows |",
        "|---|---|",
        ...kinds.map(kind => `| ${kind} | ${counts[kind]} |`),
        `| left to the application | ${applications.length} |`,
        "",
        "| id | lines | requirement | kind | how |",
        "|---|---|---|---|---|",
        ...requirements.map(one => row(one, table[one.id])),
        "",
        "<!-- prettier-ignore-end -->",
        "",
    ].join("\n");
}

function row({ id, lines, requirement }: Requirement, answer: Answer | undefined): string {
    const cells = [id, lines, cell(requirement), answer?.kind ?? "application", answer ? how(answer) : "the application's own code"];
    return `| ${cells.join(" | ")} |`;
}

function how(answer: Answer): string {
    switch (answer.kind) {
        case "procedure":
            return `\`${answer.command}\` ([runbook](../../${answer.runbook}))`;
        case "later":
            return `${cell(answer.what)} Comes with "${cell(milestones[answer.milestone])}".`;
        case "answered":
        case "met":
            return [...(answer.kind === "answered" ? [cell(answer.why)] : []), ...queries(answer.checks)].join("<br>");
    }
}

/** What is asked of several stacks alike stands once. */
function queries(checks: readonly Check[]): string[] {
    const stacks = new Map<string, Set<string>>();
    for (const { stack, text } of checks) stacks.set(text, (stacks.get(text) ?? new Set<string>()).add(stack));
    return [...stacks].map(([text, names]) => `${[...names].join(", ")}: ${code(text)}`);
}

const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/\n/g, " ").replace(/</g, "&lt;");

/** A code span in a table: the bar must be escaped there too. */
const code = (text: string): string => `\`${text.replace(/`/g, "'").replace(/\|/g, "\\|")}\``;
