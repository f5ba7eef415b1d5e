import { any, counter, level, minute, swing, whole, type AlertCase } from "./case";

const target = { job: "sessions", instance: "10.0.0.8:9121" };
const of = (metric: string, more = ""): string => `redis_${metric}{job="sessions", instance="10.0.0.8:9121"${more}}`;
const policy = (name: string): string => of("instance_info", `, maxmemory_policy="${name}"`);
const always = (figure: number): ReturnType<typeof level> => level([figure, 30 * minute]);

export const cacheCases: readonly AlertCase[] = [
    swing({
        alert: "CacheDown",
        severity: "critical",
        after: minute,
        labels: target,
        series: pens => ({ [of("up")]: pens.level(0, 1) }),
        silent: { "its exporter is moving to another node": { [of("up")]: level([1, 2 * minute], [undefined, 18 * minute]) } },
    }),
    swing({
        alert: "CacheMemoryHigh",
        severity: "warning",
        after: 5 * minute,
        labels: target,
        series: pens => ({
            [of("memory_used_bytes")]: pens.level(901, 900),
            [of("memory_max_bytes")]: pens.level(1000, 1000),
            [policy("noeviction")]: pens.level(1, 1),
        }),
        silent: {
            "it is meant to be full": {
                [of("memory_used_bytes")]: always(1000),
                [of("memory_max_bytes")]: always(1000),
                [policy("allkeys-lru")]: always(1),
            },
            "it may take what there is": { [of("memory_used_bytes")]: always(1000), [of("memory_max_bytes")]: always(0) },
        },
    }),
    swing({
        alert: "CacheEvictions",
        severity: "warning",
        after: 10 * minute,
        labels: { job: "sessions" },
        sees: any(10 * minute),
        series: pens => ({ [of("evicted_keys_total")]: pens.counter(4, 0), [policy("volatile-lru")]: pens.level(1, 1) }),
        silent: { "it is meant to": { [of("evicted_keys_total")]: counter([4, 30 * minute]), [policy("allkeys-lru")]: always(1) } },
    }),
    swing({
        alert: "CacheConnectionsRejected",
        severity: "warning",
        after: 0,
        labels: target,
        sees: any(5 * minute),
        series: pens => ({ [of("rejected_connections_total")]: pens.counter(4, 0) }),
    }),
    swing({
        alert: "CacheHitRateLow",
        severity: "warning",
        after: 30 * minute,
        labels: { job: "sessions" },
        sees: whole(10 * minute),
        series: pens => ({
            [of("keyspace_hits_total")]: pens.counter(59.5, 60.5, 120),
            [of("keyspace_misses_total")]: pens.counter(60.5, 59.5),
        }),
        silent: {
            "hardly anybody asks": {
                [of("keyspace_hits_total")]: counter([20, 60 * minute]),
                [of("keyspace_misses_total")]: counter([39, 60 * minute]),
            },
        },
    }),
];
