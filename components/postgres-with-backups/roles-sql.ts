export interface RolesOptions {
    readonly database: string;
    /** Who owns the database and makes what is in it. */
    readonly owner: string;
    /**
     * Whether the owner is made here, by a master who is somebody else: its password then comes in `verifiers.owner`,
     * and the database is given to it. Else it exists.
     */
    readonly makeOwner?: boolean;
    /** Created where they are missing, in the schema public. */
    readonly extensions: readonly string[];
}

/** The variables that the passwords of roles are in, as SCRAM-SHA-256 verifiers. */
export const verifiers = { owner: "OWNER_VERIFIER", app: "APP_VERIFIER", readOnly: "READ_ONLY_VERIFIER" } as const;

/** Who reads and writes the rows of a database. */
export const appRole = (database: string): string => roleName(`${database}_app`);

/** Who reads them, and how the server fares. */
export const readOnlyRole = (database: string): string => roleName(`${database}_readonly`);

function roleName(name: string): string {
    if (Buffer.byteLength(name) > 63) throw new Error(`the role ${name} is longer than the 63 bytes that PostgreSQL keeps of a name`);
    return name;
}

/**
 * What psql is given, 15 or newer, in the database itself: makes the roles that are missing, and gives all what is theirs.
 * It runs as often as one likes, as a superuser or as the master of RDS, who may make roles and no more; all of it, or
 * nothing of it.
 *
 * The app's role reads and writes rows, and makes nothing; the other reads, also how the server fares. Both also find what the owner makes later.
 * Whoever has no role of these does not get in, but where others were there before: those are not locked out.
 */
export function rolesSql({ database, owner, makeOwner = false, extensions }: RolesOptions): string {
    const [app, readOnly] = [appRole(database), readOnlyRole(database)];
    const [o, a, r] = [owner, app, readOnly].map(identifier) as [string, string, string];
    const inDatabase = `on database ${identifier(database)}`;
    const byDefault = `alter default privileges for role ${o} grant`;
    return [
        "\\set ON_ERROR_STOP on",
        "\\set QUIET on",
        ...(makeOwner ? [getenv(verifiers.owner)] : []),
        getenv(verifiers.app),
        getenv(verifiers.readOnly),
        "begin;",
        // Objects that are there already, roles that are members already: notices.
        "set local client_min_messages = warning;",
        "set local search_path = pg_catalog;",
        "-- Two that run at the same time would disturb each other.",
        "do $$ begin perform pg_advisory_xact_lock(hashtext('webstack roles')); end $$;",
        ...(makeOwner ? ownerSql(database, owner) : []),
        ...login(app, verifiers.app),
        ...login(readOnly, verifiers.readOnly),
        `alter role ${r} set default_transaction_read_only = on;`,
        ...monitoring(r),
        ...extensions.map(name => `create extension if not exists ${identifier(name)} with schema public;`),
        "",
        `grant connect ${inDatabase} to ${a}, ${r};`,
        ...closed([owner, app, readOnly], `revoke connect, temporary ${inDatabase} from public`),
        ...closed([owner, app, readOnly], "revoke create on schema public from public"),
        "-- What the owner has made: each by itself, for on all at once it fails at the first that is somebody else's.",
        ...grants("usage", "schema", `${a}, ${r}`, schemas(owner)),
        ...grants("select, insert, update, delete", "table", a, relations(owner, tables)),
        ...grants("select", "table", r, relations(owner, tables)),
        ...grants("usage, select, update", "sequence", a, relations(owner, ["S"])),
        ...grants("select", "sequence", r, relations(owner, ["S"])),
        ...grants("execute", "routine", a, routines(owner)),
        "-- What the owner makes from now on.",
        `${byDefault} usage on schemas to ${a}, ${r};`,
        `${byDefault} select, insert, update, delete on tables to ${a};`,
        `${byDefault} select on tables to ${r};`,
        `${byDefault} usage, select, update on sequences to ${a};`,
        `${byDefault} select on sequences to ${r};`,
        `${byDefault} execute on routines to ${a};`,
        "commit;",
        "",
    ].join("\n");
}

/**
 * How the server fares, for Prometheus' exporter. Who may not give it away leaves it: superusers may, RDS's master, and
 * before PostgreSQL 16 whoever makes roles.
 */
const monitoring = (role: string): string[] => [
    `select ${literal(`grant pg_monitor to ${role}`)} from pg_roles where rolname = current_user and (rolsuper`,
    "    or pg_has_role('pg_monitor', 'member with admin option')",
    "    or rolcreaterole and current_setting('server_version_num')::int < 160000) \\gexec",
];

/** A psql variable of the same name. */
const getenv = (variable: string): string => `\\getenv ${variable} ${variable}`;

/** Makes a role that is missing, and gives it its password. */
const login = (name: string, variable: string): string[] => [
    `select format('create role %I login', name) from (values (${literal(name)})) of (name)`,
    "    where not exists (select from pg_roles where rolname = name) \\gexec",
    `alter role ${identifier(name)} login password :'${variable}';`,
];

/** A master who is no superuser must be a member of the owner to give it a database, and to speak for it later. */
const ownerSql = (database: string, owner: string): string[] => [
    ...login(owner, verifiers.owner),
    `select format('grant %I to %I', ${literal(owner)}, rolname) from pg_roles`,
    `    where rolname = current_user and not rolsuper and rolname <> ${literal(owner)} \\gexec`,
    `alter database ${identifier(database)} owner to ${identifier(owner)};`,
];

/** What is taken from everybody, unless somebody lives by it: a login that is none of these, nor the system's or RDS's. */
const closed = (known: readonly string[], revoke: string): string[] => [
    `select ${literal(revoke)} where not exists (select from pg_roles where rolcanlogin and not rolsuper`,
    `    and rolname <> current_user and rolname not in (${known.map(literal).join(", ")}) and rolname !~ '^(pg_|rds)') \\gexec`,
];

/** A grant for each row of a query. */
const grants = (what: string, kind: string, to: string, objects: string): string[] => [
    `select ${literal(`grant ${what} on ${kind} `)} || object || ${literal(` to ${to}`)} from (${objects}) of (object) \\gexec`,
];

/** Tables, parts of them, views, those that keep their rows, and those of other servers. */
const tables = ["r", "p", "v", "m", "f"];

/** Not of the system, whose objects belong to the owner where that is the first superuser; nor of an extension. */
const made = (catalog: string): string =>
    [
        "nspname !~ '^pg_' and nspname <> 'information_schema'",
        `not exists (select from pg_depend where classid = '${catalog}'::regclass and objid = o.oid and deptype = 'e')`,
    ].join(" and ");

const role = (name: string): string => `to_regrole(${literal(identifier(name))})`;

const schemas = (owner: string): string =>
    `select format('%I', nspname) from pg_namespace o where nspowner in (${role(owner)}, to_regrole('pg_database_owner')) and ${made("pg_namespace")}`;

const relations = (owner: string, kinds: readonly string[]): string =>
    [
        "select format('%I.%I', nspname, relname) from pg_class o join pg_namespace n on n.oid = relnamespace",
        `where relowner = ${role(owner)} and relkind in (${kinds.map(literal).join(", ")}) and ${made("pg_class")}`,
    ].join(" ");

/** Their names have their schemas with them, for nothing is on the search path. */
const routines = (owner: string): string =>
    [
        "select o.oid::regprocedure::text from pg_proc o join pg_namespace n on n.oid = pronamespace",
        `where proowner = ${role(owner)} and ${made("pg_proc")}`,
    ].join(" ");

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
