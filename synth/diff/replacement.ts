import type { ResourceState } from "../types";
import { nameOf } from "../urn";
import { changedProperties, isWithin, touches, type PropertyChange } from "./properties";
import { conditionallyReplacing, replacingProperties } from "./replacements";

/** What is known of the resources before this one. */
export interface Replaced {
    /** URNs of those that are replaced. */
    readonly replaced: ReadonlySet<string>;
    /** The resource's own provider, and the one it had. */
    readonly provider: ResourceState | undefined;
    readonly formerProvider: ResourceState | undefined;
}

export interface Replacement {
    /** Why it is replaced; empty where it is not. */
    readonly because: readonly string[];
    readonly mayReplace: readonly string[];
}

/** Whether changed properties replace a resource; a component has nothing that could be. */
export function replacement(state: ResourceState, properties: readonly PropertyChange[], around: Replaced): Replacement {
    if (!state.custom) return { because: [], mayReplace: [] };
    const { replaced, provider } = around;
    const known = replacingOf(state, provider);
    const replacing = [...(known ?? []), ...(state.replaceOnChanges ?? [])];
    const inputs = properties.filter(({ path }) => !path.startsWith("("));
    const changed = inputs.filter(({ path }) => replacing.some(property => property === "*" || touches(path, property)));
    const derived = heededDependencies(state)
        .filter(([property]) => replacing.some(name => touches(property, name)))
        .flatMap(([property, sources]) => sources.filter(urn => replaced.has(urn)).map(urn => `${property}, made from ${nameOf(urn)}`));
    return {
        because: [
            ...changed.map(({ path }) => path),
            ...derived,
            ...(provider && (replaced.has(provider.urn) || hasMoved(around)) ? [`its provider ${nameOf(provider.urn)}`] : []),
        ],
        mayReplace: known || inputs.length === 0 ? conditions(state.type, inputs) : ["what replaces this type is not known here"],
    };
}

/** What properties are made from, without those whose changes are ignored. */
export const heededDependencies = (state: ResourceState): readonly (readonly [string, string[]])[] =>
    Object.entries(state.propertyDependencies ?? {}).filter(([property]) => !isIgnored(property, state));

export const isIgnored = (path: string, { ignoreChanges = [] }: ResourceState): boolean =>
    ignoreChanges.some(ignored => ignored === "*" || isWithin(path, ignored));

/** Whether it goes to another provider, which works in another place. */
function hasMoved({ provider, formerProvider }: Replaced): boolean {
    if (!provider || !formerProvider || provider.urn === formerProvider.urn) return false;
    const replacing = replacingOf(provider, undefined) ?? [];
    return changedProperties(formerProvider.inputs ?? {}, provider.inputs ?? {}).some(({ path }) =>
        replacing.some(property => touches(path, property)),
    );
}

const conditions = (type: string, inputs: readonly PropertyChange[]): string[] =>
    Object.entries(conditionallyReplacing(type))
        .filter(([property]) => inputs.some(({ path }) => touches(path, property)))
        .map(([property, when]) => `${property}, if ${when}`);

/** Of a provider, which is no resource of a cloud: what moves all that it made to another place. */
function replacingOf({ type, inputs = {} }: ResourceState, provider: ResourceState | undefined): readonly string[] | undefined {
    if (type === "pulumi:providers:aws") return ["region"];
    if (type === "pulumi:providers:kubernetes") {
        return "clusterIdentifier" in inputs ? ["clusterIdentifier"] : ["kubeconfig", "context", "cluster"];
    }
    if (type.startsWith("pulumi:providers:")) return [];
    const properties = replacingProperties(type);
    const mutable = mutableContents[type];
    const inPlace = mutable && isOn(provider?.inputs?.[mutable.flag]) ? mutable.properties : [];
    return properties?.filter(property => !inPlace.includes(property));
}

/** Kinds whose contents the provider changes in place when it is told to; otherwise it replaces the object. */
const mutableContents: Readonly<Record<string, { readonly flag: string; readonly properties: readonly string[] }>> = {
    "kubernetes:core/v1:ConfigMap": { flag: "enableConfigMapMutable", properties: ["data", "binaryData"] },
    "kubernetes:core/v1:Secret": { flag: "enableSecretMutable", properties: ["data", "stringData"] },
};

/** Providers take their switches as texts. */
const isOn = (flag: unknown): boolean => flag === true || flag === "true";
