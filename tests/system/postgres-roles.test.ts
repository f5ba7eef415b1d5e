import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as path from "node:path";
import { extensions } from "../../components/postgres-with-backups/common-args";
import { appRole, readOnlyRole, rolesSql, verifiers, type RolesOptions } from "../../components/postgres-with-backups/roles-sql";
import { scramVerifier } from "../../components/postgres-with-backups/scram";
import { PostgresServer, postgresVersions, type Login } from "./postgres-server";

const newPassword = (): string => randomBytes(20).toString("hex");
const salt = randomBytes(16);

describe.each(postgresVersions)("roles on PostgreSQL %s", version => {
    let server: PostgresServer;

    beforeAll(async () => {
        const settings = [
            ["shared_preload_libraries", "pg_stat_statements"],
            // Whatever is sent to the server stands in its log.
            ["log_statement", "all"],
            ["log_connections", "on"],
        ] as const;
        server = await PostgresServer.start({ version, settings });
    });
    // A server that others log in to stays open to them: each test begins with none.
    afterEach(() => {
        const others = server.query("select format('%I', rolname) from pg_roles where rolcanlogin and not rolsuper");
        for (const role of others.split("\n").filter(Boolean)) server.query(`alter role ${role} nologin`);
    });
    afterAll(() => server.stop());

    /** A database as RDS hands it over: of a master who may make roles and databases, and is no superuser. */
    function handedOver(database: string, master = `${database}_master`): Login {
        const password = newPassword();
        server.query(`create role ${quoted(master)} login createrole createdb password '${scramVerifier(password, salt)}'`);
        server.query(`create database ${quoted(database)} owner ${quoted(master)}`);
        // RDS lets its master create it; PostgreSQL lets superusers only.
        server.query("create extension pg_stat_statements with schema public", { ...server.admin, database });
        return { user: master, password, database };
    }

    /** Runs the SQL as the Job does. */
    function setUp(as: Login, options: Partial<RolesOptions> = {}, given: Partial<Record<keyof typeof verifiers, string>> = {}) {
        const passwords = { owner: newPassword(), app: newPassword(), readOnly: newPassword(), ...given };
        const environment = Object.fromEntries(
            Object.entries(verifiers).map(([role, name]) => [name, scramVerifier(passwords[role as keyof typeof verifiers], salt)]),
        );
        const all = { database: as.database, owner: as.user, extensions: ["pg_stat_statements"], ...options };
        const run = () => psql(as, rolesSql(all), environment);
        const login = (user: string, password: string): Login => ({ user, password, database: as.database });
        return {
            run,
            passwords,
            owner: options.makeOwner ? login(all.owner, passwords.owner) : as,
            app: login(appRole(as.database), passwords.app),
            readOnly: login(readOnlyRole(as.database), passwords.readOnly),
        };
    }

    function psql(as: Login, input: string, environment: Readonly<Record<string, string>>) {
        const env = { PATH: process.env.PATH, ...server.environment(as), ...environment };
        const result = spawnSync(path.join(server.programs, "psql"), ["--no-psqlrc", "--file=-"], { input, encoding: "utf8", env });
        return { status: result.status, printed: result.stdout + result.stderr };
    }

    /** All that the server keeps of roles and of who may do what. */
    const kept = (database: string): string =>
        [
            "select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin, rolpassword from pg_authid order by 1",
            "select roleid::regrole, member::regrole, grantor::regrole, to_jsonb(m) - 'oid' from pg_auth_members m order by 1, 2, 3",
            "select setdatabase, setrole::regrole, setconfig from pg_db_role_setting order by 1, 2",
            "select datname, datdba::regrole, datacl from pg_database order by 1",
            "select nspname, nspowner::regrole, nspacl from pg_namespace order by 1",
            "select oid::regclass, relowner::regrole, relacl from pg_class where relnamespace <> 'pg_toast'::regnamespace order by oid",
            "select oid::regprocedure, proacl from pg_proc order by oid",
            "select defaclrole::regrole, defaclnamespace, defaclobjtype, defaclacl from pg_default_acl order by 1, 2, 3",
            "select extname, extowner::regrole, extversion from pg_extension order by 1",
        ]
            .map(statement => server.query(statement, { ...server.admin, database }))
            .join("\n\n");

    const succeeds = (statement: string, login: Login): string => server.query(statement, login);
    function refused(statement: string, login: Login): string {
        const env = { PATH: process.env.PATH, ...server.environment(login) };
        const { status, stderr } = spawnSync(path.join(server.programs, "psql"), ["--no-psqlrc", "--command", statement], {
            encoding: "utf8",
            env,
        });
        expect([status === 0, statement]).toEqual([false, statement]);
        return stderr.trim();
    }

    const clean = { status: 0, printed: "" };

    /** What each may and may not, of what was there before and of what came later. */
    function behaves(owner: Login, app: Login, readOnly: Login, table: string): void {
        expect(succeeds(`insert into ${table} (note) values ('a'), ('b') returning id`, app)).toBe("1\n2");
        expect(
            succeeds(`update ${table} set note = 'c' where id = 2; delete from ${table} where id = 1; select note from ${table}`, app),
        ).toBe("c");
        expect(succeeds(`select note from ${table}`, readOnly)).toBe("c");
        for (const statement of [`truncate ${table}`, `drop table ${table}`, `alter table ${table} add x int`, `create table x (id int)`]) {
            expect(refused(statement, app)).toMatch(/permission denied|must be owner/);
            expect(refused(`set default_transaction_read_only = off; ${statement}`, readOnly)).toMatch(
                /read-only|permission denied|must be owner/,
            );
        }
        expect(refused("create schema more", app)).toMatch(/permission denied for database/);
        expect(refused("create temporary table x (id int)", app)).toMatch(/permission denied to create temporary tables/);
        expect(refused(`insert into ${table} (note) values ('x')`, readOnly)).toMatch(/read-only transaction/);
        expect(refused(`begin read write; insert into ${table} (note) values ('x')`, readOnly)).toMatch(
            /permission denied for (table|sequence)/,
        );
        expect(succeeds(`select count(*) from ${table}`, owner)).toBe("1");
    }

    it("keep others out: who has no role, and who has another password", () => {
        const master = handedOver("closed");
        const { run, app, readOnly } = setUp(master);
        expect(run()).toEqual(clean);
        const stranger = { ...server.createOwner("stranger", "strange"), database: "closed" };
        expect(refused("select 1", stranger)).toMatch(/permission denied for database "closed"/);
        expect(refused("select 1", { ...app, password: readOnly.password })).toMatch(
            /password authentication failed for user "closed_app"/,
        );
        const changed = setUp(master);
        expect(changed.run()).toEqual(clean);
        expect(refused("select 1", app)).toMatch(/password authentication failed/);
        expect(succeeds("select 1", changed.app)).toBe("1");
    });

    it("are made by the master, who owns the database and is no superuser; a second time changes nothing", () => {
        const master = handedOver("shop");
        succeeds(
            "create table before (id serial primary key, note text); create function twice(n int) returns int language sql as 'select n * 2'",
            master,
        );
        succeeds("create schema billing; create table billing.bills (id bigint generated always as identity, note text)", master);
        const { run, app, readOnly, passwords } = setUp(master, { extensions });
        expect(run()).toEqual(clean);
        const once = kept("shop");
        expect(run()).toEqual(clean);
        expect(kept("shop")).toBe(once);

        succeeds(
            "create schema later; create table later.things (id serial, note text); create view later.seen as select * from later.things",
            master,
        );
        succeeds("create function later.thrice(n int) returns int language sql as 'select n * 3'", master);
        for (const table of ["before", "billing.bills", "later.things"]) behaves(master, app, readOnly, table);
        expect(succeeds("select twice(2), later.thrice(2)", app)).toBe("4|6");
        expect(succeeds("select note from later.seen", readOnly)).toBe("c");
        expect(succeeds("show default_transaction_read_only", readOnly)).toBe("on");
        expect(succeeds("select string_agg(extname, ' ' order by extname) from pg_extension where extname <> 'plpgsql'", master)).toBe(
            [...extensions].sort().join(" "),
        );
        expect(server.log).toContain("SCRAM-SHA-256$4096:");
        for (const password of Object.values(passwords)) expect(server.log).not.toContain(password);
    });

    it("have an owner made by a master who keeps another password, and the database given to it", () => {
        const master = handedOver("bank");
        const { run, owner, app, readOnly } = setUp(master, {
            owner: "bank_owner",
            makeOwner: true,
            extensions: ["pg_stat_statements", "citext"],
        });
        expect(run()).toEqual(clean);
        const once = kept("bank");
        expect(run()).toEqual(clean);
        expect(kept("bank")).toBe(once);
        succeeds("create table accounts (id serial, note text)", owner);
        behaves(owner, app, readOnly, "accounts");
        expect(run()).toEqual(clean);
        const of = (column: string, from: string): string => succeeds(`select ${column} from ${from}`, owner);
        expect(of("datdba::regrole", "pg_database where datname = 'bank'")).toBe("bank_owner");
        expect(of("tableowner", "pg_tables where tablename = 'accounts'")).toBe("bank_owner");
        expect(of("rolsuper or rolcreaterole or rolcreatedb", "pg_roles where rolname = 'bank_owner'")).toBe("f");
        expect(succeeds("select count(*) from accounts", master)).toBe("1");
        succeeds("create schema more", owner);
    });

    it("are made by a superuser who owns all, the system's tables too, which stay out of reach", () => {
        const database = "inside";
        server.query(`create database ${database}`);
        const admin = { ...server.admin, database };
        const { run, app, readOnly } = setUp(admin, { extensions });
        expect(run()).toEqual(clean);
        const once = kept(database);
        expect(run()).toEqual(clean);
        expect(kept(database)).toBe(once);
        succeeds("create table notes (id serial, note text)", admin);
        behaves(admin, app, readOnly, "notes");
        expect(refused("delete from pg_catalog.pg_class", app)).toMatch(/permission denied for table pg_class/);
        expect(refused("select rolpassword from pg_authid", app)).toMatch(/permission denied for table pg_authid/);
        expect(succeeds("select has_table_privilege('public.pg_stat_statements', 'insert')", app)).toBe("f");
    });

    it("lock nobody out who was there before", () => {
        const master = handedOver("open");
        const reports = { ...server.createOwner("reports", "reports"), database: "open" };
        expect(succeeds("select 1", reports)).toBe("1");
        expect(setUp(master).run()).toEqual(clean);
        expect(succeeds("create temporary table mine (id int); select 1", reports)).toBe("1");
    });

    it("take names with all that a name can have", () => {
        const database = `we"ird'; drop \\ :X $$ データ`;
        const master = handedOver(database, `m'a"s\\ter`);
        const { run, owner, app, readOnly } = setUp(master, { owner: `o"w'n\\er :APP_VERIFIER`, makeOwner: true });
        expect(run()).toEqual(clean);
        succeeds(`create schema "a.b""c'"; create table "a.b""c'"."t'a\\b %s" (id serial, note text)`, owner);
        succeeds(`create function "a.b""c'"."f 'x" (text) returns text language sql as 'select $1'`, owner);
        const once = run();
        expect(once).toEqual(clean);
        behaves(owner, app, readOnly, `"a.b""c'"."t'a\\b %s"`);
        expect(app.user).toBe(`${database}_app`);
    });

    it("fail without a verifier, and then leave nothing behind", () => {
        const master = handedOver("half");
        const before = kept("half");
        const { status, printed } = psql(master, rolesSql({ database: "half", owner: master.user, extensions: ["citext"] }), {
            [verifiers.app]: scramVerifier("x", salt),
        });
        expect([status, printed]).toEqual([3, expect.stringContaining("syntax error at or near")]);
        expect(kept("half")).toBe(before);
    });
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
