import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

/** A login at the server. */
export interface Login {
    readonly user: string;
    readonly password: string;
    readonly database: string;
}

const installed = "/usr/lib/postgresql";

/** The programs of the newest PostgreSQL that Debian's packages have installed. */
export function postgresPrograms(): string {
    const versions = fs.existsSync(installed) ? fs.readdirSync(installed).map(Number) : [];
    const folder = path.join(installed, String(Math.max(0, ...versions)), "bin");
    for (const program of ["initdb", "pg_ctl", "psql", "pg_dump", "pg_restore"]) {
        if (!fs.existsSync(path.join(folder, program)))
            throw new Error(`there is no ${program} in ${installed}: apt-get install postgresql`);
    }
    return folder;
}

/** A real PostgreSQL of its own, which takes connections over TLS with a password and no others, as RDS does. */
export class PostgresServer {
    readonly port: string;
    readonly #folder: string;
    readonly #admin: Login = { user: "postgres", password: randomBytes(16).toString("hex"), database: "postgres" };

    private constructor(
        readonly programs: string,
        port: number,
    ) {
        this.port = String(port);
        this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "postgres-"));
        const at = (name: string): string => path.join(this.#folder, name);
        fs.writeFileSync(at("password"), this.#admin.password);
        execFileSync(
            "openssl",
            [
                ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
                ...["-keyout", at("key.pem"), "-out", at("certificate.pem")],
            ],
            { stdio: "ignore" },
        );
        fs.chmodSync(at("key.pem"), 0o600);
        if (isRoot) execFileSync("chown", ["-R", "postgres:", this.#folder]);
        this.#run("initdb", ["--pgdata", at("data"), "--username=postgres", `--pwfile=${at("password")}`, "--encoding=UTF8", "--no-sync"]);
        fs.writeFileSync(path.join(at("data"), "pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        const settings = {
            listen_addresses: "127.0.0.1",
            port: this.port,
            unix_socket_directories: "",
            fsync: "off",
            ssl: "on",
            ssl_cert_file: at("certificate.pem"),
            ssl_key_file: at("key.pem"),
        };
        const text = Object.entries(settings).map(([key, value]) => `${key} = '${value}'\n`);
        fs.appendFileSync(path.join(at("data"), "postgresql.conf"), text.join(""));
        this.#run("pg_ctl", ["start", "--wait", "--pgdata", at("data"), "--log", at("log")]);
    }

    static async start(): Promise<PostgresServer> {
        return new PostgresServer(postgresPrograms(), await freePort());
    }

    stop(): void {
        this.#run("pg_ctl", ["stop", "--wait", "--mode=immediate", "--pgdata", path.join(this.#folder, "data")]);
        fs.rmSync(this.#folder, { recursive: true });
    }

    /** A new role with a database of its own, which is no superuser. */
    createOwner(user: string, database: string): Login {
        const password = randomBytes(16).toString("hex");
        this.query(`create role ${user} login password '${password}'`);
        this.query(`create database ${database} owner ${user}`);
        return { user, password, database };
    }

    /** What a statement returns, a line for each row. */
    query(statement: string, login = this.#admin): string {
        return this.client(
            "psql",
            ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement],
            login,
        );
    }

    /** What a client prints; throws when it fails. */
    client(program: string, args: readonly string[], { user, password, database }: Login): string {
        const env = { PATH: process.env.PATH, PGUSER: user, PGPASSWORD: password, PGDATABASE: database, PGSSLMODE: "require" };
        return execFileSync(path.join(this.programs, program), args, {
            encoding: "utf8",
            env: { ...env, PGHOST: "127.0.0.1", PGPORT: this.port },
            maxBuffer: 2 ** 28,
        }).trim();
    }

    /** The server's own programs refuse to run as root. */
    #run(program: string, args: readonly string[]): void {
        const command = [path.join(this.programs, program), ...args];
        const [first, ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
        // The server keeps what it is given as its output: a pipe would never end.
        const { status } = spawnSync(first!, rest, { cwd: this.#folder, stdio: "ignore" });
        if (status !== 0) throw new Error(`${program} ended with ${status}: ${this.#log()}`);
    }

    #log(): string {
        const log = path.join(this.#folder, "log");
        return fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "no log";
    }
}

const isRoot = process.getuid?.() === 0;

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = net.createServer().on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
}
