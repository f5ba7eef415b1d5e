/** A resource of a stack that is written down by hand. */
export interface Sketch {
    readonly type: string;
    readonly props?: object;
    /** What properties are made from, by the names of other resources. */
    readonly from?: Readonly<Record<string, string | readonly string[]>>;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly ignoreChanges?: readonly string[];
    /** What AWS or Kubernetes answers: `id`, `arn`. Only rules on the stack see it. */
    readonly answers?: object;
    /** The inputs of its provider, where it has one of its own. */
    readonly provider?: object;
}

/** Resources by their logical names. */
export type Stack = Readonly<Record<string, Sketch>>;

/** How a message begins, by the name of the resource it is about; "" is the stack as a whole. */
export type Said = Readonly<Record<string, string | readonly string[]>>;

/** Names of resources, or by those the path of the value that is not known: `parameters.0.value`. */
export type Unknowns = readonly string[] | Readonly<Record<string, string>>;

/** A resource of the synthesised production stack, to be broken. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly inputs: Record<string, unknown>;
    readonly protect?: boolean;
}

/** Settings of a stack by their keys, as its file has them: what is `secure` is a secret. */
export type Config = Readonly<Record<string, string | { readonly secure: string }>>;

/** What shows that a rule does what it says. */
export interface Proof {
    /** Stacks that break the rule, each in one way, and what the rule says of whom. */
    readonly fails: Readonly<Record<string, { readonly stack: Stack; readonly says: Said }>>;
    /** Stacks that keep it. */
    readonly passes: Readonly<Record<string, Stack>>;
    /**
     * Stacks in which a deciding value is not known, and of whom the rule says so; given by name, at which path. What breaks it
     * beside that, it says.
     */
    readonly unknowns: Readonly<Record<string, { readonly stack: Stack; readonly of: Unknowns; readonly says?: Said }>>;
    /** What the rule says where the pack's configuration has these settings for it; needed where it has any. */
    readonly configured?: Readonly<Record<string, { readonly settings: object; readonly stack: Stack; readonly says: Said }>>;
    /** What a remediation makes of a resource's inputs, `unchanged` where it leaves them alone; needed where the rule has one. */
    readonly mends?: Readonly<Record<string, { readonly of: Sketch; readonly to: object | "unchanged"; readonly settings?: object }>>;
    /**
     * A stack with texts that begin with `hunter2` in secrets, wherever one may stand: nothing of them is told. A rule that looks
     * at nothing which may be secret says why.
     */
    readonly secrets: Stack | { readonly none: string };
    /** What the rule has nothing to say of, though it looks like it. */
    readonly ignores: Stack;
    /**
     * Breaks, in the production stack's resources, exactly what the rule guards; `undefined` removes a resource. Only this rule may
     * speak, and those that `alsoBreaks` names, which guard a part of the same.
     */
    readonly breaks: (resource: Resource) => Resource | undefined;
    /** The stack that is broken, where production has nothing to break: a laptop's, or an example's production. @default "production" */
    readonly breaksIn?: "development" | "koepon";
    /** A resource that is added to break it, where there is none to change. */
    readonly adds?: Stack;
    readonly alsoBreaks?: readonly string[];
    /** The stack must be called so for the rule to look. @default "test" */
    readonly stackName?: string;
    /** The stack's configuration, where the rule looks at it. */
    readonly config?: Config;
}

/** A value that is not known yet, as the engine writes it. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The value as it is marked as a secret. */
export const secret = (value: unknown): object => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
