import { accountId, logRetentionDays, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { instanceClass } from "../core/instance-classes";
import type { NetworkParts } from "../core/network";
import { dailyWindow, weeklyWindow, windowsApart } from "../core/windows";
import { validateAuth, type TokenAuth, type UsersAuth } from "./auth-args";
import { sizedDefaults, validateTtls, validateUse, type SizedCacheArgs } from "./common-args";
import { engines } from "./engines";

/** Amazon ElastiCache on nodes of its own: encrypted, TLS and a password required. */
export interface ElastiCacheArgs extends SizedCacheArgs {
    readonly kind: "elasticache";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /** `cache.t4g.small` */
    readonly nodeType: string;
    /**
     * Valkey 8 speaks Redis, and costs a fifth less than Redis 7. Redis changes to Valkey in place; AWS knows no way
     * back, so that Pulumi would have to replace the cache, which `deletionProtection` refuses.
     * @default "valkey"
     */
    readonly engine?: keyof typeof engines;
    /**
     * Nodes: a primary and replicas in other zones, 1–6. From two on a failed primary is replaced by itself.
     * @default 2
     */
    readonly nodes?: number;
    /**
     * Who gets in: everyone with the token, or users with rights of their own.
     * @default { kind: "token" }
     */
    readonly auth?: TokenAuth | UsersAuth;
    /**
     * Days that daily snapshots are kept, 1–35.
     * @default 7
     */
    readonly snapshotDays?: number;
    /** Daily, in UTC, 60 minutes or more. @default "02:00-03:00" */
    readonly snapshotWindow?: string;
    /** Weekly, in UTC, 60 minutes or more; must not touch `snapshotWindow`. @default "sun:05:30-sun:06:30" */
    readonly maintenanceWindow?: string;
    /**
     * Whether changes are made at once, and not in the maintenance window. Another engine and users in place of the
     * token want `true`, since what they end is deleted in the same update. A new token never waits.
     * @default false
     */
    readonly applyImmediately?: boolean;
    /** Whether Pulumi refuses to delete or to replace the cache. @default true */
    readonly deletionProtection?: boolean;
    /** Days that slow and engine logs are kept. @default 30 */
    readonly logDays?: number;
}

export const elastiCacheDefaults = {
    ...sizedDefaults,
    engine: "valkey",
    nodes: 2,
    auth: { kind: "token" },
    snapshotDays: 7,
    snapshotWindow: "02:00-03:00",
    maintenanceWindow: "sun:05:30-sun:06:30",
    applyImmediately: false,
    deletionProtection: true,
    logDays: 30,
} as const;

export function validateElastiCache(args: ElastiCacheArgs): Problem[] {
    const settings = withDefaults(elastiCacheDefaults, args);
    return [
        ...validateUse(args),
        ...validateTtls(settings.ttlSeconds),
        ...accountId("accountId", settings.accountId),
        ...instanceClass("nodeType", settings.nodeType, "cache"),
        ...oneOf("engine", settings.engine, Object.keys(engines)),
        ...wholeNumber("nodes", settings.nodes, 1, 6),
        ...validateAuth(settings.auth),
        ...wholeNumber("snapshotDays", settings.snapshotDays, 1, 35),
        ...dailyWindow("snapshotWindow", settings.snapshotWindow, 60),
        ...weeklyWindow("maintenanceWindow", settings.maintenanceWindow, 60),
        ...windowsApart("maintenanceWindow", settings.maintenanceWindow, settings.snapshotWindow, "snapshot"),
        ...oneOf("logDays", settings.logDays, logRetentionDays),
    ];
}
