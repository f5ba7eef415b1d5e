import { z } from "zod";
import { SynthError } from "./errors";
import { readYaml } from "./yaml-file";

const level = z.enum(["advisory", "mandatory", "remediate", "disabled"]);

/** The level of a rule, and its own settings. */
export interface RuleConfig {
    readonly enforcementLevel?: z.infer<typeof level>;
    readonly settings: Readonly<Record<string, unknown>>;
}

const entry = z.union([level, z.looseObject({ enforcementLevel: level.optional() })]);
const content = z.record(z.string(), entry);

/**
 * Reads the file that `pulumi preview --policy-pack-config` takes: for each rule a level, or an object with
 * `enforcementLevel` and the rule's settings; `all` is for the rules that are not named.
 */
export function readPolicyConfig(file: string): Readonly<Record<string, RuleConfig>> {
    const read = content.safeParse(readYaml(file));
    if (!read.success) {
        const { path, message } = read.error.issues[0]!;
        throw new SynthError(
            `${file}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}. Expected the level of each rule: advisory, mandatory, remediate or disabled.`,
        );
    }
    return Object.fromEntries(
        Object.entries(read.data).map(([rule, given]) => {
            if (typeof given === "string") return [rule, { enforcementLevel: given, settings: {} }];
            const { enforcementLevel, ...settings } = given;
            return [rule, { enforcementLevel, settings }];
        }),
    );
}
