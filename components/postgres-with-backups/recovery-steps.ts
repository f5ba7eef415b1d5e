/** What somebody does, in this order, by each way to recover; the settings are those of PostgresWithBackups. */
const decide = "Decide, and tell the users: from here on the time counts.";
const stopWriting = "Keep the applications from writing what would be lost.";
const migrations = "Migrations of the release must suit the version before: they are not taken back.";
const wholeDump = "Take the newest dump from before the damage that has its checksum beside it: one without does not count.";
const look = "Look at the new instance's data before anybody writes to it.";
const active = "Set active to the restore's name, and run pulumi up: the connection leads to the new instance.";
const elsewhere = "Start the application in the other region, and lead the DNS there.";
const home = "When the region is back: move the data there by a replica or a dump, at a quiet hour.";

const restore = (from: string): string[] => [
    `Add a restore with from: ${from}, and run pulumi up: a new instance is made beside the old one. It answers before` +
        " pulumi up returns, which waits for its first backup.",
    look,
    active,
];

const oldStays = "Leave the old instance until nobody needs it: it stays protected.";

export const steps = {
    flip: ["Set activeColor back, and run pulumi up.", migrations],
    rollBack: ["Set the image back, and run pulumi up.", migrations],
    failover: ["If the machine or its zone failed, do nothing: RDS leads the host to the standby, and applications connect again."],
    pointInTime: [
        "Choose the last good second: at least five minutes ago, and within pitrDays.",
        stopWriting,
        ...restore('{ kind: "point-in-time", time }'),
        oldStays,
    ],
    promotion: [
        decide,
        "Keep everybody from writing to the old primary: what is promoted does not follow it again.",
        "Set promoted of the replica in regionReplicas, and run pulumi up with that replica alone as its --target; or promote it" +
            " by aws rds promote-read-replica.",
        "Bring up the application's stack of that region, with the promoted replica as its database: kind existing.",
        elsewhere,
        home,
    ],
    replicatedBackups: [
        decide,
        ...restore('{ kind: "other-region", region, network, automatedBackupsArn, time: "latest" }'),
        elsewhere,
        home,
    ],
    copiedSnapshot: [
        decide,
        "Find the newest recovery point in the other region's vault: its ARN is that of a snapshot.",
        ...restore('{ kind: "other-region", region, network, snapshotId }'),
        elsewhere,
        home,
    ],
    copiedDump: [
        decide,
        "Take the newest dump in the other region's bucket that has its checksum beside it: one without does not count.",
        "Make a database there, and restore the dump into it: pg_restore --no-owner.",
        elsewhere,
        home,
    ],
    snapshot: [
        stopWriting,
        "Find when the damage began: within pitrDays, point-in-time recovery to the second before it loses less.",
        "Choose the newest snapshot from before it: daily ones of the last days, then weekly and monthly ones.",
        ...restore('{ kind: "snapshot", snapshotId }'),
        oldStays,
    ],
    dump: [stopWriting, wholeDump, ...restore('{ kind: "dump", file }'), oldStays],
    dumpByHand: [
        stopWriting,
        wholeDump,
        "Make a database beside the old one, where that runs or here, and restore the dump into it: pg_restore --no-owner.",
        look,
        "Set host and password to the new one's, and run pulumi up.",
    ],
} as const satisfies Record<string, readonly string[]>;
