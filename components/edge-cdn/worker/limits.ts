import { counted } from "./addresses";
import { laterAnswer, plainAnswer } from "./answers";
import type { WorkerLimit } from "./config";
import type { Counter } from "./counter";
import type { Verdict } from "./sliding-window";
import type { User } from "./users";

/** What limits say of a request. */
export interface LimitOutcome {
    /** Where it goes no further. */
    readonly answer?: Response;
    /** For the client, whatever becomes of the request: what is left of each limit (draft-ietf-httpapi-ratelimit-headers). */
    readonly headers: Readonly<Record<string, string>>;
}

interface Counted {
    readonly limit: WorkerLimit;
    readonly requests: number;
    /** None where the store did not answer. */
    readonly verdict?: Verdict;
}

/** Counts the request in all of these limits at once. */
export async function checkLimits(
    limits: readonly WorkerLimit[],
    who: { readonly address: string; readonly user: User | undefined },
    counter: Counter,
): Promise<LimitOutcome> {
    const results = await Promise.all(
        limits.map(async (limit): Promise<Counted> => {
            const user = limit.per === "user" ? who.user : undefined;
            const requests = requestsFor(limit, user);
            try {
                const key = await counterKey(limit, who.address, user);
                return { limit, requests, verdict: await counter.count(key, requests, limit.periodSeconds * 1000) };
            } catch {
                console.error(`The store of limit ${limit.name} does not answer: ${limit.onStoreFailure}.`);
                return { limit, requests };
            }
        }),
    );
    return { answer: answerTo(results), headers: rateLimitHeaders(results) };
}

/** Of several roles the one that may most. */
export function requestsFor({ requests, roles }: WorkerLimit, user: User | undefined): number {
    const figures = (user?.roles ?? []).flatMap(role => (Object.hasOwn(roles, role) ? [roles[role]!] : []));
    return figures.length === 0 ? requests : Math.max(...figures);
}

/** A hash: neither names nor addresses of people stand in the store. */
export async function counterKey({ name }: WorkerLimit, address: string, user: User | undefined): Promise<string> {
    const who = user ? ["user", user.name] : ["address", counted(address)];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([name, ...who])));
    return `webstack:limit:${name}:${[...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Seconds until more may come, never less than a client has to wait. */
const seconds = ({ waitMs }: Verdict): number => Math.max(1, Math.ceil(waitMs / 1000));

function answerTo(results: readonly Counted[]): Response | undefined {
    const waits = results.flatMap(({ verdict }) => (verdict && !verdict.allowed ? [seconds(verdict)] : []));
    if (waits.length > 0) return plainAnswer(429, "Too many requests.", { "Retry-After": String(Math.max(...waits)) });
    if (!results.some(({ limit, verdict }) => verdict === undefined && limit.onStoreFailure === "closed")) return undefined;
    return laterAnswer();
}

function rateLimitHeaders(results: readonly Counted[]): Record<string, string> {
    const told = results.flatMap(({ limit, requests, verdict }) => (verdict ? [{ limit, requests, verdict }] : []));
    if (told.length === 0) return {};
    return {
        "RateLimit-Policy": told.map(({ limit, requests }) => `"${limit.name}";q=${requests};w=${limit.periodSeconds}`).join(", "),
        RateLimit: told.map(({ limit, verdict }) => `"${limit.name}";r=${verdict.remaining};t=${seconds(verdict)}`).join(", "),
    };
}
