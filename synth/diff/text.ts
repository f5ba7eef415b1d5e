import { printable } from "../printable";
import { nameOf } from "../urn";
import type { Change } from "./changes";
import { countsOf, inOrder, notesOf, type DiffReport } from "./report";
import { changeLines } from "./values";

/** How a kind of change, or a danger, is set apart on a terminal. */
export type Paint = (kind: Change["kind"] | "danger", text: string) => string;

/** The report for people at a terminal; its last line is the count. */
export function diffText(report: DiffReport, paint: Paint): string {
    const { stack, base, dangers, changes, policies, resources } = report;
    const blocks = [
        dangers.map(
            ({ urn, change, text, guard }) =>
                `${paint("danger", "DANGER")}  ${title(change.type, urn)}  ${printable(text)}${guard ? `. ${guard}` : ""}`,
        ),
        ...inOrder(changes).map(([kind, some]) => some.map(change => entry(change, paint(kind, kind)))),
        policies.violated.map(
            ({ rule, urn, message }) => `violated  ${printable(rule)}  ${printable(urn) || "the stack"}\n    ${printable(message)}`,
        ),
        policies.exempted.map(({ urn, message }) => `exempted  ${printable(urn) || "the stack"}\n    ${printable(message)}`),
        policies.mended.map(({ rule, urn }) => `mended  ${printable(rule)}  ${printable(urn) || "the stack"}`),
        base.hasStack ? [] : [`${printable(base.ref)} does not have the stack ${printable(stack)}: all of it is new.`],
        [
            `${printable(stack)}: ${countsOf(changes)} since ${printable(base.ref)} (${base.commit.slice(0, 10)}); ${resources.before} → ${resources.after} resources`,
        ],
    ];
    return `${blocks
        .filter(block => block.length > 0)
        .map(block => block.join("\n"))
        .join("\n\n")}\n`;
}

function entry(change: Change, label: string): string {
    return [`${label}  ${title(change.type, change.urn)}`, ...notesOf(change, printable), ...change.properties.flatMap(changeLines)].join(
        "\n    ",
    );
}

const title = (type: string, urn: string): string => `${printable(type)}  ${printable(nameOf(urn))}`;
