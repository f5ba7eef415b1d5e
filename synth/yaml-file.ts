import * as fs from "node:fs";
import { parseDocument, type ParseOptions } from "yaml";
import { SynthError } from "./errors";

/** Reads a YAML file; a broken one is an error that names the line. */
export function readYaml(file: string, options: Pick<ParseOptions, "intAsBigInt"> = {}): unknown {
    let text: string;
    try {
        text = fs.readFileSync(file, "utf8");
    } catch (error) {
        throw new SynthError(`${file} cannot be read: ${(error as Error).message}`);
    }
    const document = parseDocument(text, { prettyErrors: true, ...options });
    const broken = document.errors[0];
    if (broken) throw new SynthError(`${file} is not valid YAML: ${broken.message}`);
    try {
        return document.toJS() as unknown;
    } catch (error) {
        // An alias without its anchor, or aliases that grow without bound.
        throw new SynthError(`${file} is not valid YAML: ${(error as Error).message}`);
    }
}
