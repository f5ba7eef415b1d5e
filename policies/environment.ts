import type { Placed } from "./rule";
import { at } from "./values";

const production = /^(?:.*[-_.])?prod(?:uction)?$/i;

/**
 * Whether people depend on the stack: its name says so (`production`, `prod`, `shop-prod`), or the tag `Environment`
 * of any of its resources.
 */
export const isProduction = (all: readonly Placed[]): boolean =>
    // The names first: to look at properties is to copy them.
    all.some(({ urn }) => production.test(stackOf(urn))) || all.some(({ props }) => saysProduction(at(props, "tags", "Environment")));

/** `urn:pulumi:<stack>::<project>::…` */
const stackOf = (urn: string): string => urn.split("::")[0]!.split(":").slice(2).join(":");

const saysProduction = (tag: unknown): boolean => typeof tag === "string" && production.test(tag);
