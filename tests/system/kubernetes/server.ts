import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";

/** A server of the program, whose standard input holds it: it ends with this process at the latest. */
export class Server {
    readonly #process: ChildProcess;
    readonly #end: Promise<void>;
    #ended = false;

    constructor(
        program: string,
        readonly name: string,
        flags: Readonly<Record<string, string>>,
        readonly log: string,
    ) {
        const output = fs.openSync(log, "a");
        const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
        // No HOME: a server is to read no settings but these.
        this.#process = spawn(program, [name, ...args], { stdio: ["pipe", output, output], env: { PATH: process.env.PATH } });
        fs.closeSync(output);
        this.#process.stdin!.on("error", () => undefined);
        this.#end = new Promise(resolve => {
            for (const event of ["close", "error"]) this.#process.once(event, () => resolve());
        });
        void this.#end.then(() => (this.#ended = true));
    }

    /** Fails as soon as the server is gone, with the end of its log. */
    async until(what: string, ready: () => Promise<boolean>): Promise<void> {
        try {
            await until(what, () => {
                if (this.#ended) throw new Error("it ended");
                return ready();
            });
        } catch (error) {
            throw new Error(`${this.name}: ${(error as Error).message}\n${fs.readFileSync(this.log, "utf8").slice(-3000)}`);
        }
    }

    async stop(): Promise<void> {
        this.#process.kill("SIGKILL");
        await this.#end;
    }
}

/** Waits for a condition; the limit is for what will never be, not for what is slow. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 120): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !(await holds()); await pause(50)) {
        if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
    }
}

export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Ports that nobody has, all different. */
export async function freePorts(count: number): Promise<number[]> {
    const servers = await Promise.all(
        Array.from(
            { length: count },
            () =>
                new Promise<net.Server>((resolve, reject) => {
                    const server = net.createServer().on("error", reject);
                    server.listen(0, "127.0.0.1", () => resolve(server));
                }),
        ),
    );
    const ports = servers.map(server => (server.address() as net.AddressInfo).port);
    await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
    return ports;
}
