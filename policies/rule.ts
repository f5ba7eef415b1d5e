import type { Policy, PolicyComplianceFramework, PolicyResource, ResourceRemediation, ResourceValidationArgs } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { inputsOf } from "./inputs";
import { memberOf, propertiesOf, shownBy, Unknown, unknownAt, type Field, type Known, type Properties, type Value } from "./values";

/** What is to be said of a resource: a violation in words, or the value that would have to be known first. */
export type Verdict = string | Unknown;

/** A resource that a program asks for, and what the configuration says of the rule that is asked. */
export interface Asked<Settings = unknown> {
    readonly urn: string;
    readonly props: Value;
    /** The inputs of the provider it goes through. */
    readonly provider: Value;
    /** The region it goes to, where the program says so. */
    readonly region: Value;
    readonly settings: Settings;
}

/** Decides on a resource's inputs alone. */
export type Judge<Settings = unknown> = (asked: Asked<Settings>) => readonly Verdict[];

/** What the configuration of a pack may say of a rule: the schema of each setting, what it means, and what holds without. */
export type SettingsSchema<Settings = Readonly<Record<string, unknown>>> = {
    readonly [Key in keyof Settings]: PolicyConfigJSONSchema & { readonly description: string; readonly default: Settings[Key] };
};

/** What a rule protects: who reads it. */
export const groups = ["security", "reliability", "cost"] as const;
export type Group = (typeof groups)[number];

/** What a rule says of itself. */
export interface RuleText<Settings = Readonly<Record<string, unknown>>> {
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
    /** What the rule does where nobody says otherwise: it mends nothing that nobody asked it to. @default "mandatory" */
    readonly level?: "mandatory" | "advisory";
    /** @default none: there is nothing to choose */
    readonly settings?: SettingsSchema<Settings>;
    /** Whether no exemption is accepted: there is no good reason to break it. @default false */
    readonly neverExempted?: true;
}

/** The SDK's form of a rule's text, which has room for one control. */
export const policyOf = ({ name, description, severity, tags, remediationSteps, controls, url, level, settings }: PolicyText): Policy => ({
    ...{ name, description, severity, remediationSteps, url },
    tags: [...tags],
    ...(controls?.[0] ? { framework: controls[0] } : {}),
    ...(settings ? { configSchema: { properties: settings } } : {}),
    enforcementLevel: level ?? "mandatory",
});

type PolicyText = Pick<RuleText, "name" | "description" | "severity" | "tags" | "remediationSteps" | "level"> &
    Partial<Pick<RuleText, "controls" | "url" | "settings">>;

/**
 * The properties that mend a resource which breaks a rule, set within what is there; `undefined` where nothing has to be
 * mended, or nobody can tell how.
 */
export type Remedy<Settings = unknown> = (asked: Asked<Settings>) => Properties | undefined;

/** Gives these properties to whatever the judge has something to say of, and not to what nobody can judge. */
export const remedy =
    <Settings>(judge: Judge<Settings>, mended: Properties): Remedy<Settings> =>
    asked =>
        judge(asked).some(verdict => !(verdict instanceof Unknown)) ? mended : undefined;

/** A rule on single resources. */
export interface ResourceRule extends RuleText {
    /** Who judges a type, if anyone. */
    readonly judgeOf: (type: string) => Judge | undefined;
    /** Who mends a type, at the level `remediate`. */
    readonly remedyOf?: (type: string) => Remedy | undefined;
    /** What only shows where the resources of a stack are seen together. Alone they are judged before they are made. */
    readonly judgeTogether?: StackRule["judgeStack"];
}

/** A rule that looks across resources. */
export interface StackRule extends RuleText {
    readonly judgeStack: (all: readonly Placed[], settings: unknown) => readonly Judged[];
    /** Looks at inputs before they are used, as only a remediation can, and changes none. */
    readonly look?: ResourceRemediation;
}

export type Rule = ResourceRule | StackRule;

/** The judges' settings are those of the text: that is looked after here, and forgotten by the list of all rules. */
export const resourceRule = <Settings>(
    text: RuleText<Settings>,
    judgeOf: (type: string) => Judge<Settings> | undefined,
    remedyOf?: (type: string) => Remedy<Settings> | undefined,
): ResourceRule => ({ ...text, judgeOf, ...(remedyOf ? { remedyOf } : {}) }) as ResourceRule;

/** A rule on single resources that looks across them besides. */
export const alsoTogether = (rule: ResourceRule, judgeTogether: StackRule["judgeStack"]): ResourceRule => ({ ...rule, judgeTogether });

export const stackRule = <Settings>(
    text: RuleText<Settings>,
    judgeStack: (all: readonly Placed[], settings: Settings) => readonly Judged[],
): StackRule => ({ ...text, judgeStack }) as StackRule;

/** The settings of a configuration, and the defaults of those that it leaves out. */
export const settingsOf = ({ settings = {} }: Pick<RuleText, "settings">, configured: object): unknown => ({
    ...Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.default])),
    ...configured,
});

/** What the rules see of a resource's request. */
export const askedOf = (
    { urn, props, provider }: Pick<ResourceValidationArgs, "urn" | "props" | "provider">,
    settings: unknown,
): Asked => ({
    urn,
    props: propertiesOf(props),
    provider: propertiesOf(provider?.props ?? {}),
    region: memberOf(props, "region") ?? memberOf(provider?.props ?? {}, "region"),
    settings,
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
    /** The region of its provider, where the program says so. */
    readonly providerRegion?: Value;
}

/** What is to be said of one resource of a stack; with an empty URN, of the stack as a whole. */
export interface Judged {
    readonly urn: string;
    readonly verdicts: readonly Verdict[];
    /** That the rule could not run, for which no exemption is. @default false */
    readonly broken?: true;
}

/** The same as the judges of single resources see it. */
export const alone = ({ urn, props }: Placed): Asked => ({ urn, props, provider: undefined, region: undefined, settings: undefined });

const places = new WeakMap<object, Placed>();

/** A resource of the stack, the same one for all rules. */
export function placed(resource: PolicyResource): Placed {
    const shown = shownBy(resource.props) ?? resource.props;
    const one = places.get(shown) ?? placedAnew(resource);
    places.set(shown, one);
    return one;
}

/** Copies a resource's properties when a rule first looks at them: of some nobody does. */
function placedAnew({ urn, type, props, propertyDependencies, parent, opts, provider }: PolicyResource): Placed {
    const madeFrom = Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from.map(source => source.urn)]));
    let copy: Value;
    return {
        urn,
        type,
        madeFrom,
        parent: parent?.urn ?? "",
        protect: opts.protect,
        ignoreChanges: opts.ignoreChanges,
        get providerRegion() {
            return memberOf(provider?.props ?? {}, "region");
        },
        get props() {
            return (copy ??= withGiven({ ...inputsOf(urn), ...(propertiesOf(props) as Properties) }, madeFrom));
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
