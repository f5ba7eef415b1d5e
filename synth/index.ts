import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
import { SynthError } from "./errors";
import { readPolicyConfig } from "./policy-config";
import { endWithThis } from "./process-group";
import { readProject, type Project } from "./project";
import { chooseStack, readStackConfig } from "./stack-config";
import type { Answer, Job, SynthResult } from "./types";

export interface SynthOptions {
    /** A folder in the project. */
    readonly directory: string;
    /** @default the only stack, where there is one */
    readonly stack?: string;
    /** Folders of policy packs. @default none */
    readonly policyPacks?: readonly string[];
    /** File with the levels of rules, as `pulumi preview --policy-pack-config` takes it. @default the rules' own */
    readonly policyConfig?: string;
    /** Leaves aside the file of exemptions that the environment names: a commit has its own. @default false */
    readonly ownExemptions?: boolean;
    /** Seconds until a program that does not end is stopped. @default 120 */
    readonly timeoutSeconds?: number;
    /** Takes what the program prints, line by line. @default dropped */
    readonly onPrint?: (line: string) => void;
}

export const defaultTimeoutSeconds = 120;

/**
 * Runs a Pulumi program in a process of its own, with answers from tables in place of a cloud, and returns the
 * state it asks for. Needs no credentials, no plug-ins and no pulumi CLI.
 */
export const synthesize = (options: SynthOptions): Promise<SynthResult> => synthesizeIn(runChild, options);

type Runner = (job: Job, project: Project, options: SynthOptions) => Promise<Answer>;

/** The same in another place than a process of its own. */
export async function synthesizeIn(runner: Runner, options: SynthOptions): Promise<SynthResult> {
    const project = readProject(options.directory);
    const stack = chooseStack(project, options.stack);
    const { values, secretKeys } = readStackConfig(project, stack);
    const job: Job = {
        root: project.root,
        program: project.program,
        project: project.name,
        stack,
        organization: "organization",
        config: values,
        secretKeys,
        policyPacks: (options.policyPacks ?? []).map(pack => packFolder(pack)),
        ...(options.policyConfig === undefined ? {} : { policyConfig: readPolicyConfig(path.resolve(options.policyConfig)) }),
        exemptions: exemptionsIn(project.root, options.ownExemptions),
    };
    const answer = await runner(job, project, options);
    if (answer.kind === "failed") throw new SynthError(programFailure(answer));
    return { project, stack, deployment: answer.deployment, notices: answer.notices, policy: answer.policy };
}

export function packFolder(pack: string): string {
    const folder = path.resolve(pack);
    if (!fs.existsSync(folder)) throw new SynthError(`The policy pack ${folder} does not exist.`);
    return folder;
}

/** The file beside Pulumi.yaml; another one may be named, as it must be where the pulumi CLI starts the pack. */
export function exemptionsIn(root: string, own = false): string | undefined {
    if (!own && process.env.WEBSTACK_EXEMPTIONS) return path.resolve(process.env.WEBSTACK_EXEMPTIONS);
    const file = path.join(root, "policy-exemptions.yaml");
    return fs.existsSync(file) ? file : undefined;
}

function programFailure({ message, frames }: Extract<Answer, { kind: "failed" }>): string {
    return [message, ...frames.map(frame => `    at ${frame}`)].join("\n");
}

function runChild(job: Job, project: Project, options: SynthOptions): Promise<Answer> {
    const seconds = options.timeoutSeconds ?? defaultTimeoutSeconds;
    const child = fork(path.join(__dirname, "child", "start.js"), {
        cwd: project.root,
        execArgv: [...project.nodeArgs],
        // The program's prints must never mix with a document on stdout.
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        serialization: "advanced",
        // A process group of its own, so that policy hosts and whatever the program starts end with it.
        detached: true,
    });
    const { kill, release } = endWithThis(child);
    for (const stream of [child.stdout!, child.stderr!]) readLines(stream, options.onPrint ?? (() => undefined));
    return new Promise<Answer>((resolve, reject) => {
        const timer = setTimeout(
            () => {
                kill();
                reject(
                    new SynthError(
                        `The program did not end within ${seconds} seconds and was stopped. It may wait for something that never comes, ` +
                            `or keep a server or a timer open. --timeout sets another limit.`,
                    ),
                );
            },
            Math.min(seconds * 1000, longestTimer),
        );
        let answer: Answer | undefined;
        child.on("message", message => (answer = message as Answer));
        child.once("error", reject);
        // A process that the program left behind would keep the streams open.
        child.once("exit", kill);
        child.once("close", (code, signal) => {
            clearTimeout(timer);
            release();
            if (answer) resolve(answer);
            else
                reject(
                    new SynthError(
                        `The program ended its own process (${signal ?? `exit code ${code}`}) before all of its resources were registered.`,
                    ),
                );
        });
        // Where the child is gone already, `close` says so.
        child.send(job, () => undefined);
    });
}

/** What a timer of Node can hold: 24 days. */
const longestTimer = 2 ** 31 - 1;

/** Hands over whole lines; the last one also where it does not end. */
function readLines(stream: Readable, take: (line: string) => void): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop()!;
        for (const part of parts) take(part);
    });
    stream.once("end", () => rest && take(rest));
}

export { SynthError, ExitCode } from "./errors";
export type * from "./types";
