import { accountId, binaryQuantity, dnsLabel, logRetentionDays, oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Problem } from "../core/errors";
import { instanceClass } from "../core/instance-classes";
import type { NetworkParts } from "../core/network";
import { withDefaults } from "../core/defaults";
import { dailyWindow, weeklyWindow, windowsApart } from "../core/windows";

export type RedisCacheArgs = ElastiCacheArgs | InClusterCacheArgs;

/** What to do when memory is full. */
const evictionPolicies = ["noeviction", "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl"] as const;

interface CacheArgs extends ComponentArgs {
    /**
     * What happens when memory is full: `volatile-lru` drops the least used of the keys that expire, which suits
     * sessions and cache in one; `noeviction` answers writes with an error.
     * @default "volatile-lru"
     */
    readonly eviction?: (typeof evictionPolicies)[number];
}

/** Amazon ElastiCache with Valkey, which speaks Redis: encrypted, TLS and a password required. */
export interface ElastiCacheArgs extends CacheArgs {
    readonly kind: "elasticache";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /** `cache.t4g.small` */
    readonly nodeType: string;
    /**
     * Nodes: a primary and replicas in other zones, 1–6. From two on a failed primary is replaced by itself.
     * @default 2
     */
    readonly nodes?: number;
    /**
     * Days that daily snapshots are kept, 1–35.
     * @default 7
     */
    readonly snapshotDays?: number;
    /** Daily, in UTC, 60 minutes or more. @default "02:00-03:00" */
    readonly snapshotWindow?: string;
    /** Weekly, in UTC, 60 minutes or more; must not touch `snapshotWindow`. @default "sun:05:30-sun:06:30" */
    readonly maintenanceWindow?: string;
    /** Whether Pulumi refuses to delete the cache. @default true */
    readonly deletionProtection?: boolean;
    /** Days that slow and engine logs are kept. @default 30 */
    readonly logDays?: number;
}

/** A StatefulSet on the cluster, for development: one pod, append-only file on a volume, a password. */
export interface InClusterCacheArgs extends CacheArgs {
    readonly kind: "in-cluster";
    /** A namespace that exists, such as `cluster.namespace`. */
    readonly namespace: string;
    /** @default "2Gi" */
    readonly storage?: string;
    /** The data may fill three quarters of it. @default "256Mi" */
    readonly memory?: string;
}

export const redisDefaults = {
    eviction: "volatile-lru",
    nodes: 2,
    snapshotDays: 7,
    snapshotWindow: "02:00-03:00",
    maintenanceWindow: "sun:05:30-sun:06:30",
    deletionProtection: true,
    logDays: 30,
    storage: "2Gi",
    memory: "256Mi",
} as const;

export function validateRedis(args: RedisCacheArgs): Problem[] {
    const settings = withDefaults(redisDefaults, args);
    return [
        ...oneOf("eviction", settings.eviction, evictionPolicies),
        ...(settings.kind === "in-cluster"
            ? [
                  ...dnsLabel("namespace", settings.namespace),
                  ...binaryQuantity("storage", settings.storage),
                  ...binaryQuantity("memory", settings.memory),
              ]
            : [
                  ...accountId("accountId", settings.accountId),
                  ...instanceClass("nodeType", settings.nodeType, "cache"),
                  ...wholeNumber("nodes", settings.nodes, 1, 6),
                  ...wholeNumber("snapshotDays", settings.snapshotDays, 1, 35),
                  ...dailyWindow("snapshotWindow", settings.snapshotWindow, 60),
                  ...weeklyWindow("maintenanceWindow", settings.maintenanceWindow, 60),
                  ...windowsApart("maintenanceWindow", settings.maintenanceWindow, settings.snapshotWindow, "snapshot"),
                  ...oneOf("logDays", settings.logDays, logRetentionDays),
              ]),
    ];
}
