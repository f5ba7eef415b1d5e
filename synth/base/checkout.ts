import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { check, lock } from "proper-lockfile";
import { fileAt, git, type Repository } from "./git";
import { installAndBuild, installKey, managers, readManifest, type Manager } from "./install";

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

/** `$XDG_CACHE_HOME/webstack/bases`, or the same in `~/.cache`; a relative one counts for nothing (XDG Base Directory). */
function cacheFolder(): string {
    const { XDG_CACHE_HOME: named = "" } = process.env;
    return path.join(path.isAbsolute(named) ? named : path.join(os.homedir(), ".cache"), "webstack", "bases");
}

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
    const release = await lockSlot(slot, onPrint);
    try {
        const filled = new Marker(path.join(slot, "commit"), commit);
        if (!filled.isSet) {
            await filled.during(async () => {
                await fill(repository, commit, slot, folder);
                if (dependencies) await prepare(slot, path.join(folder, dependencies.folder), dependencies.manager, commit, onPrint);
                else onPrint("base: there is no lock file of npm, pnpm or yarn in it: nothing is installed");
            });
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

async function prepare(slot: string, folder: string, manager: Manager, commit: string, onPrint: (line: string) => void): Promise<void> {
    const manifest = readManifest(folder);
    const installed = new Marker(path.join(slot, "installed"), installKey(manifest, commit));
    await installed.during(isInstalled => installAndBuild(folder, { manager, manifest, isInstalled }, onPrint));
}

/** A file that says for what something was done last; while it is done anew, it says nothing. */
class Marker {
    constructor(
        private readonly file: string,
        private readonly wanted: string,
    ) {}

    get isSet(): boolean {
        return fs.existsSync(this.file) && fs.readFileSync(this.file, "utf8") === this.wanted;
    }

    async during(work: (wasSet: boolean) => Promise<void>): Promise<void> {
        const wasSet = this.isSet;
        fs.rmSync(this.file, { force: true });
        await work(wasSet);
        fs.writeFileSync(this.file, this.wanted);
    }
}

/** Milliseconds after which a lock counts as left behind by a process that was killed. */
const stale = 30_000;

/** Waits for its turn, and says so. A machine that slept may find its lock taken for stale: the work goes on. */
async function lockSlot(slot: string, onPrint: (line: string) => void): Promise<() => Promise<void>> {
    const options = { stale, onCompromised: () => undefined };
    try {
        return await lock(slot, options);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
        onPrint("base: waiting for another diff with the same dependencies");
        return lock(slot, { ...options, retries: { forever: true, minTimeout: 200, maxTimeout: 2000 } });
    }
}

/** A folder holds all that a project installs: those that were not used for longest make room. */
const keptSlots = 4;

async function dropOldest(slot: string): Promise<void> {
    fs.utimesSync(slot, new Date(), new Date());
    const slots = fs
        .readdirSync(cacheFolder(), { withFileTypes: true })
        .filter(entry => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
        .map(({ name }) => path.join(cacheFolder(), name));
    // Another process may drop one meanwhile.
    const usedAt = (folder: string): number => fs.statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    for (const old of slots.sort((a, b) => usedAt(b) - usedAt(a)).slice(keptSlots)) {
        const isUsed = await check(old, { stale }).catch(() => true);
        if (!isUsed) fs.rmSync(old, { recursive: true, force: true });
    }
}
