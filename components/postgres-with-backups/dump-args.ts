import type { BackupTarget } from "../core/backup-target";
import { binaryQuantity, cpuQuantity, oneOf, wholeNumber } from "../core/checks";
import { cronSchedule } from "../core/cron";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";

/**
 * Dumps by a job on the cluster: beside the backups of AWS, for they can be restored anywhere, and table by table.
 *
 * The job holds the owner's password, may add objects under its prefix and do no more with the bucket, and copies a
 * dump's checksum last: a dump without `<name>.sha256` beside it does not count. When it has, the job counts 1 in the
 * CloudWatch metric `DumpSucceeded`, namespace `webstack/postgres`; an alarm tells when that is missing.
 */
export interface DumpArgs {
    /**
     * `target` of a FileStorage with `objectLock`, so that nobody deletes a dump before its time, and with `expireDays`,
     * which say how long dumps are kept; one without is refused.
     */
    readonly to: BackupTarget;
    /**
     * Minute, hour, day, month and weekday (0–6, from Sunday), in UTC; best outside of `backup.window`.
     * @default daily, in the hour after those of AWS Backup, which still begins an hour before any window
     */
    readonly schedule?: string;
    /** Folder in the bucket: ends in `/`, without `..`, at most 200 characters. @default "database/" */
    readonly prefix?: string;
    /**
     * What files' names begin with, `<filePrefix>_backup_20260131_093000.dump`: 1–63 letters, digits, - and _.
     * @default the name of the database
     */
    readonly filePrefix?: string;
    /** What files' names end in; the format is PostgreSQL's custom one either way, for `pg_restore`. @default "dump" */
    readonly extension?: "dump" | "sql";
    /** Disk of the node for one dump, until it is copied; a dump that needs more fails. @default "20Gi" */
    readonly scratch?: string;
    /** Minutes after which a dump is given up, with its two repetitions, 10–1440. @default 120 */
    readonly timeoutMinutes?: number;
    /** Of the dump, and then of the copy. @default { cpu: "1", memory: "512Mi" } */
    readonly resources?: { readonly cpu: string; readonly memory: string };
}

export const dumpDefaults = {
    prefix: "database/",
    extension: "dump",
    scratch: "20Gi",
    timeoutMinutes: 120,
    resources: { cpu: "1", memory: "512Mi" },
} as const;

export function validateDumps(args: DumpArgs): Problem[] {
    const { schedule, prefix, filePrefix, extension, scratch, timeoutMinutes, resources } = withDefaults(dumpDefaults, args);
    const matches = (path: string, got: string | undefined, pattern: RegExp, allowed: string): Problem[] =>
        got === undefined || pattern.test(got) ? [] : [{ path, got, allowed }];
    return [
        ...targetProblems(args.to),
        ...(schedule === undefined ? [] : cronSchedule("schedule", schedule)),
        ...matches(
            "prefix",
            prefix,
            /^(?=.{1,200}$)(?!.*\.\.)([A-Za-z0-9][A-Za-z0-9._-]*\/)+$/,
            "folders such as database/, each of letters, digits, '.', '-' and '_' with '/' behind it, without '..', at most 200 characters",
        ),
        ...matches(
            "filePrefix",
            filePrefix,
            /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
            "1–63 letters, digits, '-' and '_', a letter or digit first",
        ),
        ...oneOf<string>("extension", extension, ["dump", "sql"]),
        ...binaryQuantity("scratch", scratch),
        ...wholeNumber("timeoutMinutes", timeoutMinutes, 10, 1440),
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
    ];
}

function targetProblems({ keptDays, lockedDays }: BackupTarget): Problem[] {
    if (keptDays === undefined) {
        return [
            { path: "to.keptDays", got: keptDays, allowed: "a bucket that deletes old dumps", fix: "Set expireDays of the FileStorage." },
        ];
    }
    const wrong = wholeNumber("to.keptDays", keptDays, 1, 3650);
    if (wrong.length > 0) return wrong;
    if (lockedDays !== undefined) return wholeNumber("to.lockedDays", lockedDays, 1, keptDays);
    return [
        {
            path: "to.lockedDays",
            got: lockedDays,
            allowed: "a bucket in which nobody deletes a dump before its time",
            fix: `Set objectLock of the FileStorage: { days: ${keptDays} }.`,
        },
    ];
}
