import { Command } from "commander";
import { ExitCode } from "../synth/errors";
import { defaultTimeoutSeconds, synthesize } from "../synth";
import type { SynthResult } from "../synth/types";
import { printable } from "../synth/printable";
import { writeResult } from "../synth/reports";
import { componentTree } from "../synth/tree";
import { collect, ownPack, positive, toStderr } from "./options";
import { exitCodeOf, policyText } from "./policy-text";
import { written, writtenTo } from "./written";

interface Flags {
    readonly C?: string;
    readonly json?: true;
    readonly out?: string;
    readonly policy: boolean;
    readonly policyPack: readonly string[];
    readonly policyConfig?: string;
    readonly timeout: number;
}

/** `webstack synth`: the state a program asks for, and how it stands before the policies. */
export function synthCommand(onExit: (code: number) => void): Command {
    return new Command("synth")
        .description("Run a Pulumi program offline and show the state it asks for")
        .argument("[stack]", "the stack; may be left out where there is only one")
        .option("-C <dir>", "the folder of the Pulumi project", ".")
        .option("--json", "print one JSON document on stdout and nothing else")
        .option("--out <dir>", "write deployment.json, manifests/*.yaml and the policy reports there")
        .option("--no-policy", "do not judge the result by policies")
        .option("--policy-config <file>", "take the levels of rules from there, as pulumi's --policy-pack-config does")
        .option("--policy-pack <dir>", "judge by this pack instead of the one of webstack; may be repeated", collect, [])
        .option("--timeout <seconds>", "stop a program that does not end", positive, defaultTimeoutSeconds)
        .action(async (stack: string | undefined, flags: Flags) => onExit(await synth(stack, flags)));
}

async function synth(stack: string | undefined, flags: Flags): Promise<number> {
    const packs = flags.policyPack.length > 0 ? flags.policyPack : [ownPack];
    const result = await synthesize({
        directory: flags.C ?? ".",
        stack,
        policyPacks: flags.policy ? packs : [],
        policyConfig: flags.policy ? flags.policyConfig : undefined,
        timeoutSeconds: flags.timeout,
        onPrint: toStderr,
    });
    const { out } = flags;
    if (out) written(out, folder => writeResult(result, folder));
    if (flags.json) {
        const { deployment, notices, policy } = result;
        process.stdout.write(`${JSON.stringify({ stack: result.stack, deployment, notices, policy }, null, 2)}\n`);
    } else {
        process.stdout.write(summary(result, out));
    }
    return result.policy ? exitCodeOf(result.policy) : ExitCode.ok;
}

/** What a person reads; its last line is the count. */
function summary(result: SynthResult, out: string | undefined): string {
    const { deployment, notices, policy, stack } = result;
    const blocks = [componentTree(deployment)];
    if (policy) blocks.push(policyText(policy));
    if (notices.length > 0) blocks.push(["Notices:", ...notices.map(({ message }) => `  ${printable(message)}`)].join("\n"));
    if (out) blocks.push(writtenTo(out));
    blocks.push(`${stack}: ${deployment.deployment.resources.length} resources`);
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
}
