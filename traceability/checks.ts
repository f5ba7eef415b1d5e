import type { ResourceState } from "../synth/types";
import type { Expectation } from "./expectations";
import { pathText, placesOf, type Path } from "./steps";

/** Which resources of a stack a check looks at. */
export interface Selection {
    readonly text: string;
    readonly selects: (resource: ResourceState) => boolean;
    /** What the resource is called, for checks on names. */
    readonly nameOf: (resource: ResourceState) => string;
}

/** A query on the synthesised state of one stack. It holds where it finds something, and all that it finds is as expected. */
export interface Check {
    readonly stack: string;
    readonly text: string;
    /** What is wrong, in words; none where the check holds. */
    readonly problems: (resources: readonly ResourceState[]) => readonly string[];
    /** The state, broken in one way each at what the check looks at: every one of them must be caught. */
    readonly mutants: (resources: readonly ResourceState[]) => readonly Mutant[];
}

export interface Mutant {
    readonly text: string;
    readonly resources: readonly ResourceState[];
}

/** Resources of a type, by the token: `aws:rds/instance:Instance`; all of them, or those with these logical names. */
export const resources = (type: string, ...names: readonly string[]): Selection => ({
    text: [type.split(":").at(-1), ...names].join(" "),
    selects: resource => resource.type === type && (names.length === 0 || names.includes(logicalName(resource))),
    nameOf: logicalName,
});

/** Kubernetes objects of a kind; all of them, or those with these `metadata.name`s. */
export const objects = (kind: string, ...names: readonly string[]): Selection => ({
    text: [kind, ...names].join(" "),
    selects: resource => resource.inputs?.kind === kind && (names.length === 0 || names.includes(objectName(resource))),
    nameOf: objectName,
});

const logicalName = ({ urn }: ResourceState): string => urn.split("::").slice(3).join("::");

const objectName = ({ inputs }: ResourceState): string => (inputs?.metadata as { name?: string } | undefined)?.name ?? "";

/** The queries that can be asked of a stack. */
export function on(stack: string) {
    return {
        /** The inputs of the selected resources, at the path. */
        input: (selection: Selection, path: Path, expectation: Expectation): Check =>
            propertyCheck(stack, selection, ["inputs", ...path], path, expectation),
        /** What the engine is asked to do with them: `protect`, `retainOnDelete`. */
        option: (selection: Selection, name: "protect" | "retainOnDelete", expectation: Expectation): Check =>
            propertyCheck(stack, selection, [name], [name], expectation),
        /** The names of the selected resources are these, and no others. */
        names: (selection: Selection, ...expected: readonly string[]): Check => namesCheck(stack, selection, [...expected].sort()),
    };
}

function propertyCheck(stack: string, selection: Selection, path: Path, shown: Path, expectation: Expectation): Check {
    const selected = (all: readonly ResourceState[]): readonly ResourceState[] => all.filter(selection.selects);
    const text = `${selection.text}: ${pathText(shown)} ${expectation.text}`;
    return {
        stack,
        text,
        problems: all => {
            const found = selected(all);
            if (found.length === 0) return [`${text}: there is no such resource`];
            return found.flatMap(resource => {
                const wrong = placesOf(resource, path).filter(({ value }) => !expectation.holds(value));
                return wrong.map(({ value }) => `${text}: ${resource.urn} has ${JSON.stringify(value) ?? "nothing there"}`);
            });
        },
        mutants: all => [
            { text: `${text}: resources gone`, resources: all.filter(resource => !selection.selects(resource)) },
            ...selected(all).flatMap(resource =>
                placesOf(resource, path).flatMap((place, index) =>
                    [undefined, ...expectation.broken].map(broken => ({
                        text: `${text}: ${broken === undefined ? "removed" : JSON.stringify(broken)} at ${resource.urn}, place ${index}`,
                        resources: all.map(other => (other === resource ? (place.replace(broken) as ResourceState) : other)),
                    })),
                ),
            ),
        ],
    };
}

function namesCheck(stack: string, selection: Selection, expected: readonly string[]): Check {
    const namesOf = (all: readonly ResourceState[]): string[] => all.filter(selection.selects).map(selection.nameOf).sort();
    const text = `${selection.text}: ${expected.join(", ")}, and no others`;
    return {
        stack,
        text,
        problems: all => {
            const names = namesOf(all);
            return names.length > 0 && names.join() === expected.join() ? [] : [`${text}: there are ${names.join(", ") || "none"}`];
        },
        mutants: all =>
            all.filter(selection.selects).flatMap(resource => [
                { text: `${text}: ${resource.urn} gone`, resources: all.filter(other => other !== resource) },
                { text: `${text}: ${resource.urn} twice`, resources: [...all, resource] },
            ]),
    };
}
