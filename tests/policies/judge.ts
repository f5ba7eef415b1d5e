import * as path from "node:path";
import type * as synth from "../../synth";

/** The built code: what users run. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { synthesize } = require("../../dist/synth/index.js") as typeof synth;

export const pack = path.resolve(__dirname, "../../policies");

type ByName = Readonly<Record<string, readonly string[]>>;

/** What a rule said of its fixture, by the resources' logical names. What it said of the stack stands under "". */
export interface Judgement {
    readonly names: readonly string[];
    readonly violations: ByName;
    /** What the rule could not judge, in the SDK's words. */
    readonly unknowns: ByName;
    /** All that the host said, of every rule. */
    readonly text: string;
}

/** Runs the program `fixtures/<rule>` and puts what it makes before the pack in the SDK's own analyser host. */
export async function judge(rule: string, stack = "test"): Promise<Judgement> {
    const directory = path.join(__dirname, "fixtures", rule);
    const { deployment, policy } = await synthesize({ directory, stack, policyPacks: [pack] });
    const findings = policy!.findings.filter(finding => finding.rule === rule || finding.rule === "policy-pack-failed");
    const messages = (level: string): ByName => {
        const found: Record<string, string[]> = {};
        for (const finding of findings) if (finding.level === level) (found[nameOf(finding.urn)] ??= []).push(finding.message);
        return found;
    };
    return {
        names: deployment.deployment.resources.map(({ urn }) => nameOf(urn)),
        violations: messages("mandatory"),
        unknowns: messages("not-evaluable"),
        text: JSON.stringify(policy),
    };
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/**
 * The tests that every rule must stand. In its fixture a resource `fail-…` breaks the rule in one way, `pass-…` keeps
 * it, and of `unknown-…` the deciding value is not known. `broken` names, for each `fail-…`, the properties at fault.
 */
export function provesRule(rule: string, broken: ByName): Promise<Judgement> {
    const judging = judge(rule);
    judging.catch(() => undefined);
    const named = async (prefix: string): Promise<string[]> => (await judging).names.filter(name => name.startsWith(prefix)).sort();

    test("fails every resource that breaks the rule, by the property at fault, and no other", async () => {
        const { violations } = await judging;
        const properties = Object.entries(violations).map(([name, messages]) => [name, messages.map(propertyOf)]);
        expect(Object.fromEntries(properties)).toEqual(broken);
        expect(Object.keys(broken).sort()).toEqual(await named("fail-"));
        expect(Object.keys(broken).length).toBeGreaterThanOrEqual(3);
    });

    test("says of a value that is not known that it cannot be judged, and goes on", async () => {
        const { unknowns } = await judging;
        const unjudged = Object.keys(unknowns).filter(name => !name.startsWith("fail-"));
        expect(unjudged.filter(name => !name.includes("unknown"))).toEqual([]);
        expect(unjudged).toEqual(expect.arrayContaining(await named("unknown-")));
        for (const message of Object.values(unknowns).flat()) expect(message).toMatch(/ can't be known during preview$/);
    });

    return judging;
}

/** A message starts with the property, and goes on with what is wrong about it. */
const propertyOf = (message: string): string => /^(.+?) (is|has|allows) /.exec(message)?.[1] ?? message;
