import { Command, Option } from "commander";
import { defaultTimeoutSeconds, ExitCode, synthesize } from "../synth";
import { synthesizeBase } from "../synth/base";
import { diffMarkdown } from "../synth/diff/markdown";
import { diffReport, type DiffReport } from "../synth/diff/report";
import { diffText, type Paint } from "../synth/diff/text";
import { killAll } from "../synth/process-group";
import { readProject } from "../synth/project";
import { chooseStack } from "../synth/stack-config";
import { collect, colors, ownPack, positive, toStderr } from "./options";

interface Flags {
    readonly C: string;
    readonly base: string;
    readonly format: keyof typeof formats;
    readonly failOnDanger?: true;
    readonly policy: boolean;
    readonly policyPack: readonly string[];
    readonly policyConfig?: string;
    readonly timeout: number;
}

const painted: Record<Parameters<Paint>[0], (text: string) => string> = {
    danger: text => colors.bold(colors.red(text)),
    deleted: colors.red,
    replaced: colors.magenta,
    updated: colors.yellow,
    created: colors.green,
};

const formats = {
    text: (report: DiffReport) => diffText(report, (kind, text) => painted[kind](text)),
    markdown: diffMarkdown,
    json: (report: DiffReport) => `${JSON.stringify(report, null, 2)}\n`,
};

/** `webstack diff`: what the working tree would change of a stack, compared with a commit. */
export function diffCommand(onExit: (code: number) => void): Command {
    return new Command("diff")
        .description("Show what the working tree changes of a stack since a commit, offline")
        .argument("[stack]", "the stack; may be left out where there is only one")
        .requiredOption("--base <ref>", "the branch, tag or commit to compare with")
        .option("-C <dir>", "the folder of the Pulumi project", ".")
        .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(formats)).default("text"))
        .option("--fail-on-danger", `exit with ${ExitCode.danger} where data would be lost, or its protection taken away`)
        .option("--no-policy", "do not compare how the two stand before the policies")
        .option("--policy-config <file>", "take the levels of rules from there, as pulumi's --policy-pack-config does")
        .option("--policy-pack <dir>", "judge by this pack instead of the one of webstack; may be repeated", collect, [])
        .option("--timeout <seconds>", "stop a program that does not end", positive, defaultTimeoutSeconds)
        .action(async (stack: string | undefined, flags: Flags) => onExit(await diff(stack, flags)));
}

async function diff(wanted: string | undefined, flags: Flags): Promise<number> {
    const project = readProject(flags.C);
    const stack = chooseStack(project, wanted);
    const packs = flags.policyPack.length > 0 ? flags.policyPack : [ownPack];
    const options = {
        policyPacks: flags.policy ? packs : [],
        policyConfig: flags.policy ? flags.policyConfig : undefined,
        timeoutSeconds: flags.timeout,
        onPrint: toStderr,
    };
    const [base, head] = await Promise.all([
        synthesizeBase(project, { ref: flags.base, stack, ...options }),
        synthesize({ directory: project.root, stack, ...options }),
    ]).catch((error: unknown) => {
        // Where one side fails, nobody waits for the other.
        killAll();
        throw error;
    });
    const report = diffReport(base, head);
    process.stdout.write(formats[flags.format](report));
    return flags.failOnDanger && report.dangers.length > 0 ? ExitCode.danger : ExitCode.ok;
}
