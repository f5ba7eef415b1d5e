import { z } from "zod";
import { SynthError } from "../errors";
import type { RuleConfig } from "../policy-config";
import type { Rule } from "../types";

/** Fails for a setting that its rule does not have or cannot take: the pack would not heed it. */
export function refuseWrongSettings(config: Readonly<Record<string, RuleConfig>>, rules: readonly Rule[]): void {
    for (const [name, { settings }] of Object.entries(config)) {
        const fault = faultOf(settings, rules.find(rule => rule.name === name)?.settings ?? {});
        if (fault) throw new SynthError(`The configuration of policies gives ${name} ${fault}`);
    }
}

function faultOf(settings: RuleConfig["settings"], known: NonNullable<Rule["settings"]>): string | undefined {
    const names = Object.keys(known);
    const other = Object.keys(settings).find(name => !names.includes(name));
    if (other !== undefined) {
        return `the setting '${other}', which it does not have. ${names.length > 0 ? `It has ${names.join(", ")}.` : "It has none."}`;
    }
    const schema = z.fromJSONSchema({ type: "object", properties: known } as Parameters<typeof z.fromJSONSchema>[0]);
    const issue = schema.safeParse(settings).error?.issues[0];
    return issue && `a setting that it cannot take: ${issue.path.join(".")}: ${issue.message}`;
}
