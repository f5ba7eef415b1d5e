import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { SynthError } from "../errors";

const run = promisify(execFile);

/** What git prints. Nothing of the caller's environment, which may be that of a hook, points it at another repository. */
export async function git(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name));
    const { stdout } = await run("git", [...args], {
        cwd,
        env: { ...Object.fromEntries(inherited), ...env },
        maxBuffer: 256 * 1024 * 1024,
    });
    return stdout.trimEnd();
}

/** The repository that holds a folder. */
export interface Repository {
    readonly top: string;
    readonly gitFolder: string;
}

export async function findRepository(folder: string): Promise<Repository> {
    try {
        const [top, gitFolder] = (await git(folder, ["rev-parse", "--show-toplevel", "--absolute-git-dir"])).split("\n");
        return { top: fs.realpathSync(top!), gitFolder: gitFolder! };
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new SynthError("A diff needs git, which is not installed.");
        throw new SynthError(`${folder} is in no git repository: there is no base to compare with. ${lastLine(error)}`.trim());
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

/** Whether the working tree has changes that no commit holds. */
export const isDirty = async ({ top }: Repository): Promise<boolean> => (await git(top, ["status", "--porcelain"])) !== "";

/** A file as it is in a commit; `undefined` where the commit does not have it. */
export const fileAt = ({ top }: Repository, commit: string, file: string): Promise<string | undefined> =>
    git(top, ["cat-file", "blob", `${commit}:${file.split(path.sep).join("/")}`]).catch(() => undefined);

/** What a command complained of last. */
const lastLine = (error: unknown): string => ((error as { stderr?: string }).stderr ?? "").trim().split("\n").at(-1) ?? "";
