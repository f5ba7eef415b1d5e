import { accountId, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import type { NetworkParts } from "../core/network";
import { validateUsers, type CacheUser } from "./auth-args";
import { cacheDefaults, validateTtls, type CacheArgs } from "./common-args";
import { engines } from "./engines";

/**
 * Amazon ElastiCache Serverless, for small systems: it grows and shrinks by itself and costs what is used, from some
 * 6 USD a month with Valkey (us-east-1, 2026). Clients must speak the protocol of Redis Cluster. When `maxStorageGb` is
 * reached, the least used of the keys that expire go: AWS decides that. It keeps no logs. It is deleted without a last
 * snapshot.
 */
export interface ServerlessCacheArgs extends CacheArgs {
    readonly kind: "serverless";
    readonly accountId: string;
    readonly region: string;
    readonly network: NetworkParts;
    /** Valkey 8 or Redis 7; the one becomes the other in place only from Redis to Valkey. @default "valkey" */
    readonly engine?: keyof typeof engines;
    /** GB of data at most, 1–5000. @default 1 */
    readonly maxStorageGb?: number;
    /**
     * ElastiCache processing units a second at most, 1000–15000000: a unit is a simple command that moves up to 1 kB.
     * @default 1000
     */
    readonly maxEcpuPerSecond?: number;
    /** Who gets in: one user or more, since a serverless cache has no token. @default [{ name: "app", access: "read-write" }] */
    readonly users?: readonly CacheUser[];
    /** Daily snapshots that are kept, 1–35. @default 7 */
    readonly snapshotDays?: number;
    /** When the daily snapshot begins, in UTC. @default "02:00" */
    readonly snapshotTime?: string;
    /** Whether Pulumi refuses to delete or to replace the cache. @default true */
    readonly deletionProtection?: boolean;
}

export const serverlessDefaults = {
    ...cacheDefaults,
    engine: "valkey",
    maxStorageGb: 1,
    maxEcpuPerSecond: 1000,
    users: [{ name: "app", access: "read-write" }],
    snapshotDays: 7,
    snapshotTime: "02:00",
    deletionProtection: true,
} as const;

export function validateServerless(args: ServerlessCacheArgs): Problem[] {
    const settings = withDefaults(serverlessDefaults, args);
    return [
        ...validateTtls(settings.ttlSeconds),
        ...accountId("accountId", settings.accountId),
        ...oneOf("engine", settings.engine, Object.keys(engines)),
        ...wholeNumber("maxStorageGb", settings.maxStorageGb, 1, 5000),
        ...wholeNumber("maxEcpuPerSecond", settings.maxEcpuPerSecond, 1000, 15_000_000),
        ...validateUsers(settings.users),
        ...wholeNumber("snapshotDays", settings.snapshotDays, 1, 35),
        ...timeOfDay("snapshotTime", settings.snapshotTime),
    ];
}

const timeOfDay = (path: string, value: string): Problem[] =>
    /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? [] : [{ path, got: value, allowed: "a time of day in UTC such as 02:00" }];
