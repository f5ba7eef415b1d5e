import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { SynthError } from "../errors";

/** A package manager, by its lock file: how it installs exactly that, and how it runs a script. */
export interface Manager {
    readonly lockFile: string;
    readonly install: readonly string[];
    readonly runScript: readonly string[];
}

export const managers: readonly Manager[] = [
    { lockFile: "package-lock.json", install: ["npm", "ci", "--no-audit", "--no-fund"], runScript: ["npm", "run"] },
    { lockFile: "npm-shrinkwrap.json", install: ["npm", "ci", "--no-audit", "--no-fund"], runScript: ["npm", "run"] },
    { lockFile: "pnpm-lock.yaml", install: ["pnpm", "install", "--frozen-lockfile"], runScript: ["pnpm", "run"] },
    { lockFile: "yarn.lock", install: ["yarn", "install", "--frozen-lockfile"], runScript: ["yarn", "run"] },
];

/**
 * Installs what the lock file says, unless that was done before, and builds. `npm ci` runs `prepare`, which is where
 * a package builds itself; a tree that was installed for an earlier commit is built again.
 */
export async function installAndBuild(
    folder: string,
    manager: Manager,
    isInstalled: boolean,
    onPrint: (line: string) => void,
): Promise<void> {
    if (!isInstalled) await runIn(folder, manager.install, onPrint);
    const { scripts = {} } = manifestOf(folder);
    const script = scripts.prepare === undefined ? "build" : isInstalled ? "prepare" : undefined;
    if (script !== undefined && scripts[script] !== undefined) await runIn(folder, [...manager.runScript, script], onPrint);
}

interface Manifest {
    readonly scripts?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
}

const manifestOf = (folder: string): Manifest => JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;

/** What package.json says of dependencies; where it changes, the lock file must be held against it again. */
export const dependenciesAsked = (folder: string): readonly unknown[] =>
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides", "workspaces"].map(
        key => manifestOf(folder)[key] ?? null,
    );

function runIn(folder: string, command: readonly string[], onPrint: (line: string) => void): Promise<void> {
    const said = command.join(" ");
    onPrint(`base: ${said}`);
    const [program, ...args] = command as [string, ...string[]];
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (printed = (printed + String(chunk)).slice(-8000)));
    return new Promise((resolve, reject) => {
        child.once("error", error => reject(new SynthError(`The base cannot be prepared: ${said}: ${error.message}`)));
        child.once("close", code => {
            if (code === 0) resolve();
            else
                reject(new SynthError(`The base cannot be prepared: \`${said}\` failed there (exit code ${code}).\n${lastLines(printed)}`));
        });
    });
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-15).join("\n");
