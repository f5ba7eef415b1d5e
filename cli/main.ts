import { Command, CommanderError } from "commander";
import * as fs from "node:fs";
import * as path from "node:path";
import { ExitCode, SynthError } from "../synth/errors";
import { printableLines } from "../synth/printable";
import { diffCommand } from "./diff";
import { policyCommand } from "./policy";
import { recoverCommand } from "./recover";
import { synthCommand } from "./synth";

/** The `webstack` command. Returns the exit code; prints, and never throws. */
export async function main(argv: readonly string[]): Promise<number> {
    let exitCode: number = ExitCode.ok;
    for (const stream of [process.stdout, process.stderr]) stream.on("error", unlessReaderLeft);
    const program = new Command("webstack")
        .description("Previews Pulumi programs without a cloud account.")
        .version(versionOf(packageRoot))
        .exitOverride()
        .showHelpAfterError("(webstack --help lists the commands)")
        .configureOutput({ writeErr: text => process.stderr.write(text) });
    for (const command of [synthCommand, diffCommand, recoverCommand, policyCommand])
        program.addCommand(command(code => (exitCode = code)));
    for (const command of program.commands.flatMap(one => [one, ...one.commands])) command.exitOverride();
    try {
        await program.parseAsync([...argv], { from: "user" });
        return exitCode;
    } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
        if (error instanceof SynthError) {
            process.stderr.write(`webstack: ${printableLines(error.message)}\n`);
            return error.exitCode;
        }
        throw error;
    }
}

/** A reader such as `head` may leave before the end: nothing is wrong then. */
function unlessReaderLeft(error: NodeJS.ErrnoException): void {
    if (error.code !== "EPIPE") throw error;
}

/** The folder of the installed package: dist/cli is two below it. */
export const packageRoot = path.resolve(__dirname, "..", "..");

function versionOf(folder: string): string {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string };
    return manifest.version;
}
