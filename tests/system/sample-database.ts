import type { Login, PostgresServer } from "./postgres-server";

/** Of all that a table can hold, some, with what belongs to tables. */
const statements = [
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
    "comment on table customers is 'who buys'",
    "select lo_from_bytea(0, decode(repeat(md5('large'), 5000), 'hex'))",
];

/** Rows of its tables. */
export const sampleRows = { customers: 20000, nothing: 0, purchases: 50000 };

/** A new role with a database that is full of data. */
export function createSample(server: PostgresServer, user: string, database: string): Login {
    const owner = server.createOwner(user, database);
    // As a job of the cluster makes them: by an administrator, and not the owner's.
    server.query("create extension pg_stat_statements", { ...server.admin, database });
    for (const statement of statements) server.query(statement, owner);
    return owner;
}

/** An empty database of somebody else, who owns nothing of the first one, with its extensions. */
export function createEmpty(server: PostgresServer, name: string): Login {
    const owner = server.createOwner(name, name);
    server.query("create extension pg_stat_statements", { ...server.admin, database: name });
    return owner;
}

/** All that must be the same in a database that was restored. */
export const fingerprint = (server: PostgresServer, login: Login): string[] =>
    [
        "select count(*), md5(string_agg(c::text, '|' order by id)) from customers c",
        "select count(*), md5(string_agg(p::text, '|' order by id)) from purchases p",
        "select count(*), md5(string_agg(o::text, '|' order by id)) from open_purchases o",
        "select total(), obj_description('customers'::regclass)",
        "select last_value, is_called from customers_id_seq union all select last_value, is_called from purchases_id_seq",
        "select md5(lo_get(oid)) from pg_largeobject_metadata",
        "select indexdef from pg_indexes where schemaname = 'public' order by 1",
        "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1",
        "select count(*) from nothing",
    ].map(statement => server.query(statement, login));
