import fc from "fast-check";
import { longestName, validatePostgres } from "../../components/postgres-with-backups/args";
import { rdsDefaults, rdsSettings, type RdsArgs } from "../../components/postgres-with-backups/rds-args";
import { range } from "./clusters";
import { backupTarget, clusterRef, rdsArgs, rdsPlace } from "./databases";
import { lines, parts, stackOf, type Stack } from "./support";

const check = (args: Partial<RdsArgs>): string[] => lines(validatePostgres({ ...rdsArgs, ...args }));

const replica = { region: "us-west-1", network: parts };

describe("PostgresWithBackups", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "postgres-refusals",
            `
${rdsPlace}
const wrong = (name, args) => tryTo(() => new webstack.PostgresWithBackups(name, { ...rds, ...args }, { providers }));
wrong("a".repeat(35), {});
wrong("wrong", { instanceClass: "db.x", backup: { pitrDays: 0 }, replicas: 1 });
wrong("wrong-names", { masterSecret: "rds-managed", active: "nobody" });
`,
        );
    });

    it("fails with all problems at once, and makes nothing", () => {
        const long = "a".repeat(35);
        expect(stack.outputs.refused).toEqual([
            `PostgresWithBackups '${long}': 1 problem\n  name: got "${long}"; allowed: a letter, then lower-case letters, digits and single '-', at most 34 characters.`,
            [
                "PostgresWithBackups 'wrong': 2 problems",
                '  instanceClass: got "db.x"; allowed: db.<family>.<size> with a family of t3, t4g, m6g, m6i, m7g, m7i, m8g, r6g, r6i, r7g, r7i, r8g.',
                "  replicas: got 1; allowed: 0 without backups. A replica is made from the primary's backups: set backup.pitrDays to 7 or more.",
            ].join("\n"),
            [
                "PostgresWithBackups 'wrong-names': 2 problems",
                "  cluster: is missing; allowed: a cluster on EKS, with masterSecret rds-managed. A Job there reads the master's password and makes the owner.",
                '  active: got "nobody"; allowed: nothing, without restores and without promoted regionReplicas.',
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => /::(wrong|aaaa)/.test(urn))).toEqual([]);
    });
});

describe("the longest name of a component", () => {
    const before: RdsArgs = { ...rdsArgs, restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } } };

    it.each<[string, Parameters<typeof longestName>[0], number]>([
        ["on RDS", rdsArgs, 34],
        ["in the cluster", { kind: "in-cluster", namespace: "a", database: "b" }, 40],
        ["of a server elsewhere", { kind: "existing", host: "a.b", password: "c", database: "d" }, 40],
        ["with a restore", before, 32],
        ["with a restore and its replicas", { ...before, replicas: 15 }, 32],
        ["with a replica in another region", { ...rdsArgs, regionReplicas: [{ ...replica, region: "ap-northeast-1" }] }, 32],
        ["with one that may have replicas", { ...rdsArgs, replicas: 1, regionReplicas: [{ ...replica, region: "ap-northeast-1" }] }, 29],
    ])("%s leaves room for the longest name behind it", (_, args, longest) => expect(longestName(args)).toBe(longest));
});

describe("validatePostgres of RDS", () => {
    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(rdsDefaults).toEqual({
            version: "17",
            username: "owner",
            pool: { min: 2, max: 10, timeoutMs: 30000, idleMs: 10000 },
            extensions: ["pg_stat_statements"],
            storageGb: 20,
            multiAz: true,
            parameters: {},
            replicas: 0,
            regionReplicas: [],
            masterSecret: "generated",
            proxy: false,
            deletionProtection: true,
            allowMajorVersionUpgrade: false,
            applyImmediately: false,
            performanceInsightsDays: 7,
            monitoringSeconds: 60,
            maintenanceWindow: "sun:04:30-sun:05:30",
            firstInstance: "kept",
            backup: { pitrDays: 7, window: "03:00-04:00", dailyDays: 7, weeklyWeeks: 4, monthlyMonths: 6 },
        });
    });

    it("merges what is said of backups with the rest of the defaults", () => {
        expect(rdsSettings({ ...rdsArgs, backup: { pitrDays: 14, window: undefined } }).backup).toEqual({
            ...rdsDefaults.backup,
            pitrDays: 14,
        });
    });

    it("lets the disk grow to five times its size, as far as RDS goes", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 59578 }), storageGb => {
                expect(rdsSettings({ ...rdsArgs, storageGb }).maxStorageGb).toBe(Math.min(storageGb * 5, 65536));
                expect(check({ storageGb })).toEqual([]);
            }),
        );
    });

    it("takes a largest disk from a tenth above the first", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 59578 }), fc.integer({ min: 1, max: 70000 }), (storageGb, maxStorageGb) => {
                const fits = maxStorageGb * 10 >= storageGb * 11 && maxStorageGb <= 65536;
                expect(check({ storageGb, maxStorageGb })).toHaveLength(fits ? 0 : 1);
            }),
        );
    });

    it.each<[string, Partial<RdsArgs>, string[]]>([
        ["version", { version: "14" as never }, ['version: got "14"; allowed: 15, 16, 17.']],
        ["account", { accountId: "1" }, ['accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.']],
        ["size of disk", { storageGb: 19 }, [range("storageGb", 19, 20, 59578)]],
        ["disk without room to grow", { storageGb: 60000 }, [range("storageGb", 60000, 20, 59578)]],
        ["largest disk, too small", { storageGb: 100, maxStorageGb: 109 }, [range("maxStorageGb", 109, 110, 65536)]],
        ["largest disk, in parts", { maxStorageGb: 33.5 }, [range("maxStorageGb", 33.5, 22, 65536)]],
        ["number of replicas", { replicas: 16 }, [range("replicas", 16, 0, 15)]],
        ["lack of backups", { backup: { pitrDays: 0 } }, [range("backup.pitrDays", 0, 7, 35)]],
        [
            "pool",
            { pool: { min: 5, max: 4, timeoutMs: 1, idleMs: 1 } },
            [range("pool.min", 5, 0, 4), range("pool.timeoutMs", 1, 100, 600000), range("pool.idleMs", 1, 1000, 3600000)],
        ],
        [
            "extension",
            { extensions: ["pg_trgm", "postgis" as never] },
            [
                'extensions.1: got "postgis"; allowed: btree_gin, btree_gist, citext, fuzzystrmatch, hstore, ltree, pg_stat_statements, pg_trgm, pgcrypto, tablefunc, unaccent, uuid-ossp.',
            ],
        ],
        [
            "database of a role's length",
            { database: "a".repeat(55) },
            [`database: got "${"a".repeat(55)}"; allowed: at most 54 characters: roles are named after it, \`<database>_readonly\`.`],
        ],
        [
            "days of insights",
            { performanceInsightsDays: 30 },
            ["performanceInsightsDays: got 30; allowed: 7, a multiple of 31 up to 713, or 731."],
        ],
        [
            "days of insights, too many",
            { performanceInsightsDays: 744 },
            ["performanceInsightsDays: got 744; allowed: 7, a multiple of 31 up to 713, or 731."],
        ],
        ["seconds between measurements", { monitoringSeconds: 2 as never }, ["monitoringSeconds: got 2; allowed: 1, 5, 10, 15, 30, 60."]],
        [
            "cluster without a group",
            { cluster: { name: "a", namespace: "a" } as never },
            ["cluster.securityGroupId: is missing; allowed: the group of the cluster's pods. The database lets that in."],
        ],
        [
            "dumps without a cluster",
            { dumps: { to: backupTarget } },
            ["cluster: is missing; allowed: a cluster, with dumps. Their job runs there."],
        ],
        ["parameter", { parameters: { ssl: true } as never }, [expect.stringMatching(/^parameters\.ssl: /) as never]],
        ["recovery", { recovery: { databaseGb: 0 } }, [expect.stringMatching(/^recovery\.databaseGb: got 0; /) as never]],
        [
            "upgrade in the maintenance window",
            { allowMajorVersionUpgrade: true },
            [
                "applyImmediately: got false; allowed: true, with allowMajorVersionUpgrade. The upgrade would wait for the maintenance window, and the parameters of both versions would not.",
            ],
        ],
        [
            "upgrade that leaves a replica behind",
            { allowMajorVersionUpgrade: true, applyImmediately: true, regionReplicas: [{ region: "us-west-1", network: parts }] },
            [
                "allowMajorVersionUpgrade: got true; allowed: false, with regionReplicas. AWS upgrades replicas with their primary in its own region only: remove the one in us-west-1 first, and add it again.",
            ],
        ],
        [
            "unprotected instance in use",
            {
                active: "old",
                restores: {
                    old: { from: { kind: "snapshot", snapshotId: "a" }, unprotected: true },
                    drill: { from: { kind: "snapshot", snapshotId: "a" }, unprotected: true },
                },
            },
            ["restores.old.unprotected: got true; allowed: false, as long as `connection` leads to it. Set active to another first."],
        ],
        [
            "who keeps the master's secret",
            { masterSecret: "vault" as never },
            ['masterSecret: got "vault"; allowed: generated, rds-managed.'],
        ],
        [
            "managed secret with replicas, without EKS and with a long name",
            {
                masterSecret: "rds-managed",
                replicas: 1,
                cluster: { ...(clusterRef as object), clusterName: undefined } as never,
                username: "a".repeat(58),
            },
            [
                'masterSecret: got "rds-managed"; allowed: generated, with replicas: RDS manages no secret of a database that has some.',
                'cluster: got "a cluster without clusterName"; allowed: a cluster on EKS, with masterSecret rds-managed. A Job there reads the master\'s password and makes the owner.',
                `username: got "${"a".repeat(58)}"; allowed: at most 57 characters: the master is \`<username>_admin\`.`,
            ],
        ],
        [
            "windows that are none",
            { backup: { window: "night" }, maintenanceWindow: "sunday" },
            [
                'backup.window: got "night"; allowed: a window in UTC of 30 minutes or more, such as 03:00-04:00.',
                'maintenanceWindow: got "sunday"; allowed: a weekly window in UTC of 30 minutes or more, such as sun:04:30-sun:05:30.',
            ],
        ],
        [
            "windows that overlap past midnight",
            { backup: { window: "23:30-00:30" }, maintenanceWindow: "mon:00:00-mon:01:00" },
            ['maintenanceWindow: got "mon:00:00-mon:01:00"; allowed: a window that does not overlap the backup window 23:30-00:30.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it.each(["admin", "rdsadmin"])("fails for the user %s, which RDS keeps for itself", username => {
        expect(check({ username })).toEqual([
            `username: got "${username}"; allowed: a name that RDS does not reserve. Take \`owner\`, or the system's name.`,
        ]);
        expect(validatePostgres({ kind: "in-cluster", namespace: "a", database: "b", username })).toEqual([]);
    });

    it.each(["", "1shop", "_shop", "Shop", "my-shop", "pg_shop", "a".repeat(64), "shop\n"])(
        "fails for the name %j of a database or a user",
        name => {
            const said = `got ${JSON.stringify(name)}; allowed: a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start.`;
            expect(check({ database: name })[0]).toBe(`database: ${said}`);
            expect(check({ username: name })).toEqual([`username: ${said}`]);
        },
    );
});
