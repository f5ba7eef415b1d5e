import type { Placed } from "./rule";
import { at } from "./values";

/** How stacks and the tag `Environment` name what they are for; `shop-prod` as well as `production`. */
const names = {
    production: /^(?:.*[-_.])?prod(?:uction)?$/i,
    staging: /^(?:.*[-_.])?(?:staging|stage|preprod(?:uction)?|uat|qa)$/i,
    development: /^(?:.*[-_.])?(?:dev(?:elopment)?|local|sandbox|preview)$/i,
} as const;

export type Environment = keyof typeof names;

/** Whether people depend on the stack: its name says so (`production`, `prod`, `shop-prod`), or a tag of any of its resources. */
export const isProduction = (all: readonly Placed[]): boolean => isOf("production", all);

/** The same for a rule that sees no other resource: the stack's name, or a tag of its own. */
export const isOfProduction = ({ urn, props }: Pick<Placed, "urn" | "props">): boolean => isOf("production", [{ urn, props }]);

/** What the stack is for, where its name or its tags say so. What says production is, whatever else is said. */
export const environmentOf = (all: readonly Placed[]): Environment | undefined =>
    (Object.keys(names) as Environment[]).find(environment => isOf(environment, all));

const isOf = (environment: Environment, all: readonly Pick<Placed, "urn" | "props">[]): boolean =>
    // The names first: to look at properties is to copy them.
    all.some(({ urn }) => names[environment].test(stackOf(urn))) ||
    all.some(({ props }) => says(environment, at(props, "tags", "Environment")));

/** `urn:pulumi:<stack>::<project>::…` */
const stackOf = (urn: string): string => urn.split("::")[0]!.split(":").slice(2).join(":");

const says = (environment: Environment, tag: unknown): boolean => typeof tag === "string" && names[environment].test(tag);
