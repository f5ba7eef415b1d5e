import microdiff from "microdiff";
import { hidden, isRecord } from "../wire";
import { memberNames, shape, unshape } from "./shape";

/** A property that came, went or changed. What is `undefined` was, or is, not set; secrets read `[secret]`. */
export interface PropertyChange {
    /** `spec.template.spec.containers[name=backend].image` */
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
}

const plain = "(not marked as a secret)";

/** Every difference between two property maps, by path. */
export function changedProperties(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): PropertyChange[] {
    const [old, now] = [shape(before), shape(after)] as [Record<string, unknown>, Record<string, unknown>];
    const changes = microdiff(old, now, { cyclesFix: false }).map(difference => {
        const sides = [
            "oldValue" in difference ? unshape(difference.oldValue) : undefined,
            "value" in difference ? unshape(difference.value) : undefined,
        ];
        // What is a secret now may have been one all along: its former text is not for a report.
        const [before, after] = sides.includes(hidden) ? sides.map(side => (side === hidden || side === undefined ? side : plain)) : sides;
        return { path: pathOf(difference.path), before, after };
    });
    return [...changes, ...reordered(old, now, "")].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
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
    [...path.replace(/ \(order\)$/, "").matchAll(/\["(.*?)"\]|\[[^\]]*\]|([^.[]+)/g)].flatMap(([, quoted, name]) => quoted ?? name ?? []);
