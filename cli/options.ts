import { InvalidArgumentError } from "commander";
import * as path from "node:path";
import { createColors } from "picocolors";

/** Colours are for terminals alone: a CI system's log is none, whatever its environment says. */
export const colors = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);

/** The policy pack that comes with the command. */
export const ownPack = path.resolve(__dirname, "..", "..", "policies");

/** Takes an option that may be repeated. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Takes a number of seconds. */
export function positive(value: string): number {
    const seconds = Number(value);
    if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError("Expected a number of seconds above 0.");
    return seconds;
}

/** Where the program's own prints go: never among a document on stdout. */
export const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);
