import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { configurationOf, type ServerSettings } from "../../components/redis-cache/configuration";
import { freePort, until } from "./nginx-server";
import { valkeyPrograms, type ValkeyPrograms } from "./redis-programs";

/** In a pod nobody is root. */
const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: 65534, gid: 65534 } : undefined;

/** The name that the server has in the cluster, for which its certificate is. */
export const host = "dev.shop.svc";

/**
 * A real Valkey with the configuration as its pods have it. What differs is the place: a free port of the loopback, and
 * temporary folders.
 */
export class RedisServer {
    readonly password = randomBytes(20).toString("hex");
    /** File of the certificate that the server shows, which is its own authority. */
    readonly certificate: string;
    /** All that the server has written since it started last. */
    log = "";
    readonly #folder: string;
    readonly #programs: ValkeyPrograms;
    #process: ChildProcess | undefined;

    private constructor(
        readonly port: number,
        settings: Omit<ServerSettings, "password">,
    ) {
        this.#programs = valkeyPrograms();
        this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-"));
        this.certificate = this.#at("tls/tls.crt");
        // Nobody may look into the cache of root.
        fs.cpSync(this.#programs.folder, this.#at("valkey"), { recursive: true });
        for (const folder of ["tls", "data"]) fs.mkdirSync(this.#at(folder));
        this.#writeCertificate();
        const place = { port, dataFolder: this.data, tlsFolder: this.#at("tls") };
        fs.writeFileSync(this.#at("valkey.conf"), configurationOf({ ...settings, password: this.password }, place));
        if (nobody) execFileSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, this.#folder]);
    }

    static async start(settings: Omit<ServerSettings, "password">): Promise<RedisServer> {
        const server = new RedisServer(await freePort(), settings);
        await server.resume();
        return server;
    }

    /** Folder of what the server keeps. */
    get data(): string {
        return this.#at("data");
    }

    /** Starts it again. */
    async resume(): Promise<void> {
        const [command, ...args] = this.#programs.command(this.#at("valkey"), "valkey-server");
        const running = spawn(command, [...args, this.#at("valkey.conf")], { cwd: "/", stdio: ["ignore", "pipe", "pipe"], ...nobody });
        this.#process = running;
        this.log = "";
        for (const stream of [running.stdout, running.stderr]) stream.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
        await until(() => {
            if (running.exitCode !== null) throw new Error(this.log);
            return this.log.includes("Ready to accept connections");
        });
    }

    /** Ends it: TERM as the kubelet does, KILL as when memory runs out. */
    async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
        const running = this.#process;
        if (!running || running.exitCode !== null || running.signalCode !== null) return;
        const ended = new Promise(resolve => running.once("exit", resolve));
        running.kill(signal);
        await ended;
    }

    /**
     * Until the file has what was answered: with `everysec` the server holds writes back for a second or two while the
     * disk is busy with those before.
     */
    async written(): Promise<void> {
        await until(() => this.info("aof_buffer_length") === "0");
    }

    async delete(): Promise<void> {
        await this.end("SIGKILL");
        fs.rmSync(this.#folder, { recursive: true });
    }

    /** What Valkey's own client prints of these commands, one a line. */
    run(
        commands: readonly string[],
        { user = "default", password = this.password }: { user?: string; password?: string | null } = {},
    ): string[] {
        return this.client(
            ["--tls", "--cacert", this.certificate, "--sni", host, ...(password === null ? [] : ["--user", user])],
            commands,
            password,
        )
            .printed.split("\n")
            .filter(Boolean);
    }

    client(
        options: readonly string[],
        commands: readonly string[],
        password: string | null = this.password,
    ): { status: number | null; printed: string } {
        const [command, ...args] = this.#programs.command(this.#programs.folder, "valkey-cli");
        const { status, stdout, stderr } = spawnSync(command, [...args, "-h", "127.0.0.1", "-p", String(this.port), ...options], {
            encoding: "utf8",
            input: commands.map(one => `${one}\n`).join(""),
            env: password === null ? {} : { REDISCLI_AUTH: password },
            maxBuffer: 2 ** 28,
        });
        return { status, printed: stdout + stderr };
    }

    /** One of what INFO tells. */
    info(name: string): string {
        const line = this.run(["INFO everything"]).find(text => text.startsWith(`${name}:`));
        if (line === undefined) throw new Error(`INFO tells no ${name}`);
        return line.slice(name.length + 1).trim();
    }

    #at(name: string): string {
        return path.join(this.#folder, name);
    }

    /** Of the kind that core/server-certificate.ts makes. */
    #writeCertificate(): void {
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", this.#at("tls/tls.key")];
        const extensions = [
            `subjectAltName=DNS:${host},DNS:${host}.cluster.local`,
            "keyUsage=critical,digitalSignature,keyCertSign",
            "extendedKeyUsage=serverAuth",
        ].flatMap(extension => ["-addext", extension]);
        const subject = ["-days", "2", "-subj", `/O=webstack/CN=${host}`, "-out", this.certificate];
        execFileSync("openssl", ["req", "-x509", ...key, ...subject, ...extensions], { stdio: "ignore" });
    }
}
