import * as fs from "node:fs";
import * as path from "node:path";
import type { Notice, PropertyMap, ResourceState, SynthResult } from "../../synth/types";
import { root, synthesize } from "../support/synth";

/** Files of a project, by path. */
export type Files = Readonly<Record<string, string>>;

/** A project named `test` with a stack `dev`, whose nearest package.json is its own. */
const defaults: Files = {
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    "Pulumi.dev.yaml": "config: {}\n",
    "package.json": '{ "private": true }\n',
};

export interface Run {
    readonly result: SynthResult;
    readonly resources: readonly ResourceState[];
    readonly notices: readonly Notice[];
    /** Outputs of the stack. */
    readonly outputs: PropertyMap;
    /** What the program printed, stdout and stderr. */
    readonly printed: readonly string[];
}

interface Options {
    readonly stack?: string;
    /** The folder below the project that synth is started in. */
    readonly from?: string;
    readonly timeoutSeconds?: number;
    readonly policyPacks?: readonly string[];
}

/** Writes a project below `out/tests`, where it finds this repository's packages. */
export function writeProject(name: string, files: Files, folder = path.join(root, "out", "tests", name)): string {
    fs.rmSync(folder, { recursive: true, force: true });
    for (const [file, content] of Object.entries({ ...defaults, ...files })) {
        const target = path.join(folder, file);
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, content);
    }
    return folder;
}

/** The same project, without files that it has by default. */
export function writeProjectWithout(missing: string, name: string, files: Files): string {
    const folder = writeProject(name, files);
    fs.rmSync(path.join(folder, missing));
    return folder;
}

export async function run(directory: string, options: Options = {}): Promise<Run> {
    const printed: string[] = [];
    const result = await synthesize({
        directory: path.join(directory, options.from ?? "."),
        stack: options.stack ?? "dev",
        timeoutSeconds: options.timeoutSeconds,
        policyPacks: options.policyPacks,
        onPrint: line => printed.push(line),
    });
    const { resources } = result.deployment.deployment;
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    return { result, resources, notices: result.notices, outputs: stack?.outputs ?? {}, printed };
}

/** Writes and runs a project. */
export const synth = (name: string, files: Files, options?: Options): Promise<Run> => run(writeProject(name, files), options);

/** The message of a run that fails by the user's mistake. */
export async function failure(name: string, files: Files, options?: Options): Promise<string> {
    return failureOf(writeProject(name, files), options);
}

export async function failureOf(directory: string, options?: Options): Promise<string> {
    const ended = await run(directory, options).then(
        () => undefined,
        (error: Error) => error,
    );
    if (ended === undefined) throw new Error("the run was expected to fail, and did not");
    if (ended.name !== "SynthError") throw ended;
    return ended.message;
}

/** The one resource of this type and name; the type may be its last part: `Bucket`. */
export function resource({ resources }: Pick<Run, "resources">, type: string, name: string): ResourceState {
    const found = resources.filter(state => state.urn.endsWith(`::${name}`) && (state.type === type || state.type.endsWith(`:${type}`)));
    if (found.length !== 1)
        throw new Error(`there are ${found.length} resources ${type} '${name}' among ${resources.map(({ urn }) => urn).join("\n")}`);
    return found[0]!;
}

/** How a hidden secret reads. */
export const secret = (value: unknown = "[secret]"): PropertyMap => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(value),
});
