import fc from "fast-check";
import { validatePostgres } from "../../components/postgres-with-backups/args";
import type { DumpArgs } from "../../components/postgres-with-backups/dump-args";
import { rdsSettings, type RdsArgs } from "../../components/postgres-with-backups/rds-args";
import { backupHours } from "../../components/postgres-with-backups/recovery-facts";
import { account, lines, parts, region } from "./support";

const prefixes =
    "folders such as database/, each of letters, digits, '.', '-' and '_' with '/' behind it, without '..', at most 200 characters";

describe("validatePostgres of dumps", () => {
    const rds: RdsArgs = { kind: "rds", accountId: account, region, network: parts, instanceClass: "db.t4g.medium", database: "shop" };
    const to: DumpArgs["to"] = { bucketName: "b", bucketArn: "a", keyArn: "k", keptDays: 30, lockedDays: 1 };
    const cluster = { name: "app", namespace: "shop", clusterName: "eks", securityGroupId: "sg" } as NonNullable<RdsArgs["cluster"]>;
    const check = (dumps: Partial<DumpArgs>, where: typeof cluster | undefined = cluster): string[] =>
        lines(validatePostgres({ ...rds, cluster: where, dumps: { to, ...dumps } }));

    it("takes the defaults, and undefined", () => {
        expect(check({})).toEqual([]);
        expect(check({ schedule: undefined, prefix: undefined, filePrefix: undefined, extension: undefined, scratch: undefined })).toEqual(
            [],
        );
        expect(check({ timeoutMinutes: undefined, resources: undefined })).toEqual([]);
    });

    it.each(["30 2 * * *", "0,30 */6 1-15/2 * 1-5", "59 23 29 2 *", "0 0 31 1,2 *", "0 0 31 2 1", "5/10 0 * 12 0,6"])(
        "takes the schedule %s",
        schedule => expect(check({ schedule })).toEqual([]),
    );

    it.each([
        ...["", "daily", "@daily", "* * * *", "* * * * * *", "0  2 * * *", " 0 2 * * *", "0 2 * * * "],
        ...["60 2 * * *", "0 24 * * *", "0 2 0 * *", "0 2 32 * *", "0 2 * 0 *", "0 2 * 13 *", "0 2 * * 7"],
        ...[
            "0 2 * * SUN",
            "0 2 ? * *",
            "-1 2 * * *",
            "0 5-2 * * *",
            "*/0 2 * * *",
            "0,,5 2 * * *",
            "1- 2 * * *",
            "1/ 2 * * *",
            "*-5 2 * * *",
        ],
        ...["0 0 30 2 *", "0 0 31 2,4,6 *", "TZ=UTC 0 2 * * *", "0 2 * * *\n", "1.5 2 * * *"],
    ])("fails for the schedule %j", schedule =>
        expect(check({ schedule })).toEqual([
            `dumps.schedule: got ${JSON.stringify(schedule)}; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.`,
        ]),
    );

    it.each(["a/", "database/", "2026/a-b_c.d/", `${"a".repeat(199)}/`])("takes the prefix %s", prefix =>
        expect(check({ prefix })).toEqual([]),
    );

    it.each([
        ...["", "/", "/database/", "database", "a//b/", "../", "a/../b/", "a../", ".a/", "a b/", "a*/", "a?/", "${aws:x}/"],
        ...["a/\n", "é/", "s3://b/", `${"a".repeat(200)}/`],
    ])("fails for the prefix %j", prefix =>
        expect(check({ prefix })).toEqual([`dumps.prefix: got ${JSON.stringify(prefix)}; allowed: ${prefixes}.`]),
    );

    it.each(["w", "websys", "Web-sys_2", "a".repeat(63)])("takes the file prefix %s", filePrefix =>
        expect(check({ filePrefix })).toEqual([]),
    );

    it.each(["", "-a", "_a", "a b", "a/b", "..", "a.b", "$(id)", 'a"b', "a`b", "a\n", "a".repeat(64)])(
        "fails for the file prefix %j",
        filePrefix =>
            expect(check({ filePrefix })).toEqual([
                `dumps.filePrefix: got ${JSON.stringify(filePrefix)}; allowed: 1–63 letters, digits, '-' and '_', a letter or digit first.`,
            ]),
    );

    it.each([0, -1, 1.5, 3651, NaN])("fails for a bucket that keeps for %p days", keptDays =>
        expect(check({ to: { ...to, keptDays } })).toContain(
            `dumps.to.keptDays: got ${JSON.stringify(keptDays)}; allowed: a whole number from 1 to 3650.`,
        ),
    );

    it.each([0, 31])("fails for a bucket that locks dumps for %i of 30 days, and for one without a lock", lockedDays => {
        expect(check({ to: { ...to, lockedDays } })).toEqual([
            `dumps.to.lockedDays: got ${lockedDays}; allowed: a whole number from 1 to 30.`,
        ]);
        expect(check({ to: { ...to, lockedDays: undefined } })).toEqual([
            "dumps.to.lockedDays: is missing; allowed: a bucket in which nobody deletes a dump before its time. Set objectLock of the FileStorage: { days: 30 }.",
        ]);
    });

    it("fails for a bucket that keeps for ever", () =>
        expect(check({ to: { ...to, keptDays: undefined } })).toEqual([
            "dumps.to.keptDays: is missing; allowed: a bucket that deletes old dumps. Set expireDays of the FileStorage.",
        ]));

    it("fails for a cluster that cannot give pods an identity, or that the database could not let in", () => {
        expect(check({}, { ...cluster, clusterName: undefined, securityGroupId: undefined, namespace: "Shop" })).toEqual([
            `cluster.namespace: got "Shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            "cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
            "cluster.securityGroupId: is missing; allowed: the group of the cluster's pods. The database lets that in.",
        ]);
    });

    it("fails for an extension, a size, an end and resources that are none", () => {
        expect(check({ extension: "gz" as "sql", scratch: "20GB", timeoutMinutes: 9, resources: { cpu: "0", memory: "1G" } })).toEqual([
            'dumps.extension: got "gz"; allowed: dump, sql.',
            'dumps.scratch: got "20GB"; allowed: a size such as 512Mi or 4Gi.',
            "dumps.timeoutMinutes: got 9; allowed: a whole number from 10 to 1440.",
            'dumps.resources.cpu: got "0"; allowed: CPUs such as 500m or 2.',
            'dumps.resources.memory: got "1G"; allowed: a size such as 512Mi or 4Gi.',
        ]);
        expect(check({ timeoutMinutes: 1441 })).toHaveLength(1);
        expect([10, 1440].flatMap(timeoutMinutes => check({ timeoutMinutes }))).toEqual([]);
    });
});

describe("when dumps are made", () => {
    it("is an hour before any window or more, after the backups of AWS, whatever the windows are", () => {
        const time = (minutes: number): string =>
            [Math.floor(minutes / 60) % 24, minutes % 60].map(part => String(part).padStart(2, "0")).join(":");
        const minute = fc.integer({ min: 0, max: 1439 });
        fc.assert(
            fc.property(
                minute,
                fc.integer({ min: 30, max: 120 }),
                minute,
                fc.integer({ min: 30, max: 120 }),
                (daily, long, weekly, longer) => {
                    const hours = backupHours(
                        rdsSettings({
                            kind: "rds",
                            accountId: account,
                            region,
                            network: parts,
                            instanceClass: "db.t4g.medium",
                            database: "shop",
                            backup: { window: `${time(daily)}-${time(daily + long)}` },
                            maintenanceWindow: `mon:${time(weekly)}-${weekly + longer < 1440 ? "mon" : "tue"}:${time(weekly + longer)}`,
                        }),
                    );
                    expect([hours.weekly, hours.monthly, hours.dump]).toEqual([1, 2, 3].map(after => (hours.daily + after) % 24));
                    for (const start of [daily, weekly]) expect((start - hours.dump * 60 + 1440) % 1440).toBeGreaterThanOrEqual(60);
                },
            ),
        );
    });
});
