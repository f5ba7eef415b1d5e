import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { fluentBitFiles, type FluentBitSettings } from "../../../components/monitoring-stack/logs/fluent-bit-config";
import { configFolder, logFolders, stateFolder } from "../../../components/monitoring-stack/logs/folders";
import { freePorts, until } from "../kubernetes/server";

/** No registry has Fluent Bit 5.1: it is where `WEBSTACK_FLUENT_BIT` says. Its test runs only where that is set (jest.system.config.js). */
const program = process.env.WEBSTACK_FLUENT_BIT!;

export interface Call {
    readonly method: string;
    readonly url: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: Buffer;
}

/** Stands for whatever the agent sends to: takes all, and remembers it. */
export class Receiver {
    readonly calls: Call[] = [];
    readonly #server = http.createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
            this.calls.push({ method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(parts) });
            const answer = request.url!.endsWith("/_bulk") ? '{"took":1,"errors":false,"items":[]}' : "";
            response.writeHead(answer || request.method === "PUT" ? 200 : 204, { "content-type": "application/json" }).end(answer);
        });
    });

    async start(): Promise<number> {
        await new Promise<void>(resolve => this.#server.listen(0, "127.0.0.1", resolve));
        return (this.#server.address() as AddressInfo).port;
    }

    stop(): void {
        this.#server.closeAllConnections();
        this.#server.close();
    }
}

type Config = {
    service: Record<string, unknown>;
    pipeline: { outputs: Record<string, unknown>[] };
};

/** An agent with the configuration that it has in a cluster, in folders of its own; its outputs send to a receiver. */
export class FluentBit {
    readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "fluent-bit-"));
    #port = 0;
    #process: ChildProcess | undefined;
    #ended: Promise<void> = Promise.resolve();

    constructor(readonly elsewhere: (output: Record<string, unknown>) => Record<string, unknown>) {}

    /** What the kubelet would write for lines of a container. */
    write(container: string, lines: readonly string[]): void {
        const file = path.join(this.#folder, "logs", `web-7c9.x_shop_${container}-${"a".repeat(64)}.log`);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.appendFileSync(file, lines.map(line => `2026-11-23T04:00:00.000000000Z stdout F ${line}\n`).join(""));
    }

    configure(settings: FluentBitSettings): void {
        const here = (name: string): string => path.join(this.#folder, name);
        const places = [
            [logFolders[0], here("logs")],
            [stateFolder, here("state")],
            [configFolder, here("config")],
        ] as const;
        for (const [, folder] of places) fs.mkdirSync(folder, { recursive: true });
        for (const [name, text] of Object.entries(fluentBitFiles(settings))) {
            const moved = places.reduce((all, [from, to]) => all.replaceAll(from, to), text);
            fs.writeFileSync(path.join(here("config"), name), name.endsWith(".yaml") ? this.#quick(moved) : moved);
        }
    }

    /** Of the configuration, what is slow, and where it is sent, is another's. */
    #quick(text: string): string {
        const config = parse(text) as Config;
        Object.assign(config.service, { flush: 1, grace: 5, http_listen: "127.0.0.1", http_port: this.#port });
        config.pipeline.outputs = config.pipeline.outputs.map(this.elsewhere);
        return stringify(config, { lineWidth: 0 });
    }

    async start(settings: FluentBitSettings): Promise<void> {
        [this.#port] = (await freePorts(1)) as [number];
        this.configure(settings);
        const output = fs.openSync(path.join(this.#folder, "log"), "a");
        const env = { PATH: process.env.PATH!, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "not-a-secret" };
        const child = spawn(program, ["-c", path.join(this.#folder, "config/fluent-bit.yaml")], {
            stdio: ["ignore", output, output],
            env,
        });
        fs.closeSync(output);
        this.#process = child;
        this.#ended = new Promise(resolve => child.once("close", () => resolve()));
        await until("the agent is ready", async () => {
            if (child.exitCode !== null) throw new Error(`the agent ended:\n${this.log()}`);
            return (await fetch(`http://127.0.0.1:${this.#port}/`).catch(() => undefined))?.ok === true;
        });
    }

    /** As the container beside it does. */
    async reload(): Promise<void> {
        const address = `http://127.0.0.1:${this.#port}/api/v2/reload`;
        const count = async (): Promise<number | undefined> => {
            const answer = await fetch(address).catch(() => undefined);
            return answer?.ok ? ((await answer.json()) as { hot_reload_count: number }).hot_reload_count : undefined;
        };
        const before = (await count())!;
        expect((await fetch(address, { method: "POST" })).status).toBe(200);
        await until("the agent has its new configuration", async () => (await count()) === before + 1);
    }

    log(): string {
        return fs.readFileSync(path.join(this.#folder, "log"), "utf8");
    }

    /** Sends what it has, and ends. */
    async stop(): Promise<void> {
        this.#process?.kill("SIGTERM");
        await this.#ended;
    }

    remove(): void {
        this.#process?.kill("SIGKILL");
        fs.rmSync(this.#folder, { recursive: true, force: true });
    }
}
