import type { DurableObjectState } from "@cloudflare/workers-types";
import { admit, liveHits, type Hits } from "./sliding-window";

export interface CountRequest {
    readonly requests: number;
    readonly periodMs: number;
}

/**
 * The counter of one limit and one client, a Durable Object: there is one in the world for each, which takes requests
 * in turn and has one clock. Rows are what survives; between requests the same stands in memory, so that none is read.
 */
export class Limiter {
    #hits: Hits | undefined;

    constructor(private readonly state: DurableObjectState) {}

    async fetch(request: Request): Promise<Response> {
        const { requests, periodMs } = (await request.json()) as CountRequest;
        return Response.json(this.#count(requests, periodMs));
    }

    /** No await in here: two requests cannot both take the last place. */
    #count(requests: number, periodMs: number): unknown {
        const { storage } = this.state;
        const now = Date.now();
        const before = (this.#hits ??= this.#load());
        const latest = now + periodMs;
        if (before.some(until => until > latest)) storage.sql.exec("UPDATE hits SET until = ? WHERE until > ?", latest, latest);
        const { verdict, hits } = admit(before, now, requests, periodMs);
        if (verdict.allowed) {
            storage.sql.exec("INSERT INTO hits (until) VALUES (?)", latest);
            // Where something counted before, the alarm is set.
            if (hits.length === 1) void storage.setAlarm(latest);
        }
        this.#hits = hits;
        return verdict;
    }

    #load(): Hits {
        const { sql } = this.state.storage;
        sql.exec("CREATE TABLE IF NOT EXISTS hits (until INTEGER NOT NULL)");
        return sql
            .exec<{ until: number }>("SELECT until FROM hits ORDER BY until")
            .toArray()
            .map(({ until }) => until);
    }

    /** Once a period: rows that count no more are deleted, and with the last of them the object itself. */
    async alarm(): Promise<void> {
        const { storage } = this.state;
        const now = Date.now();
        const hits = liveHits((this.#hits ??= this.#load()), now, Infinity);
        const last = hits.at(-1);
        if (last === undefined) {
            this.#hits = undefined;
            await storage.deleteAll();
            return;
        }
        this.#hits = hits;
        storage.sql.exec("DELETE FROM hits WHERE until <= ?", now);
        await storage.setAlarm(last);
    }
}
