import { extensions } from "../../components/postgres-with-backups/common-args";
import { parameterTable, preloadable, type Parameter } from "../../components/postgres-with-backups/parameter-table";
import {
    parameterProblems,
    rdsParameters,
    serverSettings,
    type PostgresParameters,
} from "../../components/postgres-with-backups/parameters";
import { PostgresServer, postgresVersions, type PostgresVersion } from "./postgres-server";

/** A value for every parameter, none of them PostgreSQL's own, written as PostgreSQL shows it. */
const everything: Required<Omit<PostgresParameters, `rds.${string}`>> = {
    shared_buffers: "256MB",
    wal_buffers: "16MB",
    effective_cache_size: "1GB",
    work_mem: "8MB",
    hash_mem_multiplier: 1.5,
    maintenance_work_mem: "96MB",
    autovacuum_work_mem: "48MB",
    temp_buffers: "16MB",
    max_connections: 90,
    superuser_reserved_connections: 5,
    authentication_timeout: "30s",
    tcp_keepalives_idle: "1min",
    tcp_keepalives_interval: "10s",
    tcp_keepalives_count: 6,
    statement_timeout: "90s",
    lock_timeout: "1500ms",
    idle_in_transaction_session_timeout: "10min",
    idle_session_timeout: "2h",
    deadlock_timeout: "2s",
    max_locks_per_transaction: 128,
    random_page_cost: 1.1,
    seq_page_cost: 0.9,
    effective_io_concurrency: 200,
    default_statistics_target: 200,
    jit: false,
    max_worker_processes: 10,
    max_parallel_workers: 4,
    max_parallel_workers_per_gather: 1,
    max_parallel_maintenance_workers: 3,
    checkpoint_timeout: "15min",
    checkpoint_completion_target: 0.8,
    max_wal_size: "4GB",
    min_wal_size: "192MB",
    wal_compression: true,
    max_slot_wal_keep_size: "10GB",
    synchronous_commit: "local",
    max_wal_senders: 12,
    max_replication_slots: 11,
    hot_standby_feedback: true,
    max_standby_streaming_delay: "1min",
    autovacuum_max_workers: 4,
    autovacuum_naptime: "15s",
    autovacuum_vacuum_threshold: 60,
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_vacuum_insert_scale_factor: 0.1,
    autovacuum_analyze_threshold: 70,
    autovacuum_analyze_scale_factor: 0.02,
    autovacuum_vacuum_cost_delay: "1500us",
    autovacuum_vacuum_cost_limit: 400,
    autovacuum_freeze_max_age: 300000000,
    log_min_duration_statement: "750ms",
    log_statement: "mod",
    log_connections: true,
    log_disconnections: true,
    log_lock_waits: true,
    log_temp_files: "10MB",
    log_checkpoints: false,
    log_autovacuum_min_duration: "10s",
    log_error_verbosity: "terse",
    track_activity_query_size: "2kB",
    track_io_timing: true,
    track_functions: "pl",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.max": 6000,
    "pg_stat_statements.save": false,
    timezone: "Asia/Tokyo",
    shared_preload_libraries: ["pg_stat_statements", "auto_explain"],
};

const names = Object.keys(everything);

/** A row of pg_settings. */
interface Setting {
    readonly name: string;
    readonly setting: string;
    readonly vartype: string;
    readonly unit: string | null;
    readonly context: string;
    readonly min_val: string | null;
    readonly max_val: string | null;
    readonly enumvals: readonly string[] | null;
}

function settingsOf(server: PostgresServer): Map<string, Setting> {
    const columns = "lower(name) as name, setting, vartype, unit, context, min_val, max_val, enumvals";
    const rows = JSON.parse(server.query(`select json_agg(row) from (select ${columns} from pg_settings) row`)) as Setting[];
    return new Map(rows.map(row => [row.name, row]));
}

/** What pg_settings says of a row of the table. */
function expected(parameter: Parameter, version: PostgresVersion, real: Setting) {
    const { kind } = parameter;
    const { min, max } = { ...parameter, ...(parameter.versions?.[version] ?? {}) };
    const types = {
        memory: "integer",
        time: "integer",
        integer: "integer",
        real: "real",
        boolean: "bool",
        enum: "enum",
        list: "string",
        timezone: "string",
    };
    // wal_compression took methods besides on and off.
    const switched = kind === "boolean" && real.vartype === "enum" && ["on", "off"].every(value => real.enumvals!.includes(value));
    return {
        vartype: switched ? "enum" : kind === "time" && parameter.fraction ? "real" : types[kind],
        unit: kind === "memory" || kind === "time" ? parameter.unit : null,
        restart: parameter.restart ?? false,
        // What has no end for us ends where numbers do.
        range: min === undefined ? [] : [min, max ?? 1.79769e308],
        values: kind === "enum" ? [...parameter.values].sort() : [],
    };
}

const found = ({ vartype, unit, context, min_val, max_val, enumvals }: Setting) => ({
    vartype,
    unit,
    restart: context === "postmaster",
    range: min_val === null ? [] : [Number(min_val), Number(max_val)],
    values: enumvals && !enumvals.includes("pglz") ? [...enumvals].sort() : [],
});

/** As PostgreSQL shows what was given. */
function shownValue(name: string, value: unknown): string {
    if (name === "wal_compression") return "pglz";
    // Asked of the socket, which knows no units.
    const socket: Readonly<Record<string, string>> = { tcp_keepalives_idle: "60", tcp_keepalives_interval: "10" };
    if (socket[name]) return socket[name];
    if (typeof value === "boolean") return value ? "on" : "off";
    return Array.isArray(value) ? value.join(",") : String(value);
}

describe.each(postgresVersions)("PostgreSQL %s", version => {
    let server: PostgresServer;

    beforeAll(async () => {
        server = await PostgresServer.start({ version, settings: serverSettings(everything) });
    });
    afterAll(() => server.stop());

    it("has every parameter as the table has it: kind, unit, range, values, and whether it takes a restart", () => {
        const real = settingsOf(server);
        const ofTable = Object.entries(parameterTable).filter(([name]) => !name.startsWith("rds."));
        expect(ofTable.map(([name]) => name)).toEqual(names);
        const missing = ofTable.filter(([name]) => !real.has(name)).map(([name]) => name);
        expect(missing).toEqual([]);
        expect(Object.fromEntries(names.map(name => [name, found(real.get(name)!)]))).toEqual(
            Object.fromEntries(ofTable.map(([name, parameter]) => [name, expected(parameter, version, real.get(name)!)])),
        );
    });

    it("starts with every parameter, and shows each as it was given", () => {
        expect(parameterProblems(everything, { version, kind: "in-cluster" })).toEqual([]);
        const shown = names.map(name => [name, server.query(`show "${name}"`)]);
        expect(Object.fromEntries(shown)).toEqual(
            Object.fromEntries(Object.entries(everything).map(([name, value]) => [name, shownValue(name, value)])),
        );
    });

    it("means the same by the values of a parameter group of RDS, which have no units", async () => {
        const settings = rdsParameters(everything)
            .filter(({ name }) => !name.startsWith("rds."))
            .map(({ name, value }) => [name, value] as const);
        expect(settings).toContainEqual(["shared_buffers", "32768"]);
        expect(settings.filter(([, value]) => /^-?[\d.]+[a-zA-Z]/.test(value))).toEqual([]);
        const other = await PostgresServer.start({ version, settings });
        const values = (of: PostgresServer) => {
            const real = settingsOf(of);
            return names.map(name => [name, real.get(name)!.setting]);
        };
        const [one, two] = [values(server), values(other)];
        other.stop();
        expect(two).toEqual(one);
    });

    it("waits for a restart with static parameters, and with no others", () => {
        const real = settingsOf(server);
        const wrong = rdsParameters(everything)
            .filter(({ name }) => !name.startsWith("rds."))
            .filter(({ name, applyMethod }) => (real.get(name)!.context === "postmaster") !== (applyMethod === "pending-reboot"));
        expect(wrong).toEqual([]);
    });

    it("loads every library that can be preloaded in the cluster", async () => {
        const libraries = preloadable["in-cluster"];
        const other = await PostgresServer.start({ version, settings: serverSettings({ shared_preload_libraries: libraries }) });
        const shown = other.query("show shared_preload_libraries");
        other.stop();
        expect(shown.split(",").sort()).toEqual([...libraries].sort());
    });

    it("brings along every extension that can be asked for", () => {
        const available = new Set(server.query("select name from pg_available_extensions").split("\n"));
        expect(extensions.filter(name => !available.has(name))).toEqual([]);
    });

    it("fails to start where parameters do not go together, as they are refused", async () => {
        const together: PostgresParameters = { max_connections: 5, superuser_reserved_connections: 5 };
        const short: PostgresParameters = { max_wal_size: "31MB", min_wal_size: "31MB" };
        const problems = [together, short].map(parameters => parameterProblems(parameters, { version, kind: "in-cluster" }).length);
        expect(problems).toEqual([1, 2]);
        for (const parameters of [together, short]) {
            const started = PostgresServer.start({ version, settings: [["max_wal_senders", "0"], ...serverSettings(parameters)] });
            await expect(started).rejects.toThrow(/superuser_reserved_connections|at least twice/);
        }
        const least = { max_wal_size: "32MB", min_wal_size: "32MB" } as const;
        const other = await PostgresServer.start({ version, settings: serverSettings(least) });
        expect(other.query("show max_wal_size")).toBe("32MB");
        other.stop();
    });
});
