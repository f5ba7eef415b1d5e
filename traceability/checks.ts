import type { ResourceState } from "../synth/types";
import type { Expectation } from "./expectations";
import { resources, type Selection } from "./selections";
import { pathText, placesOf, type Path } from "./steps";

type State = readonly ResourceState[];

/** A query on the synthesised state of one stack. It holds where it finds something, and all that it finds is as expected. */
export interface Check {
    readonly stack: string;
    readonly text: string;
    /** What is wrong, in words; none where the check holds. */
    readonly problems: (state: State) => readonly string[];
    /** The state, broken in one way each at what the check looks at: every one of them must be caught. */
    readonly mutants: (state: State) => readonly Mutant[];
}

export interface Mutant {
    readonly text: string;
    readonly resources: State;
}

/** The queries that can be asked of a stack. */
export function on(stack: string) {
    const property = (selection: Selection, path: Path, shown: Path, expectation: Expectation): Check => ({
        stack,
        ...propertyCheck(selection, path, shown, expectation),
    });
    return {
        /** The inputs of the selected resources, at the path. */
        input: (selection: Selection, path: Path, expectation: Expectation): Check =>
            property(selection, ["inputs", ...path], path, expectation),
        /** What the engine is asked to do with them: `protect`, `retainOnDelete`. */
        option: (selection: Selection, name: "protect" | "retainOnDelete", expectation: Expectation): Check =>
            property(selection, [name], [name], expectation),
        /** An output of the stack. */
        output: (name: string, expectation: Expectation): Check =>
            property(resources("pulumi:pulumi:Stack"), ["outputs", name], [name], expectation),
        /** The names of the selected resources are these, and no others. */
        names: (selection: Selection, ...expected: readonly string[]): Check => ({
            stack,
            ...namesCheck(selection, [...expected].sort()),
        }),
        /** The engine makes all of the first only after all of the others. */
        after: (later: Selection, earlier: Selection): Check => ({ stack, ...orderCheck(later, earlier) }),
    };
}

type Query = Omit<Check, "stack">;

const without = (state: State, selection: Selection): State => state.filter(resource => !selection.selects(resource));

const swap = (state: State, resource: ResourceState, next: ResourceState): State => state.map(other => (other === resource ? next : other));

function propertyCheck(selection: Selection, path: Path, shown: Path, expectation: Expectation): Query {
    const text = `${selection.text}: ${pathText(shown)} ${expectation.text}`;
    return {
        text,
        problems: state => {
            const found = state.filter(selection.selects);
            if (found.length === 0) return [`${text}: there is no such resource`];
            return found.flatMap(resource => {
                const wrong = placesOf(resource, path).filter(({ value }) => !expectation.holds(value, state));
                return wrong.map(({ value }) => `${text}: ${resource.urn} has ${JSON.stringify(value) ?? "nothing there"}`);
            });
        },
        mutants: state => [
            { text: `${text}: resources gone`, resources: without(state, selection) },
            ...state.filter(selection.selects).flatMap(resource =>
                placesOf(resource, path).flatMap((place, index) =>
                    [undefined, ...expectation.broken].map(broken => ({
                        text: `${text}: ${broken === undefined ? "removed" : JSON.stringify(broken)} at ${resource.urn}, place ${index}`,
                        resources: swap(state, resource, place.replace(broken) as ResourceState),
                    })),
                ),
            ),
        ],
    };
}

function namesCheck(selection: Selection, expected: readonly string[]): Query {
    const text = `${selection.text}: named ${expected.join(", ")}, and no others`;
    return {
        text,
        problems: state => {
            const names = state.filter(selection.selects).map(selection.nameOf).sort();
            return names.length > 0 && names.join() === expected.join() ? [] : [`${text}: there are ${names.join(", ") || "none"}`];
        },
        mutants: state =>
            state.filter(selection.selects).flatMap(resource => [
                { text: `${text}: ${resource.urn} gone`, resources: state.filter(other => other !== resource) },
                { text: `${text}: ${resource.urn} twice`, resources: [...state, resource] },
            ]),
    };
}

function orderCheck(later: Selection, earlier: Selection): Query {
    const text = `${later.text}: after ${earlier.text}`;
    return {
        text,
        problems: state => {
            const found = state.filter(later.selects);
            const wanted = state.filter(earlier.selects);
            if (found.length === 0 || wanted.length === 0) return [`${text}: there is no such resource`];
            return found.flatMap(resource => {
                const before = allBefore(resource, state);
                return wanted.filter(one => !before.has(one.urn)).map(one => `${text}: ${resource.urn} does not wait for ${one.urn}`);
            });
        },
        mutants: state => [
            ...[later, earlier].map(selection => ({ text: `${text}: ${selection.text} gone`, resources: without(state, selection) })),
            ...state.filter(later.selects).map(resource => ({
                text: `${text}: ${resource.urn} waits for nothing`,
                resources: swap(state, resource, { ...resource, dependencies: [] }),
            })),
        ],
    };
}

/** What a resource waits for, and what that waits for. */
function allBefore(resource: ResourceState, state: State): ReadonlySet<string> {
    const dependencies = new Map(state.map(one => [one.urn, one.dependencies ?? []]));
    const before = new Set(resource.dependencies ?? []);
    for (const urn of before) for (const next of dependencies.get(urn) ?? []) before.add(next);
    return before;
}
