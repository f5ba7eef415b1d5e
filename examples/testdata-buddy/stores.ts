import type * as pulumi from "@pulumi/pulumi";
import {
    FileStorage,
    PostgresWithBackups,
    RedisCache,
    type AppCluster,
    type NetworkParts,
    type PostgresWithBackupsArgs,
} from "pulumi-webstack";
import { originOf, type Environment } from "./environment";
import { parameters } from "./parameters";
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
    /** How often the tables were made or changed. */
    readonly tablesRun: number;
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

/** PostgreSQL 15, of the same name, owner and parameters everywhere: RDS, or a pod on a laptop. */
export function createPostgres(
    { onAws }: Environment,
    { cluster, network, cloud, tags }: Place,
    backups: FileStorage | undefined,
    opts: pulumi.ComponentResourceOptions,
): PostgresWithBackups {
    const common = {
        version: "15",
        database: "td_buddy",
        username: "td_user",
        pool: { min: 2, max: 20, timeoutMs: 30000, idleMs: 10000 },
        parameters,
        active: settings.active,
        tags,
    } as const;
    if (!onAws || !cloud || !network || !backups) {
        return new PostgresWithBackups(
            "postgres",
            {
                ...common,
                kind: "in-cluster",
                namespace: cluster.namespace,
                // What the parameters ask for: 256 MB of buffers, and room for a hundred sessions.
                resources: { cpu: "500m", memory: "1Gi" },
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
            recovery: { databaseGb: 20, release: "blue-green" },
        },
        opts,
    );
}

/** Generated data for five minutes, sessions for an hour, answers of the API for ten minutes. */
export function createRedis({ onAws }: Environment, place: Place, opts: pulumi.ComponentResourceOptions): RedisCache {
    const { cluster, cloud, network, tags } = place;
    const common = { ttlSeconds: { generated: 300, session: 3600, api: 600 }, tags };
    if (!onAws || !cloud || !network) return new RedisCache("redis", { ...common, kind: "in-cluster", namespace: cluster.namespace }, opts);
    return new RedisCache("redis", { ...common, ...cloud, ...onAws.redis, kind: "elasticache", network }, opts);
}

/** What is uploaded and what is generated. On a laptop there is no S3, and folders of the pod take its place. */
export function createFiles(environment: Environment, { cloud, tags }: Place, opts: pulumi.ComponentResourceOptions) {
    if (!cloud) return undefined;
    const corsOrigins = [environment.domain, `www.${environment.domain}`].map(host => originOf(host, environment));
    return new FileStorage("files", { ...cloud, oldVersionDays: backupDays, corsOrigins, backup: kept, tags }, opts);
}
