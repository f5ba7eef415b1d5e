import { Command } from "commander";
import * as path from "node:path";
import { ExitCode, SynthError } from "../synth/errors";
import { defaultTimeoutSeconds, synthesize } from "../synth";
import type { Finding, SynthResult } from "../synth/types";
import { printable, printableLines } from "../synth/printable";
import { writeResult } from "../synth/reports";
import { totals } from "../synth/reports/counts";
import { changed, verdict } from "../synth/reports/markdown";
import { componentTree } from "../synth/tree";
import { collect, colors, ownPack, positive, toStderr } from "./options";

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
    if (flags.out) write(result, path.resolve(flags.out));
    if (flags.json) {
        const { deployment, notices, policy } = result;
        process.stdout.write(`${JSON.stringify({ stack: result.stack, deployment, notices, policy }, null, 2)}\n`);
    } else {
        process.stdout.write(summary(result, flags.out));
    }
    const violated = result.policy?.findings.some(({ level }) => level === "mandatory") ?? false;
    return violated ? ExitCode.policy : ExitCode.ok;
}

function write(result: SynthResult, folder: string): void {
    try {
        writeResult(result, folder);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        throw new SynthError(`The result cannot be written to ${folder}: ${(error as Error).message}`);
    }
}

/** What a person reads; its last line is the count. */
function summary(result: SynthResult, out: string | undefined): string {
    const { deployment, notices, policy, stack } = result;
    const blocks = [componentTree(deployment)];
    if (policy) {
        const findings = policy.findings.map(({ rule, level, urn, message, fix }) =>
            [
                [label(level), ...(level === "exempted" ? [] : [rule]), printable(urn) || "the stack"].join("  "),
                `    ${printableLines(message).replace(/\n/g, "\n    ")}`,
                ...(fix && level !== "exempted" ? [`    Fix: ${fix}`] : []),
            ].join("\n"),
        );
        const mended = policy.remediations.map(({ rule, urn, changes }) =>
            [`changed  ${rule}  ${printable(urn)}`, ...changes.map(change => `    ${printable(changed(change))}`)].join("\n"),
        );
        const judged = totals(policy);
        blocks.push(
            [`Policies: ${verdict(policy)}`, ...(judged ? [`Resources judged: ${judged}`] : []), ...mended, ...findings].join("\n"),
        );
    }
    if (notices.length > 0) blocks.push(["Notices:", ...notices.map(({ message }) => `  ${printable(message)}`)].join("\n"));
    if (out) blocks.push(`Written to ${path.relative(process.cwd(), path.resolve(out)) || "."}${path.sep}`);
    blocks.push(`${stack}: ${deployment.deployment.resources.length} resources`);
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

function label(level: Finding["level"]): string {
    if (level === "mandatory") return colors.red("violated");
    return level === "exempted" ? colors.cyan("exempted") : colors.yellow("advice");
}
