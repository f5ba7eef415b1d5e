import * as path from "node:path";
import { SynthError } from "../synth/errors";

/** Writes to a folder; where that cannot be written to is the user's to mend. */
export function written(out: string, write: (folder: string) => void): void {
    const folder = path.resolve(out);
    try {
        write(folder);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        throw new SynthError(`The result cannot be written to ${folder}: ${(error as Error).message}`);
    }
}

/** Says where the files are. */
export const writtenTo = (out: string): string => `Written to ${path.relative(process.cwd(), path.resolve(out)) || "."}${path.sep}`;
