import { diffLines } from "diff";
import { printable } from "../printable";
import type { PropertyChange } from "./properties";

/** Longer values say little more to a reader, and hide the others. */
const longest = 200;
const mostLines = 40;

/** One property's change in lines: of one line as a rule, of its changed lines where it is a text of several. */
export function changeLines({ path, before, after }: PropertyChange): string[] {
    const name = printable(path);
    if (isText(before) && isText(after) && (before.includes("\n") || after.includes("\n"))) {
        return [`${name}:`, ...textLines(before, after).map(line => `    ${line}`)];
    }
    if (before === undefined) return [`${name}: + ${shown(after)}`];
    if (after === undefined) return [`${name}: - ${shown(before)}`];
    return [`${name}: ${shown(before)} → ${shown(after)}`];
}

/** The lines that came and went, each with its sign. */
function textLines(before: string, after: string): string[] {
    const parts = diffLines(before, after, { maxEditLength: 1000 });
    if (!parts) return ["more lines changed than can be told"];
    const lines = parts.flatMap(({ added, removed, value }) =>
        added || removed
            ? value
                  .replace(/\n$/, "")
                  .split("\n")
                  .map(line => `${added ? "+" : "-"} ${shortened(printable(line))}`)
            : [],
    );
    return lines.length > mostLines ? [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} lines more`] : lines;
}

const isText = (value: unknown): value is string => typeof value === "string";

/** A value on one line. A text reads as it is, unless its ends could not be seen. */
function shown(value: unknown): string {
    const text = isText(value) && /^\S(?:.*\S)?$/s.test(value) ? value : (JSON.stringify(value) ?? "");
    return shortened(printable(text));
}

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text);
