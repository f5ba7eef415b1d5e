/** When requests that were let through stop to count, milliseconds, in order. */
export type Hits = readonly number[];

export interface Verdict {
    readonly allowed: boolean;
    /** How many more may come now. */
    readonly remaining: number;
    /** Milliseconds until more may come than now. */
    readonly waitMs: number;
}

export interface Admission {
    readonly verdict: Verdict;
    /** With this request, where it was let through. */
    readonly hits: Hits;
}

/**
 * Lets a request through unless `requests` were in the period that ends now: no period of that length, wherever it
 * begins, has more. Only what is let through counts, so that who keeps asking is served again as soon as may be.
 */
export function admit(before: Hits, now: number, requests: number, periodMs: number): Admission {
    const live = liveHits(before, now, periodMs);
    const allowed = live.length < requests;
    const hits = allowed ? [...live, now + periodMs] : live;
    const next = hits[Math.max(0, hits.length - requests)] ?? now + periodMs;
    return { verdict: { allowed, remaining: Math.max(0, requests - hits.length), waitMs: next - now }, hits };
}

/** Those that count still. What a clock that was ahead has written is taken as now: it must not shut anybody out for longer. */
export const liveHits = (hits: Hits, now: number, periodMs: number): Hits =>
    hits.filter(until => until > now).map(until => Math.min(until, now + periodMs));
