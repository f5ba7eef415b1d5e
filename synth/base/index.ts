import * as fs from "node:fs";
import * as path from "node:path";
import { synthesize, type SynthOptions } from "..";
import type { Base } from "../diff/report";
import { SynthError } from "../errors";
import { readProject, type Project } from "../project";
import { listStacks } from "../stack-config";
import type { SynthResult } from "../types";
import { checkOut } from "./checkout";
import { commitOf, fileAt, findRepository, isDirty } from "./git";

export interface BaseOptions extends Pick<SynthOptions, "policyPacks" | "timeoutSeconds" | "onPrint"> {
    /** A branch, a tag or a commit. */
    readonly ref: string;
    readonly stack: string;
}

/**
 * What a stack was in a commit: the commit's own program, with the dependencies of its own lock file and its own
 * build, so that a change of the library shows as well as one of the program.
 */
export async function synthesizeBase(project: Project, { ref, stack, ...options }: BaseOptions): Promise<Base> {
    const onPrint = options.onPrint ?? (() => undefined);
    const repository = await findRepository(project.root);
    const commit = await commitOf(repository, ref);
    if (await isDirty(repository)) onPrint("The working tree has changes that no commit holds: they are part of this diff.");
    const folder = path.relative(repository.top, fs.realpathSync(project.root)) || ".";
    const isThere = await Promise.all(["Pulumi.yaml", "Pulumi.yml"].map(file => fileAt(repository, commit, path.join(folder, file))));
    if (isThere.every(content => content === undefined)) return { ref, commit };

    const checkout = await checkOut(repository, commit, folder, onPrint);
    try {
        return {
            ref,
            commit,
            result: await inBase(ref, commit, () => stackOf(path.join(checkout.folder, folder), project, stack, options)),
        };
    } finally {
        await checkout.release();
    }
}

async function stackOf(
    directory: string,
    head: Project,
    stack: string,
    options: Omit<BaseOptions, "ref" | "stack">,
): Promise<SynthResult | undefined> {
    const project = readProject(directory);
    if (project.name !== head.name) {
        throw new SynthError(
            `the project is called ${project.name} there and ${head.name} here. The name is part of every URN, so that an update ` +
                `would make all of it anew: these are two projects, and nothing in them can be compared.`,
        );
    }
    return listStacks(project).includes(stack) ? synthesize({ directory, stack, ...options }) : undefined;
}

/** Says of a mistake that it is the base's, not the reader's own. */
async function inBase<T>(ref: string, commit: string, run: () => Promise<T>): Promise<T> {
    try {
        return await run();
    } catch (error) {
        if (error instanceof SynthError)
            throw new SynthError(`In the base ${ref} (${commit.slice(0, 10)}): ${error.message}`, error.exitCode);
        throw error;
    }
}
