import type { ResourceState } from "../synth/types";
import { hasSignature, isRecord } from "../synth/wire";
import type { Selection } from "./selections";
import { pathText, placesOf, type Path } from "./steps";

/** What a value must be. */
export interface Expectation {
    readonly text: string;
    /** Whether the value is so, in a stack of these resources. */
    readonly holds: (value: unknown, resources: readonly ResourceState[]) => boolean;
    /** Values near the ones that hold, which do not: each must be caught. */
    readonly broken: readonly unknown[];
}

/** Exactly this value: a text, a number, a list, an object. */
export const is = (expected: unknown): Expectation => ({
    text: `is ${JSON.stringify(expected)}`,
    holds: value => same(value, expected),
    broken: [nearMiss(expected)],
});

function nearMiss(value: unknown): unknown {
    if (typeof value === "number") return value === 0 ? 1 : -value;
    if (typeof value === "boolean") return !value;
    if (typeof value === "string") return `${value}-broken`;
    if (Array.isArray(value)) return [...(value as unknown[]), "broken"];
    return { ...(value as object), broken: "broken" };
}

export const atLeast = (least: number): Expectation => ({
    text: `is at least ${least}`,
    holds: value => typeof value === "number" && value >= least,
    broken: [least - 1],
});

/** A text in which the pattern is found; `without` is a text of the same sort that breaks it. */
export const matches = (pattern: RegExp, without: string): Expectation => ({
    text: `matches ${pattern}`,
    holds: value => typeof value === "string" && pattern.test(value),
    broken: ["", without],
});

/** A text or a list that holds this. */
export const includes = (member: string | number): Expectation => ({
    text: `includes ${JSON.stringify(member)}`,
    holds: value =>
        typeof value === "string" ? value.includes(String(member)) : Array.isArray(value) && (value as unknown[]).includes(member),
    broken: ["", []],
});

/** A value that is marked as a secret. */
export const isSecret: Expectation = {
    text: "is a secret",
    holds: value => hasSignature(value, "secret"),
    broken: ["plain text"],
};

/** The very value that a resource of the same stack gives out, its `id` too: the reference holds, whatever the value. */
export const outputOf = (selection: Selection, ...path: Path): Expectation => ({
    text: `is the ${pathText(path)} of ${selection.text}`,
    holds: (value, resources) =>
        value !== undefined &&
        resources
            .filter(selection.selects)
            .flatMap(({ id, outputs }) => placesOf({ id, ...outputs }, path))
            .some(own => same(own.value, value)),
    broken: ["broken"],
});

/** Values of JSON, whatever the order of their keys. */
const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(byKey)) : inner));

// A value need not have a text to be sorted by.
const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1);
