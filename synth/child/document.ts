import type { Deployment, Notice, ResourceState } from "../types";
import { providerUrn } from "../urn";
import { hasUnknown, hideSecrets } from "../wire";

/**
 * The export document: secrets hidden, and the order the same on every run whatever the order of registration:
 * parents, providers and dependencies first, then by URN.
 */
export function documentOf(states: readonly ResourceState[], notices: readonly Notice[]): { deployment: Deployment; notices: Notice[] } {
    const resources = sorted(states).map(hidden);
    return {
        deployment: {
            version: 3,
            deployment: {
                manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" },
                resources,
            },
        },
        notices: [...notices, ...unknownNotices(resources)].sort((a, b) => (a.message < b.message ? -1 : 1)),
    };
}

function hidden(state: ResourceState): ResourceState {
    return {
        ...state,
        ...(state.inputs ? { inputs: hideSecrets(state.inputs) as ResourceState["inputs"] } : {}),
        ...(state.outputs ? { outputs: hideSecrets(state.outputs) as ResourceState["outputs"] } : {}),
    };
}

function sorted(states: readonly ResourceState[]): ResourceState[] {
    const byUrn = new Map([...states].sort((a, b) => (a.urn < b.urn ? -1 : 1)).map(state => [state.urn, state]));
    const order: ResourceState[] = [];
    const seen = new Set<string>();
    const visit = (urn: string): void => {
        const state = byUrn.get(urn);
        if (!state || seen.has(urn)) return;
        seen.add(urn);
        for (const before of needs(state)) visit(before);
        order.push(state);
    };
    for (const urn of byUrn.keys()) visit(urn);
    return order;
}

function needs(state: ResourceState): string[] {
    const provider = state.provider && providerUrn(state.provider);
    return [
        state.parent,
        provider,
        ...(state.dependencies ?? []),
        ...Object.values(state.propertyDependencies ?? {}).flat(),
        state.deletedWith,
    ]
        .filter(urn => urn !== undefined && urn !== "")
        .sort() as string[];
}

function unknownNotices(resources: readonly ResourceState[]): Notice[] {
    return resources.flatMap(({ urn, inputs }) => {
        const keys = Object.keys(inputs ?? {}).filter(key => hasUnknown(inputs![key]));
        return keys.length === 0 ? [] : [{ kind: "unknown" as const, message: `${urn}: ${keys.join(", ")} is not known before an update` }];
    });
}
