import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { SynthError } from "../errors";
import { endWithThis } from "../process-group";

/** A package manager, by its lock file: how it installs exactly that, and how it runs a script. */
export interface Manager {
    readonly lockFile: string;
    readonly install: readonly string[];
    readonly runScript: readonly string[];
}

/** Whatever the user's own settings: a compiler is a dev dependency, and `prepare` may be what builds. */
const npmCi = ["npm", "ci", "--no-audit", "--no-fund", "--include=dev", "--ignore-scripts=false"];

export const managers: readonly Manager[] = [
    { lockFile: "package-lock.json", install: npmCi, runScript: ["npm", "run"] },
    { lockFile: "npm-shrinkwrap.json", install: npmCi, runScript: ["npm", "run"] },
    { lockFile: "pnpm-lock.yaml", install: ["pnpm", "install", "--frozen-lockfile"], runScript: ["pnpm", "run"] },
    { lockFile: "yarn.lock", install: ["yarn", "install", "--frozen-lockfile"], runScript: ["yarn", "run"] },
];

/** What is read of a package.json. */
export interface Manifest {
    readonly scripts?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
}

export const readManifest = (folder: string): Manifest =>
    JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;

const installedBy = [
    ...["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"],
    ...["overrides", "resolutions", "pnpm", "workspaces"],
];

/** What an install depends on beside the lock file. A script that runs with it may depend on the whole commit. */
export function installKey({ scripts, ...manifest }: Manifest, commit: string): string {
    const runsScripts = ["preinstall", "install", "postinstall"].some(name => scripts?.[name] !== undefined);
    return JSON.stringify([...installedBy.map(key => manifest[key] ?? null), runsScripts ? commit : null]);
}

/**
 * Installs what the lock file says, unless that was done before, and builds. An install runs `prepare`, in which many
 * packages build themselves; a tree that was installed for an earlier commit is built again.
 */
export async function installAndBuild(
    folder: string,
    { manager, manifest, isInstalled }: { manager: Manager; manifest: Manifest; isInstalled: boolean },
    onPrint: (line: string) => void,
): Promise<void> {
    if (!isInstalled) await runIn(folder, manager.install, onPrint);
    const { prepare, build } = manifest.scripts ?? {};
    const isBuilt = !isInstalled && prepare !== undefined && /\bbuild\b/.test(prepare);
    const script = build !== undefined && !isBuilt ? "build" : isInstalled && prepare !== undefined ? "prepare" : undefined;
    if (script) await runIn(folder, [...manager.runScript, script], onPrint);
}

function runIn(folder: string, command: readonly string[], onPrint: (line: string) => void): Promise<void> {
    const said = command.join(" ");
    onPrint(`base: ${said}`);
    const [program, ...args] = command as [string, ...string[]];
    const child = spawn(program, args, {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        shell: process.platform === "win32",
        // A process group of its own, so that what it starts ends with it.
        detached: true,
    });
    const { release } = endWithThis(child);
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (printed = (printed + String(chunk)).slice(-8000)));
    return new Promise((resolve, reject) => {
        const fail = (reason: string): void => reject(new SynthError(`The base cannot be prepared: \`${said}\` ${reason}`));
        child.once("error", (error: NodeJS.ErrnoException) => {
            release();
            fail(error.code === "ENOENT" ? `needs ${program}, which is not installed.` : `does not start: ${error.message}`);
        });
        child.once("close", code => {
            release();
            if (code === 0) resolve();
            else fail(`failed there (exit code ${code}).\n${lastLines(printed)}`);
        });
    });
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-15).join("\n");
