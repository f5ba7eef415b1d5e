import { oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Pool } from "../core/connection";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { versions, type Version } from "./versions";

/** What databases of every kind take. */
export interface CommonArgs extends ComponentArgs {
    /**
     * The database. One that is made here: a letter, then lower-case letters, digits and _, at most 63 characters.
     */
    readonly database: string;
    /**
     * The owner of the database, named as the database is. `admin` and `rdsadmin` are reserved by RDS; a pooler of others
     * may want more in it: `postgres.abcdefghijkl`.
     * @default "owner"
     */
    readonly username?: string;
    /**
     * What `connection.pool` tells clients: `min` 0–100 and `max` 1–1000 connections of each pod, `timeoutMs` (100–600000)
     * to wait for one, `idleMs` (1000–3600000) until an unused one is closed.
     * @default { min: 2, max: 10, timeoutMs: 30000, idleMs: 10000 }
     */
    readonly pool?: Partial<Pool>;
}

/** What databases take that are made here. */
export interface ServerArgs extends CommonArgs {
    /**
     * Major version. Another one is an upgrade: docs/postgres.md has its steps.
     * @default "17"
     */
    readonly version?: Version;
    /**
     * Extensions that are created in the database, of those that PostgreSQL brings along and RDS admits; by the same Job
     * as the roles.
     * @default ["pg_stat_statements"]
     */
    readonly extensions?: readonly Extension[];
}

/** Extensions of PostgreSQL's own that every version of RDS and of the image has. */
export const extensions = [
    "btree_gin",
    "btree_gist",
    "citext",
    "fuzzystrmatch",
    "hstore",
    "ltree",
    "pg_stat_statements",
    "pg_trgm",
    "pgcrypto",
    "tablefunc",
    "unaccent",
    "uuid-ossp",
] as const;
export type Extension = (typeof extensions)[number];

export const commonDefaults = {
    username: "owner",
    pool: { min: 2, max: 10, timeoutMs: 30000, idleMs: 10000 },
} as const;

export const serverDefaults = { version: "17", extensions: ["pg_stat_statements"] } as const satisfies Partial<ServerArgs>;

/** The pool with its defaults in. */
export const poolOf = ({ pool }: CommonArgs): Pool => withDefaults(commonDefaults.pool, pool);

export function commonProblems(args: CommonArgs): Problem[] {
    const pool = poolOf(args);
    return [
        ...wholeNumber("pool.max", pool.max, 1, 1000),
        ...wholeNumber("pool.min", pool.min, 0, Math.min(100, pool.max)),
        ...wholeNumber("pool.timeoutMs", pool.timeoutMs, 100, 600_000),
        ...wholeNumber("pool.idleMs", pool.idleMs, 1000, 3_600_000),
    ];
}

export function serverProblems(args: ServerArgs): Problem[] {
    const { version, extensions: wanted, username } = withDefaults({ ...commonDefaults, ...serverDefaults }, args);
    return [
        ...identifier("database", args.database),
        ...identifier("username", username),
        ...oneOf<string>("version", version, versions),
        ...wanted.flatMap((extension, index) => oneOf(`extensions.${index}`, extension, extensions)),
        ...(`${args.database}_readonly`.length > 63
            ? [{ path: "database", got: args.database, allowed: "at most 54 characters: roles are named after it, `<database>_readonly`" }]
            : []),
    ];
}

/** What both RDS and PostgreSQL take as a name; `pg_` is PostgreSQL's own. */
const identifier = (path: string, value: string): Problem[] =>
    /^(?!pg_)[a-z][a-z0-9_]{0,62}$/.test(value)
        ? []
        : [{ path, got: value, allowed: "a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start" }];
