import { ExitCode } from "../synth/errors";
import { printable, printableLines } from "../synth/printable";
import { totals } from "../synth/reports/counts";
import { changed, verdict } from "../synth/reports/markdown";
import type { Finding, PolicyReport } from "../synth/types";
import { colors } from "./options";

export const exitCodeOf = ({ findings }: PolicyReport): number =>
    findings.some(({ level }) => level === "mandatory") ? ExitCode.policy : ExitCode.ok;

/** What a person reads of a verdict. */
export function policyText(policy: PolicyReport): string {
    const judged = totals(policy);
    const mended = policy.remediations.map(({ rule, urn, changes }) =>
        [`changed  ${rule}  ${printable(urn)}`, ...changes.map(change => `    ${printable(changed(change))}`)].join("\n"),
    );
    return [
        `Policies: ${verdict(policy)}`,
        ...(judged ? [`Resources judged: ${judged}`] : []),
        ...mended,
        ...policy.findings.map(findingText),
    ].join("\n");
}

const findingText = ({ rule, level, urn, message, fix }: Finding): string =>
    [
        [label(level), ...(level === "exempted" ? [] : [rule]), printable(urn) || "the stack"].join("  "),
        `    ${printableLines(message).replace(/\n/g, "\n    ")}`,
        ...(fix && level !== "exempted" ? [`    Fix: ${fix}`] : []),
    ].join("\n");

function label(level: Finding["level"]): string {
    if (level === "mandatory") return colors.red("violated");
    return level === "exempted" ? colors.cyan("exempted") : colors.yellow("advice");
}
