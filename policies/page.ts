import type { Rule } from "./rule";

/** What a person reads of a rule, in Markdown: the page of the docs, and what `webstack policy explain` prints. */
export function rulePage(rule: Rule): string {
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

## Who else asks for it

${controls.length === 0 ? "Nobody has numbered it." : controls.map(control => `- ${control.name} ${control.version}, ${control.reference}: ${control.specification}`).join("\n")}

More: <${url}>
`;
}

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
    const lines = [["rule", "group", "severity", "level", "what is checked"], Array.from({ length: 5 }, () => "---"), ...rows];
    return `# Rules

${rules.length} rules, each with a page. Packs and levels: [policies.md](../policies.md).

${lines.map(cells => `| ${cells.join(" | ")} |`).join("\n")}
`;
}

const byName = (a: Rule, b: Rule): number => (a.name < b.name ? -1 : 1);
