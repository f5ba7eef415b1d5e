import { oncePer } from "./once";
import type { Placed } from "./rule";
import { at, fields, isProperties, items, Unknown, type Field, type Value } from "./values";

/** What AWS and Pulumi call a resource by. */
const identifiers = ["id", "arn", "name", "bucket", "identifier"];

/**
 * Whether a top-level property names the resource, by one of its identifiers or, before those are known, by what the
 * property is made from. Of a list any member will do.
 */
export function refersTo(from: Placed, property: string, to: Placed): boolean {
    if (from.madeFrom[property]?.includes(to.urn)) return true;
    return items(at(from.props, property)).some(value => typeof value === "string" && value !== "" && calls(to, value));
}

/** Whether the text is one of the resource's identifiers. Not every resource shows its id, but its ARN ends with that. */
export function calls({ props }: Placed, text: string): boolean {
    const arn = at(props, "arn");
    return identifiers.some(identifier => at(props, identifier) === text) || (typeof arn === "string" && arn.endsWith(`/${text}`));
}

/** The resources of the types that a top-level property names. */
export const referred = (from: Placed, property: string, all: readonly Placed[], ...types: readonly string[]): readonly Placed[] =>
    all.filter(to => types.includes(to.type) && refersTo(from, property, to));

/**
 * The resource without the unknowns that are no input. Where a program leaves out what AWS then chooses, such as a
 * database's security groups, a preview of the engine shows an unknown. One that a program gives is made from something.
 */
export const given = oncePer((one: Placed): Placed => {
    const { urn, type, madeFrom, parent, protect, ignoreChanges } = one;
    let kept: Value;
    return {
        ...{ urn, type, madeFrom, parent, protect, ignoreChanges },
        get providerRegion() {
            return one.providerRegion;
        },
        // Most rules look at few types: what they do not look at is not gone through.
        get props() {
            return (kept ??= withoutForeign(one));
        },
    };
});

function withoutForeign({ props, madeFrom }: Placed): Value {
    if (!isProperties(props)) return props;
    return Object.fromEntries(Object.entries(props).filter(([key, value]) => !(value instanceof Unknown) || key in madeFrom));
}

/** URN of a resource of the stack; the id, name or ARN of something else; or what would have to be known to tell. */
export type Target = string | Unknown;

/** What a property such as `subnetIds[*]` names, among resources of the given types. */
export const targets = (from: Placed, path: string, all: readonly Placed[], ...types: readonly string[]): readonly Target[] =>
    allNamed(from, fields(from.props, path), all, ...types);

/** What one field names. */
export const named = (from: Placed, found: Field, all: readonly Placed[], ...types: readonly string[]): readonly Target[] =>
    allNamed(from, [found], all, ...types);

/**
 * What fields of one property name. A value that a resource is called by decides. For the others it is what the
 * property is made from, as long as this leaves no choice: any member of a list may be any of the list's.
 */
export function allNamed(from: Placed, found: readonly Field[], all: readonly Placed[], ...types: readonly string[]): readonly Target[] {
    const candidates = all.filter(({ type }) => types.includes(type));
    const callees = ({ value }: Field): readonly Placed[] => (typeof value === "string" ? candidates.filter(one => calls(one, value)) : []);
    const set = found.filter(({ value }) => value instanceof Unknown || (typeof value === "string" && value !== ""));
    const called = set.flatMap(callees).map(({ urn }) => urn);
    const others = set.filter(field => callees(field).length === 0);
    const sources = others.flatMap(({ path }) => from.madeFrom[/^[^.[]*/.exec(path)![0]] ?? []);
    const left = candidates.map(({ urn }) => urn).filter(urn => sources.includes(urn) && !called.includes(urn));
    const made = left.length === 1 || others.every(({ path }) => path.endsWith("]")) ? left : [];
    // What is more than can be made from those is somebody else's, known values before others.
    const values = others.map(({ value }) => value as Target);
    const foreign = made.length < others.length ? values.filter(value => typeof value === "string") : [];
    const unknown = values.filter(value => value instanceof Unknown);
    return [...new Set([...called, ...made, ...foreign, ...(made.length < unknown.length ? unknown : [])])];
}

/** What people call a target: its logical name, or its id where another stack makes it. */
export const nameOf = (target: string, all: readonly Placed[]): string =>
    all.some(({ urn }) => urn === target) ? target.split("::").slice(3).join("::") : target;
