import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { SynthError } from "../errors";

const run = promisify(execFile);

/** Variables that point git at a repository (git rev-parse --local-env-vars); a hook has them set. */
const local = /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY)$/;

/** What git prints, of the repository that holds the folder and of no other. */
export async function git(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const inherited = Object.entries(process.env).filter(([name]) => !local.test(name));
    const { stdout } = await run("git", [...args], {
        cwd,
        env: { ...Object.fromEntries(inherited), ...env },
        maxBuffer: 256 * 1024 * 1024,
    });
    return stdout.trimEnd();
}

/** What git said of a failure. */
export const complaint = (error: unknown): string => ((error as { stderr?: string }).stderr || (error as Error).message).trim();

/** The repository that holds a folder. */
export interface Repository {
    readonly top: string;
    readonly gitFolder: string;
}

export async function findRepository(folder: string): Promise<Repository> {
    try {
        const top = await git(folder, ["rev-parse", "--show-toplevel"]);
        return { top: fs.realpathSync(top), gitFolder: await git(folder, ["rev-parse", "--absolute-git-dir"]) };
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall?.startsWith("spawn")) {
            throw new SynthError("A diff needs git, which is not installed.");
        }
        throw new SynthError(`git finds no repository in ${folder} to compare with. It says:\n${complaint(error)}`);
    }
}

/** The commit that a name stands for. */
export async function commitOf({ top }: Repository, ref: string): Promise<string> {
    try {
        return await git(top, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
    } catch {
        const shallow = (await git(top, ["rev-parse", "--is-shallow-repository"]).catch(() => "false")) === "true";
        throw new SynthError(
            `There is no commit '${ref}' in ${top}. ` +
                (shallow
                    ? "The clone is shallow: fetch the base too (actions/checkout with fetch-depth: 0, or git fetch --unshallow)."
                    : "Name a branch, a tag or a commit that git rev-parse knows; a branch of a remote is written origin/<branch>, after git fetch."),
        );
    }
}

/** Whether the working tree has changes that no commit holds. Where git cannot tell, nothing depends on it. */
export const isDirty = async ({ top }: Repository): Promise<boolean> => (await git(top, ["status", "--porcelain"]).catch(() => "")) !== "";

/** A file as it is in a commit; `undefined` where the commit does not have it. */
export const fileAt = ({ top }: Repository, commit: string, file: string): Promise<string | undefined> =>
    git(top, ["cat-file", "blob", `${commit}:${file.split(path.sep).join("/")}`]).catch(() => undefined);

/** A commit's files, from the top of the repository, and its submodules, which a tree of it leaves empty. */
export async function filesAt({ top }: Repository, commit: string): Promise<{ files: readonly string[]; submodules: readonly string[] }> {
    const entries = (await git(top, ["ls-tree", "-r", "-z", commit])).split("\0").filter(Boolean);
    const all = entries.map(entry => ({ isSubmodule: entry.startsWith("160000 "), file: entry.slice(entry.indexOf("\t") + 1) }));
    const named = (wanted: boolean): string[] => all.filter(({ isSubmodule }) => isSubmodule === wanted).map(({ file }) => file);
    return { files: named(false), submodules: named(true) };
}
