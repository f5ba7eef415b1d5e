import { inTime, verdictOf, type Counter } from "./counter";

/**
 * What `admit` says, as one step of the server's by its own clock: the score of a member is when it stops to count.
 * KEYS: the counter. ARGV: requests, milliseconds of the period, a name that no other request has.
 */
export const countScript = `
local requests = tonumber(ARGV[1])
local period = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local latest = string.format('%.0f', now + period)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
for _, ahead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. latest, '+inf')) do
  redis.call('ZADD', KEYS[1], latest, ahead)
end
local count = redis.call('ZCARD', KEYS[1])
local allowed = 0
if count < requests then
  allowed = 1
  count = count + 1
  redis.call('ZADD', KEYS[1], latest, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
local first = string.format('%.0f', math.max(0, count - requests))
local next = redis.call('ZRANGE', KEYS[1], first, first, 'WITHSCORES')
return {allowed, math.max(0, requests - count), tonumber(next[2]) - now}
`.trim();

/** Counts in a Redis that is asked by HTTPS, as Upstash's is: a command as a JSON array, a token as bearer. */
export const redisCounter = (url: string | undefined, token: string | undefined, ask: typeof fetch, scope = ""): Counter => ({
    async count(key, requests, periodMs) {
        if (!url || !token) throw new Error("REDIS_URL or REDIS_TOKEN is missing.");
        const command = [
            "EVAL",
            countScript,
            "1",
            scope === "" ? key : `${scope}:${key}`,
            String(requests),
            String(periodMs),
            crypto.randomUUID(),
        ];
        return inTime(async signal => {
            const answer = await ask(url, {
                method: "POST",
                headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
                body: JSON.stringify(command),
                redirect: "manual",
                signal,
            });
            if (!answer.ok) throw new Error(`The store answers ${answer.status}.`);
            const { result } = (await answer.json()) as { result?: unknown };
            const [allowed, remaining, waitMs] = Array.isArray(result) ? (result as unknown[]) : [];
            return verdictOf(allowed === 1 ? true : allowed === 0 ? false : undefined, remaining, waitMs);
        });
    },
});
