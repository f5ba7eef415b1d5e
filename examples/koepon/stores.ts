import * as pulumi from "@pulumi/pulumi";
import {
    FileStorage,
    PostgresWithBackups,
    RedisCache,
    type AppCluster,
    type BackupTarget,
    type ClusterRef,
    type NetworkParts,
    type PostgresWithBackupsArgs,
} from "pulumi-webstack";
import type { Environment } from "./environment";
import { otherRegion, region } from "./providers";
import { promises } from "./recovery";
import { database as settings, redisKind } from "./settings";
import type { Size } from "./sizes";

/** Where the stores of an environment are made. */
export interface Place {
    readonly cluster: AppCluster;
    /** The cluster by its name on AWS, under which pods get an identity. */
    readonly onAws: ClusterRef;
    readonly network: NetworkParts | undefined;
    /** The network in the other region. */
    readonly standby: NetworkParts | undefined;
    readonly cloud: { readonly accountId: string; readonly region: string } | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

export interface Stores {
    readonly postgres: PostgresWithBackups;
    readonly redis: RedisCache;
    readonly files: FileStorage | undefined;
    /** Where the files are reached, for network policies. */
    readonly filesHost: string | undefined;
}

type Args<Kind> = Extract<PostgresWithBackupsArgs, { kind: Kind }>;

/** Dumps every six hours, beside the backups of AWS: damage that is found late costs less, and they can be read anywhere. */
const dumpsTo = (to: BackupTarget) => ({ to, filePrefix: "koepon", schedule: "30 1,7,13,19 * * *" });

const common = { database: "koepon", username: "koepon" } as const;
const version = "15";

/** PostgreSQL 15: RDS with a copy in the other region, a pod in the cluster, or one that others run. */
export function createPostgres(
    { size }: Environment,
    place: Place,
    bucket: FileStorage | undefined,
    opts: pulumi.ComponentResourceOptions,
): PostgresWithBackups {
    const { cloud, network } = place;
    const dumps = bucket && cloud && { ...dumpsTo(bucket.target), ...cloud, cluster: place.onAws };
    const args = settings.existing
        ? ofOthers(settings.existing, dumps)
        : size.postgres && cloud && network
          ? onRds(size.postgres, { ...place, cloud, network }, dumps)
          : inPod(size, place, dumps);
    return new PostgresWithBackups("postgres", { ...args, tags: place.tags }, opts);
}

type Dumps = Args<"in-cluster">["dumps"];

const ofOthers = (existing: NonNullable<typeof settings.existing>, dumps: Dumps): Args<"existing"> => ({
    ...common,
    ...existing,
    kind: "existing",
    password: new pulumi.Config().requireSecret("databasePassword"),
    app: { username: "koepon_app", password: new pulumi.Config().requireSecret("databaseAppPassword") },
    dumps: dumps && { ...dumps, version },
});

const inPod = (size: Size, { cluster }: Place, dumps: Dumps): Args<"in-cluster"> => ({
    ...common,
    kind: "in-cluster",
    version,
    namespace: cluster.namespace,
    storage: size.postgresDisk,
    resources: { cpu: "250m", memory: "512Mi" },
    dumps,
    restores: settings.restores as Args<"in-cluster">["restores"],
    active: settings.active,
});

function onRds(
    machine: NonNullable<Size["postgres"]>,
    { cloud, cluster, network, standby }: Place & { readonly cloud: NonNullable<Place["cloud"]>; readonly network: NetworkParts },
    dumps: Dumps,
): Args<"rds"> {
    const { restores, active, promoted } = settings;
    const kept = { pitrDays: 7, dailyDays: 7, weeklyWeeks: 4, monthlyMonths: 6 };
    return {
        ...common,
        ...cloud,
        ...machine,
        kind: "rds",
        version,
        network,
        cluster,
        // RDS replicates automated backups to some regions only, and not from Tokyo to us-west-1.
        backup: standby ? { ...kept, copyTo: { region: otherRegion }, restoreTesting: {} } : kept,
        dumps,
        regionReplicas: standby ? [{ region: otherRegion, network: standby, promoted }] : [],
        restores: standby && restores ? withNetwork(restores, standby) : (restores as Args<"rds">["restores"]),
        active,
        recovery: standby && promises,
    };
}

/** A bucket in which nobody deletes a dump for as long as it is kept. On a laptop dumps lie on a volume. */
export function createDumps({ cloud, standby, tags }: Place, opts: pulumi.ComponentResourceOptions): FileStorage | undefined {
    if (!cloud) return undefined;
    return new FileStorage(
        "dumps",
        {
            ...cloud,
            expireDays: 30,
            oldVersionDays: 7,
            objectLock: { days: 30 },
            ...(standby ? { replicateTo: { region: otherRegion } } : {}),
            tags,
        },
        opts,
    );
}

/** A restore in the other region is into the network there. */
const withNetwork = (restores: NonNullable<typeof settings.restores>, network: NetworkParts): Args<"rds">["restores"] =>
    Object.fromEntries(
        Object.entries(restores).map(([name, { from, ...rest }]) => [
            name,
            { ...rest, from: from.kind === "other-region" ? { ...from, region: otherRegion, network } : from },
        ]),
    ) as Args<"rds">["restores"];

/** Sessions and cache: ElastiCache on nodes, ElastiCache Serverless, or a pod in the cluster. */
export function createRedis({ size }: Environment, place: Place, opts: pulumi.ComponentResourceOptions): RedisCache {
    const { cluster, cloud, network, tags } = place;
    const ttlSeconds = { rateLimit: 600 };
    if (!cloud || !network || (!size.redis && redisKind === "in-cluster")) {
        return new RedisCache("redis", { kind: "in-cluster", namespace: cluster.namespace, ttlSeconds, tags }, opts);
    }
    const common = { ...cloud, network, ttlSeconds, tags };
    return new RedisCache(
        "redis",
        size.redis ? { ...common, ...size.redis, kind: "elasticache" } : { ...common, ...size.redisLimits, kind: "serverless" },
        opts,
    );
}

/** What users upload. On a laptop there is no S3, and the application does without. */
export function createFiles({ domain, size }: Environment, { cloud, standby, tags }: Place, opts: pulumi.ComponentResourceOptions) {
    if (!cloud) return { files: undefined, filesHost: undefined };
    // A name that is known before the bucket is there: a cluster that is not ours opens its network by it.
    const bucketName = size.postgres ? undefined : `koepon-files-${cloud.accountId}`;
    const files = new FileStorage(
        "files",
        {
            ...cloud,
            bucketName,
            oldVersionDays: 90,
            corsOrigins: [`https://${domain}`],
            ...(standby ? { replicateTo: { region: otherRegion }, backup: { copyTo: { region: otherRegion } } } : {}),
            tags,
        },
        opts,
    );
    return { files, filesHost: bucketName && `${bucketName}.s3.${region}.amazonaws.com` };
}
