import microdiff from "microdiff";
import { hidden, isRecord, mapValues } from "../wire";
import { memberNames, shape, unshape } from "./shape";

/** A property that came, went or changed. What is `undefined` was, or is, not set; secrets read `[secret]`. */
export interface PropertyChange {
    /** `spec.template.spec.containers[name=backend].image` */
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
}

const plain = "(not marked as a secret)";

/**
 * What is a secret on one side may have been one all along on the other: where there is a secret, no text is shown
 * that the two sides do not share.
 */
function withoutFormerSecrets(before: unknown, after: unknown): { before: unknown; after: unknown } {
    const [old, now] = [textsOf(before), textsOf(after)];
    if (before === undefined || after === undefined || !(old.has(hidden) || now.has(hidden))) return { before, after };
    return { before: masked(before, now), after: masked(after, old) };
}

function textsOf(value: unknown): Set<string> {
    if (typeof value === "string") return new Set([value]);
    return new Set(typeof value === "object" && value !== null ? Object.values(value).flatMap(inner => [...textsOf(inner)]) : []);
}

function masked(value: unknown, shared: ReadonlySet<string>): unknown {
    if (typeof value === "string") return value === hidden || shared.has(value) ? value : plain;
    if (Array.isArray(value)) return value.map(inner => masked(inner, shared));
    return isRecord(value) ? mapValues(value, inner => masked(inner, shared)) : value;
}

/** Texts that say the same in other words, such as JSON with other spaces: a provider may care. */
function reformatted(
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
    found: readonly PropertyChange[],
): PropertyChange[] {
    return Object.keys(before)
        .filter(key => key in after && canonical(before[key]) !== canonical(after[key]) && !found.some(({ path }) => touches(path, key)))
        .map(key => ({ path: `${key} (formatting)`, before: "one form", after: "another" }));
}

/** The order of an object's keys means nothing; that of a text does. */
const canonical = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
        isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
    );

/** Every difference between two property maps, by path. */
export function changedProperties(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): PropertyChange[] {
    const [old, now] = [shape(before), shape(after)] as [Record<string, unknown>, Record<string, unknown>];
    const changes = microdiff(old, now, { cyclesFix: false }).map(difference => {
        const before = "oldValue" in difference ? unshape(difference.oldValue) : undefined;
        const after = "value" in difference ? unshape(difference.value) : undefined;
        return { path: pathOf(difference.path), ...withoutFormerSecrets(before, after) };
    });
    const all = [...changes, ...reordered(old, now, "")];
    return [...all, ...reformatted(before, after, all)].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Lists whose members are all there still, in another order: it may matter, as that of firewall rules does. */
function reordered(before: unknown, after: unknown, path: string): PropertyChange[] {
    if (!isRecord(before) || !isRecord(after)) return [];
    const [old, now] = [memberNames(before), memberNames(after)];
    const moved = old && now && old.join() !== now.join() && [...old].sort().join() === [...now].sort().join();
    return [
        ...(moved ? [{ path: `${path} (order)`, before: old.join(" "), after: now.join(" ") }] : []),
        ...Object.keys(before).flatMap(key => reordered(before[key], after[key], join(path, key))),
    ];
}

const pathOf = (steps: readonly (string | number)[]): string =>
    steps.reduce<string>((path, step) => join(path, typeof step === "number" ? `[${step}]` : step), "");

const join = (path: string, step: string): string => {
    if (/^\[(?:\d+|\w+=.*)\]$/s.test(step)) return path + step;
    const name = /[.[\]\s]/.test(step) ? `["${step}"]` : step;
    return path === "" || name.startsWith("[") ? path + name : `${path}.${name}`;
};

/** Whether a change at the path touches the property, which may lie above it or below it. */
export function touches(path: string, property: string): boolean {
    const [changed, wanted] = [segments(path), segments(property)];
    return wanted.slice(0, changed.length).every((segment, index) => segment === changed[index]);
}

/** Whether the path is the property, or lies inside of it. */
export const isWithin = (path: string, property: string): boolean =>
    touches(path, property) && segments(path).length >= segments(property).length;

/** The names along a path; which member of a list it is makes no difference to what a change of it does. */
const segments = (path: string): string[] =>
    [...path.replace(/ \((order|formatting)\)$/, "").matchAll(/\["(.*?)"\]|\[[^\]]*\]|([^.[]+)/g)].flatMap(
        ([, quoted, name]) => quoted ?? name ?? [],
    );
