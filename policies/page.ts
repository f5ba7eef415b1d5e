import type { Rule, SettingsSchema } from "./rule";

/** What a person reads of a rule, in Markdown: the page of the docs, and what `webstack policy explain` prints. */
export function rulePage(rule: Rule): string {
    const { settings } = rule;
    const { name, group, severity, level = "mandatory", description, why, remediationSteps, controls, url, examples, neverExempted } = rule;
    return `# ${name}

${description}

| group | severity | level | exemptions |
| --- | --- | --- | --- |
| ${group} | ${severity} | ${level} | ${neverExempted ? "none" : "with a reason, an owner and an end"} |

## Why

${why}

## What breaks it

\`\`\`ts
${examples.fails}
\`\`\`

## What keeps it

\`\`\`ts
${examples.passes}
\`\`\`

## What to do

${remediationSteps}
${"remedyOf" in rule ? `\n${selfMended}\n` : ""}${settings ? `\n## Settings\n\n${settingsTable(settings)}\n` : ""}
## Who else asks for it

${controls.length === 0 ? "Nobody has numbered it." : controls.map(control => `- ${control.name} ${control.version}, ${control.reference}: ${control.specification}`).join("\n")}

More: <${url}>
`;
}

const selfMended =
    "At the level `remediate` the pack does it by itself, and the preview shows the resource's inputs before and after. What is exempted stays as it is.";

function settingsTable(settings: SettingsSchema): string {
    const rows = Object.entries(settings).map(([name, { description, default: without }]) => [
        `\`${name}\``,
        `\`${JSON.stringify(without)}\``,
        description.replaceAll("|", "\\|"),
    ]);
    return table(["setting", "default", "what it says"], rows);
}

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
    [titles, titles.map(() => "---"), ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n");

/** The table of all rules, by group and then by name; names lead to their pages. */
export function rulesTable(rules: readonly Rule[]): string {
    const rows = [...rules]
        .sort(byName)
        .map(({ name, group, severity, level = "mandatory", description }) => [
            `[${name}](${name}.md)`,
            group,
            severity,
            level,
            description.replaceAll("|", "\\|"),
        ]);
    return `# Rules

${rules.length} rules, each with a page. Packs and levels: [policies.md](../policies.md).

${table(["rule", "group", "severity", "level", "what is checked"], rows)}
`;
}

const byName = (a: Rule, b: Rule): number => (a.name < b.name ? -1 : 1);
