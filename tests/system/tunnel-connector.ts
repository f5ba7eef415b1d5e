import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http2 from "node:http2";
import * as https from "node:https";
import * as os from "node:os";
import * as path from "node:path";
import * as tls from "node:tls";
import { parse } from "yaml";
import { renderTunnel, tunnelFiles, type TunnelSettings } from "../../components/app-cluster/gateway/tunnel-config";
import { freePort } from "./nginx-server";

/** What a visitor gets by way of the tunnel. */
export interface Answer {
    readonly status: number;
    readonly body: string;
}

/** What hands the edge's requests to the gateway, by the configuration of cloudflared's pods. */
export interface Connector {
    /** A request as the edge sends it. */
    ask(host: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
    quit(): Promise<void>;
}

/**
 * cloudflared is in no registry but that of images: `CLOUDFLARED` names the program. Without it the rules of its
 * configuration are followed by Node's own client.
 */
export const program = process.env.CLOUDFLARED;

export const connectorName = program
    ? execFileSync(program, ["--version"], { encoding: "utf8" }).trim()
    : "the rules of cloudflared's configuration";

const tunnelId = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

/** The files of a pod, in a folder of the test. */
export async function connect(settings: Omit<TunnelSettings, "hasAuthority">, authority: string | undefined): Promise<Connector> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tunnel-"));
    const write = (name: keyof typeof tunnelFiles, text: string): void => fs.writeFileSync(path.join(folder, tunnelFiles[name]), text);
    write("config", renderTunnel({ ...settings, hasAuthority: authority !== undefined }, folder));
    write(
        "credentials",
        JSON.stringify({ AccountTag: "0".repeat(32), TunnelSecret: Buffer.alloc(32).toString("base64"), TunnelID: tunnelId }),
    );
    if (authority !== undefined) write("authority", authority);
    const connector = program ? await Cloudflared.start(program, folder) : new Rules(folder);
    return {
        ask: (host, at, headers) => connector.ask(host, at, headers),
        quit: async () => {
            await connector.quit();
            fs.rmSync(folder, { recursive: true });
        },
    };
}

interface Rule {
    readonly hostname?: string;
    readonly service: string;
    readonly originRequest?: { readonly originServerName: string };
}

/** The rules, read as Cloudflare documents them. */
class Rules implements Connector {
    readonly #rules: readonly Rule[];
    readonly #authorities: readonly string[];

    constructor(folder: string) {
        const config = parse(fs.readFileSync(path.join(folder, tunnelFiles.config), "utf8")) as {
            ingress: Rule[];
            originRequest: { caPool?: string };
        };
        const { caPool } = config.originRequest;
        this.#rules = config.ingress;
        this.#authorities = [...tls.rootCertificates, ...(caPool ? [fs.readFileSync(caPool, "utf8")] : [])];
    }

    ask(host: string, at: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
        const { service, originRequest } = this.#rules.find(({ hostname }) => hostname === undefined || hostname === host)!;
        if (service.startsWith("http_status:")) return Promise.resolve({ status: Number(service.split(":")[1]), body: "" });
        const { hostname, port } = new URL(service);
        const servername = originRequest!.originServerName;
        const options = { host: hostname, port, path: at, servername, ca: [...this.#authorities], agent: false as const };
        return new Promise(resolve => {
            https
                .get({ ...options, headers: { host, ...headers } }, response => {
                    let body = "";
                    response
                        .setEncoding("utf8")
                        .on("data", (text: string) => (body += text))
                        .on("end", () => resolve({ status: response.statusCode!, body }));
                })
                .on("error", () => resolve({ status: 502, body: "" }));
        });
    }

    quit(): Promise<void> {
        return Promise.resolve();
    }
}

/** The program itself, whose edge is the test: it calls, and is sent requests over the connection that it opened. */
class Cloudflared implements Connector {
    private constructor(
        readonly session: http2.ClientHttp2Session,
        readonly end: () => Promise<void>,
    ) {}

    static async start(name: string, folder: string): Promise<Cloudflared> {
        const at = (file: string): string => path.join(folder, file);
        const subject = ["-subj", "/CN=edge", "-addext", "subjectAltName=DNS:h2.cftunnel.com"];
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at("edge.key")];
        execFileSync("openssl", ["req", "-x509", ...key, "-days", "2", ...subject, "-out", at("edge.crt")], { stdio: "ignore" });
        const server = tls.createServer({ key: fs.readFileSync(at("edge.key")), cert: fs.readFileSync(at("edge.crt")) });
        const [port, metrics] = [await freePort(), await freePort()];
        await new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve));
        const called = new Promise<tls.TLSSocket>(resolve => server.once("secureConnection", resolve));
        const edge = ["--edge", `127.0.0.1:${port}`, "--protocol", "http2", "--cacert", at("edge.crt")];
        const own = ["--no-autoupdate", "--metrics", `127.0.0.1:${metrics}`, "--config", at(tunnelFiles.config)];
        const running = spawn(name, ["tunnel", ...own, ...edge, "run", tunnelId], { stdio: "ignore" });
        const exited = new Promise<void>(resolve => running.once("exit", () => resolve()));
        const socket = await called;
        const session = http2.connect("https://edge", { createConnection: () => socket });
        return new Cloudflared(session, async () => {
            session.destroy();
            running.kill("SIGKILL");
            await exited;
            await new Promise(resolve => server.close(resolve));
        });
    }

    ask(host: string, at: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const stream = this.session.request({ ":path": at, ":authority": host, ":scheme": "https", ...headers });
            let [status, body] = [0, ""];
            stream
                .setEncoding("utf8")
                .on("response", answered => (status = Number(answered[":status"])))
                .on("data", (text: string) => (body += text))
                .on("end", () => resolve({ status, body }))
                .on("error", reject);
        });
    }

    quit(): Promise<void> {
        return this.end();
    }
}
