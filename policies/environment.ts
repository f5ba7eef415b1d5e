import type { Placed } from "./rule";
import { at, jsonOf, type Value } from "./values";

/**
 * The words by which stacks and tags say what they are for, wherever they stand in the name: `shop-prod`, `production-eu-west-1`,
 * `prod2`. What is only on the way to production is not it: `pre-prod`, `non-prod`, `production-like`.
 */
const words = {
    production: /(?<!(?:^|[^a-z])(?:pre|non|not|no)[^a-z]?)(?:^|[^a-z])(?:prod|production|prd|live)(?![a-z]|[^a-z]?like)/,
    staging: /(?:^|[^a-z])(?:staging|stage|stg|(?:pre|non)[^a-z]?prod(?:uction)?|uat|qa)(?![a-z])/,
    development: /(?:^|[^a-z])(?:dev|development|local|sandbox|preview)(?![a-z])/,
} as const;

export type Environment = keyof typeof words;

/** Whether people depend on the stack: its name says so, or a tag of any of its resources, or of a provider. */
export const isProduction = (all: readonly Placed[]): boolean => isOf("production", all);

/** The same for a rule that sees no other resource: the stack's name, or a tag of its own or its provider's. */
export const isOfProduction = ({ urn, props, provider }: Tagged): boolean => isOf("production", [{ urn, props, provider }]);

/** What the stack is for, where its name or its tags say so. What says production is, whatever else is said. */
export const environmentOf = (all: readonly Placed[]): Environment | undefined =>
    (Object.keys(words) as Environment[]).find(environment => isOf(environment, all));

interface Tagged extends Pick<Placed, "urn" | "props"> {
    /** The inputs of its provider, which is a resource of its own in a stack. */
    readonly provider?: Value;
}

const isOf = (environment: Environment, all: readonly Tagged[]): boolean =>
    // The names first: to look at properties is to copy them.
    all.some(({ urn }) => says(environment, stackOf(urn))) ||
    all.some(({ props, provider }) => tagsOf(props, provider).some(tag => says(environment, tag)));

/** `urn:pulumi:<stack>::<project>::…` */
const stackOf = (urn: string): string => urn.split("::")[0]!.split(":").slice(2).join(":");

/** What people call the tag. */
const keys = ["Environment", "environment", "Env", "env", "Stage", "stage"];

const tagsOf = (props: Value, provider: Value): readonly Value[] =>
    [at(props, "tags"), ...[props, provider].map(one => at(jsonOf(at(one, "defaultTags")), "tags"))].flatMap(tags =>
        keys.map(key => at(tags, key)),
    );

const says = (environment: Environment, name: Value): boolean => typeof name === "string" && words[environment].test(dashed(name));

/** `shopProd` as `shop-prod`. */
const dashed = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
