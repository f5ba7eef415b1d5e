import { preloadable, reserved, type Parameter } from "../../components/postgres-with-backups/parameter-table";
import { memoryOfClass } from "../../components/postgres-with-backups/parameter-problems";
import { amount, shown } from "../../components/postgres-with-backups/parameter-values";
import {
    parameterProblems,
    rdsParameters,
    serverSettings,
    type PostgresParameters,
} from "../../components/postgres-with-backups/parameters";

const rds = { version: "17", kind: "rds" } as const;
const inCluster = { version: "17", kind: "in-cluster" } as const;

/** What somebody wrote who does not compile. */
const anything = (parameters: Readonly<Record<string, unknown>>): PostgresParameters => parameters;

describe("rdsParameters", () => {
    it("has what every database has", () => {
        expect(rdsParameters()).toEqual([
            { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
            { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
            { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
        ]);
    });

    it("counts in the units of RDS, and lets static parameters wait for a reboot", () => {
        const parameters: PostgresParameters = {
            shared_buffers: "256MB",
            effective_cache_size: "1GB",
            maintenance_work_mem: "64MB",
            checkpoint_completion_target: 0.9,
            wal_buffers: "16MB",
            default_statistics_target: 100,
            random_page_cost: 1.1,
            max_connections: 100,
            log_statement: "mod",
            log_min_duration_statement: 1000,
            track_activity_query_size: 2048,
            "pg_stat_statements.track": "all",
            jit: false,
            timezone: "Asia/Tokyo",
            max_wal_size: "2GB",
            checkpoint_timeout: "15min",
            "rds.logical_replication": true,
            shared_preload_libraries: ["auto_explain"],
        };
        expect(parameterProblems(parameters, rds)).toEqual([]);
        expect(rdsParameters(parameters).map(({ name, value, applyMethod }) => `${name}=${value} ${applyMethod}`)).toEqual([
            "checkpoint_completion_target=0.9 immediate",
            "checkpoint_timeout=900 immediate",
            "default_statistics_target=100 immediate",
            "effective_cache_size=131072 immediate",
            "jit=0 immediate",
            "log_min_duration_statement=1000 immediate",
            "log_statement=mod immediate",
            "maintenance_work_mem=65536 immediate",
            "max_connections=100 pending-reboot",
            "max_wal_size=2048 immediate",
            "pg_stat_statements.track=all immediate",
            "random_page_cost=1.1 immediate",
            "rds.force_ssl=1 immediate",
            "rds.logical_replication=1 pending-reboot",
            "shared_buffers=32768 pending-reboot",
            "shared_preload_libraries=pg_stat_statements,auto_explain pending-reboot",
            "timezone=Asia/Tokyo immediate",
            "track_activity_query_size=2048 pending-reboot",
            "wal_buffers=2048 pending-reboot",
        ]);
    });

    it("loads pg_stat_statements once, and leaves out what is undefined", () => {
        const parameters = { shared_preload_libraries: ["pgaudit", "pg_stat_statements"], work_mem: undefined };
        expect(rdsParameters(parameters).map(({ name, value }) => [name, value])).toEqual([
            ["log_min_duration_statement", "1000"],
            ["rds.force_ssl", "1"],
            ["shared_preload_libraries", "pg_stat_statements,pgaudit"],
        ]);
    });
});

describe("serverSettings", () => {
    it("has values as they were given, with what every database has", () => {
        expect(serverSettings({ shared_buffers: "256MB", jit: false, log_lock_waits: true, log_min_duration_statement: -1 })).toEqual([
            ["jit", "off"],
            ["log_lock_waits", "on"],
            ["log_min_duration_statement", "-1"],
            ["shared_buffers", "256MB"],
            ["shared_preload_libraries", "pg_stat_statements"],
        ]);
        expect(serverSettings()).toEqual([
            ["log_min_duration_statement", "1s"],
            ["shared_preload_libraries", "pg_stat_statements"],
        ]);
    });
});

describe("amounts", () => {
    const pages: Parameter & { kind: "memory" | "time" } = { kind: "memory", unit: "8kB" };
    const milliseconds: Parameter & { kind: "memory" | "time" } = { kind: "time", unit: "ms" };

    it.each([
        ["256MB", 32768],
        ["0.5GB", 65536],
        ["1TB", 134217728],
        ["8192B", 1],
        ["100kB", 12.5],
        ["256mb", undefined],
        ["1 GB", undefined],
        ["1s", undefined],
        ["8kB", 1],
        [16384, 16384],
    ])("reads %j as %j pages", (value, count) => expect(amount(pages, value)).toBe(count));

    it.each([
        ["1s", 1000],
        ["0.1s", 100],
        ["1500us", 1.5],
        ["1d", 86400000],
        ["-1", undefined],
        [-1, -1],
        ["1m", undefined],
    ])("reads %j as %j milliseconds", (value, count) => expect(amount(milliseconds, value)).toBe(count));

    it.each([
        [pages, 32768, "256MB"],
        [pages, 16, "128kB"],
        [pages, -1, "-1"],
        [milliseconds, 90000, "90s"],
        [milliseconds, 1, "1ms"],
        [milliseconds, 0, "0"],
    ])("shows %j times %j as %j", (parameter, count, text) => expect(shown(parameter, count)).toBe(text));
});

describe("parameterProblems", () => {
    it("takes no parameters", () => expect(parameterProblems(undefined, rds)).toEqual([]));

    it.each([
        ["shared_bufers", "256MB", "Is it shared_buffers?"],
        ["pg_stat_statements.trak", "all", "Is it pg_stat_statements.track?"],
        ["listen_adress", "*", "Is it listen_addresses?"],
        ["constructor", "1", "docs/postgres.md lists them."],
        ["something_else_altogether", "1", "docs/postgres.md lists them."],
    ])("fails for a name that it does not know: %s", (name, got, fix) => {
        const allowed = "a parameter of PostgreSQL that this component knows";
        expect(parameterProblems(anything({ [name]: got }), rds)).toEqual([{ path: `parameters.${name}`, got, allowed, fix }]);
    });

    it("fails by name for all that is set already, and says what to set in its place", () => {
        const all = Object.keys(reserved);
        const problems = [rds, inCluster].map(context =>
            parameterProblems(anything(Object.fromEntries(all.map(name => [name, "x"]))), context),
        );
        for (const found of problems) {
            expect(found.map(({ path }) => path)).toEqual(all.map(name => `parameters.${name}`));
            expect(found.filter(({ fix }) => !fix?.endsWith("."))).toEqual([]);
        }
        const fixOf = (found: (typeof problems)[number], name: string) => found.find(({ path }) => path === `parameters.${name}`)?.fix;
        expect(problems.map(found => fixOf(found, "wal_level"))).toEqual([
            "For logical decoding set rds.logical_replication: true.",
            "It is replica.",
        ]);
        expect(problems.map(found => fixOf(found, "archive_mode"))).toEqual([
            "Set backup.pitrDays.",
            "Set dumpDays: the backups are dumps.",
        ]);
        expect(all).toEqual(
            expect.arrayContaining(["listen_addresses", "port", "ssl", "fsync", "full_page_writes", "log_destination", "rds.force_ssl"]),
        );
    });

    const size = "a size such as 256MB (B, kB, MB, GB, TB)";
    const time = "a time such as 30s (us, ms, s, min, h, d)";
    it.each<[string, unknown, string]>([
        ["shared_buffers", "256 MB", `${size} from 128kB to 8589934584kB, a multiple of 8kB, or its number`],
        ["shared_buffers", "100kB", `${size} from 128kB to 8589934584kB, a multiple of 8kB, or its number`],
        ["shared_buffers", "120kB", `${size} from 128kB to 8589934584kB, a multiple of 8kB, or its number`],
        ["shared_buffers", "30s", `${size} from 128kB to 8589934584kB, a multiple of 8kB, or its number`],
        ["work_mem", "4mb", `${size} from 64kB to 2147483647kB, a multiple of 1kB, or its number`],
        ["maintenance_work_mem", "32kB", `${size} from 64kB to 2147483647kB, a multiple of 1kB, or its number`],
        ["max_wal_size", "128MB", `${size} from 192MB to 2147483647MB, a multiple of 1MB, or its number`],
        ["wal_buffers", -2, `${size} from -1 to 2097144kB, a multiple of 8kB, or its number`],
        ["checkpoint_timeout", "10s", `${time} from 30s to 1d, a multiple of 1s, or its number`],
        ["checkpoint_timeout", "1500ms", `${time} from 30s to 1d, a multiple of 1s, or its number`],
        ["statement_timeout", "5m", `${time} from 0 to 2147483647ms, a multiple of 1ms, or its number`],
        ["autovacuum_vacuum_cost_delay", "101ms", `${time} from -1 to 100ms, or its number`],
        ["max_connections", 0, "a whole number from 1 to 262143"],
        ["max_connections", "100", "a whole number from 1 to 262143"],
        ["max_connections", 99.5, "a whole number from 1 to 262143"],
        ["random_page_cost", -1, "a number from 0"],
        ["random_page_cost", NaN, "a number from 0"],
        ["checkpoint_completion_target", 1.1, "a number from 0 to 1"],
        ["jit", "off", "true or false"],
        ["log_statement", "some", "none, ddl, mod, all"],
        ["timezone", "Mars/Olympus", "a time zone such as UTC or Asia/Tokyo"],
        ["timezone", "+09:00", "a time zone such as UTC or Asia/Tokyo"],
        ["rds.log_retention_period", 60, "a whole number from 1440 to 10080"],
        ["shared_preload_libraries", "pgaudit", `a list of some of ${preloadable.rds.join(", ")}, each once`],
        ["shared_preload_libraries", ["vector"], `a list of some of ${preloadable.rds.join(", ")}, each once`],
        ["shared_preload_libraries", ["pgaudit", "pgaudit"], `a list of some of ${preloadable.rds.join(", ")}, each once`],
    ])("fails for %s = %j", (name, got, allowed) => {
        expect(parameterProblems(anything({ [name]: got }), rds)).toEqual([{ path: `parameters.${name}`, got, allowed }]);
    });

    it("knows what differs between versions", () => {
        const parameters: PostgresParameters = { maintenance_work_mem: "512kB" };
        const found = (["15", "16", "17"] as const).map(version => parameterProblems(parameters, { version, kind: "rds" }).length);
        expect(found).toEqual([1, 1, 0]);
    });

    it("fails for parameters of RDS in the cluster, and for libraries that the image has not", () => {
        expect(parameterProblems({ "rds.logical_replication": true, shared_preload_libraries: ["pgaudit"] }, inCluster)).toEqual([
            {
                path: "parameters.rds.logical_replication",
                got: true,
                allowed: "nothing: it is a parameter of RDS",
                fix: "Leave it out.",
            },
            {
                path: "parameters.shared_preload_libraries",
                got: ["pgaudit"],
                allowed: "a list of some of auto_explain, pg_prewarm, pg_stat_statements, each once",
            },
        ]);
        expect(parameterProblems({ max_wal_size: "32MB" }, inCluster)).toEqual([]);
    });

    it("fails for more shared_buffers than half of the memory", () => {
        const small = { ...rds, instanceClass: "db.t4g.micro" };
        expect(parameterProblems({ shared_buffers: "512MB" }, small)).toEqual([]);
        expect(parameterProblems({ shared_buffers: "1GB" }, small, "database.parameters")).toEqual([
            {
                path: "database.parameters.shared_buffers",
                got: "1GB",
                allowed: "at most 512MB: half of the 1 GiB of db.t4g.micro",
                fix: "With too much the instance does not start; left out, RDS takes a quarter of the memory.",
            },
        ]);
        expect(parameterProblems({ shared_buffers: 131073 }, { ...rds, instanceClass: "db.t4g.small" })).toHaveLength(1);
        expect(parameterProblems({ shared_buffers: "8GB" }, { ...inCluster, instanceClass: "db.t4g.small" })).toEqual([]);
    });

    it("fails where nobody but superusers could connect", () => {
        expect(parameterProblems({ max_connections: 3 }, rds)).toEqual([
            {
                path: "parameters.max_connections",
                got: 3,
                allowed: "more than superuser_reserved_connections, which is 3",
                fix: "The server does not start otherwise.",
            },
        ]);
        expect(parameterProblems({ max_connections: 10, superuser_reserved_connections: 9 }, rds)).toEqual([]);
    });

    it.each([
        ["db.t3.micro", 1],
        ["db.t4g.small", 2],
        ["db.t4g.medium", 4],
        ["db.t4g.large", 8],
        ["db.t3.2xlarge", 32],
        ["db.m7g.large", 8],
        ["db.m6g.xlarge", 16],
        ["db.m6i.32xlarge", 512],
        ["db.r6g.large", 16],
        ["db.r7g.16xlarge", 512],
        ["db.r6i.24xlarge", 768],
        ["db.x2g.large", undefined],
        ["nonsense", undefined],
    ])("knows the memory of %s: %j GiB", (name, gib) => expect(memoryOfClass(name)).toBe(gib));
});
