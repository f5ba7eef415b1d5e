import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Figures } from "./figures";
import { pageReport, read, securityReport } from "./report";

/** Bytes of a report: more than fifty of everything take. */
export const mostBytes = 16 * 1024;

type Answer = readonly [status: number, headers?: Readonly<Record<string, string>>, body?: string];
type Handle = (request: IncomingMessage) => Answer | Promise<Answer>;

/** For browsers: reports of the sites that may send them. A browser's `sendBeacon` sends text, without asking first. */
export const publicServer = (figures: Figures, origins: readonly string[]): Server =>
    serve(async request => {
        if (request.method === "GET" && request.url === "/health") return [200];
        if (request.url !== "/vitals") return [404];
        const { origin } = request.headers;
        if (origin === undefined || !origins.includes(origin)) return refused(figures, "origin", 403);
        const cors = { "Access-Control-Allow-Origin": origin, Vary: "Origin" };
        if (request.method === "OPTIONS") {
            return [
                204,
                {
                    ...cors,
                    "Access-Control-Allow-Methods": "POST",
                    "Access-Control-Allow-Headers": "Content-Type",
                    "Access-Control-Max-Age": "86400",
                },
            ];
        }
        if (request.method !== "POST") return [405, { ...cors, Allow: "POST, OPTIONS" }];
        const [status] = await take(figures, request, text => {
            const report = read(pageReport, text);
            if (typeof report === "string") return report;
            figures.count(report);
            return undefined;
        });
        return [status, cors];
    });

/** For services of the cluster, whom the network lets in and browsers it does not. */
export const serviceServer = (figures: Figures): Server =>
    serve(async request => {
        if (request.method !== "POST" || request.url !== "/security") return [404];
        return take(figures, request, text => {
            const report = read(securityReport, text);
            if (typeof report === "string") return report;
            figures.countSecurity(report);
            return undefined;
        });
    });

/** For Prometheus. */
export const metricsServer = ({ registry }: Figures): Server =>
    serve(async request =>
        request.method === "GET" && request.url === "/metrics"
            ? [200, { "Content-Type": registry.contentType }, await registry.metrics()]
            : [404],
    );

const refused = (figures: Figures, reason: string, status: number): Answer => {
    figures.refuse(reason);
    return [status];
};

async function take(figures: Figures, request: IncomingMessage, keep: (text: string) => string | undefined): Promise<Answer> {
    const text = await bodyOf(request);
    if (text === undefined) return refused(figures, "too-large", 413);
    const reason = keep(text);
    return reason === undefined ? [204] : refused(figures, reason, 400);
}

/** `undefined` where there is more than a report can be. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > mostBytes) return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function serve(handle: Handle): Server {
    const server = createServer((request, response) => {
        void Promise.resolve(handle(request)).then(
            answer => send(response, answer),
            // The client went away within its report: there is nobody to tell.
            () => response.destroy(),
        );
    });
    // A slow client holds no connection for longer than a report needs.
    server.requestTimeout = 10_000;
    server.headersTimeout = 5_000;
    return server;
}

function send(response: ServerResponse, [status, headers = {}, body = ""]: Answer): void {
    // What of the request was not read is not read any more.
    response.writeHead(status, { ...headers, ...(status === 413 ? { Connection: "close" } : {}) }).end(body);
}
