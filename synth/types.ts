import type { RuleConfig } from "./policy-config";
import type { Project } from "./project";

/** A resource as `pulumi stack export` writes it (ResourceV3 of the engine's apitype). */
export interface ResourceState {
    urn: string;
    custom: boolean;
    id?: string;
    type: string;
    inputs?: PropertyMap;
    outputs?: PropertyMap;
    parent?: string;
    protect?: boolean;
    external?: boolean;
    dependencies?: string[];
    provider?: string;
    propertyDependencies?: Record<string, string[]>;
    additionalSecretOutputs?: string[];
    aliases?: string[];
    customTimeouts?: { create?: number; update?: number; delete?: number };
    importID?: string;
    retainOnDelete?: boolean;
    deletedWith?: string;
    replaceWith?: string[];
    sourcePosition?: string;
    ignoreChanges?: string[];
    hideDiff?: string[];
    replaceOnChanges?: string[];
}

/** Values in the SDK's wire form: secrets, assets, resources and unknowns are marked objects and strings. */
export type PropertyMap = Record<string, unknown>;

/** The document of `pulumi stack export`, version 3. */
export interface Deployment {
    version: 3;
    deployment: {
        manifest: { time: string; magic: string; version: string };
        resources: ResourceState[];
    };
}

/** Something a reader should know of the preview: an answer that was made up, a part that was not run. */
export interface Notice {
    readonly kind: "invoke" | "stack-reference" | "dynamic-provider" | "remote-component" | "unknown" | "log" | "call";
    readonly message: string;
}

export type Level = "advisory" | "mandatory" | "disabled" | "remediate";

/** One violation, as the analyser host reported it. */
export interface Finding {
    readonly pack: string;
    readonly rule: string;
    /** `exempted`: a violation that an exemption accepts for a time. `not-evaluable`: the rule would have to know a value. */
    readonly level: Level | "exempted" | "not-evaluable";
    readonly urn: string;
    readonly message: string;
    readonly description: string;
    readonly fix?: string;
    readonly url?: string;
    /** `file:line` of the program that made the resource, when known. */
    readonly source?: string;
}

/** A change a policy made to a resource's inputs before they were used. */
export interface Remediation {
    readonly pack: string;
    readonly rule: string;
    readonly urn: string;
    readonly changes: readonly { readonly property: string; readonly before: unknown; readonly after: unknown }[];
}

export interface Rule {
    readonly pack: string;
    readonly name: string;
    readonly description: string;
    readonly level: Level;
    readonly fix?: string;
    readonly url?: string;
    readonly severity?: string;
    /**
     * With the tag `exemptions` a rule's advice is the list of violations that are accepted for a time; with the tag
     * `not-evaluable` it is what other rules could not judge, each remark beginning with the rule and a colon; with the
     * tag `counts` it is `Counts` of each `rule`, in JSON.
     */
    readonly tags: readonly string[];
    /** JSON Schema of each of its settings, where it has any. */
    readonly settings?: Readonly<Record<string, object>>;
    /** How many resources stand how before it, where its pack tells. */
    readonly counts?: Counts;
}

/** How many resources of a stack stand how before a rule. */
export interface Counts {
    readonly passed: number;
    readonly failed: number;
    readonly exempted: number;
    /** A value would have to be known first. */
    readonly notEvaluable: number;
    /** The rule judges nothing of the kind. */
    readonly notApplicable: number;
}

export interface PolicyReport {
    readonly packs: readonly { readonly name: string; readonly version: string }[];
    readonly rules: readonly Rule[];
    readonly findings: readonly Finding[];
    readonly remediations: readonly Remediation[];
}

/** What policy packs are asked about. */
export interface Asked {
    readonly root: string;
    readonly project: string;
    readonly stack: string;
    readonly organization: string;
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
    readonly policyPacks: readonly string[];
    /** Levels and settings of rules, by name; `all` is for the others. */
    readonly policyConfig?: Readonly<Record<string, RuleConfig>>;
    /** File of the project's exemptions from policies, where there is one. */
    readonly exemptions?: string;
}

/** What the child is asked to do. */
export interface Job extends Asked {
    readonly program: string;
}

/** What the child answers, once. */
export type Answer =
    | { readonly kind: "done"; readonly deployment: Deployment; readonly notices: Notice[]; readonly policy?: PolicyReport }
    | { readonly kind: "failed"; readonly message: string; readonly frames: readonly string[] };

export interface SynthResult {
    readonly project: Project;
    readonly stack: string;
    readonly deployment: Deployment;
    readonly notices: readonly Notice[];
    /** Absent where no pack was asked for. */
    readonly policy?: PolicyReport;
}
