import { SourceMap } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

export interface Position {
    readonly file: string;
    readonly line: number;
    readonly column: number;
}

/** Leads from positions in compiled code back to the source, for error messages and for the document. */
export class SourceMapper {
    readonly #maps = new Map<string, SourceMap>();

    add(file: string, json: string): void {
        this.#maps.set(file, new SourceMap(JSON.parse(json) as ConstructorParameters<typeof SourceMap>[0]));
    }

    /** The position itself where the file was not compiled here; `undefined` where compiled code has no source. */
    original(position: Position): Position | undefined {
        const map = this.#maps.get(position.file);
        if (!map) return position;
        const entry = map.findEntry(position.line - 1, position.column - 1);
        if (!("originalSource" in entry)) return undefined;
        return {
            file: path.resolve(path.dirname(position.file), entry.originalSource),
            line: entry.originalLine + 1,
            column: entry.originalColumn + 1,
        };
    }

    /** The frames of a stack that lie in the user's own files. */
    userFrames(stack: string): Position[] {
        return stack
            .split("\n")
            .map(line => /^\s*at (?:.* \()?(?<file>\/.*|file:.*|[A-Za-z]:\\.*):(?<line>\d+):(?<column>\d+)\)?$/.exec(line)?.groups)
            .filter(groups => groups !== undefined)
            .map(({ file, line, column }) => ({
                file: file!.startsWith("file:") ? fileURLToPath(file!) : file!,
                line: Number(line),
                column: Number(column),
            }))
            .filter(({ file }) => !file.includes(`${path.sep}node_modules${path.sep}`))
            .map(position => this.original(position))
            .filter(position => position !== undefined);
    }
}
