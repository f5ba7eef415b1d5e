import type { Panel } from "../args";
import { figure, lines, maxBy, query, rate, sumBy } from "../queries";

const perCache = (expression: string): string => sumBy("job", expression);
const cache = "{{job}}";

const used = maxBy("job", "redis_memory_used_bytes");
const limit = maxBy("job", "redis_memory_max_bytes > 0");
const [hits, misses] = ["hits", "misses"].map(end => perCache(rate(`redis_keyspace_${end}_total`)));
const ofMemory = `${used} / ${limit}`;
const hitRate = `${hits} / (${hits} + ${misses} > 0)`;

/** What redis_exporter tells of each cache. */
export const cachePanels = (): Panel[] => [
    figure("Caches that answer", "short", "sum(redis_up)"),
    figure("Memory in use", "percentunit", `max(${ofMemory})`, { thresholds: { warning: 0.8, critical: 0.9 } }),
    figure("Clients", "short", "sum(redis_connected_clients)"),
    figure("Keys", "short", "sum(redis_db_keys)"),
    lines("Memory of the limit", "percentunit", [query(cache, ofMemory)], { thresholds: { warning: 0.8, critical: 0.9 } }),
    lines("Hit rate", "percentunit", [query(cache, hitRate)], {
        description: "Share of keys that were asked for and there",
        thresholds: { warning: 0.8, critical: 0.5 },
    }),
    lines("Evictions per second", "short", [query(cache, perCache(rate("redis_evicted_keys_total")))], {
        description: "Keys that went before their time, for lack of memory",
    }),
    lines("Connected clients", "short", [
        query(cache, perCache("redis_connected_clients")),
        query(`${cache} blocked`, perCache("redis_blocked_clients")),
    ]),
    lines("Commands per second", "ops", [query(cache, perCache(rate("redis_commands_processed_total")))]),
    lines("Time by command", "s", [
        query(
            `${cache} {{cmd}}`,
            `topk(10, ${sumBy("job, cmd", rate("redis_commands_duration_seconds_total"))} / (${sumBy("job, cmd", rate("redis_commands_total"))} > 0))`,
        ),
    ]),
    lines("Rejected connections", "short", [query(cache, perCache(rate("redis_rejected_connections_total")))]),
    lines("Expired keys per second", "short", [query(cache, perCache(rate("redis_expired_keys_total")))]),
];
