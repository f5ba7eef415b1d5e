import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import type { Problem } from "../../components/core/errors";
import {
    estimateRecovery,
    recoveryProblems,
    recoveryReport,
    type RecoveryFacts,
    type Way,
} from "../../components/postgres-with-backups/recovery";
import { levels, validateRecovery, type RecoveryArgs, type RecoveryLevel } from "../../components/postgres-with-backups/recovery-args";
import { duration, span } from "../../components/postgres-with-backups/recovery-figures";
import { root } from "../support/synth";

type Settings = Omit<RecoveryFacts, "databaseGb">;

const dailyDumps = { gapMinutes: 1440, timeoutMinutes: 1440 };
const snapshotWindows = ["03:00-04:00", "05:00-06:00"];
const rds: Settings = { kind: "rds", release: "blue-green", multiAz: true, pitrDays: 7, snapshotWindows };
const inCluster: Settings = { kind: "in-cluster", release: "rolling", dumps: dailyDumps };
const existing: Settings = { kind: "existing" };
const twoRegions: Settings = {
    ...rds,
    application: "stands-by",
    dumps: dailyDumps,
    elsewhere: { replica: "us-west-1", snapshots: { region: "us-west-1", windows: ["05:00-06:00"] } },
};

/** RTO and RPO of each way of a level. */
function ranges(level: RecoveryLevel, facts: Settings, databaseGb: number): string[] {
    const estimate = estimateRecovery({ ...facts, databaseGb }).find(one => one.level === level)!;
    if (!("ways" in estimate)) return [];
    return estimate.ways.map(({ rto, rpo }) => `${rto.from}–${rto.to} / ${rpo.from}–${rpo.to}`);
}

const sizes = [0.5, 20, 100, 1000];
const atSizes = (level: RecoveryLevel, facts: Settings): string[][] => sizes.map(size => ranges(level, facts, size));
const problems = (args: RecoveryArgs, facts: Settings): Problem[] =>
    recoveryProblems(args, estimateRecovery({ ...facts, release: args.release ?? facts.release, databaseGb: args.databaseGb }));

describe("minutes until an answer, and minutes lost, at 0.5, 20, 100 and 1000 GB", () => {
    test("L1: the other colour, or rolling back; the size does not matter", () => {
        expect(atSizes("L1", rds)).toEqual(sizes.map(() => ["1–3 / 0–0"]));
        expect(atSizes("L1", inCluster)).toEqual(sizes.map(() => ["3–15 / 0–0"]));
    });

    test("L2 on RDS: a standby takes over, but damage needs point-in-time recovery, so that the upper end is the same", () => {
        expect(atSizes("L2", rds)).toEqual([["1–27 / 0–5"], ["1–30 / 0–5"], ["1–46 / 0–5"], ["1–226 / 0–5"]]);
        expect(atSizes("L2", { ...rds, multiAz: false })).toEqual([["14–27 / 0–5"], ["15–30 / 0–5"], ["20–46 / 0–5"], ["74–226 / 0–5"]]);
    });

    test("L2 elsewhere: a dump, and what it took", () => {
        expect(atSizes("L2", inCluster)).toEqual([["1–12 / 0–1451"], ["1–82 / 0–1474"], ["1–370 / 0–1570"], ["1–3610 / 0–2650"]]);
        expect(atSizes("L2", { ...existing, dumps: { gapMinutes: 360 } })).toEqual([
            ["15–32 / 1–371"],
            ["39–102 / 1–394"],
            ["135–390 / 1–490"],
            ["1215–3630 / 1–1570"],
        ]);
    });

    test("L3: a replica, then snapshots", () => {
        expect(atSizes("L3", twoRegions)).toEqual([
            ["30–61 / 0–5", "57–175 / 10–1561"],
            ["30–61 / 0–5", "58–178 / 12–1580"],
            ["30–65 / 0–5", "63–194 / 20–1660"],
            ["30–110 / 0–5", "117–374 / 110–2560"],
        ]);
    });

    test("L3: a replica, by what there is of the application in its region", () => {
        const by = (application: Settings["application"]) => ranges("L3", { ...twoRegions, application }, 20)[0];
        expect([by("stands-by"), by("prepared"), by("to-be-made"), by(undefined)]).toEqual([
            "30–61 / 0–5",
            "40–106 / 0–5",
            "50–166 / 0–5",
            "50–166 / 0–5",
        ]);
    });

    test("L3: replicated backups, and dumps of a database in a cluster", () => {
        expect(atSizes("L3", { ...rds, elsewhere: { pointInTime: "us-west-2" } })).toEqual([
            ["59–177 / 5–30"],
            ["60–180 / 5–30"],
            ["65–196 / 5–30"],
            ["119–376 / 5–30"],
        ]);
        expect(atSizes("L3", { ...inCluster, elsewhere: { dumps: "eu-central-1" } })).toEqual([
            ["60–182 / 1–1511"],
            ["84–252 / 1–1534"],
            ["180–540 / 1–1630"],
            ["1260–3780 / 1–2710"],
        ]);
    });

    test("L4: a snapshot, then a dump", () => {
        expect(atSizes("L4", twoRegions)).toEqual([
            ["42–145 / 0–1380", "45–152 / 1–1451"],
            ["43–148 / 0–1380", "69–222 / 1–1474"],
            ["48–164 / 0–1380", "165–510 / 1–1570"],
            ["102–344 / 0–1380", "1245–3750 / 1–2650"],
        ]);
        expect(ranges("L4", inCluster, 20)).toEqual(["59–202 / 1–1474"]);
        expect(ranges("L4", { ...rds, snapshotWindows: ["05:00-06:00"] }, 20)).toEqual(["43–148 / 0–1500"]);
    });
});

test("more data is never restored sooner, nor loses less; and no range is upside down", () => {
    const settings = fc.constantFrom(rds, twoRegions, inCluster, { ...existing, dumps: dailyDumps, elsewhere: { dumps: "eu-west-3" } });
    const size = fc.double({ min: 0.1, max: 65536, noNaN: true });
    fc.assert(
        fc.property(settings, size, size, (facts, one, other) => {
            const ways = (databaseGb: number): [string, Way][] =>
                estimateRecovery({ ...facts, databaseGb }).flatMap(estimate =>
                    "ways" in estimate ? estimate.ways.map((way): [string, Way] => [`${estimate.level} ${way.means}`, way]) : [],
                );
            const small = new Map(ways(Math.min(one, other)));
            // More data may have no way that less has: dumps that are given up.
            ways(Math.max(one, other)).forEach(([name, large]) => {
                const way = small.get(name)!;
                for (const what of ["rto", "rpo"] as const) {
                    expect(way[what].from).toBeLessThanOrEqual(way[what].to);
                    expect(way[what].from).toBeLessThanOrEqual(large[what].from);
                    expect(way[what].to).toBeLessThanOrEqual(large[what].to);
                }
            });
        }),
    );
});

test("a promise is kept exactly from the upper end on", () => {
    const level = fc.constantFrom(...levels);
    const minutes = fc.integer({ min: 0, max: 3000 });
    const size = fc.integer({ min: 1, max: 20_000 }).map(tenths => tenths / 10);
    fc.assert(
        fc.property(level, minutes, minutes, size, (one, rtoMinutes, rpoMinutes, databaseGb) => {
            const found = problems({ databaseGb, [one]: { rtoMinutes, rpoMinutes } }, twoRegions);
            const estimate = estimateRecovery({ ...twoRegions, databaseGb }).find(({ level }) => level === one)!;
            const kept = "ways" in estimate && estimate.ways.some(({ rto, rpo }) => rto.to <= rtoMinutes && rpo.to <= rpoMinutes);
            expect(found.length === 0).toBe(kept);
        }),
    );
});

describe("promises that hold", () => {
    const promises: RecoveryArgs = {
        databaseGb: 20,
        L1: { rtoMinutes: 5, rpoMinutes: 0 },
        L2: { rtoMinutes: 30, rpoMinutes: 60 },
        L3: { rtoMinutes: 120, rpoMinutes: 240 },
        L4: { rtoMinutes: 240, rpoMinutes: 1440 },
    };

    test("all four of a shop in two regions, up to 20 GB", () => {
        expect(problems(promises, twoRegions)).toEqual([]);
        expect(problems({ ...promises, databaseGb: 20.1 }, twoRegions).map(({ path }) => path)).toEqual(["L2.rtoMinutes"]);
    });

    test("no promise, no refusal", () => {
        expect(problems({ databaseGb: 60_000 }, existing)).toEqual([]);
    });

    test("by a way that is not the first: frequent dumps lose less than snapshots, and snapshots are sooner back than large dumps", () => {
        const facts = { ...rds, dumps: { gapMinutes: 60, timeoutMinutes: 34 } };
        expect(problems({ databaseGb: 20, L4: { rtoMinutes: 240, rpoMinutes: 94 } }, facts)).toEqual([]);
        expect(problems({ databaseGb: 500, L4: { rtoMinutes: 244, rpoMinutes: 1380 } }, facts)).toEqual([]);
        const neither = problems({ databaseGb: 500, L4: { rtoMinutes: 244, rpoMinutes: 1379 } }, facts);
        expect(neither.map(({ path }) => path)).toEqual(["L4.rpoMinutes"]);
    });
});

describe("the report", () => {
    test("is plain data, and tells of the way that keeps the promise", () => {
        const args: RecoveryArgs = { databaseGb: 20, L4: { rtoMinutes: 240, rpoMinutes: 94 } };
        const facts: Settings = { kind: "rds", multiAz: true, pitrDays: 7, snapshotWindows, dumps: { gapMinutes: 60, timeoutMinutes: 34 } };
        const report = recoveryReport(estimateRecovery({ ...facts, databaseGb: 20 }), args);
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
        expect(report.databaseGb).toBe(20);
        expect(report.levels.map(({ level, name }) => `${level} ${name}`)).toEqual([
            "L1 application failure",
            "L2 database failure",
            "L3 region failure",
            "L4 serious data corruption",
        ]);
        expect(report.levels[0]).toEqual({
            level: "L1",
            name: "application failure",
            impossible: "the database does not know how the application is released",
            set: "Set recovery.release.",
        });
        expect(report.levels[3]).toMatchObject({
            promised: { rtoMinutes: 240, rpoMinutes: 94, says: "back within 4 h, at most 94 min of data lost" },
            means: "from a dump",
            rto: { from: 69, to: 222 },
            rpo: { from: 1, to: 94 },
            derivation: [
                "RTO 30 min – 2 h: the last copy without the damage is found, and looked at once restored (estimate)",
                "RTO 10–20 min: an empty instance (estimate)",
                expect.stringMatching(/^RTO 29–82 min: the dump is fetched, .* \(measured, of 50 GB: 17 GB\/h over one connection /),
                "RPO 0–60 min: what came after the last dump began (the schedule)",
                "RPO 1–34 min: the time that a dump takes, for it counts once it is whole (estimate, at 50 GB/h)",
            ],
        });
    });

    test("without promises it tells of the best way of each level, its steps in order", () => {
        const report = recoveryReport(estimateRecovery({ ...rds, databaseGb: 8 }), undefined);
        expect(report.levels[1]).toEqual({
            level: "L2",
            name: "database failure",
            means: "by the standby, or after damage by point-in-time recovery",
            says: "back within 1–28 min, 0–5 min of data lost",
            rto: { from: 1, to: 28 },
            rpo: { from: 0, to: 5 },
            steps: [
                "If the machine or its zone failed, do nothing: RDS leads the host to the standby, and applications connect again.",
                "Choose the last good second: at least five minutes ago, and within pitrDays.",
                "Keep the applications from writing what would be lost.",
                'Add a restore with from: { kind: "point-in-time", time }, and run pulumi up: a new instance is made beside the old one.' +
                    " It answers before pulumi up returns, which waits for its first backup.",
                "Look at the new instance's data before anybody writes to it.",
                "Set active to the restore's name, and run pulumi up: the connection leads to the new instance.",
                "Leave the old instance until nobody needs it: it stays protected.",
            ],
            derivation: [
                expect.stringMatching(/^RTO 1–2 min: the standby in another zone takes over \(AWS, .* 60–120 seconds/),
                expect.stringMatching(/^RTO 14–28 min: a new instance from the last snapshot, .* \(estimate: /),
                "RPO 0 min: nothing: the standby has every commit (AWS: the standby is written to synchronously)",
                "RPO 0–5 min: what came after the last log (AWS: logs are kept elsewhere every five minutes)",
            ],
        });
    });

    test("every figure says whether it is AWS's, measured, an estimate, the schedule or by design", () => {
        const everything: Settings[] = [
            { ...twoRegions, elsewhere: { ...twoRegions.elsewhere, pointInTime: "us-west-2", dumps: "us-west-2" } },
            inCluster,
            { ...existing, dumps: dailyDumps },
        ];
        const lines = everything
            .flatMap(facts => estimateRecovery({ ...facts, databaseGb: 20 }))
            .flatMap(estimate => ("ways" in estimate ? estimate.ways.flatMap(({ derivation }) => [...derivation]) : []));
        expect(lines.length).toBeGreaterThan(30);
        expect(lines.filter(text => !/ \((AWS|measured|estimate|by design|the schedule)/.test(text))).toEqual([]);
    });
});

test("the page on recovery has the same numbers", () => {
    const facts: Settings = {
        ...rds,
        application: "stands-by",
        dumps: dailyDumps,
        elsewhere: { replica: "us-west-2", pointInTime: "us-west-2", snapshots: { region: "us-west-2", windows: ["05:00-06:00"] } },
    };
    const at = sizes.map(databaseGb =>
        estimateRecovery({ ...facts, databaseGb }).flatMap(estimate =>
            "ways" in estimate ? estimate.ways.map(way => ({ ...way, level: estimate.level })) : [],
        ),
    );
    const rows = at[0]!.map(({ level, means }, index) => {
        const ways = at.map(one => one[index]!);
        const [least, most] = [ways[0]!, ways.at(-1)!].map(({ rpo }) => duration(rpo.to));
        return [level, means, ...ways.map(({ rto }) => span(rto)), least === most ? most : `${least} to ${most}`];
    });
    const page = fs.readFileSync(path.join(root, "docs", "recovery.md"), "utf8");
    const table = page.slice(page.indexOf("## The estimates")).match(/^\|.*\|$/gm)!;
    expect(
        table.slice(2).map(row =>
            row
                .split("|")
                .slice(1, -1)
                .map(cell => cell.trim()),
        ),
    ).toEqual(rows);
});

test("minutes as people read them", () => {
    expect([0, 119, 120, 176, 1380].map(duration)).toEqual(["0 min", "119 min", "2 h", "2 h 56 min", "23 h"]);
    expect(span({ from: 0, to: 0 })).toBe("0 min");
    expect(span({ from: 1, to: 30 })).toBe("1–30 min");
    expect(span({ from: 0, to: 1380 })).toBe("0 – 23 h");
    expect(span({ from: 46, to: 144 })).toBe("46 min – 2 h 24 min");
});

describe("fails", () => {
    test("a size that point-in-time recovery is too slow for, and says up to which the promise holds", () => {
        expect(problems({ databaseGb: 100, L2: { rtoMinutes: 30, rpoMinutes: 60 } }, rds)).toEqual([
            {
                path: "L2.rtoMinutes",
                got: 30,
                allowed: expect.stringMatching(
                    /^46 or more, for 100 GB by the standby, or after damage by point-in-time recovery: 1–46 min \[1–2 min: .*; 20–46 min: a new instance .*\]$/,
                ),
                fix: "It holds up to 20 GB. Less data is restored sooner.",
            },
        ]);
    });

    test("a promise that no size keeps", () => {
        const [problem, ...others] = problems({ databaseGb: 1, L2: { rtoMinutes: 10, rpoMinutes: 60 } }, { ...rds, multiAz: false });
        expect(others).toEqual([]);
        expect(problem).toMatchObject({
            path: "L2.rtoMinutes",
            fix: "Less data is restored sooner. With multiAz only damage needs a restore.",
        });
    });

    test("time and loss, each for itself", () => {
        const found = problems({ databaseGb: 100, L2: { rtoMinutes: 5, rpoMinutes: 0 } }, rds);
        expect(found.map(({ path, got }) => [path, got])).toEqual([
            ["L2.rtoMinutes", 5],
            ["L2.rpoMinutes", 0],
        ]);
        expect(found[1]!.allowed).toBe(
            "5 or more, for 100 GB by the standby, or after damage by point-in-time recovery: 0–5 min" +
                " [0 min: nothing: the standby has every commit (AWS: the standby is written to synchronously);" +
                " 0–5 min: what came after the last log (AWS: logs are kept elsewhere every five minutes)]",
        );
        expect(found[1]!.fix).toBe("After damage, point-in-time recovery has no less to lose: logs are kept every five minutes.");
    });

    test("a region without a copy, and says what makes one", () => {
        expect(problems({ databaseGb: 20, L3: { rtoMinutes: 120, rpoMinutes: 240 } }, rds)).toEqual([
            {
                path: "L3",
                got: { rtoMinutes: 120, rpoMinutes: 240 },
                allowed: "no promise here, for no copy of the data is in another region",
                fix: "Set regionReplicas, or backup.copyTo, of kind rds; otherwise let dumps go to a bucket that is copied there.",
            },
        ]);
    });

    test("two hours for a region whose snapshots alone are elsewhere", () => {
        const facts = { ...rds, elsewhere: { snapshots: { region: "us-west-1", windows: ["05:00-06:00"] } } };
        const found = problems({ databaseGb: 20, L3: { rtoMinutes: 120, rpoMinutes: 240 } }, facts);
        expect(found.map(({ path, fix }) => [path, fix])).toEqual([
            ["L3.rtoMinutes", "A replica in another region (regionReplicas) is promoted within minutes, and seconds behind as a rule."],
            [
                "L3.rpoMinutes",
                "A replica in another region (regionReplicas) is promoted within minutes, and seconds behind as a rule." +
                    " Automated backups replicated there (backup.copyTo.pointInTime) lose minutes.",
            ],
        ]);
    });

    test("a day's loss by daily dumps, for a dump takes time too", () => {
        const found = problems({ databaseGb: 1, L4: { rtoMinutes: 240, rpoMinutes: 1440 } }, inCluster);
        expect(found).toEqual([expect.objectContaining({ path: "L4.rpoMinutes", got: 1440, fix: "Dump more often: dumps.schedule." })]);
        expect(
            problems({ databaseGb: 1, L4: { rtoMinutes: 240, rpoMinutes: 1440 } }, { ...inCluster, dumps: { gapMinutes: 720 } }),
        ).toEqual([]);
    });

    test("a day's loss by one snapshot a day, for it begins at any minute of its hour", () => {
        const facts = { ...rds, snapshotWindows: ["05:00-06:00"] };
        expect(problems({ databaseGb: 1, L4: { rtoMinutes: 240, rpoMinutes: 1440 } }, facts)).toEqual([
            expect.objectContaining({
                path: "L4.rpoMinutes",
                allowed: expect.stringMatching(
                    /^1500 or more, for 1 GB from a snapshot: 0 – 25 h \[0 – 25 h: .* 05:00-06:00 UTC \(the schedule\)\]$/,
                ),
                fix: "Dumps can be more frequent: dumps.schedule. Within pitrDays, L2 loses minutes.",
            }),
        ]);
    });

    test("dumps that are given up before they are whole, and says what they need", () => {
        const facts: Settings = { ...inCluster, dumps: { gapMinutes: 360, timeoutMinutes: 120 } };
        const promise = { rtoMinutes: 600, rpoMinutes: 600 };
        expect(problems({ databaseGb: 91, L4: promise }, facts)).toEqual([]);
        expect(problems({ databaseGb: 100, L3: promise, L4: promise }, facts)).toEqual([
            expect.objectContaining({ path: "L3", allowed: "no promise here, for no copy of the data is in another region" }),
            {
                path: "L4",
                got: promise,
                allowed: "no promise here, for a dump of 100 GB may take 2 h 10 min, and is given up after 2 h",
                fix: "It holds up to 91.6 GB. Set dumps.timeoutMinutes to 130 or more.",
            },
        ]);
        // Snapshots are there all the same.
        expect(problems({ databaseGb: 100, L4: { rtoMinutes: 600, rpoMinutes: 1380 } }, { ...rds, dumps: facts.dumps })).toEqual([]);
    });

    test("a rolled-back release within five minutes, and any promise where the release is not known", () => {
        expect(problems({ databaseGb: 1, release: "rolling", L1: { rtoMinutes: 5, rpoMinutes: 0 } }, rds)).toEqual([
            expect.objectContaining({
                path: "L1.rtoMinutes",
                fix: 'The other colour is still there with blueGreen of the service; say so by release: "blue-green".',
            }),
        ]);
        expect(problems({ databaseGb: 1, L1: { rtoMinutes: 60, rpoMinutes: 60 } }, { ...rds, release: undefined })).toEqual([
            expect.objectContaining({ path: "L1", fix: "Set recovery.release." }),
        ]);
    });

    test("a database that somebody else runs and nobody dumps", () => {
        const promise = { rtoMinutes: 10080, rpoMinutes: 525600 };
        expect(problems({ databaseGb: 1, L2: promise, L3: promise, L4: promise }, existing).map(({ path, fix }) => [path, fix])).toEqual([
            ["L2", "Set dumps, or ask who runs the database what they promise."],
            ["L3", "Set regionReplicas, or backup.copyTo, of kind rds; otherwise let dumps go to a bucket that is copied there."],
            ["L4", "Set dumps."],
        ]);
    });

    test("numbers that are none, before anything is estimated by them", () => {
        for (const databaseGb of [0, -1, Number.NaN, 65537, Infinity]) {
            expect(problems({ databaseGb, L3: { rtoMinutes: 0, rpoMinutes: 0 } }, rds)).toEqual([
                { path: "databaseGb", got: databaseGb, allowed: "GB of data, above 0 and at most 65536" },
            ]);
        }
        const wrong = { databaseGb: 1, release: "canary", L2: { rtoMinutes: -1, rpoMinutes: 600_000 } } as unknown as RecoveryArgs;
        expect(validateRecovery(wrong)).toEqual([
            { path: "release", got: "canary", allowed: "blue-green, rolling" },
            { path: "L2.rtoMinutes", got: -1, allowed: "minutes from 0 to 10080" },
            { path: "L2.rpoMinutes", got: 600_000, allowed: "minutes from 0 to 525600" },
        ]);
    });
});
