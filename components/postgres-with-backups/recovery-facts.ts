import { mebibytes } from "../core/checks";
import { quietHours } from "../core/windows";
import { withDefaults } from "../core/defaults";
import { longestGap } from "../core/gaps";
import { dumpDefaults, type DumpArgs } from "./dump-args";
import type { ExistingArgs } from "./existing-args";
import { inClusterDefaults, type InClusterArgs } from "./in-cluster-args";
import { rdsSettings, type RdsArgs, type RdsSettings } from "./rds-args";
import type { DumpFacts, RecoveryFacts } from "./recovery";
import type { RecoveryArgs } from "./recovery-args";

/** When the dump of a database in the cluster is made, where nothing else is said. */
export const nightly = "30 2 * * *";

/**
 * The hours that backups begin in, by the clock of UTC: those of AWS Backup keep away from the windows of RDS, and
 * that of the dump follows them. It need not be quiet itself: it begins when the third ends, an hour before any window.
 */
export function backupHours({ backup, maintenanceWindow }: Pick<RdsSettings, "backup" | "maintenanceWindow">) {
    const first = quietHours(backup.window, maintenanceWindow, 3);
    const after = (hours: number): number => (first + hours) % 24;
    return { daily: first, weekly: after(1), monthly: after(2), dump: after(3) };
}

/** When the dump of a database on RDS is made. */
export const dumpSchedule = (settings: RdsSettings): string => settings.dumps?.schedule ?? `0 ${backupHours(settings).dump} * * *`;

/** What recovery depends on, of the arguments of a database of any kind. */
export function recoveryFacts(args: RdsArgs | InClusterArgs | ExistingArgs): RecoveryFacts {
    switch (args.kind) {
        case "rds":
            return rdsFacts(args);
        case "in-cluster":
            return {
                kind: "in-cluster",
                databaseGb: args.recovery?.databaseGb ?? mebibytes(args.storage ?? inClusterDefaults.storage) / 1024,
                release: args.recovery?.release,
                dumps: args.dumps ? dumpFacts(args.dumps, nightly) : { gapMinutes: longestGap(nightly)!, timeoutMinutes: 60 },
                elsewhere: { dumps: args.dumps?.to.replicaRegion },
            };
        case "existing":
            return {
                kind: "existing",
                databaseGb: args.recovery?.databaseGb ?? 1,
                release: args.recovery?.release,
                ...(args.dumps ? { dumps: dumpFacts(args.dumps, nightly), elsewhere: { dumps: args.dumps.to.replicaRegion } } : {}),
            };
    }
}

function rdsFacts(args: RdsArgs): RecoveryFacts {
    const settings = rdsSettings(args);
    const { backup, multiAz, maxStorageGb } = settings;
    const daily = hourWindow(backupHours(settings).daily);
    const common = {
        kind: "rds",
        databaseGb: args.recovery?.databaseGb ?? maxStorageGb,
        release: args.recovery?.release,
        application: args.recovery?.application,
        multiAz,
        pitrDays: backup.pitrDays,
    } as const;
    // In another region RDS alone looks after it: AWS Backup and the jobs are at home.
    if (isElsewhere(args)) return { ...common, snapshotWindows: [backup.window] };
    return {
        ...common,
        snapshotWindows: [backup.window, daily],
        ...(args.dumps ? { dumps: dumpFacts(args.dumps, dumpSchedule(settings)) } : {}),
        elsewhere: {
            // Replicas in other regions follow the first instance, whatever is in use.
            replica: args.active === undefined ? args.regionReplicas?.find(({ promoted }) => !promoted)?.region : undefined,
            dumps: args.dumps?.to.replicaRegion,
            pointInTime: backup.copyTo?.pointInTime ? backup.copyTo.region : undefined,
            ...(backup.copyTo ? { snapshots: { region: backup.copyTo.region, windows: [daily] } } : {}),
        },
    };
}

/** Whether the instance in use is in another region. */
export const isElsewhere = ({ active, restores = {}, regionReplicas = [] }: RdsArgs): boolean =>
    active !== undefined && (restores[active]?.from.kind === "other-region" || regionReplicas.some(({ region }) => region === active));

/**
 * The promises that hold now. In the middle of a disaster nothing is promised for the next one: what stood for the region
 * has been used, or follows an instance that is no longer in use, until somebody has made another.
 */
export function promisesOf(args: RdsArgs): RecoveryArgs | undefined {
    const { recovery, active, regionReplicas = [] } = args;
    const used = regionReplicas.some(({ promoted }) => promoted) || (active !== undefined && regionReplicas.length > 0);
    return recovery && (used || isElsewhere(args)) ? { ...recovery, L3: undefined } : recovery;
}

/** AWS Backup begins within an hour. */
const hourWindow = (hour: number): string => `${String(hour).padStart(2, "0")}:00-${String((hour + 1) % 24).padStart(2, "0")}:00`;

function dumpFacts(dumps: DumpArgs, otherwise: string): DumpFacts {
    const { schedule, timeoutMinutes } = withDefaults({ ...dumpDefaults, schedule: otherwise }, dumps);
    return { gapMinutes: longestGap(schedule) ?? 24 * 60, timeoutMinutes };
}
