import { spawn } from "node:child_process";
import * as path from "node:path";
import { root } from "../support/synth";

export interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

interface Where {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
}

/** Runs the `webstack` command as a user does, without what this test's own environment says of colours. */
export function webstack(args: readonly string[], { cwd = root, env = {} }: Where = {}): Promise<Ended> {
    const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env;
    const child = spawn(process.execPath, [path.join(root, "bin", "webstack.js"), ...args], { cwd, env: { ...inherited, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", code => resolve({ code, stdout, stderr }));
    });
}
