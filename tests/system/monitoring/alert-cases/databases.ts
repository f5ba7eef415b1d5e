import { any, counter, level, minute, swing, whole, type AlertCase } from "./case";

const target = { job: "orders", instance: "10.0.0.9:9187" };
const of = (metric: string, more = ""): string => `pg_${metric}{job="orders", instance="10.0.0.9:9187"${more}}`;
const shop = ', datname="shop"';
const transaction = (datname: string, kind: string, by: string): string =>
    of("stat_activity_max_tx_duration", `, datname="${datname}", backend_type="${kind}", application_name="${by}"`);
const always = (figure: number): ReturnType<typeof level> => level([figure, 20 * minute]);

/** Of 200 connections. */
const connections = (alert: string, severity: AlertCase["severity"], after: number, most: number): AlertCase =>
    swing({
        alert,
        severity,
        after,
        labels: { job: "orders" },
        series: pens => ({
            [of("stat_database_numbackends", shop)]: pens.level(most - 19, most - 20, 10),
            [of("stat_database_numbackends", ', datname="postgres"')]: pens.level(20, 20),
            [of("settings_max_connections")]: pens.level(200, 200),
        }),
    });

export const databaseCases: readonly AlertCase[] = [
    swing({
        alert: "DatabaseConnectionError",
        severity: "critical",
        after: minute,
        labels: target,
        series: pens => ({ [of("up")]: pens.level(0, 1) }),
        silent: { "its exporter is moving to another node": { [of("up")]: level([1, 2 * minute], [undefined, 18 * minute]) } },
    }),
    connections("DatabaseConnectionsHigh", "warning", 5 * minute, 160),
    connections("DatabaseConnectionPoolFull", "critical", minute, 180),
    swing({
        alert: "DatabaseDeadlocks",
        severity: "warning",
        after: 0,
        labels: { ...target, datname: "shop" },
        sees: any(5 * minute),
        series: pens => ({ [of("stat_database_deadlocks", shop)]: pens.counter(4, 0) }),
        silent: { "it is the server's own": { [of("stat_database_deadlocks", ', datname="rdsadmin"')]: counter([4, 20 * minute]) } },
    }),
    swing({
        alert: "SlowQueries",
        severity: "warning",
        after: 5 * minute,
        labels: { job: "orders", datname: "shop" },
        sees: whole(5 * minute),
        series: pens => ({
            [of("stat_statements_seconds_total", `${shop}, user="app", queryid="1"`)]: pens.counter(61, 59),
            [of("stat_statements_calls_total", `${shop}, user="app", queryid="1"`)]: pens.counter(60, 60, 60),
        }),
        silent: {
            "nobody asks": {
                [of("stat_statements_seconds_total", shop)]: counter([0, 20 * minute]),
                [of("stat_statements_calls_total", shop)]: counter([0, 20 * minute]),
            },
        },
    }),
    swing({
        alert: "LongTransaction",
        severity: "warning",
        after: minute,
        labels: { job: "orders", datname: "shop" },
        series: pens => ({ [transaction("shop", "client backend", "backend")]: pens.level(901, 900) }),
        silent: {
            "a dump": { [transaction("shop", "client backend", "pg_dump")]: always(9000) },
            "the server cleans up": { [transaction("shop", "autovacuum worker", "")]: always(9000) },
        },
    }),
    swing({
        alert: "ReplicaLag",
        severity: "warning",
        after: 5 * minute,
        labels: target,
        series: pens => ({ [of("replication_lag_seconds")]: pens.level(30.1, 30) }),
    }),
];
