import { build, type BuildFailure, type BuildResult, type Plugin } from "esbuild";
import * as fs from "node:fs";
import Module, { createRequire, register } from "node:module";
import type * as tsxCjs from "tsx/cjs/api";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { SynthError } from "../errors";
import { isRecord } from "../wire";
import type { SourceMapper } from "./source-map";

/** A program ready to run: its modules compiled into one, its packages left where they are. */
export interface Program {
    readonly entry: string;
    readonly run: () => Promise<unknown>;
}

const extensions = ["js", "mjs", "cjs", "ts", "mts", "cts"];

/**
 * The file that starts the program, found as the pulumi CLI finds it: a file that `main` names, or for a folder what
 * the nearest package.json names, or the folder's index.
 */
export function findEntry(program: string): string {
    if (fs.statSync(program).isFile()) return program;
    const manifest = manifestAbove(program);
    const named = manifest && entryOf(manifest.content);
    const target = named && path.join(manifest.folder, named);
    const folder = target && fs.existsSync(target) ? target : program;
    if (fs.statSync(folder).isFile()) return folder;
    for (const extension of extensions) {
        const index = path.join(folder, `index.${extension}`);
        if (fs.existsSync(index)) return index;
    }
    throw new SynthError(`There is no program in ${program}: expected an index.ts or index.js, or 'main' in Pulumi.yaml.`);
}

function entryOf(manifest: Record<string, unknown>): string | undefined {
    const { exports, main } = manifest;
    if (typeof exports === "string") return exports;
    const dot = isRecord(exports) ? exports["."] : undefined;
    if (typeof dot === "string") return dot;
    if (isRecord(dot)) {
        const chosen = dot.default ?? dot.require ?? dot.import;
        if (typeof chosen === "string") return chosen;
    }
    return typeof main === "string" ? main : undefined;
}

function manifestAbove(folder: string): { folder: string; content: Record<string, unknown> } | undefined {
    for (let at = folder; ; at = path.dirname(at)) {
        const file = path.join(at, "package.json");
        if (fs.existsSync(file)) return { folder: at, content: readManifest(file) };
        if (at === path.dirname(at)) return undefined;
    }
}

function readManifest(file: string): Record<string, unknown> {
    let content: unknown;
    try {
        content = JSON.parse(fs.readFileSync(file, "utf8"));
    } catch (error) {
        throw new SynthError(`${file} is not valid JSON: ${(error as Error).message}`);
    }
    if (!isRecord(content)) throw new SynthError(`${file} must hold an object.`);
    return content;
}

function isModule(entry: string): boolean {
    if (/\.m[jt]s$/.test(entry)) return true;
    if (/\.c[jt]s$/.test(entry)) return false;
    return manifestAbove(path.dirname(entry))?.content.type === "module";
}

/**
 * Compiles the program with esbuild into one module: much faster than a hook on every module, and Node needs to
 * know nothing of TypeScript. Types are not checked.
 */
export async function compile(entry: string, mapper: SourceMapper): Promise<Program> {
    const esm = isModule(entry);
    const dynamic: string[] = [];
    const { code, map } = await bundle(entry, esm, file => dynamic.push(file));
    if (dynamic.length > 0) return hooked(entry, esm);
    mapper.add(entry, map);
    return { entry, run: esm ? () => importBundle(entry, code) : () => requireBundle(entry, code) };
}

async function bundle(entry: string, esm: boolean, onDynamic: (file: string) => void): Promise<{ code: string; map: string }> {
    try {
        const { outputFiles } = await build({
            entryPoints: [entry],
            outfile: entry,
            absWorkingDir: path.dirname(entry),
            bundle: true,
            write: false,
            platform: "node",
            target: `node${process.versions.node}`,
            format: esm ? "esm" : "cjs",
            packages: "external",
            sourcemap: "external",
            sourcesContent: false,
            logLevel: "silent",
            // Packages are left to Node, also where a CommonJS module of an ES program asks for them.
            ...(esm ? { banner: { js: requireOfModules } } : {}),
            plugins: [ownPaths(path.dirname(entry), onDynamic), typescriptPackages(onDynamic)],
        });
        const textOf = (isMap: boolean): string => outputFiles.find(file => file.path.endsWith(".map") === isMap)!.text;
        return { code: textOf(false), map: textOf(true) };
    } catch (error) {
        const errors = (error as Partial<BuildFailure>).errors;
        if (!errors?.length) throw error;
        const lines = errors.map(({ text, location }) =>
            location ? `${location.file}:${location.line}:${location.column + 1}: ${text}\n    ${location.lineText.trim()}` : text,
        );
        throw new SynthError(`The program does not compile:\n${lines.join("\n")}`);
    }
}

const computedImport = /\b(?:require|import)\s*\(\s*(?!["'][^"'\n]*["']\s*[,)])(?!`[^`$]*`\s*[,)])[^)\s]/;
const ownNames = /\b__dirname\b|\b__filename\b|\bimport\.meta\.(?:url|dirname|filename)\b/;

const requireOfModules = `import { createRequire as __webstackRequire } from "node:module"; const require = __webstackRequire(import.meta.url);`;

/** Gives each module its own `__dirname` and `import.meta.url`, and reports modules that compute what they import. */
function ownPaths(folder: string, onDynamic: (file: string) => void): Plugin {
    return {
        name: "own-paths",
        setup(hooks) {
            hooks.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path: file }) => {
                const source = await fs.promises.readFile(file, "utf8");
                if (computedImport.test(source)) onDynamic(file);
                if (!ownNames.test(source)) return undefined;
                const result = await withOwnPaths(file, folder).catch((failure: BuildFailure) => failure);
                if (!("outputFiles" in result)) return { errors: result.errors };
                return { contents: result.outputFiles[0]!.text, loader: "js", resolveDir: path.dirname(file) };
            });
        },
    };
}

function withOwnPaths(file: string, absWorkingDir: string): Promise<BuildResult<{ write: false }>> {
    const folder = JSON.stringify(path.dirname(file));
    return build({
        entryPoints: [file],
        outfile: file,
        absWorkingDir,
        write: false,
        target: `node${process.versions.node}`,
        sourcemap: "inline",
        sourcesContent: false,
        logLevel: "silent",
        define: {
            __dirname: folder,
            __filename: JSON.stringify(file),
            "import.meta.url": JSON.stringify(pathToFileURL(file).href),
            "import.meta.dirname": folder,
            "import.meta.filename": JSON.stringify(file),
        },
    });
}

/** Reports packages of a workspace whose own sources are TypeScript: Node needs a hook to load them. */
function typescriptPackages(onFound: (file: string) => void): Plugin {
    return {
        name: "typescript-packages",
        setup(hooks) {
            hooks.onResolve({ filter: /^[^./]/ }, ({ path: specifier, resolveDir }) => {
                const file = resolvedFile(specifier, resolveDir);
                if (file && /\.[cm]?tsx?$/.test(file)) onFound(file);
                return undefined;
            });
        },
    };
}

function resolvedFile(specifier: string, folder: string): string | undefined {
    try {
        return createRequire(path.join(folder, "_")).resolve(specifier);
    } catch {
        return undefined;
    }
}

/** Runs the bundle under the entry's own path, so that packages are found from there. */
function requireBundle(entry: string, code: string): Promise<unknown> {
    const loaded = new Module(entry) as Module & { _compile(code: string, file: string): void };
    loaded.filename = entry;
    loaded.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(path.dirname(entry));
    require.cache[entry] = loaded;
    loaded._compile(code, entry);
    loaded.loaded = true;
    return Promise.resolve(invoked(loaded.exports));
}

async function importBundle(entry: string, code: string): Promise<unknown> {
    const url = pathToFileURL(entry).href;
    register("./esm-hook.js", { parentURL: pathToFileURL(__filename).href, data: { url, code } });
    return invoked(defaultOf((await import(url)) as Record<string, unknown>));
}

/** Programs that compute what they import are compiled file by file, by tsx, as they run. */
function hooked(entry: string, esm: boolean): Program {
    const load = createRequire(__filename);
    return {
        entry,
        run: async () => {
            (load("tsx/cjs/api") as typeof tsxCjs).register();
            if (!esm) return invoked((createRequire(entry) as (id: string) => unknown)(entry));
            (await import("tsx/esm/api")).register();
            return invoked(defaultOf((await import(pathToFileURL(entry).href)) as Record<string, unknown>));
        },
    };
}

/** A module's default export stands for its exports; both at once are an error, as in the pulumi CLI. */
function defaultOf(namespace: Record<string, unknown>): unknown {
    if (!("default" in namespace)) return namespace;
    const named = Object.keys(namespace).filter(key => key !== "default" && key !== "module.exports");
    if (named.length > 0) throw new SynthError("expected entrypoint module to have either a default export or named exports but not both");
    return namespace.default;
}

/** An exported function is the program. */
const invoked = (exported: unknown): unknown => (typeof exported === "function" ? (exported as () => unknown)() : exported);
