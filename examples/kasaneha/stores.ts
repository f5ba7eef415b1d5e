import type * as pulumi from "@pulumi/pulumi";
import {
    FileStorage,
    PostgresWithBackups,
    RedisCache,
    type AppCluster,
    type NetworkParts,
    type PostgresWithBackupsArgs,
} from "pulumi-webstack";
import type { Environment } from "./environment";
import { database as settings } from "./settings";

/** Where the stores of an environment are made. */
export interface Place {
    readonly cluster: AppCluster;
    readonly network: NetworkParts | undefined;
    readonly cloud: { readonly accountId: string; readonly region: string } | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

export interface Stores {
    readonly postgres: PostgresWithBackups;
    readonly redis: RedisCache;
    readonly files: FileStorage | undefined;
}

type Args<Kind> = Extract<PostgresWithBackupsArgs, { kind: Kind }>;

/** Of everything that is kept: whatever is older goes. */
export const backupDays = 30;
const kept = { dailyDays: backupDays, weeklyWeeks: 4, monthlyMonths: 1 };

/** A bucket in which nobody deletes a dump for as long as it is kept. On a laptop dumps lie on a volume. */
export function createBackups({ onAws }: Environment, { cloud, tags }: Place, opts: pulumi.ComponentResourceOptions) {
    if (!cloud || !onAws) return undefined;
    return new FileStorage(
        "backups",
        { ...cloud, bucketName: onAws.backupBucket, expireDays: backupDays, oldVersionDays: 7, objectLock: { days: backupDays }, tags },
        opts,
    );
}

/** PostgreSQL 15, of the same name and owner everywhere: RDS, or a pod on a laptop. */
export function createPostgres(
    { onAws }: Environment,
    { cluster, network, cloud, tags }: Place,
    backups: FileStorage | undefined,
    opts: pulumi.ComponentResourceOptions,
): PostgresWithBackups {
    const common = { version: "15", database: "kasaneha_db", username: "kasaneha", active: settings.active, tags } as const;
    if (!onAws || !cloud || !network || !backups) {
        return new PostgresWithBackups(
            "postgres",
            {
                ...common,
                kind: "in-cluster",
                namespace: cluster.namespace,
                dumpDays: backupDays,
                restores: settings.restores as Args<"in-cluster">["restores"],
            },
            opts,
        );
    }
    return new PostgresWithBackups(
        "postgres",
        {
            ...common,
            ...cloud,
            ...onAws.postgres,
            kind: "rds",
            network,
            cluster,
            backup: { pitrDays: backupDays, ...kept, ...(onAws.postgres.multiAz && { restoreTesting: {} }) },
            dumps: { to: backups.target },
            restores: settings.restores as Args<"rds">["restores"],
            // Nothing is promised; what is estimated is for as much data as this, and `webstack recover` prints it.
            recovery: { databaseGb: 10, release: "rolling" },
        },
        opts,
    );
}

/** Redis with a password and TLS, which the document's has not. */
export function createRedis({ onAws }: Environment, place: Place, opts: pulumi.ComponentResourceOptions): RedisCache {
    const { cluster, cloud, network, tags } = place;
    if (!onAws || !cloud || !network) return new RedisCache("redis", { kind: "in-cluster", namespace: cluster.namespace, tags }, opts);
    return new RedisCache("redis", { ...cloud, ...onAws.redis, kind: "elasticache", network, tags }, opts);
}

/** What is uploaded. On a laptop there is no S3, and a folder of the pod takes its place. */
export const createFiles = ({ cloud, tags }: Place, opts: pulumi.ComponentResourceOptions): FileStorage | undefined =>
    cloud && new FileStorage("files", { ...cloud, oldVersionDays: backupDays, backup: kept, tags }, opts);
