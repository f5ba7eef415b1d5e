import type { BackupTarget } from "../core/backup-target";
import { accountId, binaryQuantity, cpuQuantity, dnsLabel, oneOf, wholeNumber } from "../core/checks";
import type { ClusterRef } from "../core/cluster";
import type { ComponentArgs } from "../core/component";
import { cronSchedule } from "../core/cron";
import { under, type Problem } from "../core/errors";
import { instanceClass } from "../core/instance-classes";
import type { NetworkParts } from "../core/network";
import { withDefaults } from "../core/defaults";
import { dailyWindow, weeklyWindow, windowsApart } from "../core/windows";

export type PostgresWithBackupsArgs = RdsArgs | InClusterArgs;

interface DatabaseArgs extends ComponentArgs {
    /**
     * Major version.
     * @default "17"
     */
    readonly version?: "15" | "16" | "17";
    /** The database to make: a letter, then lower-case letters, digits and _, at most 63 characters. */
    readonly database: string;
    /**
     * The owner of the database. `admin` and `rdsadmin` are reserved by RDS.
     * @default "owner"
     */
    readonly username?: string;
}

/** Amazon RDS for PostgreSQL: encrypted, in private subnets, TLS only. */
export interface RdsArgs extends DatabaseArgs {
    readonly kind: "rds";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /** `db.t4g.medium` */
    readonly instanceClass: string;
    /**
     * GiB to begin with, 20–59578: RDS ends at 65536, and wants room to grow by a tenth.
     * @default 20
     */
    readonly storageGb?: number;
    /**
     * GiB up to which RDS enlarges the disk by itself; at least 10 % above `storageGb`.
     * @default five times storageGb, at most 65536
     */
    readonly maxStorageGb?: number;
    /** A standby in another zone, which takes over within one to two minutes. @default true */
    readonly multiAz?: boolean;
    /**
     * Read replicas in the same region, 0–15.
     * @default 0
     */
    readonly replicas?: number;
    /** Whether AWS refuses to delete the database, and Pulumi too. @default true */
    readonly deletionProtection?: boolean;
    /** How long what is kept. @default each part's own */
    readonly backup?: BackupArgs;
    /** Dumps by `pg_dump`, copied to a bucket. @default none */
    readonly dumps?: DumpArgs;
    /** Weekly, in UTC; must not touch `backup.window`. @default "sun:04:30-sun:05:30" */
    readonly maintenanceWindow?: string;
}

export interface BackupArgs {
    /**
     * Days back to any second of which the database can be restored, 7–35.
     * @default 7
     */
    readonly pitrDays?: number;
    /** Daily, in UTC, for the snapshot that point-in-time recovery starts from. @default "03:00-04:00" */
    readonly window?: string;
    /** Days that daily backups are kept, 1–365. @default 7 */
    readonly dailyDays?: number;
    /** Weeks that weekly backups are kept, 1–104. @default 4 */
    readonly weeklyWeeks?: number;
    /** Months of 30 days that monthly backups are kept, 1–120. @default 6 */
    readonly monthlyMonths?: number;
}

/**
 * Dumps by a job on the cluster: beside the backups of AWS, for they can be restored anywhere, and table by table.
 *
 * The job holds the owner's password, may add objects under its prefix and do no more with the bucket, and copies a
 * dump's checksum last: a dump without `<name>.sha256` beside it does not count. `pg_restore --no-owner` restores one:
 * an archive names the owners of what is in it.
 */
export interface DumpArgs {
    /** `target` of a FileStorage, whose `expireDays` say how long dumps are kept; one without is refused. */
    readonly to: BackupTarget;
    /** Where the job runs: an AppCluster on EKS, or the same of an EKS cluster that was there before. */
    readonly cluster: ClusterRef;
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

/** A StatefulSet on the cluster, for development: one pod, a volume, and daily dumps beside it. */
export interface InClusterArgs extends DatabaseArgs {
    readonly kind: "in-cluster";
    /** A namespace that exists, such as `cluster.namespace`. */
    readonly namespace: string;
    /** @default "10Gi" */
    readonly storage?: string;
    /** @default { cpu: "500m", memory: "512Mi" } */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /**
     * Days that daily dumps are kept, 1–365.
     * @default 30
     */
    readonly dumpDays?: number;
}

export const postgresDefaults = {
    version: "17",
    username: "owner",
    storageGb: 20,
    multiAz: true,
    replicas: 0,
    deletionProtection: true,
    maintenanceWindow: "sun:04:30-sun:05:30",
    backup: { pitrDays: 7, window: "03:00-04:00", dailyDays: 7, weeklyWeeks: 4, monthlyMonths: 6 },
    storage: "10Gi",
    resources: { cpu: "500m", memory: "512Mi" },
    dumpDays: 30,
} as const;

export const dumpDefaults = {
    prefix: "database/",
    extension: "dump",
    scratch: "20Gi",
    timeoutMinutes: 120,
    resources: { cpu: "1", memory: "512Mi" },
} as const;

/** The largest disk of RDS for PostgreSQL. */
const mostStorageGb = 65536;

/** The settings with their defaults in. */
export function rdsSettings(args: RdsArgs) {
    const storageGb = args.storageGb ?? postgresDefaults.storageGb;
    const settings = withDefaults({ ...postgresDefaults, maxStorageGb: Math.min(storageGb * 5, mostStorageGb) }, args);
    return { ...settings, backup: withDefaults(postgresDefaults.backup, args.backup) };
}

export function validatePostgres(args: PostgresWithBackupsArgs): Problem[] {
    const { version, username } = withDefaults(postgresDefaults, args);
    return [
        ...oneOf<string>("version", version, ["15", "16", "17"]),
        ...identifier("database", args.database),
        ...identifier("username", username),
        ...(["admin", "rdsadmin"].includes(username) && args.kind === "rds"
            ? [{ path: "username", got: username, allowed: "a name that RDS does not reserve", fix: "Take `owner`, or the system's name." }]
            : []),
        ...(args.kind === "rds" ? validateRds(args) : validateInCluster(args)),
    ];
}

/** What both RDS and PostgreSQL take as a name; `pg_` is PostgreSQL's own. */
const identifier = (path: string, value: string): Problem[] =>
    /^(?!pg_)[a-z][a-z0-9_]{0,62}$/.test(value)
        ? []
        : [{ path, got: value, allowed: "a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start" }];

function validateRds(args: RdsArgs): Problem[] {
    const { storageGb, maxStorageGb, replicas, backup, maintenanceWindow } = rdsSettings(args);
    return [
        ...accountId("accountId", args.accountId),
        ...instanceClass("instanceClass", args.instanceClass, "db"),
        ...storageProblems(storageGb, maxStorageGb),
        ...wholeNumber("replicas", replicas, 0, 15),
        ...pitrProblems(backup.pitrDays, replicas),
        ...wholeNumber("backup.dailyDays", backup.dailyDays, 1, 365),
        ...wholeNumber("backup.weeklyWeeks", backup.weeklyWeeks, 1, 104),
        ...wholeNumber("backup.monthlyMonths", backup.monthlyMonths, 1, 120),
        ...dailyWindow("backup.window", backup.window, 30),
        ...weeklyWindow("maintenanceWindow", maintenanceWindow, 30),
        ...windowsApart("maintenanceWindow", maintenanceWindow, backup.window, "backup"),
        ...(args.dumps ? under("dumps", validateDumps(args.dumps)) : []),
    ];
}

function validateDumps(args: DumpArgs): Problem[] {
    const { to, cluster, schedule, prefix, filePrefix, extension, scratch, timeoutMinutes, resources } = withDefaults(dumpDefaults, args);
    const matches = (path: string, got: string | undefined, pattern: RegExp, allowed: string): Problem[] =>
        got === undefined || pattern.test(got) ? [] : [{ path, got, allowed }];
    const known = (path: string, got: unknown, allowed: string, fix: string): Problem[] =>
        got === undefined ? [{ path, got, allowed, fix }] : [];
    return [
        ...(to.keptDays === undefined
            ? known("to.keptDays", to.keptDays, "a bucket that deletes old dumps", "Set expireDays of the FileStorage.")
            : wholeNumber("to.keptDays", to.keptDays, 1, 3650)),
        ...dnsLabel("cluster.namespace", cluster.namespace),
        ...known("cluster.clusterName", cluster.clusterName, "the name of an EKS cluster", "It gives the job its identity in AWS."),
        ...known("cluster.securityGroupId", cluster.securityGroupId, "the group of the cluster's pods", "The database lets that in."),
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

/** RDS wants a maximum at least a tenth above what is allocated. */
function storageProblems(storageGb: number, maxStorageGb: number): Problem[] {
    const wrong = wholeNumber("storageGb", storageGb, 20, Math.floor(mostStorageGb / 1.1));
    return wrong.length > 0 ? wrong : wholeNumber("maxStorageGb", maxStorageGb, Math.ceil((storageGb * 11) / 10), mostStorageGb);
}

function pitrProblems(pitrDays: number, replicas: number): Problem[] {
    if (pitrDays === 0 && replicas > 0) {
        return [
            {
                path: "replicas",
                got: replicas,
                allowed: "0 without backups",
                fix: "A replica is made from the primary's backups: set backup.pitrDays to 7 or more.",
            },
        ];
    }
    return wholeNumber("backup.pitrDays", pitrDays, 7, 35);
}

function validateInCluster(args: InClusterArgs): Problem[] {
    const { storage, resources, dumpDays } = withDefaults(postgresDefaults, args);
    return [
        ...dnsLabel("namespace", args.namespace),
        ...binaryQuantity("storage", storage),
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
        ...wholeNumber("dumpDays", dumpDays, 1, 365),
    ];
}
