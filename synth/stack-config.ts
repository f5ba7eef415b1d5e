import * as fs from "node:fs";
import * as path from "node:path";
import { SynthError, ExitCode } from "./errors";
import type { Project } from "./project";
import { readYaml } from "./yaml-file";

/** Configuration in the form the SDK reads: full keys, objects as JSON text. */
export interface StackConfig {
    readonly values: Readonly<Record<string, string>>;
    /** Full keys whose value is a secret, or holds one. */
    readonly secretKeys: readonly string[];
}

/**
 * What stands for an encrypted value: synth never decrypts. The text is long enough for the checks that
 * programs make of keys and passwords.
 */
export const secretStandIn = "secret-stand-in-0123456789abcdef";

function stackFile({ stackFolder }: Project, stack: string): string {
    const [yaml, yml] = ["yaml", "yml"].map(ending => path.join(stackFolder, `Pulumi.${stack}.${ending}`)) as [string, string];
    return fs.existsSync(yml) && !fs.existsSync(yaml) ? yml : yaml;
}

/** The stacks that have a file beside `Pulumi.yaml`. */
export function listStacks(project: Project): string[] {
    return fs
        .readdirSync(project.stackFolder)
        .map(file => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1])
        .filter(name => name !== undefined)
        .sort();
}

/** Takes the stack that is named; without a name, the only one there is. */
export function chooseStack(project: Project, wanted: string | undefined): string {
    const stacks = listStacks(project);
    const there = stacks.length > 0 ? `There are: ${stacks.join(", ")}.` : "The project has no stack file.";
    if (wanted === undefined) {
        if (stacks.length === 1) return stacks[0]!;
        throw new SynthError(`Which stack? ${there}`, ExitCode.usage);
    }
    if (!stacks.includes(wanted)) {
        throw new SynthError(`There is no stack '${wanted}' in ${project.stackFolder}. ${there}`);
    }
    return wanted;
}

/** Reads `Pulumi.<stack>.yaml` over the defaults of `Pulumi.yaml`. */
export function readStackConfig(project: Project, stack: string): StackConfig {
    const file = stackFile(project, stack);
    // Account and channel numbers may be longer than a number of JavaScript.
    const content = readYaml(file, { intAsBigInt: true }) ?? {};
    if (!isObject(content)) {
        throw new SynthError(`${file}: expected a mapping with a 'config:' section.`);
    }
    const section = content.config ?? {};
    if (!isObject(section)) {
        throw new SynthError(`${file}: 'config:' must hold keys and values, and holds ${describe(section)}.`);
    }
    const values: Record<string, string> = {};
    const secretKeys: string[] = [];
    for (const [key, value] of Object.entries({ ...project.configDefaults, ...qualify(project.name, section, file) })) {
        const holder = { secret: false };
        const plain = withStandIns(value, holder);
        values[key] = textOf(plain);
        if (holder.secret) secretKeys.push(key);
    }
    return { values, secretKeys };
}

function textOf(value: unknown): string {
    if (typeof value === "string") return value;
    if (typeof value === "bigint") return String(value);
    return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? Number(item) : item));
}

function qualify(project: string, section: Record<string, unknown>, file: string): Record<string, unknown> {
    const qualified: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(section)) {
        if (value === null || value === undefined) {
            throw new SynthError(`${file}: config.${key} has no value. Give it one, or remove the line.`);
        }
        qualified[key.includes(":") ? key : `${project}:${key}`] = value;
    }
    return qualified;
}

/** Replaces every `{secure: …}`, at any depth, and notes that there was one. */
function withStandIns(value: unknown, holder: { secret: boolean }): unknown {
    if (Array.isArray(value)) return value.map(item => withStandIns(item, holder));
    if (!isObject(value)) return value;
    if (typeof value.secure === "string" && Object.keys(value).length === 1) {
        holder.secret = true;
        return secretStandIn;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withStandIns(item, holder)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
    return Array.isArray(value) ? "a list" : `'${String(value)}'`;
}
