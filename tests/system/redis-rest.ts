import * as fs from "node:fs";
import * as tls from "node:tls";
import { Response } from "miniflare";
import { host, type RedisServer } from "./redis-server";

export type Reply = string | number | null | Reply[] | Error;

/** Upstash's REST before a real server: a command as a JSON array, a token as bearer, `result` or `error`. */
export class RedisRest {
    readonly token = "token-of-the-store";
    #waiting: ((reply: Reply) => void)[] = [];
    #received = "";

    private constructor(private readonly socket: tls.TLSSocket) {
        socket.setEncoding("latin1").on("data", (chunk: string) => this.#take(chunk));
    }

    static async open(server: RedisServer): Promise<RedisRest> {
        const socket = tls.connect({ port: server.port, host: "127.0.0.1", servername: host, ca: fs.readFileSync(server.certificate) });
        await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
        const rest = new RedisRest(socket);
        await rest.command("AUTH", server.password);
        return rest;
    }

    close(): void {
        this.socket.destroy();
    }

    command(...words: readonly string[]): Promise<Reply> {
        this.socket.write(`*${words.length}\r\n${words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`);
        return new Promise(resolve => this.#waiting.push(resolve));
    }

    async answer(request: Request): Promise<Response> {
        if (request.method !== "POST" || request.headers.get("Authorization") !== `Bearer ${this.token}`) {
            return Response.json({ error: "WRONGPASS" }, { status: 401 });
        }
        const reply = await this.command(...((await request.json()) as string[]));
        return reply instanceof Error ? Response.json({ error: reply.message }, { status: 400 }) : Response.json({ result: reply });
    }

    #take(chunk: string): void {
        this.#received += chunk;
        for (let read = parse(this.#received, 0); read; read = parse(this.#received, 0)) {
            this.#received = this.#received.slice(read.end);
            this.#waiting.shift()!(read.reply);
        }
    }
}

/** One reply of RESP 2 from here on, where it has come whole. */
function parse(text: string, from: number): { readonly reply: Reply; readonly end: number } | undefined {
    const at = text.indexOf("\r\n", from);
    if (at < 0) return undefined;
    const [kind, rest, end] = [text[from], text.slice(from + 1, at), at + 2];
    if (kind === "+") return { reply: rest, end };
    if (kind === "-") return { reply: new Error(rest), end };
    if (kind === ":") return { reply: Number(rest), end };
    const count = Number(rest);
    if (count < 0) return { reply: null, end };
    if (kind === "$") return text.length < end + count + 2 ? undefined : { reply: text.slice(end, end + count), end: end + count + 2 };
    const replies: Reply[] = [];
    let next = end;
    while (replies.length < count) {
        const read = parse(text, next);
        if (read === undefined) return undefined;
        replies.push(read.reply);
        next = read.end;
    }
    return { reply: replies, end: next };
}
