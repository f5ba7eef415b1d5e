import archy from "archy";
import { printable } from "./printable";
import { nameOf, typeOf } from "./urn";
import type { Deployment, ResourceState } from "./types";

/** The components of a deployment as a tree; each line ends with the number of resources below it. */
export function componentTree({ deployment }: Deployment): string {
    const children = new Map<string | undefined, ResourceState[]>();
    for (const state of deployment.resources) {
        const siblings = children.get(state.parent) ?? [];
        siblings.push(state);
        children.set(state.parent, siblings);
    }
    const count = (state: ResourceState): number => 1 + (children.get(state.urn) ?? []).reduce((sum, child) => sum + count(child), 0);
    const below = (state: ResourceState): archy.Data[] =>
        (children.get(state.urn) ?? [])
            .filter(child => !child.custom)
            .map(child => ({
                label: `${printable(nameOf(child.urn))}  ${typeOf(child.urn).split(":").at(-1)}  ${count(child)}`,
                nodes: below(child),
            }));
    const stack = deployment.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    if (!stack) return "";
    const own = (children.get(stack.urn) ?? []).filter(child => child.custom).length;
    const nodes = [...below(stack), ...(own > 0 ? [{ label: `resources of its own  ${own}` }] : [])];
    return archy({ label: nameOf(stack.urn), nodes }).trimEnd();
}
