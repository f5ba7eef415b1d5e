import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { clientPrograms, postgresPrograms, serverBuild, type PostgresVersion } from "./postgres-programs";

export { clientPrograms, postgresPrograms, postgresVersions, type ClientPrograms, type PostgresVersion } from "./postgres-programs";

/** A login at the server. */
export interface Login {
    readonly user: string;
    readonly password: string;
    readonly database: string;
}

export type Setting = readonly [name: string, value: string];

export interface PostgresOptions {
    /** @default the one of Debian's packages */
    readonly version?: PostgresVersion;
    /** What postgresql.conf has besides; later ones win, over the server's own too. */
    readonly settings?: readonly Setting[];
    /** PEM of the server. @default one for localhost and 127.0.0.1 that signed itself */
    readonly tls?: { readonly certificate: string; readonly privateKey: string };
    /** A data folder to begin with, a base backup for one: it is copied. Its administrator's password comes with it. @default a new one */
    readonly from?: { readonly data: string; readonly admin: Login };
    /** Files to lay into the data folder, such as `recovery.signal`. */
    readonly files?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL of its own, which takes connections over TLS with a password and no others, as RDS does. */
export class PostgresServer {
    readonly port: string;
    /** The clients, of the server's version where this machine has them. */
    readonly programs: string;
    /** Of a superuser. */
    readonly admin: Login;
    readonly #folder: string;
    readonly #bin: string;

    private constructor(
        readonly options: PostgresOptions,
        port: number,
    ) {
        const { version, from } = options;
        this.port = String(port);
        this.programs = (version && clientPrograms(version).folder) ?? postgresPrograms();
        this.admin = from?.admin ?? { user: "postgres", password: randomBytes(16).toString("hex"), database: "postgres" };
        this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "postgres-"));
        this.#bin = version ? this.#copyOf(serverBuild(version)) : postgresPrograms();
    }

    static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
        const server = new PostgresServer(options, await freePort());
        try {
            server.#prepare();
            server.resume();
        } catch (error) {
            server.stop();
            throw error;
        }
        return server;
    }

    #prepare(): void {
        const { from, files = {}, settings = [] } = this.options;
        this.#writeCertificate();
        fs.writeFileSync(this.#at("password"), this.admin.password);
        if (from) fs.cpSync(from.data, this.data, { recursive: true, filter: file => path.basename(file) !== "postmaster.pid" });
        if (isRoot) execFileSync("chown", ["-R", `${user}:`, this.#folder]);
        if (!from) this.#makeData();
        for (const [name, text] of Object.entries(files)) this.#give(path.join(this.data, name), text);
        const hba = ["all", "replication"].map(database => `hostssl ${database} all 127.0.0.1/32 scram-sha-256\n`);
        fs.writeFileSync(path.join(this.data, "pg_hba.conf"), hba.join(""));
        this.configure([...this.#ownSettings(), ...settings]);
    }

    #makeData(): void {
        const first = ["--username=postgres", `--pwfile=${this.#at("password")}`, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
        this.#run("initdb", ["--pgdata", this.data, ...first]);
    }

    /** The data folder. */
    get data(): string {
        return this.#at("data");
    }

    /** File of the certificate that the server shows. */
    get certificate(): string {
        return this.#at("certificate.pem");
    }

    /** All that the server has written. */
    get log(): string {
        return fs.existsSync(this.#at("log")) ? fs.readFileSync(this.#at("log"), "utf8") : "no log";
    }

    /** A new folder that the server may write to, for its archive for one; it goes with the server. */
    makeFolder(name: string): string {
        fs.mkdirSync(this.#at(name));
        if (isRoot) execFileSync("chown", [`${user}:`, this.#at(name)]);
        return this.#at(name);
    }

    /** Adds to postgresql.conf; the next start, or reload, knows it. */
    configure(settings: readonly Setting[]): void {
        const text = settings.map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
        fs.appendFileSync(path.join(this.data, "postgresql.conf"), text.join(""));
    }

    restart(): void {
        this.#run("pg_ctl", ["restart", "--wait", "--mode=fast", "--pgdata", this.data, "--log", this.#at("log")]);
    }

    /** As when the machine loses its power: no process has the time to write. */
    kill(): void {
        const lock = path.join(this.data, "postmaster.pid");
        const first = fs.readFileSync(lock, "utf8").split("\n")[0]!;
        const others = spawnSync("pgrep", ["-P", first], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);
        const all = [first, ...others];
        spawnSync("kill", ["-KILL", ...all]);
        const state = (): string => spawnSync("ps", ["-o", "state=", "-p", all.join(",")], { encoding: "utf8" }).stdout;
        while (/^[^ZX\s]/m.test(state())) spawnSync("sleep", ["0.05"]);
        // On another machine the number would be nobody's; here it may long be that of a process that none has waited for.
        fs.rmSync(lock);
    }

    /** Starts it again after `kill`. */
    resume(): void {
        this.#run("pg_ctl", ["start", "--wait", "--timeout=120", "--pgdata", this.data, "--log", this.#at("log")]);
    }

    /** Ends it, well or already ended, and deletes it. */
    stop(): void {
        const { status } = this.#spawn("pg_ctl", ["status", "--pgdata", this.data]);
        if (status === 0) this.#run("pg_ctl", ["stop", "--wait", "--mode=immediate", "--pgdata", this.data]);
        fs.rmSync(this.#folder, { recursive: true });
    }

    /** A new role with a database of its own, which is no superuser. */
    createOwner(name: string, database: string): Login {
        const password = randomBytes(16).toString("hex");
        this.query(`create role ${name} login password '${password}'`);
        this.query(`create database ${database} owner ${name}`);
        return { user: name, password, database };
    }

    /** What a statement returns, a line for each row. */
    query(statement: string, login = this.admin): string {
        return this.client(
            "psql",
            ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement],
            login,
        );
    }

    /** What a client prints; throws when it fails. */
    client(program: string, args: readonly string[], login: Login, more: Readonly<Record<string, string>> = {}): string {
        return execFileSync(path.join(this.programs, program), args, {
            encoding: "utf8",
            env: { PATH: process.env.PATH, ...this.environment(login), ...more },
            maxBuffer: 2 ** 28,
        }).trim();
    }

    /** The variables by which PostgreSQL's clients find the server. */
    environment({ user: name, password, database }: Login): Record<string, string> {
        return { PGHOST: "127.0.0.1", PGPORT: this.port, PGUSER: name, PGPASSWORD: password, PGDATABASE: database, PGSSLMODE: "require" };
    }

    #at(name: string): string {
        return path.join(this.#folder, name);
    }

    /** Root's home is closed to others, and the server does not run as root. */
    #copyOf(build: string): string {
        if (isRoot) execFileSync("cp", ["-r", build, this.#at("server")]);
        return path.join(isRoot ? this.#at("server") : build, "bin");
    }

    #ownSettings(): Setting[] {
        return [
            ["listen_addresses", "127.0.0.1"],
            ["port", this.port],
            ["unix_socket_directories", ""],
            ["fsync", "off"],
            ["ssl", "on"],
            ["ssl_cert_file", this.certificate],
            ["ssl_key_file", this.#at("key.pem")],
        ];
    }

    #writeCertificate(): void {
        const { tls } = this.options;
        if (tls) {
            fs.writeFileSync(this.certificate, tls.certificate);
            fs.writeFileSync(this.#at("key.pem"), tls.privateKey);
        } else {
            const parameters = [
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ];
            const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
            const files = ["-keyout", this.#at("key.pem"), "-out", this.certificate];
            execFileSync("openssl", ["req", "-x509", ...parameters, ...names, ...files], { stdio: "ignore" });
        }
        fs.chmodSync(this.#at("key.pem"), 0o600);
        fs.chmodSync(this.#folder, 0o755);
    }

    #give(file: string, text: string): void {
        fs.writeFileSync(file, text);
        if (isRoot) execFileSync("chown", [`${user}:`, file]);
    }

    #run(program: string, args: readonly string[]): void {
        const { status } = this.#spawn(program, args);
        if (status !== 0) throw new Error(`${program} ended with ${status}: ${this.log}`);
    }

    /** The server's own programs refuse to run as root, and it keeps what it is given as its output: a pipe would never end. */
    #spawn(program: string, args: readonly string[]): { status: number | null } {
        const command = [path.join(this.#bin, program), ...args];
        const [first, ...rest] = isRoot ? ["runuser", "-u", user, "--", ...command] : command;
        return spawnSync(first!, rest, { cwd: this.#folder, stdio: "ignore" });
    }
}

const isRoot = process.getuid?.() === 0;

/** Who the server runs as where that cannot be oneself. */
const user = "nobody";

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = net.createServer().on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
}
