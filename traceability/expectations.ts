import { isDeepStrictEqual } from "node:util";

/** What a value must be. */
export interface Expectation {
    readonly text: string;
    readonly holds: (value: unknown) => boolean;
    /** Values near the ones that hold, which do not: each must be caught. */
    readonly broken: readonly unknown[];
}

/** Exactly this value: a text, a number, a list, an object. */
export const is = (expected: unknown): Expectation => ({
    text: `is ${JSON.stringify(expected)}`,
    holds: value => isDeepStrictEqual(value, expected),
    broken: [nearMiss(expected)],
});

function nearMiss(value: unknown): unknown {
    if (typeof value === "number") return value + 1;
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

export const between = (least: number, most: number): Expectation => ({
    text: `is from ${least} to ${most}`,
    holds: value => typeof value === "number" && value >= least && value <= most,
    broken: [least - 1, most + 1],
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

const secretMark = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A value that is marked as a secret. */
export const isSecret: Expectation = {
    text: "is a secret",
    holds: value => typeof value === "object" && value !== null && (value as Record<string, unknown>)[secretMark] === secretSignature,
    broken: ["plain text"],
};
