import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { account, dig, existingNetwork, region, stackOf } from "../unit/support";
import { PostgresServer, postgresPrograms, type Login } from "./postgres-server";

interface Container {
    readonly name: string;
    readonly command: readonly string[];
    readonly env: readonly { name: string; value?: string; valueFrom?: { secretKeyRef: { key: string } } }[];
}

interface Pod {
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
}

/** What a run of a pod left behind. */
interface Run {
    readonly status: number;
    readonly printed: string;
    /** What `aws` was called with. */
    readonly calls: readonly string[];
    /** Objects of the bucket. */
    readonly objects: readonly string[];
    /** Files of the volume. */
    readonly files: readonly string[];
}

let server: PostgresServer;
let owner: Login;
let pods: Readonly<Record<"rds" | "inCluster", Pod>>;
let folder: string;

beforeAll(async () => {
    server = await PostgresServer.start();
    owner = server.createOwner("websys", "websys_db_prod");
    for (const statement of data) server.query(statement, owner);
    const stack = await stackOf(
        "system-dumps",
        `
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const cluster = new webstack.AppCluster("app", {
    namespace: "websys",
    cluster: { kind: "eks", ...place, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"] },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"] },
}, { providers });
const backups = new webstack.FileStorage("backups", { accountId: "${account}", bucketName: "websys-backups", expireDays: 30 }, { providers });
const database = { version: "15", username: "websys", database: "websys_db_prod" };
new webstack.PostgresWithBackups("postgres", {
    kind: "rds", ...place, ...database, instanceClass: "db.t4g.small", dumps: { to: backups.target, cluster, filePrefix: "websys", extension: "sql" },
}, { providers });
new webstack.PostgresWithBackups("dev", { kind: "in-cluster", namespace: "websys", ...database }, { providers });
`,
    );
    const podOf = (name: string): Pod => dig(stack.inputs(`CronJob ${name}-dump`), "spec.jobTemplate.spec.template.spec") as Pod;
    pods = { rds: podOf("postgres"), inCluster: podOf("dev") };
});
afterAll(() => server.stop());

/** Of all that a table can hold, some, with what belongs to tables. */
const data = [
    "create type state as enum ('open', 'paid')",
    `create table customers (id bigserial primary key, name text not null unique, born date, extra jsonb, photo bytea, tags text[],
        balance numeric(12, 2) default 0 check (balance >= 0), seen timestamptz)`,
    `insert into customers (name, born, extra, photo, tags, balance, seen)
        select '顧客 ' || n || E' \\'"\\\\\\n\\t🍣', date '1950-01-01' + n, jsonb_build_object('n', n, 'null', null), decode(md5(n::text), 'hex'),
            array['a', null, n::text], n / 7.0, case when n % 3 = 0 then null else timestamptz '2026-01-01 00:00:00+09' + n * interval '1 min' end
        from generate_series(1, 20000) n`,
    "create table purchases (id serial primary key, customer bigint not null references customers on delete cascade, state state, note text)",
    "insert into purchases (customer, state, note) select 1 + n % 20000, (array['open', 'paid']::state[])[1 + n % 2], repeat('x', n % 50) from generate_series(1, 50000) n",
    "create index on purchases (customer) where state = 'open'",
    "create view open_purchases as select c.name, p.id from purchases p join customers c on c.id = p.customer where state = 'open'",
    "create function total() returns numeric language sql as 'select sum(balance) from customers'",
    "create table nothing ()",
    "select lo_from_bytea(0, decode(repeat(md5('large'), 5000), 'hex'))",
];

/** All that must be the same in a database that was restored. */
const fingerprint = (login: Login): string[] =>
    [
        "select count(*), md5(string_agg(c::text, '|' order by id)) from customers c",
        "select count(*), md5(string_agg(p::text, '|' order by id)) from purchases p",
        "select count(*), md5(string_agg(o::text, '|' order by id)) from open_purchases o",
        "select total()",
        "select nextval('customers_id_seq'), nextval('purchases_id_seq')",
        "select md5(lo_get(oid)) from pg_largeobject_metadata",
        "select indexdef from pg_indexes where schemaname = 'public' order by 1",
        "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1",
        "select count(*) from nothing",
    ].map(statement => server.query(statement, login));

beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "dumps-"));
    for (const part of ["bin", "volume", "bucket"]) fs.mkdirSync(path.join(folder, part));
    // Keeps its calls, and the bucket as a folder.
    program(
        "aws",
        'printf "%s\\n" "$*" >> "$CALLS"',
        'if [ "$(wc -l < "$CALLS")" = "$FAILS_AT" ]; then echo "upload failed: 503" >&2; exit 1; fi',
        'cp "${@: -2:1}" "$BUCKET/${*: -1:1}"',
    );
    fs.mkdirSync(path.join(folder, "bucket", "s3:", "websys-backups", "database"), { recursive: true });
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Takes the place of a program in the pods of one test. */
function program(name: string, ...body: string[]): void {
    fs.writeFileSync(path.join(folder, "bin", name), ["#!/bin/bash", "set -eu", ...body, ""].join("\n"), { mode: 0o755 });
}

/** Runs a pod's commands as they stand in the manifest; as the kubelet, goes on only when the one before succeeded. */
function run(pod: Pod, { password = owner.password, failsAt = 0 } = {}): Run {
    const [volume, bucket, calls] = ["volume", "bucket", "calls"].map(name => path.join(folder, name)) as [string, string, string];
    const secret: Record<string, string> = { POSTGRES_USER: owner.user, POSTGRES_DB: owner.database, POSTGRES_PASSWORD: password };
    const here: Record<string, string> = {
        PATH: [path.join(folder, "bin"), server.programs, process.env.PATH].join(":"),
        ...{ PGHOST: "127.0.0.1", PGPORT: server.port, CALLS: calls, BUCKET: bucket, FAILS_AT: String(failsAt) },
    };
    let status = 0;
    let printed = "";
    for (const { command, env } of [...(pod.initContainers ?? []), ...pod.containers]) {
        const own = env.map(({ name, value, valueFrom }) => [name, value ?? secret[valueFrom!.secretKeyRef.key]!]);
        const [shell, ...args] = command.map(part => part.replaceAll("/backups", volume));
        const result = spawnSync(shell!, args, {
            env: { ...Object.fromEntries(own), ...here },
            encoding: "utf8",
            // A socket, as Node's pipes are, would make bash read its user's settings.
            stdio: ["ignore", "pipe", "pipe"],
        });
        status = result.status ?? -1;
        printed += result.stdout + result.stderr;
        if (status !== 0) break;
    }
    return {
        status,
        printed,
        calls: fs.existsSync(calls) ? fs.readFileSync(calls, "utf8").trim().split("\n") : [],
        objects: fs.readdirSync(path.join(bucket, "s3:", "websys-backups", "database")).sort(),
        files: fs.readdirSync(volume).sort(),
    };
}

const object = (name: string): string => path.join(folder, "bucket", "s3:", "websys-backups", "database", name);

/**
 * Restores into an empty database of somebody else, who owns nothing of the first one. An archive names the owners
 * whatever pg_dump was told; pg_restore leaves them out.
 */
function restored(name: string, file: string): Login {
    const login = server.createOwner(name, name);
    server.client("pg_restore", ["--exit-on-error", "--no-owner", `--dbname=${name}`, file], login);
    return login;
}

describe(`dumps with ${execFileSync(path.join(postgresPrograms(), "pg_dump"), ["--version"], { encoding: "utf8" }).trim()}`, () => {
    it("are uploaded under their name, and their checksum last", () => {
        const { status, printed, calls, objects } = run(pods.rds);
        const [name] = objects as [string];
        expect([status, printed]).toEqual([0, `s3://websys-backups/database/${name}\n`]);
        expect(name).toMatch(/^websys_backup_\d{8}_\d{6}\.sql$/);
        expect(objects).toEqual([name, `${name}.sha256`]);
        expect(calls).toEqual(objects.map(key => `s3 cp --only-show-errors ${key} s3://websys-backups/database/${key}`));
        const digest = createHash("sha256")
            .update(fs.readFileSync(object(name)))
            .digest("hex");
        expect(fs.readFileSync(object(`${name}.sha256`), "utf8")).toBe(`${digest}  ${name}\n`);
    });

    it("are restored by anybody into an empty database, and every row and object is there", () => {
        const { status, objects } = run(pods.rds);
        expect(status).toBe(0);
        const copy = restored("elsewhere", object(objects[0]!));
        const [before, after] = [fingerprint(owner), fingerprint(copy)];
        expect(after).toEqual(before);
        expect(before.slice(0, 2).map(line => line.split("|")[0])).toEqual(["20000", "50000"]);
        expect(server.query("select distinct tableowner from pg_tables where schemaname = 'public'", copy)).toBe("elsewhere");
    });

    it("of a database in the cluster are restored as well", () => {
        const { status, files, calls } = run(pods.inCluster);
        expect([status, calls]).toEqual([0, []]);
        expect(files).toEqual([expect.stringMatching(/^websys_db_prod_backup_\d{8}_\d{6}\.dump$/)]);
        expect(fingerprint(restored("beside", path.join(folder, "volume", files[0]!))).slice(0, 4)).toEqual(fingerprint(owner).slice(0, 4));
    });

    it("show the password to no process list and no log", () => {
        const arguments_ = path.join(folder, "arguments");
        for (const name of ["pg_dump", "pg_restore", "sha256sum"]) {
            const real = execFileSync("which", [name], {
                encoding: "utf8",
                env: { PATH: `${server.programs}:${process.env.PATH}` },
            }).trim();
            program(name, `printf "%s\\n" "${name} $*" >> ${arguments_}`, `exec ${real} "$@"`);
        }
        const { status, printed, objects } = run(pods.rds);
        const [file] = objects as [string];
        expect(status).toBe(0);
        const said = fs.readFileSync(arguments_, "utf8");
        expect(said.trim().split("\n")).toEqual([
            `pg_dump --format=custom --no-owner --no-privileges --file=${file}.part`,
            `pg_restore --file=/dev/null ${file}.part`,
            `sha256sum ${file}`,
            `sha256sum --check --quiet ${file}.sha256`,
        ]);
        expect(said + printed).not.toContain(owner.password);
    });

    /** The file that pg_dump wrote, in a program that takes its place. */
    const written = ['file="${*: -1}"', 'file="${file#--file=}"'];
    const nothing = { calls: [], objects: [], files: [] };

    it("fail with a server that does not let them in, and nothing is uploaded", () => {
        const { printed, ...rest } = run(pods.rds, { password: "wrong" });
        expect(rest).toEqual({ status: 1, ...nothing });
        expect(printed).toContain('password authentication failed for user "websys"');
    });

    it("fail without TLS, which the manifest asks for", () => {
        program("pg_dump", `PGSSLMODE=disable exec ${path.join(server.programs, "pg_dump")} "$@"`);
        const { printed, ...rest } = run(pods.rds);
        expect(rest).toEqual({ status: 1, ...nothing });
        expect(printed).toContain("no encryption");
        const required = pods.rds.initContainers![0]!.env.find(({ name }) => name === "PGSSLMODE");
        expect(required).toEqual({ name: "PGSSLMODE", value: "require" });
    });

    it("fail with a pg_dump that ends halfway, and nothing is uploaded", () => {
        program("pg_dump", `${path.join(server.programs, "pg_dump")} "$@"`, ...written, 'truncate --size=100000 "$file"', "exit 1");
        expect(run(pods.rds)).toMatchObject({ status: 1, ...nothing });
    });

    it("fail when the file is torn though pg_dump is content, which its list of contents does not show", () => {
        program(
            "pg_dump",
            `${path.join(server.programs, "pg_dump")} "$@"`,
            ...written,
            'truncate --size=-1000 "$file"',
            `pg_restore --list "$file" > /dev/null && echo "the list is whole"`,
        );
        const { printed, ...rest } = run(pods.rds);
        expect(rest).toEqual({ status: 1, ...nothing });
        expect(printed).toMatch(/^the list is whole\npg_restore: error: /);
    });

    it("fail when a file changes between dump and upload, and nothing is uploaded", () => {
        const [dump] = pods.rds.initContainers!;
        const spoiled = { ...dump!, command: [...dump!.command.slice(0, 2), `${dump!.command[2]!}\nprintf x >> "$file"`] };
        const { status, calls, objects } = run({ ...pods.rds, initContainers: [spoiled] });
        expect({ status, calls, objects }).toEqual({ status: 1, calls: [], objects: [] });
    });

    it("fail with the upload, and no checksum is uploaded", () => {
        const { status, calls, objects } = run(pods.rds, { failsAt: 1 });
        expect([status, objects]).toEqual([1, []]);
        expect(calls).toEqual([expect.stringMatching(/\.sql$/)]);
    });

    it("fail with the upload of the checksum, without which the dump does not count", () => {
        const { status, calls, objects } = run(pods.rds, { failsAt: 2 });
        expect([status, objects]).toEqual([1, [expect.stringMatching(/\.sql$/)]]);
        expect(calls).toHaveLength(2);
    });

    it("fail when there is nothing to upload", () => {
        expect(run({ containers: pods.rds.containers })).toMatchObject({ status: 1, ...nothing });
    });
});

describe("the scripts", () => {
    it("leave shellcheck nothing to say", () => {
        const all = [...pods.rds.initContainers!, ...pods.rds.containers, ...pods.inCluster.containers];
        expect(all.map(({ name }) => name)).toEqual(["dump", "upload", "dump"]);
        for (const { command } of all) {
            const { status, stdout, stderr } = spawnSync("shellcheck", ["--shell=bash", "-"], { input: command[2]!, encoding: "utf8" });
            expect([status, stdout, stderr]).toEqual([0, "", ""]);
        }
    });
});
