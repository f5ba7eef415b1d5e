import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as nodeModule from "node:module";
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { SynthError } from "../errors";
import { readYaml } from "../yaml-file";
import type { Asked } from "../types";
import { isRecord } from "../wire";
import { environmentOf } from "./environment";

/** A running analyser host with one policy pack in it. */
export interface PolicyHost {
    /** The pack's folder. */
    readonly folder: string;
    readonly port: number;
    /** Loads a module of the pack's SDK, which may be another than the program's. */
    readonly load: <T>(id: string) => T;
    stop(): void;
}

/**
 * Starts a pack the way the engine does: the SDK's run-policy-pack, with the pack as working directory. The host
 * prints the port it listens on.
 */
export async function startPolicyHost(pack: string, asked?: Asked): Promise<PolicyHost> {
    const main = packMain(pack);
    const fromPack = nodeModule.createRequire(path.join(pack, "pack.js"));
    let runner: string;
    let fromSdk: NodeJS.Require;
    try {
        // The SDK that the pack's own @pulumi/policy uses.
        const fromPolicy = nodeModule.createRequire(fromPack.resolve("@pulumi/policy/package.json"));
        runner = fromPolicy.resolve("@pulumi/pulumi/cmd/run-policy-pack");
        fromSdk = nodeModule.createRequire(fromPolicy.resolve("@pulumi/pulumi/package.json"));
    } catch {
        throw new SynthError(
            `The policy pack ${pack} does not find @pulumi/policy. Install it (npm install @pulumi/policy), or leave policies out (--no-policy).`,
        );
    }
    const child = spawn(process.execPath, ["--require", path.join(__dirname, "lazy-host.js"), runner, "127.0.0.1:0", main], {
        cwd: pack,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...(asked && environmentOf(asked)), ...compileCache(), WEBSTACK_EXEMPTIONS: asked?.exemptions ?? "" },
    });
    const stop = (): void => void child.kill("SIGKILL");
    process.once("exit", stop);
    let printed = "";
    let complaints = "";
    child.stderr.on("data", chunk => (complaints += String(chunk)));
    const port = await new Promise<number>((resolve, reject) => {
        child.stdout.on("data", chunk => {
            printed += String(chunk);
            const line = /^(\d+)$/m.exec(printed);
            if (line) resolve(Number(line[1]));
        });
        child.once("error", reject);
        child.once("exit", code => {
            reject(new SynthError(`The policy pack ${pack} did not start (exit code ${code}).\n${readable(complaints || printed)}`));
        });
    });
    // From here on the host must not keep this process from noticing that the program is done.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
    return { folder: pack, port, load: <T>(id: string) => fromSdk(id) as T, stop };
}

/** The host keeps its compiled code where this process keeps its own, where Node can do that (22.8 and later). */
function compileCache(): { NODE_COMPILE_CACHE?: string } {
    const folder = (nodeModule as { getCompileCacheDir?: () => string | undefined }).getCompileCacheDir?.();
    return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** What the host says of a pack that throws, without colours and without frames that are not the pack's own. */
function readable(complaints: string): string {
    return stripVTControlCharacters(complaints)
        .replace(/^error: \[runtime\] Running program .* failed with an unhandled exception:\n/m, "")
        .replace(/^\s*at .*(?:node:internal|node_modules|lazy-host\.js|<anonymous>\)$).*\n?/gm, "")
        .trim();
}

/** The folder or file that PulumiPolicy.yaml names. */
function packMain(pack: string): string {
    const file = path.join(pack, "PulumiPolicy.yaml");
    if (!fs.existsSync(file)) {
        throw new SynthError(`${pack} is not a policy pack: there is no PulumiPolicy.yaml in it.`);
    }
    const content = readYaml(file);
    const runtime = isRecord(content) ? (isRecord(content.runtime) ? content.runtime.name : content.runtime) : undefined;
    if (runtime !== "nodejs") {
        throw new SynthError(`${file}: synth runs packs of the nodejs runtime; this one names ${JSON.stringify(runtime)}.`);
    }
    const main = isRecord(content) && typeof content.main === "string" ? content.main : ".";
    const absolute = path.resolve(pack, main);
    if (!fs.existsSync(absolute)) throw new SynthError(`${file}: main names ${main}, and ${absolute} does not exist.`);
    return absolute;
}
