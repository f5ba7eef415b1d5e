import * as pulumi from "@pulumi/pulumi";
import { deepmergeCustom } from "deepmerge-ts";
import type { z } from "zod";
import { WebstackError, type Problem } from "../components/core";
import { allowedBy, allowedKeys, kindOf, valueAt } from "./allowed";
import { settingsSchema, type Settings } from "./config";
import { environmentDefaults, type Environment } from "./environments";
import { isSecret, withoutSecrets } from "./secret-settings";

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

const isJson = /^[[{]/;

/** Lists and mappings arrive as JSON; everything else is text, also where it looks like a number. */
function parseValue(text: string): unknown {
    if (!isJson.test(text)) return text;
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

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);

const withDefaults = (defaults: Plain, given: Plain): Record<string, unknown> => merge(fitting(defaults, given), given);

/** Defaults of another kind than the stack chose say nothing about it, at any depth. */
const fitting = (defaults: Plain, given: Plain): Plain =>
    Object.fromEntries(
        Object.entries(defaults)
            .filter(([key, value]) => !differentKind(value, given[key]))
            .map(([key, value]) => [key, isPlain(value) && isPlain(given[key]) ? fitting(value, given[key]) : value]),
    );

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
    const got = shown(valueAt(root, issue.path), issue.path);
    return [{ path, got, allowed: allowedBy(issue, root), ...(got === undefined ? { fix: howToSet(issue.path) } : {}) }];
}

/** What was found, for people to read: without secrets, and without text that may have one somewhere. */
function shown(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value === "string" && isJson.test(value) && !isSecret(path)) return "text that is no JSON";
    return withoutSecrets(value, path);
}

/** `webstack:network.zoneCount`, `webstack:services[0].image` */
function pathOf(path: readonly PropertyKey[]): string {
    const parts = path.map(part => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
    return `webstack:${parts.join("").replace(/^\./, "")}`;
}

function howToSet(path: readonly PropertyKey[]): string {
    const flags = `${isSecret(path) ? "--secret " : ""}${path.length > 1 ? "--path " : ""}`;
    return `Set it: pulumi config set ${flags}'${pathOf(path)}' <value>`;
}
