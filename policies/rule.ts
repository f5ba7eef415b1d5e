import type { Policy, PolicyComplianceFramework, PolicyResource, ResourceRemediation, ResourceValidationArgs } from "@pulumi/policy";
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

/** What a rule protects: who reads it. */
export const groups = ["security", "reliability", "cost"] as const;
export type Group = (typeof groups)[number];

/** What a rule says of itself. */
export interface RuleText {
    /** `rds-pitr`: what it wants, in words of the field. */
    readonly name: string;
    readonly group: Group;
    /** What is checked, in a sentence. */
    readonly description: string;
    /** What happens to those who break it, in a sentence or two. */
    readonly why: string;
    readonly severity: NonNullable<Policy["severity"]>;
    readonly tags: readonly string[];
    /** What to do about a violation. */
    readonly remediationSteps: string;
    /** Where somebody whom people trust asks for the same, as they number it; none, where nobody has. */
    readonly controls: readonly PolicyComplianceFramework[];
    readonly url: string;
    /** A program in TypeScript that breaks the rule, and the same mended; a few lines each. */
    readonly examples: { readonly fails: string; readonly passes: string };
    /** What the rule does where nobody says otherwise. @default "mandatory" */
    readonly level?: "mandatory" | "advisory";
    /** Whether no exemption is accepted: there is no good reason to break it. @default false */
    readonly neverExempted?: true;
}

/** The SDK's form of a rule's text, which has room for one control. */
export const policyOf = ({ name, description, severity, tags, remediationSteps, controls, url, level }: PolicyText): Policy => ({
    ...{ name, description, severity, remediationSteps, url },
    tags: [...tags],
    ...(controls?.[0] ? { framework: controls[0] } : {}),
    enforcementLevel: level ?? "mandatory",
});

type PolicyText = Pick<RuleText, "name" | "description" | "severity" | "tags" | "remediationSteps" | "level"> &
    Partial<Pick<RuleText, "controls" | "url">>;

/** A rule on single resources. */
export interface ResourceRule extends RuleText {
    /** Who judges a type, if anyone. */
    readonly judgeOf: (type: string) => Judge | undefined;
}

/** A rule that looks across resources. */
export interface StackRule extends RuleText {
    readonly judgeStack: (all: readonly Placed[]) => readonly Judged[];
    /** Looks at inputs before they are used, as only a remediation can, and changes none. */
    readonly look?: ResourceRemediation;
}

export type Rule = ResourceRule | StackRule;

export const resourceRule = (text: RuleText, judgeOf: ResourceRule["judgeOf"]): ResourceRule => ({ ...text, judgeOf });
export const stackRule = (text: RuleText, judgeStack: StackRule["judgeStack"]): StackRule => ({ ...text, judgeStack });

/** What the rules see of a resource's request. */
export const askedOf = ({ props, provider }: Pick<ResourceValidationArgs, "props" | "provider">): Asked => ({
    props: valueOf(props),
    region: memberOf(props, "region") ?? memberOf(provider?.props ?? {}, "region"),
});

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
    /** The properties whose changes an update leaves alone, by their paths. */
    readonly ignoreChanges?: readonly string[];
}

/** What is to be said of one resource of a stack; with an empty URN, of the stack as a whole. */
export interface Judged {
    readonly urn: string;
    readonly verdicts: readonly Verdict[];
}

/** Copies a resource's properties when a rule first looks at them: most rules look at few types. */
export function placed({ urn, type, props, propertyDependencies, parent, opts }: PolicyResource): Placed {
    const madeFrom = Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from.map(source => source.urn)]));
    let copy: Value;
    return {
        urn,
        type,
        madeFrom,
        parent: parent?.urn ?? "",
        protect: opts.protect,
        ignoreChanges: opts.ignoreChanges,
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
