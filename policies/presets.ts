import type { Environment } from "./environment";
import type { Rule } from "./rule";

export const environments: readonly Environment[] = ["development", "staging", "production"];

type Level = "mandatory" | "advisory" | "remediate";

/** What is only told in an environment, by group: on a laptop nothing is to survive a zone, and its costs are nobody's. */
const advisoryGroups: Readonly<Record<Environment, readonly Rule["group"][]>> = {
    development: ["reliability", "cost"],
    staging: ["cost"],
    production: [],
};

/** What stays as it is wherever it is asked: what is deleted is gone on a laptop, too. */
const everywhere: readonly string[] = ["no-accidental-delete"];

/** The level of every rule in an environment, by name: the SDK's own configuration of a pack. No rule is off. */
export const presetOf = (environment: Environment, rules: readonly Rule[]): Readonly<Record<string, Level>> =>
    Object.fromEntries([...rules].sort((a, b) => (a.name < b.name ? -1 : 1)).map(rule => [rule.name, levelIn(environment, rule)]));

function levelIn(environment: Environment, rule: Rule): Level {
    // At another level it would not see what is marked as a secret.
    if ("look" in rule && rule.look) return "remediate";
    const told = advisoryGroups[environment].includes(rule.group) && !everywhere.includes(rule.name);
    return told ? "advisory" : (rule.level ?? "mandatory");
}
