import type { BackupMetrics } from "../../../core/metrics";
import type { Panel } from "../args";
import { figure, increase, lines, maxBy, query, rate, sumBy, type DashboardContext } from "../queries";

/** Neither the templates of new databases nor that of RDS itself. */
const own = 'datname!~"template[01]|rdsadmin"';
const perDatabase = (expression: string): string => sumBy("job, datname", expression);
const database = "{{job}} {{datname}}";

const statementSeconds = rate(`pg_stat_statements_seconds_total{${own}}`);
const statementCalls = rate(`pg_stat_statements_calls_total{${own}}`);
const statement = "job, datname, queryid";
const transactions = ["commit", "rollback"].map(end => rate(`pg_stat_database_xact_${end}{${own}}`)).join(" + ");
const [read, found] = ["read", "hit"].map(where => perDatabase(rate(`pg_stat_database_blks_${where}{${own}}`)));

/** What postgres_exporter tells of each database, and how old the backups are. */
export const databasePanels = ({ monitored }: DashboardContext): Panel[] => [
    ...(monitored.databases.length > 0 ? ofDatabases : []),
    ...(monitored.backups.length > 0 ? [backupAge(monitored.backups)] : []),
];

const ofDatabases: readonly Panel[] = [
    figure("Databases that answer", "short", "sum(pg_up)"),
    figure(
        "Connections in use",
        "percentunit",
        `max(${sumBy("job", "pg_stat_database_numbackends")} / ${maxBy("job", "pg_settings_max_connections")})`,
        {
            thresholds: { warning: 0.8, critical: 0.9 },
        },
    ),
    figure("Replication lag", "s", "max(pg_replication_lag_seconds)", { thresholds: { warning: 30, critical: 300 } }),
    figure("Size of all databases", "bytes", `sum(pg_database_size_bytes{${own}})`),
    lines("Connections", "short", [
        query(database, perDatabase(`pg_stat_database_numbackends{${own}}`)),
        query("{{job}} limit", maxBy("job", "pg_settings_max_connections")),
    ]),
    lines(
        "Query time",
        "s",
        [
            query(`${database} by statement`, `${perDatabase(statementSeconds)} / ${perDatabase(statementCalls)}`),
            query(
                `${database} by transaction`,
                `${perDatabase(rate(`pg_stat_database_active_time_seconds_total{${own}}`))} / ${perDatabase(transactions)}`,
            ),
        ],
        {
            description: "Mean. By statement where the extension pg_stat_statements is installed; by transaction from PostgreSQL 14 on.",
        },
    ),
    lines(
        "Slowest statements",
        "s",
        [query(`${database} {{queryid}}`, `topk(5, ${sumBy(statement, statementSeconds)} / ${sumBy(statement, statementCalls)})`)],
        { description: "Mean time of the five slowest statements, by their number in pg_stat_statements" },
    ),
    lines("Transactions per second", "short", [query(database, perDatabase(transactions))]),
    lines("Deadlocks", "short", [query(database, perDatabase(increase(`pg_stat_database_deadlocks{${own}}`)))]),
    lines("Locks", "short", [query(`${database} {{mode}}`, sumBy("job, datname, mode", `pg_locks_count{${own}}`))]),
    lines("Cache hit rate", "percentunit", [query(database, `${found} / (${found} + ${read} > 0)`)], {
        description: "Share of blocks that were in PostgreSQL's own memory already",
        thresholds: { warning: 0.95, critical: 0.9 },
    }),
    lines("Replication lag by server", "s", [query("{{job}}", maxBy("job", "pg_replication_lag_seconds"))], {
        description: "Zero at a server that replicates nothing",
        thresholds: { warning: 30, critical: 300 },
    }),
    lines("Longest transaction", "s", [
        query(`${database} {{state}}`, maxBy("job, datname, state", `pg_stat_activity_max_tx_duration{${own}}`)),
    ]),
    lines("Database size", "bytes", [query(database, maxBy("job, datname", `pg_database_size_bytes{${own}}`))]),
];

/** The shortest promise of all is what counts: a backup that is late makes its line cross it. */
const backupAge = (backups: readonly BackupMetrics[]): Panel => {
    const hours = Math.min(...backups.map(({ everyHours }) => everyHours));
    const selector = `cronjob=~"${[...new Set(backups.map(({ cronJob }) => cronJob))].join("|")}"`;
    return lines(
        "Hours since the last backup",
        "h",
        [
            query(
                "{{namespace}}/{{cronjob}}",
                `(time() - ${maxBy("namespace, cronjob", `kube_cronjob_status_last_successful_time{${selector}}`)}) / 3600`,
            ),
        ],
        { thresholds: { warning: hours + 2, critical: 2 * hours + 2 } },
    );
};
