import type { Condition } from "../conditions";

/**
 * What the Worker does, in the order that it does it. It is written into the script by EdgeCDN; what is secret comes
 * by secret bindings (`Secrets`).
 */
export interface WorkerConfig {
    /** Whether every request gets an id, X-Request-Id, that the service and the client see. */
    readonly requestId: boolean;
    readonly maintenance?: WorkerMaintenance;
    /** Requests that are answered 403. */
    readonly blocks: readonly WorkerBlock[];
    readonly redirects: readonly WorkerRedirect[];
    readonly limits: readonly WorkerLimit[];
    /** How a user is known; without it, limits by user count by address. */
    readonly identity?: WorkerIdentity;
    readonly store: "durable-object" | "redis";
    /** Tells the counters of several stacks apart, in one Redis. */
    readonly scope?: string;
    /** Whether the zone is another stack's, so that no rule keeps private requests from Cloudflare's own cache. */
    readonly sharedZone?: boolean;
    readonly uploads: readonly WorkerUpload[];
    readonly splits: readonly WorkerSplit[];
    readonly caches: readonly WorkerCache[];
    /** Set on every answer, also those of the Worker itself. */
    readonly headers: Readonly<Record<string, string>>;
}

interface Named {
    /** Each once in its list. */
    readonly name: string;
    readonly when: Condition;
}

/** Answered 503 with Retry-After, but for those who may look. */
export interface WorkerMaintenance {
    readonly when: Condition;
    readonly html: string;
    readonly retryAfterSeconds: number;
}

export type WorkerBlock = Named;

export interface WorkerRedirect extends Named {
    /** `https://example.com`, without a path where the path is kept. */
    readonly to: string;
    readonly status: 301 | 302 | 307 | 308;
    readonly keepPath: boolean;
    readonly keepQuery: boolean;
}

/** No more than `requests` in any `periodSeconds`, by who asks. Every limit that matches counts. */
export interface WorkerLimit extends Named {
    readonly per: "address" | "user";
    readonly requests: number;
    readonly periodSeconds: number;
    /** In place of `requests`, for users of these roles. */
    readonly roles: Readonly<Record<string, number>>;
    /** What happens while the store does not answer: the request goes on, or is answered 503. */
    readonly onStoreFailure: "open" | "closed";
}

/** A signed JSON Web Token tells who asks; its key is the binding `IDENTITY_KEY`. */
export interface WorkerIdentity {
    readonly from: { readonly header: string } | { readonly cookie: string };
    readonly algorithm: "HS256" | "RS256" | "ES256";
    readonly userClaim: string;
    readonly roleClaim: string;
    readonly issuer?: string;
    readonly audience?: string;
    /** How far clocks may be apart. */
    readonly clockToleranceSeconds: number;
}

/** Forms whose files have one of these endings are answered 403, and larger ones 413. */
export interface WorkerUpload extends Named {
    readonly refusedExtensions: readonly string[];
    readonly maxBytes: number;
}

/** Shares requests out among hosts: two colours, or a canary beside the rest. A client stays where it came. */
export interface WorkerSplit {
    readonly name: string;
    readonly host: string;
    readonly targets: readonly { readonly name: string; readonly host: string; readonly weight: number }[];
    /** Names the target that a client came to; with `-look` after its name, the one that somebody wants to see. */
    readonly cookie: string;
}

/** Keeps answers of GET in the cache of the place that is asked. */
export interface WorkerCache extends Named {
    /** 0 keeps nothing. */
    readonly edgeSeconds: number;
    /** `origin` leaves to browsers what the service says. */
    readonly browserSeconds: number | "origin";
    readonly immutable: boolean;
    /**
     * Whether the answer is the same for everybody: cookies and tokens do not matter then. Otherwise requests with one
     * pass the cache by, and answers with Set-Cookie, or that are private, are not kept.
     */
    readonly shared: boolean;
    readonly statuses: readonly number[] | "any";
    /** What tells answers apart beside the address: request headers, lower case. */
    readonly varyHeaders: readonly string[];
    /** What tells answers apart: cookies that are no sessions, such as a language. */
    readonly varyCookies: readonly string[];
    /** Cookies that make a request private. */
    readonly sessionCookies: readonly string[] | "any";
    /** Parameters that tell answers apart. */
    readonly query: readonly string[] | "all";
    /** Part of the key: a new one is an empty cache. */
    readonly version: string;
}

/** The Worker's bindings that are secrets; where it counts in Durable Objects, `LIMITER` is the namespace of `Limiter`. */
export interface Secrets {
    readonly IDENTITY_KEY?: string;
    readonly REDIS_URL?: string;
    readonly REDIS_TOKEN?: string;
}
