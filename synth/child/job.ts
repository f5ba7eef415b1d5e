import * as fs from "node:fs";
import * as path from "node:path";
import { inspect } from "node:util";
import { SynthError } from "../errors";
import type { Answer, Job } from "../types";
import { Analyzers } from "./analyzers";
import { documentOf } from "./document";
import { Monitor } from "./monitor";
import { environmentOf } from "./environment";
import { compile, findEntry } from "./program";
import { loadSdk, type Sdk } from "./sdk";
import { SourceMapper } from "./source-map";

/** Runs one program and the monitor it talks to in this process, and sends one answer. */
export function run(job: Job, send: (answer: Answer) => void, load = loadSdk): void {
    const mapper = new SourceMapper();
    let answered = false;
    const sendOnce = (answer: Answer): void => {
        if (answered) return;
        answered = true;
        send(answer);
    };
    const fail = (error: unknown): void => sendOnce(failure(error, mapper, job));
    process.on("uncaughtException", fail);
    process.on("unhandledRejection", fail);
    runJob(job, mapper, sendOnce, load).catch(fail);
}

async function runJob(job: Job, mapper: SourceMapper, send: (answer: Answer) => void, load: typeof loadSdk): Promise<void> {
    enterProject(job);
    const compiling = compile(findEntry(job.program), mapper);
    compiling.catch(() => undefined);
    let sdkLoaded!: (sdk: Sdk) => void;
    const analyzers = new Analyzers(job, new Promise(resolve => (sdkLoaded = resolve)));
    const sdk = load(process.cwd());
    if (!sdk) {
        throw new SynthError(`@pulumi/pulumi is not installed for ${job.root}. Run 'npm install' there.`);
    }
    sdkLoaded(sdk);
    const monitor = new Monitor(sdk, job, analyzers, mapper);
    sdk.settings.setMockOptions(monitor, job.project, job.stack, true, job.organization);
    const program = await compiling;

    let finished = false;
    sdk.pulumi.runtime
        .runInPulumiStack(program.run)
        .then(() => (finished = true))
        .catch((error: unknown) => process.emit("uncaughtException", error as Error));

    whenNothingIsLeft(async () => {
        if (!finished) {
            const [, message] = sdk.debuggable.leakedPromises();
            throw new SynthError(message || "The program ended before it was done: something it awaits never settles.");
        }
        if (process.exitCode) throw new SynthError(`The program ended with exit code ${process.exitCode}.`);
        const states = [...monitor.states.values()];
        const policy = await analyzers.finish(states);
        send({ kind: "done", ...documentOf(states, [...monitor.notices.values()]), policy });
    });
}

/** Sets what the SDK reads when it is loaded, as the pulumi CLI does. */
export function enterProject(job: Job): void {
    const folder = fs.statSync(job.program).isDirectory() ? job.program : path.dirname(job.program);
    process.chdir(folder);
    Object.assign(process.env, environmentOf(job));
}

/**
 * Calls `done` once the event loop is empty. Libraries register last resources in handlers of `beforeExit`, so
 * the first such event only makes room for theirs (the SDK's own cmd/run does the same).
 */
function whenNothingIsLeft(done: () => Promise<void>): void {
    let rounds = 0;
    process.on("beforeExit", () => {
        rounds++;
        if (rounds === 1) setImmediate(() => undefined);
        if (rounds === 2) done().catch((error: unknown) => process.emit("uncaughtException", error as Error));
    });
}

/** The first lines a user needs: what went wrong, and where in their own files. */
function failure(error: unknown, mapper: SourceMapper, job: Job): Answer {
    if (!(error instanceof Error)) return { kind: "failed", message: `The program threw ${inspect(error)}.`, frames: [] };
    // Errors of the user's making say themselves what is wrong: RunError of the SDK, and ours.
    const isUserMistake =
        error instanceof SynthError || "__pulumiRunError" in error || (error as { hideStack?: boolean }).hideStack === true;
    const frames = isUserMistake
        ? []
        : mapper
              .userFrames(error.stack ?? "")
              .filter(({ file }) => !file.startsWith(path.dirname(__dirname) + path.sep))
              .map(({ file, line, column }) => `${path.relative(job.root, file)}:${line}:${column}`);
    const named = isUserMistake || error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
    return { kind: "failed", message: named, frames: frames.slice(0, 5) };
}
