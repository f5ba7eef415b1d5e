import type { Placed } from "./rule";
import { at, items } from "./values";

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

/** Whether the text is one of the resource's identifiers. */
export const calls = (resource: Placed, text: string): boolean => identifiers.some(identifier => at(resource.props, identifier) === text);

/** The resources of the types that a top-level property names. */
export const referred = (from: Placed, property: string, all: readonly Placed[], ...types: readonly string[]): readonly Placed[] =>
    all.filter(to => types.includes(to.type) && refersTo(from, property, to));
