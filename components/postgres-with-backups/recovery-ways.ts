import { longestDailyGap } from "../core/gaps";
import type { RecoveryLevel } from "./recovery-args";
import { duration, gap, losses, minutesAt, times, type Figure } from "./recovery-figures";
import { steps } from "./recovery-steps";

/** What recovery depends on: the size, and those settings of a database that matter here. */
export interface RecoveryFacts {
    readonly kind: "rds" | "in-cluster" | "existing";
    /** What was promised for; without a promise, what the disk holds. */
    readonly databaseGb: number;
    readonly release?: "blue-green" | "rolling";
    /** In the other region. @default "to-be-made" */
    readonly application?: "stands-by" | "prepared" | "to-be-made";
    readonly multiAz?: boolean;
    /** Days of point-in-time recovery; 0 or absent for none. */
    readonly pitrDays?: number;
    /** When snapshots begin each day, in UTC and at any minute of each window: `["03:00-04:00", "05:00-06:00"]`. */
    readonly snapshotWindows?: readonly string[];
    readonly dumps?: DumpFacts;
    /** In which other region what stands. */
    readonly elsewhere?: {
        readonly replica?: string;
        /** Automated backups, replicated there. */
        readonly pointInTime?: string;
        /** Of the snapshots, those that are copied there. */
        readonly snapshots?: { readonly region: string; readonly windows: readonly string[] };
        /** Where the dumps' bucket is copied to. */
        readonly dumps?: string;
    };
}

export interface DumpFacts {
    /** The longest time between two of them. */
    readonly gapMinutes: number;
    /** After which one is given up; never, where it is absent. */
    readonly timeoutMinutes?: number;
}

/** What a way to recover is made of. */
export interface Recipe {
    readonly means: string;
    /** Parts that come after one another; of several cases any may happen. */
    readonly cases: readonly { readonly rto: readonly Figure[]; readonly rpo: readonly Figure[] }[];
    readonly steps: readonly string[];
    /** What would take less time, and what would lose less. */
    readonly better: { readonly rto: string; readonly rpo: string };
}

const when = <T>(condition: unknown, ...values: readonly T[]): readonly T[] => (condition ? values : []);
const given = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const snapshotGap = (windows: readonly string[]): Figure =>
    gap(`what came after the last snapshot, of those begun daily in ${windows.join(" and ")} UTC`, longestDailyGap(windows) ?? 0);
const dumpGap = ({ gapMinutes }: DumpFacts): Figure => gap("what came after the last dump began", gapMinutes);

const lessData = "Less data is restored sooner.";
const moreDumps = "Dump more often: dumps.schedule.";
const replica = "A replica in another region (regionReplicas) is promoted within minutes, and seconds behind as a rule.";

/** What the application takes in the other region. */
const applicationThere = {
    "stands-by": times.otherRegionReady,
    prepared: times.otherRegionPrepared,
    "to-be-made": times.otherRegionBuilt,
} as const;

/** The ways of each level, the best first. */
const waysOf: Readonly<Record<RecoveryLevel, (facts: RecoveryFacts) => readonly Recipe[]>> = {
    L1: ({ release }) => [
        ...when(release === "blue-green", {
            means: "by the other colour",
            cases: [{ rto: [times.flip], rpo: [losses.nothing] }],
            steps: steps.flip,
            better: { rto: "Nothing here is faster.", rpo: "" },
        }),
        ...when(release === "rolling", {
            means: "by rolling back",
            cases: [{ rto: [times.rollBack], rpo: [losses.nothing] }],
            steps: steps.rollBack,
            better: { rto: 'The other colour is still there with blueGreen of the service; say so by release: "blue-green".', rpo: "" },
        }),
    ],
    L2: ({ kind, multiAz, pitrDays, dumps }) => [
        ...when(kind === "rds" && pitrDays, {
            means: multiAz ? "by the standby, or after damage by point-in-time recovery" : "by point-in-time recovery",
            cases: [...when(multiAz, { rto: [times.failover], rpo: [losses.standby] }), { rto: [times.pointInTime], rpo: [losses.logs] }],
            steps: [...when(multiAz, ...steps.failover), ...steps.pointInTime],
            better: {
                rto: multiAz ? lessData : `${lessData} With multiAz only damage needs a restore.`,
                rpo: "After damage, point-in-time recovery has no less to lose: logs are kept every five minutes.",
            },
        }),
        ...when(kind === "in-cluster", ...given(dumps)).map(made => ({
            means: "by a new pod, or from a dump once the volume is lost or damaged",
            cases: [
                { rto: [times.restart], rpo: [losses.sameVolume] },
                { rto: [times.dumpRestore], rpo: [dumpGap(made), losses.dumpTime] },
            ],
            steps: steps.dump,
            better: { rto: lessData, rpo: `${moreDumps} Kind rds has point-in-time recovery, which loses minutes.` },
        })),
        ...when(kind === "existing", ...given(dumps)).map(made => ({
            means: "from a dump, in a new database",
            cases: [{ rto: [times.newInstance, times.dumpRestore], rpo: [dumpGap(made), losses.dumpTime] }],
            steps: steps.dumpByHand,
            better: { rto: lessData, rpo: `${moreDumps} Who runs the database may do better: that is not known here.` },
        })),
    ],
    L3: ({ kind, dumps, application = "to-be-made", elsewhere = {} }) => [
        ...given(elsewhere.replica).map(region => ({
            means: `by the replica in ${region}`,
            cases: [{ rto: [times.promotion, applicationThere[application]], rpo: [losses.replicaLag] }],
            steps: steps.promotion,
            better: {
                rto:
                    application === "stands-by"
                        ? `${lessData} Nothing here is faster than a replica.`
                        : 'An application that stands by there answers sooner; say so by application: "stands-by".',
                rpo: "Nothing between regions loses less than a replica.",
            },
        })),
        ...given(elsewhere.pointInTime).map(region => ({
            means: `by point-in-time recovery in ${region}`,
            cases: [{ rto: [times.pointInTime, times.otherRegionBuilt], rpo: [losses.replicatedLogs] }],
            steps: steps.replicatedBackups,
            better: { rto: replica, rpo: replica },
        })),
        ...given(elsewhere.snapshots).map(({ region, windows }) => ({
            means: `from a snapshot copied to ${region}`,
            cases: [{ rto: [times.snapshot, times.otherRegionBuilt], rpo: [snapshotGap(windows), losses.snapshotCopy] }],
            steps: steps.copiedSnapshot,
            better: { rto: replica, rpo: `${replica} Automated backups replicated there (backup.copyTo.pointInTime) lose minutes.` },
        })),
        ...when(elsewhere.dumps, ...given(dumps)).map(made => ({
            means: `from a dump copied to ${elsewhere.dumps}`,
            cases: [
                {
                    rto: [times.newInstance, times.dumpRestore, times.otherRegionBuilt],
                    rpo: [dumpGap(made), losses.dumpTime, losses.bucketCopy],
                },
            ],
            steps: steps.copiedDump,
            better: { rto: kind === "rds" ? replica : lessData, rpo: kind === "rds" ? replica : moreDumps },
        })),
    ],
    L4: ({ kind, snapshotWindows = [], dumps }) => [
        ...when(snapshotWindows.length > 0, {
            means: "from a snapshot",
            cases: [{ rto: [times.search, times.snapshot], rpo: [snapshotGap(snapshotWindows)] }],
            steps: steps.snapshot,
            better: { rto: lessData, rpo: "Dumps can be more frequent: dumps.schedule. Within pitrDays, L2 loses minutes." },
        }),
        ...given(dumps).map(made => ({
            means: "from a dump",
            cases: [
                {
                    rto: [times.search, ...when(kind !== "in-cluster", times.newInstance), times.dumpRestore],
                    rpo: [dumpGap(made), losses.dumpTime],
                },
            ],
            steps: kind === "existing" ? steps.dumpByHand : steps.dump,
            better: { rto: lessData, rpo: moreDumps },
        })),
    ],
};

export interface NoWay {
    readonly impossible: string;
    /** What gives it a way. */
    readonly set: string;
}

/** Why a level without a way has none. */
const noWay: Readonly<Record<RecoveryLevel, NoWay>> = {
    L1: { impossible: "the database does not know how the application is released", set: "Set recovery.release." },
    L2: {
        impossible: "this program keeps nothing of the database",
        set: "Set dumps, or ask who runs the database what they promise.",
    },
    L3: {
        impossible: "no copy of the data is in another region",
        set: "Set regionReplicas, or backup.copyTo, of kind rds; otherwise let dumps go to a bucket that is copied there.",
    },
    L4: { impossible: "this program keeps neither snapshots nor dumps", set: "Set dumps." },
};

/** The ways of a level, or why there is none. A dump that may be given up before it is whole is no way. */
export function recipesOf(level: RecoveryLevel, facts: RecoveryFacts): readonly Recipe[] | NoWay {
    const { dumps, databaseGb } = facts;
    const dumpMinutes = Math.ceil(minutesAt(losses.dumpTime.to, databaseGb));
    if (dumps?.timeoutMinutes === undefined || dumpMinutes <= dumps.timeoutMinutes) {
        const recipes = waysOf[level](facts);
        return recipes.length > 0 ? recipes : noWay[level];
    }
    const recipes = waysOf[level]({ ...facts, dumps: undefined });
    if (recipes.length > 0) return recipes;
    if (waysOf[level](facts).length === 0) return noWay[level];
    return {
        impossible: `a dump of ${databaseGb} GB may take ${duration(dumpMinutes)}, and is given up after ${duration(dumps.timeoutMinutes)}`,
        set: `Set dumps.timeoutMinutes to ${dumpMinutes} or more.`,
    };
}
