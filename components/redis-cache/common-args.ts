import { oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";

export interface CacheArgs extends ComponentArgs {
    /**
     * How long clients do well to keep entries, in seconds, by what they are: 1 to 31536000 (a year). Names of your own
     * stand beside `session` 3600, `generated` 300, `api` 600 and `default` 3600, or change these. Handed out in
     * `connection.ttlSeconds`; the server knows nothing of it.
     * @default {}
     */
    readonly ttlSeconds?: Readonly<Record<string, number>>;
}

export const cacheDefaults = { ttlSeconds: {} } as const;

/** Sessions last an hour, what a model generated five minutes, answers of an API ten. */
const seconds = { session: 3600, generated: 300, api: 600, default: 3600 } as const;

export const ttlSecondsOf = ({ ttlSeconds }: CacheArgs): Readonly<Record<string, number>> => ({ ...seconds, ...ttlSeconds });

const year = 365 * 24 * 3600;

export const validateTtls = (ttlSeconds: Readonly<Record<string, number>> = {}): Problem[] =>
    Object.entries(ttlSeconds).flatMap(([name, value]) => [
        ...(/^[a-z][a-zA-Z0-9]*$/.test(name) ? [] : [{ path: "ttlSeconds", got: name, allowed: "names such as session or userProfile" }]),
        ...wholeNumber(`ttlSeconds.${name}`, value, 1, year),
    ]);

/** What to do when memory is full. */
const evictionPolicies = ["noeviction", "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl"] as const;

/** Sessions must not be lost; of a cache anything may go; where both share the memory, what expires goes first. */
const evictionByUse = { sessions: "noeviction", cache: "allkeys-lru", both: "volatile-lru" } as const;

/** A cache whose memory is of one size. */
export interface SizedCacheArgs extends CacheArgs {
    /**
     * What the cache is for, and so what happens when its memory is full. `sessions`: writes are answered with an error
     * and nothing is lost. `cache`: the least used keys go. `both`: the least used of the keys that expire go. Sessions
     * and cache apart are two RedisCaches.
     * @default "both"
     */
    readonly use?: keyof typeof evictionByUse;
    /**
     * What happens when memory is full, by the name that Redis has for it, where `use` does not say it well enough.
     * @default what `use` says
     */
    readonly eviction?: (typeof evictionPolicies)[number];
}

export const sizedDefaults = { ...cacheDefaults, use: "both" } as const;

export function evictionOf(args: SizedCacheArgs): string {
    const { use, eviction } = withDefaults(sizedDefaults, args);
    return eviction ?? evictionByUse[use];
}

export const validateUse = ({ use = "both", eviction }: SizedCacheArgs): Problem[] => [
    ...oneOf("use", use, Object.keys(evictionByUse)),
    ...(eviction === undefined ? [] : oneOf("eviction", eviction, evictionPolicies)),
];
