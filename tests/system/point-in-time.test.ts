import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { until } from "./nginx-server";
import { PostgresServer, type Login, type Setting } from "./postgres-server";

/** A row of the ledger, as its writer was told of it. */
interface Row {
    readonly id: number;
    /** Where the WAL stood just before it. */
    readonly before: bigint;
}

const position = (lsn: string): bigint => {
    const [high, low] = lsn.split("/").map(part => BigInt(`0x${part}`)) as [bigint, bigint];
    return (high << 32n) + low;
};

/** Commits a row after the other, and knows which ones the server has confirmed. */
class Writer {
    readonly confirmed: Row[] = [];
    readonly #psql: ChildProcess;
    readonly #ended: Promise<void>;
    #sent = 0;
    #open = true;

    constructor(server: PostgresServer, login: Login) {
        const options = ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet"];
        const env = { PATH: process.env.PATH, ...server.environment(login) };
        this.#psql = spawn(path.join(server.programs, "psql"), options, { env, stdio: ["pipe", "pipe", "ignore"] });
        this.#psql.stdin!.on("error", () => undefined);
        this.#ended = new Promise(resolve => this.#psql.on("close", () => resolve()));
        let rest = "";
        this.#psql.stdout!.on("data", (chunk: Buffer) => {
            const lines = (rest + chunk.toString()).split("\n");
            rest = lines.pop()!;
            for (const line of lines) {
                const [id, lsn] = line.split("|") as [string, string];
                this.confirmed.push({ id: Number(id), before: position(lsn) });
            }
            this.#next();
        });
        this.#next();
    }

    #next(): void {
        if (!this.#open || this.#sent > this.confirmed.length) return;
        this.#sent++;
        this.#psql.stdin!.write("insert into ledger default values returning id, pg_current_wal_insert_lsn();\n");
    }

    /** Ends when the last one is confirmed. */
    async pause(): Promise<void> {
        this.#open = false;
        await until(() => this.confirmed.length === this.#sent);
    }

    resume(): void {
        this.#open = true;
        this.#next();
    }

    /** Rows that come from now on. */
    more(rows: number): Promise<void> {
        const goal = this.confirmed.length + rows;
        return until(() => this.confirmed.length >= goal);
    }

    /** When its server is gone: nothing more is confirmed. */
    ended(): Promise<void> {
        this.#open = false;
        this.#psql.stdin!.end();
        return this.#ended;
    }
}

const count = (at: PostgresServer, table: string): number => Number(at.query(`select count(*) from ${table}`));

/** The rows of the ledger, which have no gap. */
function ledger(at: PostgresServer): number {
    const [rows, first, last] = at.query("select count(*), min(id), max(id) from ledger").split("|").map(Number) as [
        number,
        number,
        number,
    ];
    expect([first, last]).toEqual([1, rows]);
    return rows;
}

const customers = 10000;
let server: PostgresServer;
let replica: PostgresServer;
let base: string;
let archive: string;
const recovered: PostgresServer[] = [];
/** What the writer was told until its server was killed. */
let confirmed: readonly Row[];
/** Rows of which the replica is known to have the WAL. */
let replicated: number;
/** Just before the DELETE, and the rows of that time. */
let target: string;
let beforeTarget: number;

beforeAll(async () => {
    server = await PostgresServer.start();
    archive = server.makeFolder("archive");
    base = path.join(server.makeFolder("base"), "data");
    server.configure([
        ["archive_mode", "on"],
        // What has its name in the archive is whole.
        ["archive_command", `test ! -f ${archive}/%f && cp %p ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`],
        // RDS sends its WAL every five minutes.
        ["archive_timeout", "1s"],
        ["wal_keep_size", "1GB"],
    ]);
    server.restart();
    server.query("create table ledger (id bigserial primary key, at timestamptz not null default clock_timestamp())");
    server.query(`create table customers as select n as id, md5(n::text) as name from generate_series(1, ${customers}) n`);
    server.client("pg_basebackup", ["--pgdata", base, "--checkpoint=fast", "--wal-method=none", "--no-sync"], server.admin);
    const { PGHOST, PGPORT, PGUSER, PGPASSWORD } = server.environment(server.admin);
    replica = await PostgresServer.start({
        from: { data: base, admin: server.admin },
        files: { "standby.signal": "" },
        settings: [
            ["archive_mode", "off"],
            ["primary_conninfo", `host=${PGHOST} port=${PGPORT} user=${PGUSER} password=${PGPASSWORD} sslmode=require`],
        ],
    });
    await killWhileWriting(new Writer(server, server.admin));
});
afterAll(() => [...recovered, replica, server].forEach(each => each.stop()));

async function killWhileWriting(writer: Writer): Promise<void> {
    await writer.more(500);
    await writer.pause();
    beforeTarget = writer.confirmed.length;
    target = server.query("select clock_timestamp()");
    server.query("delete from customers");
    writer.resume();
    await writer.more(500);
    const switched = server.query("select pg_walfile_name(pg_switch_wal())");
    await until(() => fs.existsSync(path.join(archive, switched)));
    replicated = writer.confirmed.length;
    const now = server.query("select pg_current_wal_lsn()");
    await until(() => replica.query(`select pg_last_wal_replay_lsn() >= '${now}'`) === "t");
    await writer.more(500);
    server.kill();
    await writer.ended();
    confirmed = writer.confirmed;
    // A copy that had begun ends by itself.
    await until(() => !fs.readdirSync(archive).some(name => name.endsWith(".part")));
}

/** Starts a server with the data of the base backup and of the archive, and waits until it takes changes: what that took. */
async function recover(settings: readonly Setting[]): Promise<{ copy: PostgresServer; seconds: string }> {
    const start = performance.now();
    const copy = await PostgresServer.start({
        from: { data: base, admin: server.admin },
        files: { "recovery.signal": "" },
        settings: [["archive_mode", "off"], ["restore_command", `cp ${archive}/%f %p`], ...settings],
    });
    recovered.push(copy);
    await until(() => copy.query("select pg_is_in_recovery()") === "f");
    return { copy, seconds: secondsSince(start) };
}

const secondsSince = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);

describe("after a server was killed while it wrote", () => {
    it("the archive has all but the rows since its last WAL, and no others are lost", async () => {
        const { copy, seconds } = await recover([["recovery_target_timeline", "latest"]]);
        const segments = fs.readdirSync(archive).filter(name => /^[0-9A-F]{24}$/.test(name));
        const newest = segments.sort().at(-1)!;
        // 16 MB each; the name has the number of the timeline, then of the segment.
        const end = ((BigInt(`0x${newest.slice(8, 16)}`) << 8n) + BigInt(`0x${newest.slice(16)}`) + 1n) << 24n;
        const begun = confirmed.filter(({ before }) => before < end).length;
        const rows = ledger(copy);
        console.log(`archive: ${confirmed.length - rows} of ${confirmed.length} confirmed rows lost, back after ${seconds} s`);
        // Of the last one that was begun in it, the end may lie behind its own.
        expect([begun - 1, begun]).toContain(rows);
        expect(rows).toBeGreaterThanOrEqual(beforeTarget + 500);
        expect(count(copy, "customers")).toBe(0);
    });

    it("the archive has the time before a DELETE without WHERE, and nothing of what came then", async () => {
        const { copy, seconds } = await recover([
            ["recovery_target_time", target],
            ["recovery_target_action", "promote"],
        ]);
        console.log(`before the DELETE: ${beforeTarget} rows and all customers, back after ${seconds} s`);
        expect([ledger(copy), count(copy, "customers")]).toEqual([beforeTarget, customers]);
        expect(copy.query("select md5(string_agg(name, '|' order by id)) from customers")).toBe(
            copy.query(`select md5(string_agg(md5(n::text), '|' order by n)) from generate_series(1, ${customers}) n`),
        );
        // It is a server like any other.
        copy.query("insert into ledger default values");
    });

    it("its replica, promoted, has all that had come to it, and takes changes", () => {
        const start = performance.now();
        expect(replica.query("select pg_promote()")).toBe("t");
        const rows = ledger(replica);
        console.log(
            `replica: ${confirmed.length - rows} of ${confirmed.length} confirmed rows lost, promoted after ${secondsSince(start)} s`,
        );
        expect(rows).toBeGreaterThanOrEqual(replicated);
        expect(count(replica, "customers")).toBe(0);
        replica.query("insert into ledger default values");
    });
});
