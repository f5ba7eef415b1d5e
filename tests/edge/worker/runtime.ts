import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
import { Miniflare, type MiniflareOptions, type RequestInit, type Response } from "miniflare";
import type { WorkerConfig } from "../../../components/edge-cdn/worker/config";

const running: Miniflare[] = [];
// Whatever becomes of the tests: a runtime that is left keeps jest waiting.
afterAll(() => Promise.all(running.map(miniflare => miniflare.dispose())));

function run(options: MiniflareOptions): Miniflare {
    const miniflare = new Miniflare(options);
    running.push(miniflare);
    return miniflare;
}

const built = (name: string): string => fs.readFileSync(path.join(__dirname, "../../../dist/components/edge-cdn/worker", name), "utf8");

/** The script as it is deployed. */
const scriptOf = (config: WorkerConfig): string => `const WEBSTACK_EDGE = ${JSON.stringify(config)};\n${built("bundle.js")}`;

/** As two scripts, without any seam: the counters live in one of their own. */
export function deployed(config: WorkerConfig): Miniflare {
    const script = (name: string, contents: string) => ({
        ...common,
        name,
        modules: [{ type: "ESModule" as const, path: `${name}.mjs`, contents }],
        modulesRoot: "/",
    });
    const durableObjects = { LIMITER: { className: "Limiter", scriptName: "counters", useSQLite: true } };
    return run({
        workers: [
            { ...script("edge", scriptOf(config)), durableObjects, outboundService: "origin" },
            { ...script("counters", built("counters.js")), durableObjects: { LIMITER: { className: "Limiter", useSQLite: true } } },
            { ...common, name: "origin", script: origin },
        ],
    });
}

/** Around the script: a clock that a test sets, and a counter that a test breaks. */
const seam = `
import worker, { Limiter as Real } from "./worker.js";
const realNow = Date.now.bind(Date);
let ahead = 0;
let broken = "";
/** After each alarm, how many tables an object has. */
const tables = [];
Date.now = () => realNow() + ahead;
export class Limiter extends Real {
    async fetch(request) {
        if (broken === "throws") throw new Error("broken");
        if (broken === "hangs") await new Promise(resolve => setTimeout(resolve, 5000));
        if (broken === "evicted") {
            broken = "";
            this.state.abort("evicted");
        }
        if (broken === "garbage") return new Response("garbage");
        return super.fetch(request);
    }
    async alarm() {
        await super.alarm();
        tables.push(this.state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'hits'").toArray().length);
    }
}
export default {
    async fetch(request, env, context) {
        const url = new URL(request.url);
        if (url.hostname !== "seam") return worker.fetch(request, env, context);
        ahead = Number(url.searchParams.get("ahead") ?? ahead);
        broken = url.searchParams.get("broken") ?? broken;
        if (url.pathname === "/many") {
            const { count, url, init } = await request.json();
            const statuses = [];
            for (let index = 0; index < count; index++) {
                const answer = await worker.fetch(new Request(url, init), env, context);
                await answer.text();
                statuses.push([answer.status, answer.headers.get("X-Test-Host")]);
            }
            return Response.json(statuses);
        }
        return Response.json(tables);
    },
};
`;

/** The service: it tells what it was asked, or says what the header X-Test-Answer wants. */
const origin = `
export default {
    async fetch(request) {
        const wanted = JSON.parse(request.headers.get("X-Test-Answer") ?? "{}");
        if (request.headers.get("Upgrade") === "websocket") {
            const [client, server] = Object.values(new WebSocketPair());
            server.accept();
            server.addEventListener("message", ({ data }) => server.send("echo " + data));
            return new Response(null, { status: 101, webSocket: client });
        }
        const bytes = new Uint8Array(await request.arrayBuffer());
        const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map(byte => byte.toString(16).padStart(2, "0")).join("");
        const told = { url: request.url, method: request.method, headers: Object.fromEntries(request.headers), length: bytes.length, digest, nonce: crypto.randomUUID() };
        const headers = new Headers({ "Content-Type": "application/json", "X-Test-Host": new URL(request.url).hostname });
        for (const [name, value] of Object.entries(wanted.headers ?? {})) for (const one of [value].flat()) headers.append(name, one);
        const { status = 200 } = wanted;
        return new Response([204, 304].includes(status) || (status > 300 && status < 400) ? null : JSON.stringify(told), { status, headers });
    },
};
`;

const common = { compatibilityDate: "2026-04-15", modules: true } as const;

/** What the service was asked. */
export interface Told {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly length: number;
    readonly digest: string;
    /** Another one for each time that it was asked. */
    readonly nonce: string;
}

/** The Worker in workerd, before a service. */
export class Edge {
    /** All that the Worker has logged. */
    log = "";

    private constructor(readonly miniflare: Miniflare) {}

    static async start(
        config: WorkerConfig,
        bindings: Readonly<Record<string, string>> = {},
        outbound?: (request: Request) => Promise<unknown>,
    ): Promise<Edge> {
        let edge: Edge | undefined;
        const keep = (chunk: Buffer): void => void (edge && (edge.log += chunk.toString()));
        const miniflare = run({
            handleRuntimeStdio: (...streams: Readable[]) => streams.forEach(stream => stream.on("data", keep)),
            workers: [
                {
                    ...common,
                    name: "edge",
                    modules: [
                        { type: "ESModule", path: "main.js", contents: seam },
                        { type: "ESModule", path: "worker.js", contents: scriptOf(config) },
                    ],
                    modulesRoot: "/",
                    durableObjects: { LIMITER: { className: "Limiter", useSQLite: true } },
                    bindings: { ...bindings },
                    outboundService: (outbound as never) ?? "origin",
                },
                { ...common, name: "origin", script: origin },
            ],
        });
        await miniflare.ready;
        return (edge = new Edge(miniflare));
    }

    /** @param address the client's */
    ask(url: string, { address = "198.51.100.1", headers = {}, ...init }: AskOptions = {}): Promise<Response> {
        return this.miniflare.dispatchFetch(url, { redirect: "manual", ...init, headers: { "CF-Connecting-IP": address, ...headers } });
    }

    async told(url: string, options: AskOptions = {}): Promise<Told> {
        return (await (await this.ask(url, options)).json()) as Told;
    }

    /** How requests are answered that come one after the other, from inside the runtime. */
    async many(
        count: number,
        url: string,
        { address = "198.51.100.1", headers = {} }: AskOptions = {},
    ): Promise<(readonly [number, string | null])[]> {
        const init = { headers: { "CF-Connecting-IP": address, ...headers } };
        const answer = await this.miniflare.dispatchFetch("https://seam/many", {
            method: "POST",
            body: JSON.stringify({ count, url, init }),
        });
        return (await answer.json()) as (readonly [number, string | null])[];
    }

    /** How many of them are let through. */
    async passed(count: number, url: string, options: AskOptions = {}): Promise<number> {
        return (await this.many(count, url, options)).filter(([status]) => status === 200).length;
    }

    /** Sets the clock, of Worker and counters alike. */
    async ahead(milliseconds: number): Promise<void> {
        await this.miniflare.dispatchFetch(`https://seam/?ahead=${milliseconds}`);
    }

    /** For each alarm of a counter, whether its rows were kept. */
    async alarms(): Promise<boolean[]> {
        const tables = (await (await this.miniflare.dispatchFetch("https://seam/")).json()) as number[];
        return tables.map(count => count > 0);
    }

    /** Breaks the counters, or mends them; `evicted` drops the next one that is asked from memory. */
    async broken(how: "throws" | "hangs" | "garbage" | "evicted" | ""): Promise<void> {
        await this.miniflare.dispatchFetch(`https://seam/?broken=${how}`);
    }
}

export type AskOptions = Omit<RequestInit, "headers"> & { readonly address?: string; readonly headers?: Readonly<Record<string, string>> };
