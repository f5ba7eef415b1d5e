import type { Policy, PolicyComplianceFramework, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { memberOf, Unknown, unknownAt, valueOf, type Field, type Known, type Properties, type Value } from "./values";

/** What is to be said of a resource: a violation in words, or the value that would have to be known first. */
export type Verdict = string | Unknown;

/** A resource that a program asks for. */
export interface Asked {
    readonly props: Value;
    /** The region it goes to, where the program says so. */
    readonly region: Value;
}

/** Decides on a resource's inputs alone. */
export type Judge = (asked: Asked) => readonly Verdict[];

/** What a rule says of itself; everything but the level is for people. */
export interface RuleText {
    readonly name: string;
    readonly description: string;
    readonly severity: NonNullable<Policy["severity"]>;
    readonly tags: readonly string[];
    /** What to do about a violation. */
    readonly remediationSteps: string;
    readonly framework?: PolicyComplianceFramework;
    readonly url?: string;
}

/** The SDK's form of a rule's text. Every rule of the pack is mandatory. */
export const policyOf = ({ tags, ...text }: RuleText): Policy => ({ ...text, tags: [...tags], enforcementLevel: "mandatory" });

/** A rule on single resources; `judgeOf` says who judges a type, if anyone. */
export function resourceRule(text: RuleText, judgeOf: (type: string) => Judge | undefined): ResourceValidationPolicy {
    return {
        ...policyOf(text),
        validateResource: (args, reportViolation) => {
            const judge = judgeOf(args.type);
            if (!judge) return args.notApplicable(`${text.name} does not judge ${args.type}`);
            const region = memberOf(args.props, "region") ?? memberOf(args.provider?.props ?? {}, "region");
            const verdicts = judge({ props: valueOf(args.props), region });
            reportViolations(verdicts, reportViolation);
            throwUnknown(verdicts);
        },
    };
}

/** A resource among the others of its stack. */
export interface Placed {
    readonly urn: string;
    readonly type: string;
    /** Inputs and outputs. */
    readonly props: Value;
    /** What each top-level property is made from, by URN. Says more than the values, which a preview often cannot know. */
    readonly madeFrom: Readonly<Record<string, readonly string[]>>;
    /** URN of the parent; empty at the top. */
    readonly parent: string;
    readonly protect: boolean;
}

/** What is to be said of one resource of a stack; with an empty URN, of the stack as a whole. */
export interface Judged {
    readonly urn: string;
    readonly verdicts: readonly Verdict[];
}

/** A rule that looks across resources. */
export function stackRule(text: RuleText, judge: (all: readonly Placed[]) => readonly Judged[]): StackValidationPolicy {
    return {
        ...policyOf(text),
        validateStack: ({ resources }, reportViolation) => {
            const judged = judge(resources.map(placed));
            for (const { urn, verdicts } of judged) reportViolations(verdicts, message => reportViolation(message, urn || undefined));
            throwUnknown(judged.flatMap(({ verdicts }) => verdicts));
        },
    };
}

/** Copies a resource's properties when a rule first looks at them: most rules look at few types. */
function placed({ urn, type, props, propertyDependencies, parent, opts }: PolicyResource): Placed {
    const madeFrom = Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from.map(source => source.urn)]));
    let copy: Value;
    return {
        urn,
        type,
        madeFrom,
        parent: parent?.urn ?? "",
        protect: opts.protect,
        get props() {
            return (copy ??= withGiven(valueOf(props) as Properties, madeFrom));
        },
    };
}

/** In a preview a property may be missing that is made from a resource which is yet to be created. */
function withGiven(known: Properties, madeFrom: Placed["madeFrom"]): Properties {
    const given = Object.keys(madeFrom).filter(key => madeFrom[key]!.length > 0 && known[key] === undefined);
    return { ...known, ...Object.fromEntries(given.map(key => [key, unknownAt(key)])) };
}

export function reportViolations(verdicts: readonly Verdict[], report: (message: string) => void): void {
    for (const verdict of verdicts) if (!(verdict instanceof Unknown)) report(verdict);
}

/**
 * To be called when all violations are reported. Where something was not known, the SDK gets its own error: its host
 * makes an advisory "can't run … during preview" of it, so that a rule which saw nothing does not pass for one which
 * found nothing. The update knows the value, and judges again before the resource is made.
 */
export function throwUnknown(verdicts: readonly Verdict[]): void {
    const unknown = verdicts.find(verdict => verdict instanceof Unknown);
    if (unknown) throw unknown.error;
}

/** The verdict on one field: none where it is fine. */
export function demand({ path, value }: Field, fine: (value: Known) => boolean, why: string): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    return fine(value) ? [] : [`${path} ${described(value)}: ${why}`];
}

/** For values that are no secrets. */
export const described = (value: Known): string =>
    value === undefined
        ? "is not set"
        : `is ${JSON.stringify(value, (_, inner: Value) => (inner instanceof Unknown ? "(not known yet)" : inner))}`;
