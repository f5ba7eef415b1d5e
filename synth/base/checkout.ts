import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { check, lock } from "proper-lockfile";
import { fileAt, git, type Repository } from "./git";
import { dependenciesAsked, installAndBuild, managers, type Manager } from "./install";

/** A commit's tree with its own dependencies, built, and nobody else's until it is released. */
export interface Checkout {
    readonly folder: string;
    release(): Promise<void>;
}

interface Dependencies {
    /** Where the lock file lies, from the top of the repository. */
    readonly folder: string;
    readonly manager: Manager;
    readonly content: string;
}

/** `$XDG_CACHE_HOME/webstack/bases`, or the same in `~/.cache`. */
const cacheFolder = (): string => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "webstack", "bases");

/**
 * Puts a commit's tree into a folder that is kept for its lock file, so that dependencies are installed once for all
 * commits that share them. `project` is the project's folder from the top of the repository.
 */
export async function checkOut(
    repository: Repository,
    commit: string,
    project: string,
    onPrint: (line: string) => void,
): Promise<Checkout> {
    const dependencies = await dependenciesOf(repository, commit, project);
    const slot = path.join(cacheFolder(), keyOf(repository, dependencies));
    const folder = path.join(slot, "tree");
    fs.mkdirSync(folder, { recursive: true });
    const release = await lock(slot, { retries: { forever: true, minTimeout: 200, maxTimeout: 2000 }, stale: 30_000 });
    try {
        const builtFor = path.join(slot, "commit");
        if (read(builtFor) !== commit) {
            fs.rmSync(builtFor, { force: true });
            await fill(repository, commit, slot, folder);
            if (dependencies) await prepare(slot, path.join(folder, dependencies.folder), dependencies.manager, onPrint);
            fs.writeFileSync(builtFor, commit);
        }
        await dropOldest(slot);
        return { folder, release };
    } catch (error) {
        await release();
        throw error;
    }
}

/** The nearest lock file at the project's folder or above it. */
async function dependenciesOf(repository: Repository, commit: string, project: string): Promise<Dependencies | undefined> {
    for (let folder = project; ; folder = path.dirname(folder)) {
        for (const manager of managers) {
            const content = await fileAt(repository, commit, path.join(folder, manager.lockFile));
            if (content !== undefined) return { folder, manager, content };
        }
        if (folder === "." || folder === path.dirname(folder)) return undefined;
    }
}

const keyOf = ({ gitFolder }: Repository, dependencies: Dependencies | undefined): string =>
    createHash("sha256")
        .update(JSON.stringify([gitFolder, process.version, process.arch, dependencies?.folder, dependencies?.content]))
        .digest("hex")
        .slice(0, 16);

/** The commit's files in place of an earlier commit's; what is installed stays, what was built goes. */
async function fill({ gitFolder }: Repository, commit: string, slot: string, folder: string): Promise<void> {
    // An index of its own: the repository's knows nothing of this tree.
    const there = { GIT_DIR: gitFolder, GIT_WORK_TREE: folder, GIT_INDEX_FILE: path.join(slot, "index") };
    await git(folder, ["read-tree", "--reset", "-u", commit], there);
    await git(folder, ["clean", "-ffdxq", "-e", "node_modules"], there);
}

async function prepare(slot: string, folder: string, manager: Manager, onPrint: (line: string) => void): Promise<void> {
    const installed = path.join(slot, "installed");
    const wanted = JSON.stringify(dependenciesAsked(folder));
    const isInstalled = read(installed) === wanted;
    fs.rmSync(installed, { force: true });
    await installAndBuild(folder, manager, isInstalled, onPrint);
    fs.writeFileSync(installed, wanted);
}

/** A folder holds all that a project installs: those that were not used for longest make room. */
const keptSlots = 4;

async function dropOldest(slot: string): Promise<void> {
    fs.utimesSync(slot, new Date(), new Date());
    const slots = fs
        .readdirSync(cacheFolder(), { withFileTypes: true })
        .filter(entry => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
        .map(({ name }) => path.join(cacheFolder(), name))
        .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
    for (const old of slots.slice(keptSlots)) if (!(await check(old))) fs.rmSync(old, { recursive: true, force: true });
}

const read = (file: string): string | undefined => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined);
