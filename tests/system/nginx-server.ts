import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import dgram from "node:dgram";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as tls from "node:tls";
import * as dns from "dns-packet";
import type { NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import { inPod, renderNginx, type GatewayPlace, type GatewayRoute } from "../../components/app-cluster/gateway/nginx-config";

/**
 * nginx's own sources, as its makers publish them for Rust: the stable branch before the one that is deployed, the
 * latest that a registry has. `NGINX` names another program in its place.
 */
const crate = { version: "=1.28.5", checksum: "60c9192630560c017a18e1da5b4c5de9d78450923f17325752c6f0f7f3911c86" };
const modules = ["ssl", "v2", "realip", "stub_status"].map(name => `--with-http_${name}_module`);

/** Builds nginx, once for each user of the machine. */
export function nginxProgram(): string {
    if (process.env.NGINX) return process.env.NGINX;
    const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "webstack-tests");
    const build = createHash("sha256")
        .update([crate.checksum, ...modules].join(" "))
        .digest("hex")
        .slice(0, 12);
    const program = path.join(cache, `nginx-${build}`);
    if (fs.existsSync(program)) return program;
    fs.mkdirSync(cache, { recursive: true });
    const folder = fs.mkdtempSync(path.join(cache, "build-"));
    const run = (command: string, args: readonly string[], cwd = folder): string =>
        execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
    try {
        const manifest = ["[package]", 'name = "sources"', 'version = "0.0.0"', "[lib]", 'path = "lib.rs"', "[dependencies]"];
        fs.writeFileSync(path.join(folder, "Cargo.toml"), [...manifest, `nginx-src = "${crate.version}"`, ""].join("\n"));
        fs.writeFileSync(path.join(folder, "lib.rs"), "");
        const metadata = JSON.parse(run("cargo", ["metadata", "--format-version", "1"])) as {
            packages: { name: string; manifest_path: string }[];
        };
        if (!fs.readFileSync(path.join(folder, "Cargo.lock"), "utf8").includes(`checksum = "${crate.checksum}"`))
            throw new Error("other sources than expected");
        const { manifest_path } = metadata.packages.find(({ name }) => name === "nginx-src")!;
        const sources = path.join(folder, "nginx");
        fs.cpSync(path.join(path.dirname(manifest_path), "nginx"), sources, { recursive: true });
        run("sh", ["auto/configure", ...modules], sources);
        run("make", ["-j2"], sources);
        fs.renameSync(path.join(sources, "objs", "nginx"), program);
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
    return program;
}

/** In a pod nobody is root. */
const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** The cluster's DNS: a list of addresses for each name, nothing for any other. Each nginx asks at a port of its own. */
export class ClusterDns {
    readonly addresses = new Map<string, readonly string[]>();
    readonly #ports = new Set<DnsPort>();

    async open(): Promise<DnsPort> {
        const socket = dgram.createSocket("udp4");
        await new Promise<void>(resolve => socket.bind(0, "127.0.0.1", resolve));
        const asked = new Map<string, number>();
        socket.on("message", (message, from) => {
            const { id, questions = [] } = dns.decode(message);
            const { name, type } = questions[0]!;
            const addresses = this.addresses.get(name);
            if (type === "A") asked.set(name, (asked.get(name) ?? 0) + 1);
            const answers = type === "A" ? (addresses ?? []).map(data => ({ name, type, ttl: 1, data }) as const) : [];
            const flags = dns.AUTHORITATIVE_ANSWER | (addresses ? 0 : 3);
            socket.send(dns.encode({ type: "response", id, flags, questions, answers }), from.port, from.address);
        });
        const close = (): void => {
            if (this.#ports.delete(opened)) socket.close();
        };
        const opened: DnsPort = { port: socket.address().port, asked, close };
        this.#ports.add(opened);
        return opened;
    }

    /** Sets the addresses, and waits until all have learnt them: each asks once more after the answer. */
    async set(name: string, addresses: readonly string[]): Promise<void> {
        this.addresses.set(name, addresses);
        const askers = [...this.#ports].filter(({ asked }) => asked.has(name)).map(({ asked }) => ({ asked, before: asked.get(name)! }));
        await until(() => askers.every(({ asked, before }) => asked.get(name)! >= before + 2));
    }
}

interface DnsPort {
    readonly port: number;
    /** How often the addresses of a name were asked for. */
    readonly asked: ReadonlyMap<string, number>;
    readonly close: () => void;
}

/** Looks again and again; fails after a minute, in which all that is waited for happens many times over. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let round = 0; !(await condition()); round++) {
        if (round === 3000) throw new Error(`never came true: ${condition.toString()}`);
        await new Promise(resolve => setTimeout(resolve, 20));
    }
}

/** Two runs at once begin at different ones. */
let nextPort = 20000 + (process.pid % 100) * 100;

/** A port that nobody listens on at these addresses, below those that the system gives to clients. */
export async function freePort(addresses: readonly string[] = ["127.0.0.1"]): Promise<number> {
    for (;;) {
        const port = nextPort++;
        const free = await Promise.all(addresses.map(address => isFree(port, address)));
        if (free.every(Boolean)) return port;
    }
}

function isFree(port: number, address: string): Promise<boolean> {
    return new Promise(resolve => {
        const server = net.createServer();
        server.once("error", () => resolve(false)).listen(port, address, () => server.close(() => resolve(true)));
    });
}

/** A pod of a service, at an address of its own. */
export class Pod {
    readonly requests: { readonly method: string; readonly url: string; readonly headers: http.IncomingHttpHeaders }[] = [];
    readonly #server: http.Server;

    constructor(
        readonly address: string,
        answer: http.RequestListener,
    ) {
        this.#server = http.createServer((request, response) => {
            this.requests.push({ method: request.method!, url: request.url!, headers: request.headers });
            answer(request, response);
        });
        this.#server.on("upgrade", (request, socket: net.Socket) => {
            this.requests.push({ method: request.method!, url: request.url!, headers: request.headers });
            socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            socket.pipe(socket);
        });
    }

    start(port: number): Promise<void> {
        return new Promise((resolve, reject) => this.#server.once("error", reject).listen(port, this.address, resolve));
    }

    /** As a process that ends well: answers what has begun. */
    stop(): Promise<void> {
        return new Promise(resolve => {
            this.#server.close(() => resolve());
            this.#server.closeIdleConnections();
        });
    }

    /** As a process that is killed. */
    kill(): void {
        this.#server.close();
        this.#server.closeAllConnections();
    }
}

/** A certificate for these hosts, of the kind that the gateway makes for itself. */
export function makeCertificate(folder: string, hosts: readonly string[]): void {
    fs.mkdirSync(folder, { recursive: true });
    const [key, certificate] = ["tls.key", "tls.crt"].map(file => path.join(folder, file)) as [string, string];
    const names = hosts.map(host => `DNS:${host}`).join(",");
    const parameters = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/O=Development"];
    execFileSync("openssl", ["req", "-x509", ...parameters, "-keyout", key, "-out", certificate, "-addext", `subjectAltName=${names}`], {
        stdio: "ignore",
    });
}

/**
 * nginx with the configuration as the gateway's pods have it. What differs is the place: it listens on free ports of
 * the loopback, its folders are temporary ones, and it asks a DNS of the test, every second.
 */
export class Nginx {
    readonly certificate: Buffer;
    #process: ChildProcess | undefined;

    private constructor(
        readonly program: string,
        readonly place: GatewayPlace,
        readonly config: string,
        readonly dns: DnsPort,
    ) {
        this.certificate = fs.readFileSync(path.join(place.certificates, "tls.crt"));
    }

    static async prepare(args: NginxIngressArgs, routes: readonly GatewayRoute[], cluster: ClusterDns): Promise<Nginx> {
        const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "nginx-"));
        const certificates = path.join(scratch, "certificates");
        makeCertificate(certificates, [...new Set(routes.map(({ host }) => host))]);
        const dnsPort = await cluster.open();
        fs.writeFileSync(path.join(scratch, "resolver.conf"), `resolver 127.0.0.1:${dnsPort.port} valid=1s ipv6=off;\n`);
        const ports = { http: await freePort(), https: await freePort(), health: await freePort() };
        const place: GatewayPlace = {
            ...inPod("shop"),
            address: "127.0.0.1",
            ports,
            statusPort: await freePort(),
            certificates,
            clientCa: path.join(scratch, "client-ca.crt"),
            scratch,
            accessLog: path.join(scratch, "access.log"),
        };
        if (typeof args.clientCa === "string") fs.writeFileSync(place.clientCa, args.clientCa);
        const config = path.join(scratch, "nginx.conf");
        fs.writeFileSync(config, renderNginx(args, routes, place));
        // Where other users may run it.
        const program = path.join(scratch, "nginx");
        fs.copyFileSync(nginxProgram(), program);
        if (asUser) execFileSync("chown", ["-R", `${asUser.uid}:${asUser.gid}`, scratch]);
        return new Nginx(program, place, config, dnsPort);
    }

    /** Starts, and waits until it has learnt where the pods are: what it is asked after the DNS answered, it answers later. */
    async run(routes: readonly GatewayRoute[]): Promise<void> {
        const names = routes.flatMap(({ backends }) => backends.map(({ name }) => `${name}-pods.shop.svc.cluster.local`));
        const running = spawn(this.program, ["-e", "stderr", "-c", this.config], { stdio: ["ignore", "ignore", "pipe"], ...asUser });
        this.#process = running;
        let printed = "";
        running.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
        let ended = false;
        running.on("close", () => (ended = true));
        await until(() => {
            if (ended) throw new Error(printed);
            return names.every(name => this.dns.asked.has(name));
        });
        for (let round = 0; round < 2; round++) await until(() => this.#isWell());
    }

    #isWell(): Promise<boolean> {
        return new Promise(resolve => {
            const url = `http://127.0.0.1:${this.place.ports.health}/healthz`;
            http.get(url, { agent: false }, response => response.resume().on("end", () => resolve(true))).on("error", () => resolve(false));
        });
    }

    /** Two gateways with one certificate, as their pods read one Secret. */
    useCertificateOf(other: Nginx): void {
        for (const file of ["tls.crt", "tls.key"])
            fs.copyFileSync(path.join(other.place.certificates, file), path.join(this.place.certificates, file));
    }

    /** Reads configuration and certificates again; workers of before answer no new connections once this is over. */
    async reload(servername: string): Promise<void> {
        const shown = (): Promise<string> =>
            new Promise((resolve, reject) => {
                const { https: port } = this.place.ports;
                const socket = tls.connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false }, () => {
                    resolve(socket.getPeerCertificate().fingerprint256);
                    socket.destroy();
                });
                socket.on("error", reject);
            });
        const before = await shown();
        this.#process!.kill("SIGHUP");
        await until(async () => (await shown()) !== before);
    }

    /** What nginx says of this configuration. */
    test(text?: string): { status: number | null; printed: string } {
        if (text !== undefined) fs.writeFileSync(this.config, text);
        const { status, stderr } = spawnSync(this.program, ["-e", "stderr", "-t", "-c", this.config], { encoding: "utf8", ...asUser });
        return { status, printed: stderr };
    }

    /** What nginx wrote of each request, oldest first, once there are so many: it writes after it has answered. */
    async log(count: number): Promise<Record<string, unknown>[]> {
        const lines = (): string[] => fs.readFileSync(this.place.accessLog, "utf8").split("\n").slice(0, -1);
        await until(() => lines().length >= count);
        return lines().map(line => JSON.parse(line) as Record<string, unknown>);
    }

    /** Waits until nobody is let in any more. */
    async closed(): Promise<void> {
        await until(
            () =>
                new Promise(resolve => {
                    const socket = net.connect(this.place.ports.https, "127.0.0.1", () => {
                        socket.destroy();
                        resolve(false);
                    });
                    socket.on("error", () => resolve(true));
                }),
        );
    }

    /** As the kubelet does: waits until what has begun has ended. */
    async quit(): Promise<void> {
        const running = this.#process;
        if (running?.exitCode === null) {
            const ended = new Promise(resolve => running.once("exit", resolve));
            running.kill("SIGQUIT");
            await ended;
        }
        this.dns.close();
        fs.rmSync(this.place.scratch, { recursive: true, force: true });
    }
}
