import type { Finding, SynthResult } from "../types";
import { nameOf } from "../urn";
import { changesBetween, type Change } from "./changes";
import { dangersOf, type Danger } from "./dangers";

/** What is compared with the working tree. */
export interface Base {
    /** As it was asked for: `main`. */
    readonly ref: string;
    readonly commit: string;
    /** Absent where the base does not have the stack: then all is new. */
    readonly result?: SynthResult;
}

/** Everything that a diff has to say. */
export interface DiffReport {
    readonly stack: string;
    readonly base: { readonly ref: string; readonly commit: string; readonly hasStack: boolean };
    readonly dangers: readonly Danger[];
    readonly changes: readonly Change[];
    /** Violations that come with the change, those that are exempted by it, and those that go. */
    readonly policies: Readonly<Record<"violated" | "exempted" | "mended", readonly Finding[]>>;
    readonly resources: { readonly before: number; readonly after: number };
}

export function diffReport(base: Base, head: SynthResult): DiffReport {
    const changes = changesBetween(base.result?.deployment, head.deployment);
    const of = (result: SynthResult | undefined, level: Finding["level"]): readonly Finding[] =>
        result?.policy?.findings.filter(finding => finding.level === level) ?? [];
    const [before, after] = [of(base.result, "mandatory"), of(head, "mandatory")];
    const exempted = of(head, "exempted");
    return {
        stack: head.stack,
        base: { ref: base.ref, commit: base.commit, hasStack: base.result !== undefined },
        dangers: dangersOf(changes),
        changes,
        policies: {
            violated: missingFrom(before, after),
            exempted: missingFrom(of(base.result, "exempted"), exempted),
            mended: missingFrom(after, before).filter(
                one => !exempted.some(other => other.urn === one.urn && other.message.includes(one.message)),
            ),
        },
        resources: { before: base.result?.deployment.deployment.resources.length ?? 0, after: head.deployment.deployment.resources.length },
    };
}

const missingFrom = (known: readonly Finding[], all: readonly Finding[]): readonly Finding[] =>
    all.filter(one => !known.some(other => other.rule === one.rule && other.urn === one.urn && other.message === one.message));

/** `2 created, 1 updated, 1 deleted`, or that nothing changes. */
export const countsOf = (changes: readonly Change[]): string =>
    inOrder(changes)
        .toReversed()
        .map(([kind, some]) => `${some.length} ${kind}`)
        .join(", ") || "no changes";

/** What is to be said of a change beside its properties; `quote` makes a program's words fit for the page. */
export const notesOf = ({ formerUrn, because, mayReplace }: Change, quote: (text: string) => string): readonly string[] => [
    ...(formerUrn ? [`renamed from ${quote(nameOf(formerUrn))}`] : []),
    ...because.map(reason => `replaced because of ${quote(reason)}`),
    ...mayReplace.map(reason => `may be replaced: ${quote(reason)}`),
];

/** In the order a reader cares: what goes, what is made anew, what changes, what comes. */
export const inOrder = (changes: readonly Change[]): readonly (readonly [Change["kind"], readonly Change[]])[] =>
    (["deleted", "replaced", "updated", "created"] as const)
        .map(kind => [kind, changes.filter(change => change.kind === kind)] as const)
        .filter(([, some]) => some.length > 0);
