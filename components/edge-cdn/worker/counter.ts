import type { Verdict } from "./sliding-window";

/** Where requests are counted. */
export interface Counter {
    /** Fails where the store does not answer in time, or not what it should. */
    count(key: string, requests: number, periodMs: number): Promise<Verdict>;
}

/** How long a request waits for a store. */
export const storeTimeoutMs = 1000;

/** Fails after the time that a request waits for a store. */
export async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(storeTimeoutMs);
    const late = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("The store is too slow."))));
    return Promise.race([work(signal), late]);
}

export function verdictOf(allowed: unknown, remaining: unknown, waitMs: unknown): Verdict {
    if (typeof allowed !== "boolean" || !isCount(remaining) || !isCount(waitMs)) throw new Error("The store does not answer as it should.");
    return { allowed, remaining, waitMs };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
