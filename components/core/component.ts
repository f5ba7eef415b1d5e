import * as pulumi from "@pulumi/pulumi";
import { componentName } from "./checks";
import { refuse, type Problem } from "./errors";
import { applyTransform, classKey, type Transform, type Transforms } from "./transform";

/** What every component takes. */
export interface ComponentArgs {
    /**
     * Tags on every AWS resource of the component that takes tags, beside its own `Component` and `Name`.
     * @default none
     */
    readonly tags?: Readonly<Record<string, string>>;
    /**
     * Changes to the children's arguments, by class of child, applied last:
     * `{ "rds.Instance": { monitoringInterval: 30 } }`.
     * @default none
     */
    readonly transform?: Transforms;
}

/** Options of a child. What it depends on is plain, so that a component can add to it. */
export type ChildOptions = Omit<pulumi.CustomResourceOptions, "dependsOn"> & { readonly dependsOn?: readonly pulumi.Resource[] };

/** @internal */
export type ResourceClass<Args, R> = new (name: string, args: NonNullable<Args>, opts?: pulumi.CustomResourceOptions) => R;

/**
 * The base of all components: a checked name, children named after it, and their common options.
 *
 * A constructor reads in one order: validate, create, expose.
 */
export abstract class Component extends pulumi.ComponentResource {
    readonly #tags: Readonly<Record<string, string>>;
    readonly #transforms: Readonly<Record<string, Transform<object> | undefined>>;
    readonly #children = new Map<string, pulumi.Resource>();

    /**
     * @param kind the class: the type token is `webstack:index:<kind>`
     * @param name the logical name; children are called `<name>-<suffix>`
     * @param longestName how long the name may be, so that what AWS and Kubernetes derive from it keeps within their
     * limits: for AWS that is the name, the suffix, and eight characters of Pulumi's
     */
    protected constructor(
        kind: string,
        readonly name: string,
        args: ComponentArgs,
        problems: readonly Problem[],
        opts?: pulumi.ComponentResourceOptions,
        longestName = 40,
    ) {
        refuse(`${kind} '${name}'`, [...componentName("name", name, longestName), ...problems]);
        super(`webstack:index:${kind}`, name, {}, opts);
        this.#tags = { ...args.tags, Component: name };
        this.#transforms = args.transform ?? {};
    }

    /**
     * Makes a child: named `<name>-<suffix>`, below this component, with its transform applied last.
     * @internal for the rooms of the library
     */
    child<Args extends object | undefined, R extends pulumi.Resource>(
        type: ResourceClass<Args, R>,
        suffix: string,
        args: NoInfer<NonNullable<Args>>,
        opts: ChildOptions = {},
    ): R {
        const name = `${this.name}-${suffix}`;
        const { dependsOn, ...others } = opts;
        const made = new type(name, applyTransform<object>(args, this.#transforms[classKey(type)], name) as NonNullable<Args>, {
            ...others,
            ...(dependsOn ? { dependsOn: [...dependsOn] } : {}),
            parent: this,
        });
        this.#children.set(suffix, made);
        return made;
    }

    /**
     * The children with these suffixes, as far as they were made: for `dependsOn`.
     * @internal for the rooms of the library
     */
    childrenOf(...suffixes: string[]): pulumi.Resource[] {
        return suffixes.map(suffix => this.#children.get(suffix)).filter(child => child !== undefined);
    }

    /**
     * The tags of a child.
     * @internal for the rooms of the library
     */
    tags(suffix?: string): Record<string, string> {
        return { ...this.#tags, Name: suffix ? `${this.name}-${suffix}` : this.name };
    }
}
