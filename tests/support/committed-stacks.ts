import * as fs from "node:fs";
import * as path from "node:path";
import type { SynthResult } from "../../synth/types";
import { root, synthesize } from "./synth";

/** What one run of the tests has synthesised: `global-setup.js` empties it. */
const folder = path.join(root, "out", "tests", "committed");

/** A stack as it is committed, here or in an example: synthesised once in a run, however many suites look at it. */
export async function committedStack(directory: string, stack: string): Promise<SynthResult> {
    const name = `${path.relative(root, path.resolve(root, directory)).replaceAll(path.sep, "-") || "root"}-${stack}`;
    const file = path.join(folder, `${name}.json`);
    fs.mkdirSync(folder, { recursive: true });
    // Another worker may be at it: the first that makes the folder does the work.
    while (!fs.existsSync(file)) {
        if (began(path.join(folder, name))) return await write(file, path.resolve(root, directory), stack);
        if (fs.existsSync(failureOf(file))) throw new Error(fs.readFileSync(failureOf(file), "utf8"));
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    return JSON.parse(fs.readFileSync(file, "utf8")) as SynthResult;
}

function began(lock: string): boolean {
    try {
        fs.mkdirSync(lock);
        return true;
    } catch {
        return false;
    }
}

const failureOf = (file: string): string => `${file}.failed`;

async function write(file: string, directory: string, stack: string): Promise<SynthResult> {
    try {
        const result = await synthesize({ directory, stack });
        fs.writeFileSync(`${file}.part`, JSON.stringify(result));
        fs.renameSync(`${file}.part`, file);
        return result;
    } catch (error) {
        fs.writeFileSync(failureOf(file), String(error));
        throw error;
    }
}
