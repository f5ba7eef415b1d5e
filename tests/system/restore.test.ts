import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { awsPrograms, awsVersion } from "./aws-programs";
import { bucket, databasePods, type DatabasePods } from "./database-pods";
import { access, allContainers, PodPlace, type Container, type Run } from "./job-pods";
import { clientPrograms, PostgresServer, postgresVersions, type Login, type PostgresVersion } from "./postgres-server";
import { S3Server } from "./s3-server";
import { createEmpty, createSample, fingerprint, sampleRows } from "./sample-database";

const checksum = (name: string, data: Buffer | string): string => `${createHash("sha256").update(data).digest("hex")}  ${name}\n`;
const rows = Object.entries(sampleRows)
    .map(([table, count]) => `public.${table}|${count}\n`)
    .join("");

let s3: S3Server;
let pods: DatabasePods;
let dumper: Container;
let fetcher: Container;
let restorer: Container;
const places: PodPlace[] = [];

beforeAll(async () => {
    s3 = await S3Server.start(bucket);
    pods = await databasePods();
    [dumper] = allContainers(pods.dump) as [Container];
    [fetcher, restorer] = allContainers(pods.restore) as [Container, Container];
});
afterAll(() => s3.stop());
afterEach(() => {
    for (const place of places.splice(0)) place.remove();
});

function newPlace(server: PostgresServer): PodPlace {
    const place = new PodPlace([server.programs, awsPrograms()]);
    places.push(place);
    return place;
}

/** Dumps to S3, by the job; tells the dump's name. */
async function dump(server: PostgresServer, owner: Login): Promise<string> {
    const { status, printed } = await newPlace(server).run(pods.dump, { ...access(server, owner), ...s3.environment });
    expect(status).toBe(0);
    return path.basename(printed.trim());
}

const restore = (server: PostgresServer, into: Login, more: Record<string, string> = {}): Promise<Run> =>
    newPlace(server).run(pods.restore, { ...access(server, into), ...s3.environment, ...more });

describe("a dump is restored into a new server, and every row and object is there", () => {
    const settings = [["shared_preload_libraries", "pg_stat_statements"]] as const;
    const servers = new Map<PostgresVersion, PostgresServer>();
    afterAll(() => servers.forEach(server => server.stop()));
    const serverOf = async (version: PostgresVersion): Promise<PostgresServer> =>
        servers.get(version) ?? servers.set(version, await PostgresServer.start({ version, settings })).get(version)!;

    /** @param move brings the dump, and restores it: tells what was printed */
    async function drill(
        from: PostgresVersion,
        to: PostgresVersion,
        move: (first: PostgresServer, owner: Login, other: PostgresServer, copy: Login) => Promise<Run>,
    ): Promise<void> {
        const name = `from_${from}`;
        const [first, other] = [await serverOf(from), await serverOf(to)];
        const owner = createSample(first, name, name);
        const before = fingerprint(first, owner);
        const copy = createEmpty(other, `${name}_to_${to}`);
        const { status, printed } = await move(first, owner, other, copy);
        expect(status).toBe(0);
        expect(printed).toContain(`${rows}${copy.database}: restored websys_backup_`);
        expect(fingerprint(other, copy)).toEqual(before);
        expect(other.query("select distinct tableowner from pg_tables where schemaname = 'public'", copy)).toBe(copy.user);
        expect(other.query("select count(*) > 0 from pg_stats where schemaname = 'public'", copy)).toBe("t");
    }

    const [oldest, ...newer] = postgresVersions.filter(version => clientPrograms(version).folder !== undefined);

    it(`by aws ${awsVersion}, through S3, from PostgreSQL ${oldest} to the next`, async () => {
        await s3.reset();
        await drill(oldest!, newer[0] ?? oldest!, async (first, owner, other, copy) => {
            const file = await dump(first, owner);
            const run = await restore(other, copy);
            expect(run.printed.split("\n")[0]).toBe(`s3://${bucket}/database/${file}`);
            return run;
        });
    });

    it.each(newer.map((from, n) => [from, newer[n + 1] ?? from] as const))("from PostgreSQL %s to %s", (from, to) =>
        drill(from, to, async (first, owner, other, copy) => {
            const place = newPlace(first);
            expect((await place.runContainer(dumper, access(first, owner))).status).toBe(0);
            const there = newPlace(other);
            for (const file of place.files) fs.copyFileSync(place.file(file), there.file(file));
            return there.runContainer(restorer, access(other, copy));
        }),
    );
});

describe("a restore", () => {
    let server: PostgresServer;
    let owner: Login;
    let file: string;
    let data: Buffer;
    let number = 0;
    beforeAll(async () => {
        server = await PostgresServer.start();
        owner = createSample(server, "websys", "websys_db_prod");
        await s3.reset();
        file = await dump(server, owner);
        data = await s3.get(`database/${file}`);
    });
    afterAll(() => server.stop());
    const empty = (): Login => createEmpty(server, `empty${++number}`);
    const source = (name: string): { SOURCE: string } => ({ SOURCE: `s3://${bucket}/database/${name}` });
    const restoredFrom = (): string => `restored ${file} sha256:${checksum("", data).slice(0, 64)}`;
    const tables = (login: Login): string => server.query("select count(*) from pg_tables where schemaname = 'public'", login);
    /** A pod whose dump is there already. */
    function withDump(name = file): PodPlace {
        const place = newPlace(server);
        fs.writeFileSync(place.file(name), data);
        fs.writeFileSync(place.file(`${name}.sha256`), checksum(name, data));
        return place;
    }

    it("that is run again does nothing more, whatever has happened since", async () => {
        const place = withDump();
        const login = empty();
        expect((await place.runContainer(restorer, access(server, login))).status).toBe(0);
        server.query("delete from purchases", login);
        const { status, printed } = await place.runContainer(restorer, access(server, login));
        expect([status, printed]).toEqual([0, `${login.database}: ${restoredFrom()} before\n`]);
        // Another pod, when there is a later dump.
        const later = withDump("websys_backup_29991231_000000.sql");
        expect(await later.runContainer(restorer, access(server, login))).toMatchObject({ status: 0, printed });
        expect(server.query("select count(*) from purchases", login)).toBe("0");
    });

    it("that is killed leaves an empty database, and the next try restores it", async () => {
        const place = withDump();
        const login = empty();
        const atWork = (): boolean =>
            server.query(`select count(*) from pg_stat_activity where datname = '${login.database}' and query ~ '^COPY'`) !== "0";
        expect((await place.runContainer(restorer, access(server, login), atWork)).status).toBe(-1);
        expect(tables(login)).toBe("0");
        expect((await place.runContainer(restorer, access(server, login))).status).toBe(0);
        expect(fingerprint(server, login)).toEqual(fingerprint(server, owner));
    });

    it("that is killed when all is there is ended by the next try", async () => {
        const place = withDump();
        const login = empty();
        const psql = path.join(server.programs, "psql");
        place.program("psql", 'said="$(cat)"', 'if [ "$said" = analyze ]; then exec sleep 60; fi', `exec ${psql} "$@" <<< "$said"`);
        expect((await place.runContainer(restorer, access(server, login), () => tables(login) === "3")).status).toBe(-1);
        place.program("psql", `exec ${psql} "$@"`);
        const { status, printed } = await place.runContainer(restorer, access(server, login));
        expect([status, printed]).toEqual([0, `${rows}${login.database}: ${restoredFrom()}\n`]);
        expect(fingerprint(server, login)).toEqual(fingerprint(server, owner));
    });

    it("fails for a database that is not empty, which stays as it was", async () => {
        const login = empty();
        server.query("create table mine (id int)", login);
        const { status, printed } = await withDump().runContainer(restorer, access(server, login));
        expect([status, printed]).toEqual([
            1,
            `${login.database} on 127.0.0.1 is not empty: it has 1 tables and other objects.\n` +
                "A dump is restored into an empty database only: into a new one beside it.\n",
        ]);
        expect(server.query("select tablename from pg_tables where schemaname = 'public'", login)).toBe("mine");
    });

    it("fails for a database that has another dump, when that is asked for by its name", async () => {
        const login = empty();
        const first = withDump();
        expect((await first.runContainer(restorer, access(server, login))).status).toBe(0);
        const other = "websys_backup_20200101_000000.sql";
        const { status, printed } = await withDump(other).runContainer(restorer, { ...access(server, login), ...source(other) });
        expect(status).toBe(1);
        expect(printed).toContain(`tables and other objects (restored ${file} sha256:`);
    });

    it("fails with a statement that fails when the data is in, and nothing of it stays", async () => {
        const login = empty();
        const admin = { ...server.admin, database: login.database };
        server.query("create function no() returns event_trigger language plpgsql as 'begin raise exception $$no index$$; end'", admin);
        server.query("create event trigger no on ddl_command_end when tag in ('CREATE INDEX') execute function no()", admin);
        server.query("alter function no() set schema pg_catalog", admin);
        const { status, printed } = await withDump().runContainer(restorer, access(server, login));
        expect([status, tables(login)]).toEqual([1, "0"]);
        expect(printed).toContain("no index");
    });

    const bad = "websys_backup_20260202_020202.sql";
    const flipped = (): Buffer => {
        const copy = Buffer.from(data);
        copy[copy.length >> 1]! ^= 1;
        return copy;
    };
    const missing = `s3://${bucket}/database/${bad}.sha256 cannot be read: a dump counts with its checksum only.`;
    const torn = `${bad} is not what was dumped: its checksum is another one.`;
    const none = `${bad}.sha256 is not a checksum of ${bad}: it does not count as a dump.`;
    const corrupted: [string, () => Buffer, (() => string) | undefined, string][] = [
        ["without a checksum", () => data, undefined, missing],
        ["with a flipped bit", flipped, () => checksum(bad, data), torn],
        ["that is truncated", () => data.subarray(0, -1), () => checksum(bad, data), torn],
        ["with the checksum of another content", () => data, () => checksum(bad, "other"), torn],
        ["with the checksum of another file", () => data, () => checksum(file, data), none],
        ["with an empty checksum", () => data, () => "", none],
    ];
    it.each(corrupted)("fails for a dump %s, on a volume, and the database stays empty", async (_, content, sum, message) => {
        const login = empty();
        const place = newPlace(server);
        fs.writeFileSync(place.file(bad), content());
        if (sum) fs.writeFileSync(place.file(`${bad}.sha256`), sum());
        const { status, printed } = await place.runContainer(restorer, { ...access(server, login), ...source(bad) });
        expect([status, printed.split("\n")[0]]).toEqual([1, sum ? message : `${bad} has no checksum: it does not count as a dump.`]);
        expect([tables(login), server.query("select count(*) from pg_largeobject_metadata", login)]).toEqual(["0", "0"]);
    });
    // The same check: one that there is none, one of the checksum, one of the dump.
    it.each([0, 1, 5].map(n => corrupted[n]!))(
        "fails for a dump %s, in S3, and nothing touches the database",
        async (_, content, sum, message) => {
            await s3.reset();
            await s3.put(`database/${bad}`, content());
            if (sum) await s3.put(`database/${bad}.sha256`, sum());
            const { status, printed } = await newPlace(server).run(pods.restore, { ...s3.environment, ...source(bad) });
            expect(status).toBe(1);
            expect(printed).toContain(`${message}\n`);
        },
    );

    it("of the latest passes over what does not count, and fails when nothing does", async () => {
        const put = async (name: string, sum?: string): Promise<void> => {
            await s3.put(`database/${name}`, name);
            if (sum !== undefined) await s3.put(`database/${name}.sha256`, sum);
        };
        const best = "websys_backup_20990102_000000.sql";
        await put("websys_backup_20990101_000000.sql", "older");
        await put(best, checksum(best, best));
        await put("websys_backup_20990103_000000.sql");
        await put("websys_old_backup_20990104_000000.sql", "of another database");
        await put("websys_backup_20990105_000000.dump", "of another kind");
        await s3.put("database/websys_backup_20990106_000000.sql.sha256", "of none");
        const place = newPlace(server);
        expect(await place.runContainer(fetcher, s3.environment)).toEqual({
            status: 0,
            printed: `s3://${bucket}/database/${best}\n`,
            files: [best, `${best}.sha256`],
        });
        await s3.reset();
        await put("websys_backup_20990103_000000.sql");
        const { status, printed } = await newPlace(server).runContainer(fetcher, s3.environment);
        expect([status, printed]).toEqual([
            1,
            `No dump counts as s3://${bucket}/database/websys_backup_latest.sql: none has its checksum beside it.\n` +
                `Restore another one; to see what there is: aws s3 ls s3://${bucket}/database/\n`,
        ]);
    });

    it("of a database in the cluster is from the volume of its dumps", async () => {
        const place = newPlace(server);
        expect((await place.run(pods.dumpInCluster, access(server, owner))).status).toBe(0);
        const login = empty();
        expect((await place.run(pods.restoreInCluster, access(server, login))).status).toBe(0);
        expect(fingerprint(server, login)).toEqual(fingerprint(server, owner));
    });
});
