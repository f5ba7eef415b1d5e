import type { ClusterRef, FileStorageArgs, NetworkParts, PostgresWithBackupsArgs, RedisCacheArgs } from "../components";
import type { BackupTarget } from "../components/core/backup-target";
import { absentAccount } from "./cluster-plan";
import type { Settings } from "./config";

/** What the stores get from the parts that come before them. */
export interface BeforeStores {
    readonly network: NetworkParts;
    readonly cluster: ClusterRef;
    /** Where dumps go. */
    readonly dumpTarget?: BackupTarget;
}

/** Stands for the cluster while settings are checked: `clusterProblems` says what must be on EKS. */
export const absentCluster = { name: "app", namespace: "app", clusterName: "cluster", securityGroupId: "group" } as ClusterRef;

/** Days that dumps are kept where nothing is said. */
const dumpDays = 30;

/** The bucket of the dumps: what lies there cannot be deleted before its time, and is deleted then. */
export function dumpBucketArgs({ postgres }: Settings, accountId: string): FileStorageArgs | undefined {
    if (postgres.kind !== "rds" || !postgres.dumps) return undefined;
    const { days = dumpDays } = postgres.dumps;
    return { accountId, expireDays: days, oldVersionDays: 7, objectLock: { days }, deletionProtection: postgres.deletionProtection };
}

export function postgresArgs(settings: Settings, { network, cluster, dumpTarget }: BeforeStores): PostgresWithBackupsArgs {
    const { postgres, region = "", accountId = absentAccount } = settings;
    if (postgres.kind === "existing") return postgres;
    // Names of extensions and parameters are checked by the component, whose messages say which there are.
    const { extensions, parameters } = postgres as Pick<Extract<PostgresWithBackupsArgs, { kind: "rds" }>, "extensions" | "parameters">;
    if (postgres.kind === "in-cluster") return { ...postgres, extensions, parameters, namespace: cluster.namespace };
    const { dumps, ...rest } = postgres;
    const { days = dumpDays, ...job } = dumps ?? {};
    // While settings are checked the bucket says what is wrong with the days.
    const kept = Math.max(1, days);
    const to = dumpTarget ?? ({ keptDays: kept, lockedDays: kept } as BackupTarget);
    return {
        ...(rest as Omit<typeof rest, "monitoringSeconds"> & { monitoringSeconds?: 60 }),
        extensions,
        parameters,
        region,
        accountId,
        network,
        ...(cluster.securityGroupId === undefined ? {} : { cluster }),
        ...(dumps ? { dumps: { ...job, to } } : {}),
    };
}

export function redisArgs(settings: Settings, { network, cluster }: BeforeStores): RedisCacheArgs {
    const { redis, region = "", accountId = absentAccount } = settings;
    switch (redis.kind) {
        case "elasticache":
            return { ...redis, eviction: redis.eviction as "volatile-lru" | undefined, region, accountId, network };
        case "serverless":
            return { ...redis, region, accountId, network };
        case "in-cluster":
            return { ...redis, eviction: redis.eviction as "volatile-lru" | undefined, namespace: cluster.namespace };
        case "existing":
            return redis;
    }
}

export const filesArgs = ({ region }: Settings, files: NonNullable<Settings["files"]>, accountId: string): FileStorageArgs => ({
    ...files,
    accountId,
    region,
});
