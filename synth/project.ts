import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { SynthError } from "./errors";
import { readYaml } from "./yaml-file";

/** What synth needs to know of a `Pulumi.yaml`. */
export interface Project {
    /** Absolute path of the folder that holds `Pulumi.yaml`. */
    readonly root: string;
    readonly name: string;
    /** Absolute path of the program: a file, or a folder with an index. */
    readonly program: string;
    /** The folder of the stack files. */
    readonly stackFolder: string;
    /** Node flags the project asks for, without those that only compile TypeScript: synth does that itself. */
    readonly nodeArgs: readonly string[];
    /** Defaults of the `config:` section, by full key. */
    readonly configDefaults: Readonly<Record<string, unknown>>;
}

const runtimeSchema = z.union([
    z.string().transform(name => ({ name, options: undefined })),
    z.object({ name: z.string(), options: z.object({ nodeargs: z.string().optional() }).loose().optional() }).loose(),
]);

const projectSchema = z
    .object({
        name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, "may hold letters, digits, '-', '_' and '.', at most 100 of them"),
        runtime: runtimeSchema,
        main: z.string().optional(),
        stackConfigDir: z.string().optional(),
        config: z.record(z.string(), z.unknown()).optional(),
    })
    .loose();

/** Finds `Pulumi.yaml` in a folder or one above it, as the pulumi CLI does. */
export function findProjectFile(directory: string): string {
    if (!fs.existsSync(directory)) {
        throw new SynthError(`The folder ${directory} does not exist.`);
    }
    for (let at = path.resolve(directory); ; at = path.dirname(at)) {
        for (const file of ["Pulumi.yaml", "Pulumi.yml"]) {
            if (fs.existsSync(path.join(at, file))) return path.join(at, file);
        }
        if (at === path.dirname(at)) {
            throw new SynthError(
                `There is no Pulumi.yaml in ${path.resolve(directory)} or above it. ` +
                    `Run webstack in a Pulumi project, or name its folder with -C.`,
            );
        }
    }
}

/** Reads and checks the project that holds `directory`. */
export function readProject(directory: string): Project {
    const file = findProjectFile(directory);
    const root = path.dirname(file);
    const parsed = projectSchema.safeParse(readYaml(file));
    if (!parsed.success) {
        const problems = parsed.error.issues.map(issue => `  ${issue.path.join(".") || "(the file)"}: ${issue.message}`);
        throw new SynthError(`${file} is not a Pulumi project:\n${problems.join("\n")}`);
    }
    const { name, runtime, main, stackConfigDir, config } = parsed.data;
    if (runtime.name !== "nodejs") {
        throw new SynthError(`${file}: the runtime is ${runtime.name}; synth previews programs of the nodejs runtime only.`);
    }
    const program = path.resolve(root, main ?? ".");
    if (!fs.existsSync(program)) {
        throw new SynthError(`${file}: main names ${main}, and ${program} does not exist.`);
    }
    const stackFolder = path.resolve(root, stackConfigDir ?? ".");
    if (!fs.existsSync(stackFolder)) {
        throw new SynthError(`${file}: stackConfigDir names ${stackConfigDir}, and ${stackFolder} does not exist.`);
    }
    return {
        root,
        name,
        program,
        stackFolder,
        nodeArgs: withoutCompilers(runtime.options?.nodeargs ?? ""),
        configDefaults: defaultsOf(name, config ?? {}),
    };
}

const compilers = /^(tsx|tsx\/\w+|ts-node(\/.*)?|@swc-node\/.*|@swc\/register|esbuild-register(\/.*)?|sucrase\/register)$/;
const preloads = new Set(["--import", "--require", "-r", "--loader", "--experimental-loader"]);

/** Drops the hooks that only compile TypeScript, and keeps every other flag. */
export function withoutCompilers(nodeargs: string): string[] {
    const words = shellWords(nodeargs);
    const kept: string[] = [];
    for (let i = 0; i < words.length; i++) {
        const word = words[i]!;
        const flag = word.replace(/=.*/s, "");
        if (!preloads.has(flag)) {
            kept.push(word);
            continue;
        }
        const target = flag === word ? (words[++i] ?? "") : word.slice(flag.length + 1);
        if (!compilers.test(target)) kept.push(flag, target);
    }
    return kept;
}

/** Words as a shell splits them: quotes hold spaces together. */
function shellWords(line: string): string[] {
    return [...line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)].map(([word]) =>
        word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
            double !== undefined ? double.replace(/\\(["\\])/g, "$1") : (single ?? escaped ?? ""),
        ),
    );
}

/** The `config:` section: values or `{default|value: …}`, keys with or without the project's namespace. */
function defaultsOf(project: string, config: Record<string, unknown>): Record<string, unknown> {
    const defaults: Record<string, unknown> = {};
    for (const [key, declared] of Object.entries(config)) {
        const full = key.includes(":") ? key : `${project}:${key}`;
        const isDeclaration = typeof declared === "object" && declared !== null && !Array.isArray(declared);
        const value = isDeclaration ? ((declared as { value?: unknown }).value ?? (declared as { default?: unknown }).default) : declared;
        if (value !== undefined && value !== null) defaults[full] = value;
    }
    return defaults;
}
