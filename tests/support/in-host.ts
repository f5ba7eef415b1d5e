import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import * as v8 from "node:v8";
import type * as synth from "../../synth";
import type { SynthResult } from "../../synth/types";

/** The built code: tests see what users run. Loaded where it is needed, for many suites leave all of it to the host. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const built = (): typeof synth => require("../../dist/synth/index.js") as typeof synth;

type Options = Pick<synth.SynthOptions, "directory" | "stack" | "onPrint">;
type Answer = { readonly printed: readonly string[] } & ({ readonly result: SynthResult } | { readonly message: string });

const portFile = path.join(__dirname, "..", "..", "out", "tests", "hosts", process.env.JEST_WORKER_ID ?? "1");

/**
 * Like `synthesize`, in the process that this worker's programs share (`program-host.js`); where that has ended, in a
 * process of its own. For programs that are about components: those that are about synth itself have the real thing.
 */
export async function synthesizeInHost({ onPrint, ...options }: Options): Promise<SynthResult> {
    const answer = await askHost(options);
    if (!answer) return built().synthesize({ ...options, onPrint });
    for (const line of answer.printed) onPrint?.(line);
    if ("message" in answer) throw new Error(answer.message);
    return answer.result;
}

function askHost(options: Omit<Options, "onPrint">): Promise<Answer | undefined> {
    if (!fs.existsSync(portFile)) return Promise.resolve(undefined);
    const socket = net.connect(Number(fs.readFileSync(portFile, "utf8")), "127.0.0.1");
    const parts: Buffer[] = [];
    socket.on("data", part => parts.push(part)).end(v8.serialize(options));
    return new Promise(resolve => {
        socket.once("error", () => resolve(undefined));
        socket.once("close", () => resolve(parts.length > 0 ? (v8.deserialize(Buffer.concat(parts)) as Answer) : undefined));
    });
}
