import { closest } from "fastest-levenshtein";
import { SynthError } from "../errors";
import type { RuleConfig } from "../policy-config";
import type { Level, Rule } from "../types";

/** The tag of what is no rule: others' messages depend on it. */
const ofMessages = "messages";

/**
 * The rules at the levels that a configuration gives them. A rule that only looks keeps the level by which it can; what the
 * messages of others depend on keeps its own.
 */
export function withLevels(rules: readonly Rule[], config: Readonly<Record<string, RuleConfig>>): Rule[] {
    return rules.map(rule => {
        const wanted = (config[rule.name] ?? config.all)?.enforcementLevel;
        return { ...rule, level: wanted === undefined || rule.tags.includes(ofMessages) ? rule.level : levelFor(rule, wanted) };
    });
}

const levelFor = ({ tags }: Rule, wanted: Level): Level => (tags.includes("looks-only") && wanted === "mandatory" ? "remediate" : wanted);

/** Fails for a rule that no pack has: it would stay as it is, and nobody would know. */
export function refuseUnknown(config: Readonly<Record<string, RuleConfig>>, rules: readonly Rule[]): void {
    const names = rules.map(({ name }) => name);
    const unknown = Object.keys(config).find(name => name !== "all" && !names.includes(name));
    if (unknown !== undefined)
        throw new SynthError(
            `The configuration of policies names the rule '${unknown}', which no pack has. Did you mean ${closest(unknown, names)}?`,
        );
}
