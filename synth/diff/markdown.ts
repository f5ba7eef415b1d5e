import { code } from "../reports/markdown";
import { nameOf } from "../urn";
import type { Change } from "./changes";
import { countsOf, inOrder, notesOf, type DiffReport } from "./report";
import { changeLines } from "./values";

/** The report for a comment on a pull request. Whatever a program names stands in code, which Markdown leaves alone. */
export function diffMarkdown(report: DiffReport): string {
    const { stack, base, dangers, changes, policies, resources } = report;
    return [
        `### ${code(stack)}: ${countsOf(changes)}`,
        "",
        `Since ${code(base.ref)} (${code(base.commit.slice(0, 10))}), ${resources.before} → ${resources.after} resources.`,
        ...(base.hasStack ? [] : ["", "The base does not have this stack: all of it is new."]),
        ...(dangers.length > 0 ? ["", "> [!CAUTION]"] : []),
        ...dangers.map(({ change, urn, text, guard }) => `> - ${title(change.type, urn)} ${said(text)}${guard ? `. ${guard}` : ""}`),
        ...inOrder(changes).flatMap(([kind, some]) => group(kind, some)),
        ...(policies.violated.length > 0 ? ["", "**Policies violated by this change**", ""] : []),
        ...policies.violated.map(({ rule, urn, message }) => `- ${code(rule)} ${code(urn || "the stack")}: ${code(message)}`),
        ...(policies.exempted.length > 0 ? ["", "**Violations exempted by this change**", ""] : []),
        ...policies.exempted.map(({ urn, message }) => `- ${code(urn || "the stack")}: ${code(message)}`),
        ...(policies.mended.length > 0 ? ["", "**Policies no longer violated**", ""] : []),
        ...policies.mended.map(({ rule, urn }) => `- ${code(rule)} ${code(urn || "the stack")}`),
        "",
    ].join("\n");
}

/** Creations are many and say little: they are folded away. */
function group(kind: Change["kind"], changes: readonly Change[]): string[] {
    const heading = `${changes.length} ${kind}`;
    const entries = changes.flatMap(entry);
    return kind === "created"
        ? ["", `<details><summary>${heading}</summary>`, "", ...entries, "", "</details>"]
        : ["", `**${heading}**`, "", ...entries];
}

function entry(change: Change): string[] {
    const { type, urn, properties } = change;
    const notes = notesOf(change, code);
    return [
        `- ${title(type, urn)}${notes.length > 0 ? `: ${notes.join("; ")}` : ""}`,
        ...properties.flatMap(property => changeLines(property).map((line, index) => `${index === 0 ? "  " : "    "}- ${code(line)}`)),
    ];
}

const title = (type: string, urn: string): string => `${code(type)} ${code(nameOf(urn))}`;

/** Property paths stand in what is said of a danger. */
const said = (text: string): string => (/^[\w :]+$/.test(text) ? text : code(text));
