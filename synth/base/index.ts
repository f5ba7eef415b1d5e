import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { synthesize, type SynthOptions } from "..";
import type { Base } from "../diff/report";
import { SynthError } from "../errors";
import { readProject, type Project } from "../project";
import { listStacks } from "../stack-config";
import type { SynthResult } from "../types";
import { checkOut } from "./checkout";
import { commitOf, complaint, fileAt, filesAt, findRepository, isDirty, type Repository } from "./git";

export interface BaseOptions extends Pick<SynthOptions, "policyPacks" | "timeoutSeconds"> {
    /** A branch, a tag or a commit. */
    readonly ref: string;
    readonly stack: string;
    readonly onPrint: (line: string) => void;
}

/**
 * What a stack was in a commit: the commit's own program, with the dependencies of its own lock file and its own
 * build, so that a change of the library shows as well as one of the program.
 */
export async function synthesizeBase(project: Project, options: BaseOptions): Promise<Base> {
    const { ref, onPrint } = options;
    const repository = await findRepository(project.root);
    const commit = await commitOf(repository, ref);
    if (await isDirty(repository)) onPrint("The working tree has changes that no commit holds: they are part of this diff.");
    const folder = path.relative(repository.top, fs.realpathSync(project.root)) || ".";
    const { files, submodules } = await filesAt(repository, commit);
    const there = await projectFolder(repository, commit, files, folder, project.name);
    if (there === undefined) {
        onPrint(`base: there is no project ${project.name} in it`);
        return { ref, commit };
    }
    if (there !== folder) onPrint(`base: the project ${project.name} lies in ${there} there`);
    if (submodules.length > 0) onPrint(`base: submodules are left empty: ${submodules.join(", ")}`);
    const checkout = await checkOut(repository, commit, there, onPrint).catch((error: unknown) => {
        if (error instanceof SynthError) throw error;
        throw new SynthError(`The base ${ref} cannot be prepared: ${complaint(error)}`);
    });
    try {
        return { ref, commit, result: await stackOf(path.join(checkout.folder, there), project, options) };
    } catch (error) {
        if (!(error instanceof SynthError)) throw error;
        throw new SynthError(`In the base ${ref} (${commit.slice(0, 10)}): ${error.message}`, error.exitCode);
    } finally {
        await checkout.release().catch(() => undefined);
    }
}

/** Where the project lies in a commit: in the same folder, or in the one other that has a project of its name. */
async function projectFolder(
    repository: Repository,
    commit: string,
    files: readonly string[],
    folder: string,
    name: string,
): Promise<string | undefined> {
    const projects = files.filter(file => /(^|\/)Pulumi\.ya?ml$/.test(file));
    if (projects.some(file => path.posix.dirname(file) === folder.split(path.sep).join("/"))) return folder;
    const named = await Promise.all(
        projects.map(async file => (projectName(await fileAt(repository, commit, file)) === name ? [path.posix.dirname(file)] : [])),
    );
    const [first, second] = named.flat();
    if (second !== undefined) throw new SynthError(`The base has several projects called ${name}: ${named.flat().join(", ")}.`);
    return first;
}

/** None where the file is no YAML: another project's mistake is not ours to tell. */
function projectName(text = ""): unknown {
    try {
        return (parse(text) as { name?: unknown } | null)?.name;
    } catch {
        return undefined;
    }
}

async function stackOf(directory: string, head: Project, options: BaseOptions): Promise<SynthResult | undefined> {
    const project = readProject(directory);
    if (project.name !== head.name) {
        throw new SynthError(
            `the project is called ${project.name} there and ${head.name} here. The name is part of every URN, so that an update ` +
                `would make all of it anew: these are two projects, and nothing in them can be compared.`,
        );
    }
    const stacks = listStacks(project);
    if (stacks.includes(options.stack)) return synthesize({ ...options, directory, ownExemptions: true });
    options.onPrint(`base: it has no stack ${options.stack}; there are: ${stacks.join(", ") || "none"}`);
    return undefined;
}
