import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";

/** Figures that alerts compare with. The defaults are those of the systems that the library was made for. */
export interface AlertThresholds {
    /** Share of requests that fail, 0–0.99: `HighErrorRate`. @default 0.05 */
    readonly errorRate?: number;
    /** The same, for a warning that comes first: `ElevatedErrorRate`. @default 0.01 */
    readonly elevatedErrorRate?: number;
    /** Share of requests that fail where a service is as good as down, 0–0.99: `ServiceDown`. @default 0.5 */
    readonly downErrorRate?: number;
    /** Seconds within which 95 of 100 requests are answered, 0.001–600: `HighLatency`. @default 1 */
    readonly latencySeconds?: number;
    /** Times the requests of the same hour a week ago, from 1.1: `TrafficAnomaly`. @default 3 */
    readonly trafficFactor?: number;
    /** Refused sign-ins in five minutes: `FailedLogins`. @default 100 */
    readonly failedSignIns?: number;
    /** Requests answered 403 or 429 in five minutes: `SuspiciousRequests`. @default 500 */
    readonly refusedRequests?: number;
    /** Security events that services report in five minutes: `SecurityEvents`. @default 50 */
    readonly securityEvents?: number;
    /** Errors that browsers report in five minutes: `BrowserErrors`. @default 50 */
    readonly browserErrors?: number;
    /** Percent of a node's or a pod's CPU, 1–99. @default 80 */
    readonly cpuPercent?: number;
    /** Percent of a node's or a pod's memory, 1–99. @default 85 */
    readonly memoryPercent?: number;
    /** Percent of a disk, of a node or a volume, 1–99. @default 85 */
    readonly diskPercent?: number;
    /** Percent of the database's connections, 1–99: `DatabaseConnectionsHigh`. @default 80 */
    readonly connectionsPercent?: number;
    /** The same, where hardly any are left: `DatabaseConnectionPoolFull`. @default 90 */
    readonly connectionsFullPercent?: number;
    /** Seconds that a statement takes on average, where pg_stat_statements counts it: `SlowQueries`. @default 1 */
    readonly slowQuerySeconds?: number;
    /** Seconds that a transaction may be open: `LongTransaction`. @default 900 */
    readonly transactionSeconds?: number;
    /** Seconds that a replica may be behind: `ReplicaLag`. @default 30 */
    readonly replicaLagSeconds?: number;
    /** Percent of the memory that a cache may use, 1–99: `CacheMemoryHigh`. @default 90 */
    readonly cacheMemoryPercent?: number;
    /** Percent of what is asked of a cache that it has, 1–99: `CacheHitRateLow`. @default 50 */
    readonly cacheHitPercent?: number;
    /** Hours that a backup may be late, 0–168: `BackupMissing`. @default 2 */
    readonly backupLateHours?: number;
    /** Days before a certificate's end: `CertificateExpires`. @default 20 */
    readonly certificateDays?: number;
    /** The same, where it is urgent: `CertificateExpiresSoon`. @default 3 */
    readonly certificateUrgentDays?: number;
    /** Share of calls to APIs of others that fail, 0–0.99: `ExternalApiErrors`. @default 0.05 */
    readonly externalErrorRate?: number;
    /** Share of requests at the edge that are answered by a 5xx, 0–0.99: `EdgeErrors`. @default 0.05 */
    readonly edgeErrorRate?: number;
}

interface Range {
    readonly value: number;
    readonly from: number;
    readonly to: number;
}
/** Nothing is above all of it. */
const share = (value: number): Range => ({ value, from: 0, to: 0.99 });
const percent = (value: number): Range => ({ value, from: 1, to: 99 });
const count = (value: number): Range => ({ value, from: 1, to: 1e9 });
const seconds = (value: number): Range => ({ value, from: 0.001, to: 604800 });

/** Each with its default and what may stand there. */
const ranges = {
    errorRate: share(0.05),
    elevatedErrorRate: share(0.01),
    downErrorRate: share(0.5),
    latencySeconds: { value: 1, from: 0.001, to: 600 },
    trafficFactor: { value: 3, from: 1.1, to: 1000 },
    failedSignIns: count(100),
    refusedRequests: count(500),
    securityEvents: count(50),
    browserErrors: count(50),
    cpuPercent: percent(80),
    memoryPercent: percent(85),
    diskPercent: percent(85),
    connectionsPercent: percent(80),
    connectionsFullPercent: percent(90),
    slowQuerySeconds: seconds(1),
    transactionSeconds: seconds(900),
    replicaLagSeconds: seconds(30),
    cacheMemoryPercent: percent(90),
    cacheHitPercent: percent(50),
    backupLateHours: { value: 2, from: 0, to: 168 },
    certificateDays: { value: 20, from: 1, to: 365 },
    certificateUrgentDays: { value: 3, from: 1, to: 365 },
    externalErrorRate: share(0.05),
    edgeErrorRate: share(0.05),
} as const satisfies Readonly<Record<keyof AlertThresholds, Range>>;

export const thresholdNames = Object.keys(ranges) as (keyof AlertThresholds)[];

export const thresholdDefaults = Object.fromEntries(thresholdNames.map(name => [name, ranges[name].value])) as Readonly<
    Required<AlertThresholds>
>;

/** The figures, with those that are not given. */
export const thresholdsOf = (given: AlertThresholds = {}): Required<AlertThresholds> => withDefaults(thresholdDefaults, given);

export function validateThresholds(given: AlertThresholds = {}): Problem[] {
    const all = thresholdsOf(given);
    const unknown = Object.keys(given).filter(name => !(name in ranges));
    return [
        ...unknown.map(name => ({ path: name, got: "a key that means nothing here", allowed: thresholdNames.join(", ") })),
        ...thresholdNames
            .filter(name => !(all[name] >= ranges[name].from && all[name] <= ranges[name].to))
            .map(name => ({ path: name, got: all[name], allowed: `${ranges[name].from}–${ranges[name].to}` })),
        ...ordered(all, "elevatedErrorRate", "errorRate"),
        ...ordered(all, "errorRate", "downErrorRate"),
        ...ordered(all, "connectionsPercent", "connectionsFullPercent"),
        ...ordered(all, "certificateUrgentDays", "certificateDays"),
    ];
}

/** The warning comes first. */
const ordered = (all: Required<AlertThresholds>, less: keyof AlertThresholds, more: keyof AlertThresholds): Problem[] =>
    all[less] < all[more] ? [] : [{ path: less, got: all[less], allowed: `less than ${more}, which is ${all[more]}` }];
