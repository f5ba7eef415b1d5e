/**
 * How long the parts of a recovery take, and what they lose: the one table that every estimate is made of.
 *
 * Each figure says where it comes from. AWS promises next to nothing here, so most are estimates, with what was
 * measured in public where anything was; a drill's own times are worth more (docs/recovery.md).
 */
export interface Figure {
    /** What takes this long, or is lost. */
    readonly what: string;
    readonly from: Line;
    readonly to: Line;
    readonly source: string;
}

/** Minutes, as a function of the size of the database. */
export interface Line {
    readonly minutes: number;
    readonly secondsPerGb: number;
}

const line = (minutes: number, secondsPerGb = 0): Line => ({ minutes, secondsPerGb });
const figure = (what: string, from: Line, to: Line, source: string): Figure => ({ what, from, to, source });

/** Times until an answer. Rates by size: 3.6 s/GB are 1000 GB an hour, 12 s/GB 300, 72 s/GB 50, 216 s/GB 16.7. */
export const times = {
    flip: figure("the other colour takes the requests", line(1), line(3), "estimate"),
    rollBack: figure("the version before is rolled out again, pod by pod", line(3), line(15), "estimate"),
    failover: figure(
        "the standby in another zone takes over",
        line(1),
        line(2),
        "AWS, “Failing over a Multi-AZ DB instance”: typically 60–120 seconds, longer after large transactions",
    ),
    pointInTime: figure(
        "a new instance from the last snapshot, the logs since then applied, its first backup, and the connection moved",
        line(14, 3.6),
        line(26, 12),
        "estimate: AWS says only that it goes by the logs (re:Post, “Why is the point-in-time restore … taking a long time?”)" +
            " and that data is loaded on first use afterwards (“Restoring to a DB instance”)",
    ),
    snapshot: figure(
        "a new instance from the snapshot, its first backup, and the connection moved",
        line(12, 3.6),
        line(24, 12),
        "estimate: as point-in-time recovery, without logs",
    ),
    newInstance: figure("an empty instance", line(10), line(20), "estimate"),
    restart: figure("the pod starts again, elsewhere with its volume if its node is gone", line(1), line(10), "estimate"),
    dumpRestore: figure(
        "the dump is fetched, and restored by pg_restore over one connection",
        line(5, 72),
        line(10, 216),
        "measured, of 50 GB: 17 GB/h over one connection and 57 GB/h over several (community.aws 2024, Aurora); of 11 GB: 47 GB/h over" +
            " four (Açıkportalı 2019, RDS)",
    ),
    promotion: figure(
        "the replica is promoted, which starts it again",
        line(5),
        line(15, 3),
        "AWS, “Promoting a read replica”: several minutes or longer, by its size; the figures are an estimate",
    ),
    otherRegionReady: figure(
        "the decision, the application that stands by in the other region, and the DNS",
        line(25),
        line(45),
        "estimate",
    ),
    otherRegionPrepared: figure(
        "the decision, the application brought up in the other region by a stack that has been tried, and the DNS",
        line(35),
        line(90),
        "estimate",
    ),
    otherRegionBuilt: figure("the decision, the application made in the other region, and the DNS", line(45), line(150), "estimate"),
    search: figure("the last copy without the damage is found, and looked at once restored", line(30), line(120), "estimate"),
} satisfies Record<string, Figure>;

/** What is lost, as time before the incident. What a schedule decides is not here: it comes from the settings. */
export const losses = {
    nothing: figure("nothing: the data is not touched", line(0), line(0), "by design"),
    standby: figure("nothing: the standby has every commit", line(0), line(0), "AWS: the standby is written to synchronously"),
    sameVolume: figure("nothing: the volume stays", line(0), line(0), "by design"),
    logs: figure("what came after the last log", line(0), line(5), "AWS: logs are kept elsewhere every five minutes"),
    replicaLag: figure("what the replica had not got yet", line(0), line(5), "estimate: no bound, so watch its metric ReplicaLag"),
    replicatedLogs: figure(
        "what the other region had not got yet",
        line(5),
        line(30),
        "AWS Prescriptive Guidance, “Amazon RDS PITR snapshot replication”: 5–30 minutes",
    ),
    snapshotCopy: figure("the time that a snapshot and its copy take", line(10, 6), line(60, 60), "estimate"),
    dumpTime: figure("the time that a dump takes, for it counts once it is whole", line(1), line(10, 72), "estimate, at 50 GB/h"),
    bucketCopy: figure(
        "the time until the other region's bucket has it",
        line(0),
        line(60),
        "estimate: without S3 Replication Time Control AWS gives none",
    ),
} satisfies Record<string, Figure>;

/** What a schedule may lose. */
export const gap = (what: string, minutes: number): Figure => figure(what, line(0), line(minutes), "the schedule");

export const minutesAt = ({ minutes, secondsPerGb }: Line, databaseGb: number): number => minutes + (secondsPerGb * databaseGb) / 60;

export interface Range {
    /** Whole minutes. */
    readonly from: number;
    readonly to: number;
}

/** Parts after one another: rounded down at the lower end and up at the upper. */
export function sum(parts: readonly Figure[], databaseGb: number): Range {
    const total = (end: "from" | "to") => parts.reduce((minutes, part) => minutes + minutesAt(part[end], databaseGb), 0);
    // What floating point adds to a whole minute is not another minute.
    return { from: Math.floor(total("from") + 1e-6), to: Math.max(0, Math.ceil(total("to") - 1e-6)) };
}

/** `45 min`, `3 h`, `2 h 56 min`. */
export function duration(minutes: number): string {
    if (minutes < 120) return `${minutes} min`;
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

/** `1–30 min`, `46 min – 2 h 24 min`. */
export function span({ from, to }: Range): string {
    if (from === to) return duration(to);
    return to < 120 ? `${from}–${to} min` : `${from === 0 ? "0" : duration(from)} – ${duration(to)}`;
}
