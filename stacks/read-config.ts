import * as pulumi from "@pulumi/pulumi";
import { deepmergeCustom } from "deepmerge-ts";
import type { z } from "zod";
import { WebstackError, type Problem } from "../components/core";
import { settingsSchema, type Settings } from "./config";
import { environmentDefaults, type Environment } from "./environments";

/** A stack's list of services or zones replaces the default's; it does not add to it. */
const merge = deepmergeCustom({ mergeArrays: false });

/** The settings of the stack that runs, with its environment's defaults in. */
export function readSettings(): Settings {
    return parseSettings(ownKeys(pulumi.runtime.allConfig()), pulumi.getStack());
}

/** The keys under `webstack:`, as values instead of JSON text. */
function ownKeys(config: Readonly<Record<string, string>>): Record<string, unknown> {
    const start = "webstack:";
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(start))
            .map(([key, text]) => [key.slice(start.length), parseValue(text)]),
    );
}

/** Lists and mappings arrive as JSON; everything else is text, also where it looks like a number. */
function parseValue(text: string): unknown {
    if (!/^[[{]/.test(text)) return text;
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

/** Checks keys and values; all problems at once. */
export function parseSettings(given: Readonly<Record<string, unknown>>, stack: string): Settings {
    const environment = (given.environment ?? stack) as Environment;
    const known = Object.hasOwn(environmentDefaults, environment);
    const merged = withDefaults(known ? environmentDefaults[environment] : {}, { environment, ...given });
    const parsed = settingsSchema.safeParse(merged);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues
        .filter(issue => known || !wouldHaveDefault(issue, merged))
        .flatMap(issue => problemsOf(issue, merged));
    throw new WebstackError(`Pulumi.${stack}.yaml`, problems);
}

/** An unknown environment has no defaults; that they are missing is not what is wrong. */
function wouldHaveDefault({ path }: Issue, root: unknown): boolean {
    const [key] = path;
    const some = Object.values(environmentDefaults).some(defaults => Object.hasOwn(defaults, String(key)));
    return path.length === 1 && some && valueAt(root, path) === undefined;
}

/** Defaults of another kind than the stack chose say nothing about it. */
function withDefaults(defaults: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const fitting = Object.fromEntries(Object.entries(defaults).filter(([key, value]) => !differentKind(value, given[key])));
    return merge(fitting, given);
}

const kindOf = (value: unknown): unknown => (typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined);

const differentKind = (value: unknown, given: unknown): boolean => kindOf(given) !== undefined && kindOf(given) !== kindOf(value);

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, root: unknown): Problem[] {
    const path = pathOf(issue.path);
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map(key => ({
            path: pathOf([...issue.path, key]),
            got: "a key that means nothing here",
            allowed: allowedKeys(issue.path, root),
        }));
    }
    const got = valueAt(root, issue.path);
    return [{ path, got, allowed: allowedBy(issue), ...(got === undefined ? { fix: howToSet(issue.path) } : {}) }];
}

/** `webstack:network.zoneCount`, `webstack:services[0].image` */
function pathOf(path: readonly PropertyKey[]): string {
    const parts = path.map(part => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
    return `webstack:${parts.join("").replace(/^\./, "")}`;
}

function howToSet(path: readonly PropertyKey[]): string {
    const flag = path.length > 1 ? "--path " : "";
    return `Set it: pulumi config set ${flag}'${pathOf(path)}' <value>`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
    let value = root;
    for (const part of path)
        value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
    return value;
}

const typeNames: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    array: "a list",
    object: "keys and values",
    record: "keys and values",
    boolean: "true or false",
};

function allowedBy(issue: Issue): string {
    switch (issue.code) {
        case "invalid_value":
            return issue.values.map(String).join(", ");
        case "invalid_union":
            return kindsAt(issue.path).join(", ");
        case "invalid_type":
            return typeNames[issue.expected] ?? issue.expected;
        case "too_small":
            return `at least ${String(issue.minimum)}${issue.origin === "array" ? " in the list" : ""}`;
        default:
            return issue.message;
    }
}

/** The keys that may stand beside an unknown one. */
function allowedKeys(path: readonly PropertyKey[], root: unknown): string {
    let schema: unknown = settingsSchema;
    for (const [index, part] of path.entries()) schema = step(schema, part, valueAt(root, path.slice(0, index + 1)));
    const keys = shapeOf(schema);
    return keys.length > 0 ? keys.join(", ") : "no further keys";
}

interface AnySchema {
    readonly shape?: Record<string, unknown>;
    readonly element?: unknown;
    readonly options?: readonly { readonly shape: Record<string, { readonly value?: unknown }> }[];
    unwrap?(): unknown;
}

function open(schema: unknown): AnySchema {
    const known = schema as AnySchema;
    return known.unwrap && !known.shape && !known.element ? open(known.unwrap()) : known;
}

function step(schema: unknown, part: PropertyKey, value: unknown): unknown {
    const { shape, element } = open(schema);
    const next = open(typeof part === "number" ? element : shape?.[String(part)]);
    return next.options?.find(option => option.shape.kind?.value === kindOf(value)) ?? next;
}

/** The kinds of the union that holds the path's last key. */
function kindsAt(path: readonly PropertyKey[]): string[] {
    let schema: unknown = settingsSchema;
    for (const part of path.at(-1) === "kind" ? path.slice(0, -1) : path) schema = step(schema, part, undefined);
    return (open(schema).options ?? []).map(option => String(option.shape.kind?.value));
}

const shapeOf = (schema: unknown): string[] => Object.keys(open(schema).shape ?? {});
