import { backupPlanDefaults, type BackupPlanArgs } from "../core/backups";
import type { ClusterRef } from "../core/cluster";
import { withDefaults } from "../core/defaults";
import type { NetworkParts } from "../core/network";
import { commonDefaults, serverDefaults, type ServerArgs } from "./common-args";
import type { DumpArgs } from "./dump-args";
import type { PostgresParameters } from "./parameters";
import type { RecoveryArgs } from "./recovery-args";
import type { RestoreArgs } from "./restore-args";

/** Amazon RDS for PostgreSQL: encrypted, in private subnets, TLS only. */
export interface RdsArgs extends ServerArgs {
    readonly kind: "rds";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /**
     * Where its jobs run, an AppCluster or the same of a cluster that was there before: they make roles and extensions, dump
     * and restore. `securityGroupId` says whom the database lets in; dumps need an EKS cluster by its `clusterName`.
     * @default no jobs: `connection` is the only role, and extensions are yours to make
     */
    readonly cluster?: ClusterRef;
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
     * Parameters of the server, as in postgresql.conf: `{ shared_buffers: "256MB", log_min_duration_statement: "1s" }`. RDS
     * sets some by itself; those are refused, and the message says what to set instead. A static one waits for a reboot.
     * Always on is TLS; pg_stat_statements is loaded, and statements of 1 s and more are logged unless said otherwise.
     * @default {}
     */
    readonly parameters?: PostgresParameters;
    /**
     * Read replicas in the same region, 0–15, of the instance that `connection` leads to.
     * @default 0
     */
    readonly replicas?: number;
    /**
     * Read replicas in other regions, one in each, with a key there: to read from nearby, and to be promoted by hand when
     * the region fails.
     * @default []
     */
    readonly regionReplicas?: readonly RegionReplicaArgs[];
    /**
     * Who keeps the master's password. `generated`: Pulumi makes it, and the entry `secretArn` of Secrets Manager keeps it.
     * `rds-managed`: RDS makes, keeps and rotates it each week; nobody else knows it, the master is `<username>_admin`, and
     * the Job makes the owner. That takes a `cluster` on EKS, and no replicas: RDS knows no managed secret with them. It is
     * for a new database: the master's name cannot change.
     * @default "generated"
     */
    readonly masterSecret?: "generated" | "rds-managed";
    /**
     * RDS Proxy in front, which keeps a pool of connections and holds clients while a standby takes over. `connection` leads
     * to it, jobs to the instance.
     * @default false
     */
    readonly proxy?: boolean;
    /** Whether AWS refuses to delete the database, and Pulumi too. @default true */
    readonly deletionProtection?: boolean;
    /**
     * Whether a change of `version` may be one of the major version: docs/postgres.md has the steps. With replicas it takes
     * `applyImmediately`: AWS upgrades those with their primary, and only then do they take the new parameters.
     * @default false
     */
    readonly allowMajorVersionUpgrade?: boolean;
    /** Whether changes that restart the server come at once, and not in the maintenance window. @default false */
    readonly applyImmediately?: boolean;
    /** Days that Performance Insights looks back: 7, a multiple of 31 up to 713, or 731. @default 7 */
    readonly performanceInsightsDays?: number;
    /** Seconds between measurements of the operating system: 1, 5, 10, 15, 30 or 60. @default 60 */
    readonly monitoringSeconds?: 1 | 5 | 10 | 15 | 30 | 60;
    /** How long what is kept. @default each part's own */
    readonly backup?: BackupArgs;
    /** Dumps by `pg_dump`, copied to a bucket; needs a `cluster` on EKS. @default none */
    readonly dumps?: DumpArgs;
    /** Weekly, in UTC; must not touch `backup.window`. @default "sun:04:30-sun:05:30" */
    readonly maintenanceWindow?: string;
    /**
     * New instances beside the first, with data of before; the name is that of the restore, at most 16 characters. Both
     * stay, and both stay protected: docs/postgres.md has the steps.
     * @default none
     */
    readonly restores?: Readonly<Record<string, RestoreArgs>>;
    /** Which instance `connection` leads to: a restore, or the region of a promoted replica. @default the first instance */
    readonly active?: string;
    /**
     * What becomes of the first instance when `active` is another. `unprotected` comes before `removed`: an update each.
     * The removed one leaves a final snapshot.
     * @default "kept"
     */
    readonly firstInstance?: "kept" | "unprotected" | "removed";
    /**
     * What is promised after a disaster. A promise that the settings cannot keep, at the size the database has, is refused
     * with the reason; `webstack recover` prints the rest.
     * @default nothing
     */
    readonly recovery?: RecoveryArgs;
}

export interface BackupArgs extends BackupPlanArgs {
    /**
     * Days back to any second of which the database can be restored, 7–35.
     * @default 7
     */
    readonly pitrDays?: number;
    /** Daily, in UTC, for the snapshot that point-in-time recovery starts from. @default "03:00-04:00" */
    readonly window?: string;
    /**
     * Another region, to which every backup is copied, into a vault with a key of that region. `pointInTime` replicates
     * the automated backups as well, so that any second can be restored there; RDS does so between some regions only, and
     * others are refused.
     * @default no copies
     */
    readonly copyTo?: CopyArgs;
}

export interface CopyArgs {
    readonly region: string;
    /** @default false */
    readonly pointInTime?: boolean;
}

export interface RegionReplicaArgs {
    readonly region: string;
    /** A network in that region. */
    readonly network: NetworkParts;
    /** @default that of the first instance */
    readonly instanceClass?: string;
    /**
     * Makes it a database of its own, with backups and protection; it cannot become a replica again. `active: "<region>"`
     * then moves `connection` to it.
     * @default false
     */
    readonly promoted?: boolean;
    /**
     * Takes its protection away, and that of its key, in an update before the one in which it is removed. Not of the one
     * that is `active`.
     * @default false
     */
    readonly unprotected?: boolean;
}

export const rdsDefaults = {
    ...commonDefaults,
    ...serverDefaults,
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
    backup: { ...backupPlanDefaults, pitrDays: 7, window: "03:00-04:00" },
} as const;

/** The largest disk of RDS for PostgreSQL. */
export const mostStorageGb = 65536;

/** The settings with their defaults in. */
export function rdsSettings(args: RdsArgs) {
    const storageGb = args.storageGb ?? rdsDefaults.storageGb;
    const settings = withDefaults({ ...rdsDefaults, maxStorageGb: Math.min(storageGb * 5, mostStorageGb) }, args);
    return { ...settings, backup: withDefaults(rdsDefaults.backup, args.backup) };
}

export type RdsSettings = ReturnType<typeof rdsSettings>;
