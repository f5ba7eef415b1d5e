import { Command } from "commander";
import { z } from "zod";
import { defaultTimeoutSeconds, ExitCode, synthesize } from "../synth";
import { printable } from "../synth/printable";
import type { Deployment } from "../synth/types";
import { nameOf } from "../synth/urn";
import { colors, positive, toStderr } from "./options";

interface Flags {
    readonly C: string;
    readonly json?: true;
    readonly why?: true;
    readonly timeout: number;
}

/** `webstack recover`: how the databases of a stack come back after an incident, and how long that takes. */
export function recoverCommand(onExit: (code: number) => void): Command {
    return new Command("recover")
        .description("Show what each database of a stack promises after an incident, and the steps that keep it, offline")
        .argument("[stack]", "the stack; may be left out where there is only one")
        .option("-C <dir>", "the folder of the Pulumi project", ".")
        .option("--why", "show how the estimates come about")
        .option("--json", "print one JSON document on stdout and nothing else")
        .option("--timeout <seconds>", "stop a program that does not end", positive, defaultTimeoutSeconds)
        .action(async (stack: string | undefined, flags: Flags) => onExit(await recover(stack, flags)));
}

async function recover(wanted: string | undefined, { C, json, why, timeout }: Flags): Promise<number> {
    const { stack, deployment } = await synthesize({
        directory: C,
        stack: wanted,
        policyPacks: [],
        timeoutSeconds: timeout,
        onPrint: toStderr,
    });
    const databases = databasesOf(deployment);
    process.stdout.write(
        json
            ? `${JSON.stringify({ stack, databases }, null, 2)}\n`
            : recoveryText(stack, databases, { why: why ?? false, title: colors.bold }),
    );
    return ExitCode.ok;
}

const range = z.object({ from: z.number(), to: z.number() });
const texts = z.array(z.string());
const about = {
    level: z.enum(["L1", "L2", "L3", "L4"]),
    name: z.string(),
    promised: z.object({ rtoMinutes: z.number(), rpoMinutes: z.number(), says: z.string() }).optional(),
};
const report = z.object({
    databaseGb: z.number(),
    levels: z
        .array(
            z.union([
                z.object({ ...about, means: z.string(), rto: range, rpo: range, says: z.string(), steps: texts, derivation: texts }),
                z.object({ ...about, impossible: z.string(), set: z.string() }),
            ]),
        )
        .readonly(),
});

/** What PostgresWithBackups tells of its recovery in its outputs. */
type RecoveryReport = z.infer<typeof report>;

/** A database of a deployment, with its recovery as far as it tells of it. */
export interface DatabaseRecovery {
    readonly urn: string;
    readonly name: string;
    readonly recovery?: RecoveryReport;
}

/** The databases of webstack in a deployment. */
export const databasesOf = ({ deployment }: Deployment): DatabaseRecovery[] =>
    deployment.resources
        .filter(({ type }) => type === "webstack:index:PostgresWithBackups")
        .map(({ urn, outputs }) => ({ urn, name: nameOf(urn), recovery: report.safeParse(outputs?.recovery).data }));

interface Look {
    /** Whether the derivation is wanted. */
    readonly why: boolean;
    readonly title: (text: string) => string;
}

/** What a person reads: per database and level what was promised, what is estimated, and the steps in their order. */
export function recoveryText(stack: string, databases: readonly DatabaseRecovery[], look: Look): string {
    if (databases.length === 0) return `${stack}: no PostgresWithBackups\n`;
    return databases
        .map(({ name, recovery }) => {
            const title = look.title(printable(name));
            return recovery ? databaseText(title, recovery, look) : `${title}: its output recovery is not known in this preview\n`;
        })
        .join("\n");
}

function databaseText(title: string, { databaseGb, levels }: RecoveryReport, { why, title: strong }: Look): string {
    const blocks = levels.map(level => {
        const head = `  ${strong(level.level)}  ${printable(level.name)}`;
        const promise = `promised   ${level.promised ? printable(level.promised.says) : "nothing"}`;
        if ("impossible" in level)
            return [head, `      ${promise}`, `      not possible: ${printable(level.impossible)}. ${printable(level.set)}`];
        return [
            head,
            `      ${promise}`,
            `      estimated  ${printable(level.says)}, ${printable(level.means)}`,
            ...level.steps.map((step, index) => `      ${index + 1}. ${printable(step)}`),
            ...(why ? level.derivation.map(line => `      why  ${printable(line)}`) : []),
        ];
    });
    return `${[`${title}  ${databaseGb} GB`, ...blocks.flat()].join("\n")}\n`;
}
