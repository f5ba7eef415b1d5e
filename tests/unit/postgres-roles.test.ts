import { createHash, createHmac } from "node:crypto";
import { appRole, readOnlyRole, rolesSql, verifiers } from "../../components/postgres-with-backups/roles-sql";
import { scramVerifier } from "../../components/postgres-with-backups/scram";

const shop = { database: "shop", owner: "shop_owner", extensions: ["pg_stat_statements", "uuid-ossp"] };

describe("scramVerifier", () => {
    /** The conversation that RFC 7677 gives as its example, of the user `user` with the password `pencil`. */
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const said = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
    const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
    const signature = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    it("checks what the client proves in the RFC's example, and signs as its server does", () => {
        const [, iterations, kept, stored, server] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(scramVerifier("pencil", salt))!;
        expect([iterations, kept]).toEqual(["4096", "W22ZaJ0SNY7soEsUEjb6gQ=="]);
        const of = (key: string): Buffer => createHmac("sha256", Buffer.from(key, "base64")).update(said).digest();
        const clientKey = of(stored!).map((byte, index) => byte ^ proof[index]!);
        expect(createHash("sha256").update(clientKey).digest("base64")).toBe(stored);
        expect(of(server!).toString("base64")).toBe(signature);
    });

    it("is the same for the same salt, and another for another", () => {
        const once = scramVerifier("secret", salt);
        expect(scramVerifier("secret", salt)).toBe(once);
        expect(scramVerifier("secret", Buffer.alloc(16))).not.toBe(once);
        expect(scramVerifier("secret2", salt)).not.toBe(once);
        expect(scramVerifier("secret", salt, 10000)).toMatch(/^SCRAM-SHA-256\$10000:/);
    });

    it.each(["", "pässword", "two\nlines", "nul\0"])("fails for %j, which PostgreSQL would change first", password =>
        expect(() => scramVerifier(password, salt)).toThrow("a password must be of printable ASCII"),
    );
});

describe("names of roles", () => {
    it("follow the database", () => expect([appRole("shop"), readOnlyRole("shop")]).toEqual(["shop_app", "shop_readonly"]));

    it("fail beyond what PostgreSQL keeps of a name", () => {
        expect(readOnlyRole("d".repeat(54))).toHaveLength(63);
        expect(() => readOnlyRole("d".repeat(55))).toThrow("is longer than the 63 bytes that PostgreSQL keeps of a name");
        expect(() => appRole("é".repeat(30))).toThrow("is longer than the 63 bytes");
    });
});

describe("rolesSql", () => {
    const sql = rolesSql(shop);

    it("is one transaction that ends at the first error, and asks for passwords by their variables", () => {
        const lines = sql.split("\n");
        expect(lines.slice(0, 5)).toEqual([
            "\\set ON_ERROR_STOP on",
            "\\set QUIET on",
            "\\getenv APP_VERIFIER APP_VERIFIER",
            "\\getenv READ_ONLY_VERIFIER READ_ONLY_VERIFIER",
            "begin;",
        ]);
        expect(lines.slice(-2)).toEqual(["commit;", ""]);
        expect(sql.match(/password .*/g)).toEqual(["password :'APP_VERIFIER';", "password :'READ_ONLY_VERIFIER';"]);
        expect(lines).toContain('create extension if not exists "uuid-ossp" with schema public;');
    });

    it("leaves an owner alone that exists, and makes one when asked to", () => {
        expect(sql).not.toContain("alter database");
        const made = rolesSql({ ...shop, makeOwner: true });
        expect(made).toContain('alter database "shop" owner to "shop_owner";');
        expect(made).toContain("alter role \"shop_owner\" login password :'OWNER_VERIFIER';");
        expect(made).toContain(`\\getenv ${verifiers.owner} ${verifiers.owner}\n`);
    });

    it("gives the app rows and nothing to make, and the other what it reads", () => {
        const given = [...sql.matchAll(/^alter default privileges for role "shop_owner" grant (.+);$/gm)].map(([, grant]) => grant);
        expect(given).toEqual([
            'usage on schemas to "shop_app", "shop_readonly"',
            'select, insert, update, delete on tables to "shop_app"',
            'select on tables to "shop_readonly"',
            'usage, select, update on sequences to "shop_app"',
            'select on sequences to "shop_readonly"',
            'execute on routines to "shop_app"',
        ]);
        expect(sql).not.toMatch(/\b(superuser|createrole|createdb)\b|truncate|grant all|grant create/);
    });

    it("lets who reads see how the server fares, where that may be given away", () =>
        expect(sql).toContain(
            [
                `select 'grant pg_monitor to "shop_readonly"' from pg_roles where rolname = current_user and (rolsuper`,
                "    or pg_has_role('pg_monitor', 'member with admin option')",
                "    or rolcreaterole and current_setting('server_version_num')::int < 160000) \\gexec",
            ].join("\n"),
        ));

    it("quotes names, whatever is in them", () => {
        const hostile = rolesSql({ database: `we"ird'; drop`, owner: `o"w'ner`, makeOwner: true, extensions: [] });
        expect(hostile).toContain(`select 'revoke connect, temporary on database "we""ird''; drop" from public' where not exists`);
        expect(hostile).toContain(`alter default privileges for role "o""w'ner" grant usage on schemas to "we""ird'; drop_app"`);
        expect(hostile).toContain(`(values ('we"ird''; drop_app')) of (name)`);
        expect(hostile).toContain(`to_regrole('"o""w''ner"')`);
    });
});
