import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import type * as page from "../policies/page";
import type * as pack from "../policies/rules";
import type { Rule } from "../policies/rule";
import { ExitCode, SynthError } from "../synth/errors";
import { writePolicy } from "../synth/reports";
import { collect, colors, ownPack } from "./options";
import { exitCodeOf, policyText } from "./policy-text";
import { written, writtenTo } from "./written";

/** `webstack policy`: what the rules of webstack's own pack are. */
export function policyCommand(onExit: (code: number) => void): Command {
    const policy = new Command("policy").description("Show the rules that every stack is held to");
    policy
        .command("list")
        .description("list the rules: group, severity, level, and what is checked")
        .option("--json", "print one JSON document on stdout and nothing else")
        .action(({ json }: { readonly json?: true }) => {
            process.stdout.write(json ? `${JSON.stringify(rules().map(about), null, 2)}\n` : list(rules()));
            onExit(ExitCode.ok);
        });
    policy
        .command("explain")
        .description("show why a rule is there, what breaks and what keeps it, and what to do")
        .argument("<rule>", "its name, such as rds-pitr")
        .action((name: string) => {
            process.stdout.write(explain(name));
            onExit(ExitCode.ok);
        });
    policy
        .command("test")
        .description("Judge the state of a stack as it is: what pulumi stack export, or webstack synth --out, wrote")
        .argument("<file>", "the state, in JSON; - for standard input")
        .option("-C <dir>", "the folder of the Pulumi project, whose policy-exemptions.yaml holds", ".")
        .option("--json", "print one JSON document on stdout and nothing else")
        .option("--out <dir>", "write policy.json, policy.md, policy.xml (JUnit) and policy.sarif there")
        .option("--policy-config <file>", "take the levels of rules from there, as pulumi's --policy-pack-config does")
        .option("--policy-pack <dir>", "judge by this pack instead of the one of webstack; may be repeated", collect, [])
        .action(async (file: string, flags: TestFlags) => onExit(await test(file, flags)));
    return policy;
}

interface TestFlags {
    readonly C: string;
    readonly json?: true;
    readonly out?: string;
    readonly policyPack: readonly string[];
    readonly policyConfig?: string;
}

async function test(file: string, { C: directory, json, out, policyPack, policyConfig }: TestFlags): Promise<number> {
    const { judge } = await import("../synth/judge.js");
    const policyPacks = policyPack.length > 0 ? policyPack : [ownPack];
    const { stack, deployment, policy } = await judge({ file, directory, policyPacks, policyConfig });
    if (out) written(out, folder => writePolicy(policy, stack, folder));
    const blocks = [policyText(policy), ...(out ? [writtenTo(out)] : []), `${stack}: ${deployment.deployment.resources.length} resources`];
    process.stdout.write(json ? `${JSON.stringify({ stack, policy }, null, 2)}\n` : `${blocks.join("\n\n")}\n`);
    return exitCodeOf(policy);
}

/** Loaded where they are asked for: other commands do without. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const rules = (): readonly Rule[] => (require("../policies/rules") as typeof pack).rules;

/** What a rule says of itself, without what judges. */
const about = (rule: Rule) => ({
    ...Object.fromEntries(Object.entries(rule).filter(([, value]) => typeof value !== "function")),
    level: rule.level ?? "mandatory",
});

function list(all: readonly Rule[]): string {
    const width = Math.max(...all.map(({ name }) => name.length));
    const rows = [...all]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(
            ({ name, group, severity, level = "mandatory", description }) =>
                `${colors.bold(name.padEnd(width))}  ${group.padEnd(11)}  ${severity.padEnd(8)}  ${level.padEnd(9)}  ${description}`,
        );
    return `${rows.join("\n")}\n\n${all.length} rules\n`;
}

function explain(name: string): string {
    const all = rules();
    const rule = all.find(one => one.name === name);
    if (!rule) {
        const names = all.map(one => one.name);
        throw new SynthError(
            `There is no rule '${name}'. Did you mean ${closest(name, names)}? webstack policy list shows all.`,
            ExitCode.usage,
        );
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return (require("../policies/page") as typeof page).rulePage(rule);
}
