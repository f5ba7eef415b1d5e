import type { Deployment, ResourceState } from "../types";
import { nameOf, providerUrn } from "../urn";
import { changedProperties, type PropertyChange } from "./properties";
import { heededDependencies, isIgnored, replacement, type Replaced } from "./replacement";
import { losesData } from "./stateful";

export type ChangeKind = "created" | "updated" | "replaced" | "deleted";

/** What becomes of a resource. */
export interface Change {
    readonly kind: ChangeKind;
    readonly urn: string;
    readonly type: string;
    /** The URN it has in the base, where an alias carries it over. */
    readonly formerUrn?: string;
    readonly properties: readonly PropertyChange[];
    /** Why it is replaced: the changed properties, or what it is made from. */
    readonly because: readonly string[];
    /** What may replace it, and when: that depends on what only the cloud or the provider knows. */
    readonly mayReplace: readonly string[];
    /** What goes with it when it is deleted or replaced: `database`. */
    readonly loses?: string;
    /** Whether Pulumi refuses to delete or replace it, until it is unprotected. */
    readonly protected: boolean;
}

/** What an update from one state to the other would do, as far as it can be told without the providers. */
export function changesBetween(base: Deployment | undefined, head: Deployment): Change[] {
    const old = new Map((base?.deployment.resources ?? []).map(state => [state.urn, state]));
    const now = head.deployment.resources;
    const former = formerStates(old, now);
    const byUrn = new Map(now.map(state => [state.urn, state]));
    const replaced = new Set<string>();
    const changes: Change[] = [];
    // Dependencies stand before their dependants: what is replaced is known before what is made from it.
    for (const state of now) {
        const before = former.get(state.urn);
        const provider = byUrn.get(providerOf(state));
        // Under another name it may be the same provider still.
        const formerProvider =
            before && former.get(provider?.urn ?? "")?.urn !== providerOf(before) ? old.get(providerOf(before)) : undefined;
        const around = { replaced, provider, formerProvider };
        const change = before ? changeOf(before, state, around) : wholly("created", state);
        if (change?.kind === "replaced") replaced.add(state.urn);
        if (change) changes.push(change);
    }
    const kept = new Set([...former.values()].map(({ urn }) => urn));
    const gone = [...old.values()].filter(({ urn }) => !kept.has(urn)).reverse();
    return [...changes, ...gone.map(state => ({ ...wholly("deleted", state), ...lossOf(state) }))];
}

/** For each resource the one it was: by its URN, or else by the first of its aliases that is free. */
function formerStates(old: ReadonlyMap<string, ResourceState>, now: readonly ResourceState[]): Map<string, ResourceState> {
    const former = new Map<string, ResourceState>();
    const taken = new Set(now.map(({ urn }) => urn).filter(urn => old.has(urn)));
    for (const { urn, aliases = [] } of now) {
        const known = old.has(urn) ? urn : aliases.find(alias => old.has(alias) && !taken.has(alias));
        if (known === undefined) continue;
        taken.add(known);
        former.set(urn, old.get(known)!);
    }
    return former;
}

const wholly = (kind: ChangeKind, { urn, type, protect = false }: ResourceState): Change => ({
    kind,
    urn,
    type,
    properties: [],
    because: [],
    mayReplace: [],
    protected: protect,
});

function changeOf(before: ResourceState, state: ResourceState, around: Replaced): Change | undefined {
    const properties = [
        ...changedProperties(before.inputs ?? {}, state.inputs ?? {}).filter(({ path }) => !isIgnored(path, state)),
        ...optionChanges(before, state),
    ];
    const { because, mayReplace } = replacement(state, properties, around);
    const renamed = before.urn === state.urn ? {} : { formerUrn: before.urn };
    if (because.length > 0) return { ...wholly("replaced", state), ...renamed, properties, because, ...lossOf(before) };
    const all = [...properties, ...inheritedChanges(state, around)];
    if (all.length === 0 && before.urn === state.urn) return undefined;
    return { ...wholly("updated", state), ...renamed, properties: all, mayReplace };
}

/** What is lost with the resource, as it stands. A retained one stays where it is. */
function lossOf({ type, inputs, retainOnDelete, protect = false }: ResourceState): Pick<Change, "loses" | "protected"> {
    const loss = retainOnDelete ? undefined : losesData(type, inputs);
    return { ...(loss ? { loses: loss.what } : {}), protected: protect };
}

const options = ["type", "protect", "retainOnDelete", "ignoreChanges", "deletedWith"] as const;

/** Options of the resource, in brackets: they are no inputs. */
const optionChanges = (before: ResourceState, after: ResourceState): PropertyChange[] =>
    options
        .filter(option => JSON.stringify(before[option]) !== JSON.stringify(after[option]))
        .map(option => ({ path: `(${option})`, before: before[option], after: after[option] }));

/** Properties that get a new value because what they are made from is replaced. */
function inheritedChanges(state: ResourceState, { replaced }: Replaced): PropertyChange[] {
    if (!state.custom) return [];
    return heededDependencies(state).flatMap(([path, sources]) => {
        const source = sources.find(urn => replaced.has(urn));
        return source === undefined ? [] : [{ path, after: `a new value, of ${nameOf(source)}` }];
    });
}

const providerOf = ({ provider = "" }: ResourceState): string => providerUrn(provider);
