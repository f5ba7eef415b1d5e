import type { ComponentArgs } from "../core/component";
import type { EdgeAlerts } from "./alert-args";
import type { CacheRule } from "./cache-args";
import type { LogpushArgs } from "./logpush-args";
import type { Plan } from "./plans";
import type { EdgeRateLimit } from "./rate-limit-args";
import type { EdgeRedirect } from "./redirect-args";
import type { EdgeRelease } from "./release-args";
import type { WafArgs } from "./waf-args";
import type { EdgeIdentity, EdgeMaintenance, EdgeStore } from "./worker-args";
import { zoneDefaults, type ZoneArgs } from "./zone-args";

export type EdgeCDNArgs = CloudflareArgs | NoEdgeArgs;

/** No CDN: hosts are reached as they are, in development. */
export interface NoEdgeArgs extends ComponentArgs {
    readonly kind: "none";
}

/**
 * Cloudflare before everything: DNS, TLS, caches, limits, defence. The zone must exist. What stands here is compiled to
 * what the plan allows: to Cloudflare's rules where they hold it, else to a Worker; what fits in neither is refused, and
 * the message names the plan that would hold it. Previews and updates tell what went where.
 */
export interface CloudflareArgs extends ComponentArgs, ZoneArgs {
    readonly kind: "cloudflare";
    /** 32 hexadecimal digits, from the zone's overview. */
    readonly zoneId: string;
    /** `example.com` */
    readonly zoneName: string;
    /** All hosts that are served: in the zone, each once. The first is the main one. */
    readonly hosts: readonly string[];
    /**
     * Cloudflare's account, 32 hexadecimal digits: the Worker, notifications, load balancing, tunnels and log jobs
     * belong to it.
     * @default none: what needs one is refused
     */
    readonly accountId?: string;
    /** What is paid for. @default "free" */
    readonly plan?: Plan;
    /**
     * `own`: the zone's settings and rulesets are this component's alone; a ruleset that is there already must be imported or
     * deleted. `shared`: they are another stack's, and all that stands here is done by this stack's Worker.
     * @default "own"
     */
    readonly zone?: "own" | "shared";
    /** What is kept at the edge. @default nothing */
    readonly caches?: readonly CacheRule[];
    /**
     * Cookies that are sessions: requests with one are private, and a cookie that is not named here is taken for harmless. `any`
     * takes every cookie for one.
     * @default "any"
     */
    readonly sessionCookies?: readonly string[] | "any";
    /**
     * Part of the keys of the Worker's cache, 1–40 letters, digits, '.' and '-': a new one is an empty cache. Cloudflare's own
     * cache is emptied by `purgeCommands`.
     * @default "1"
     */
    readonly cacheVersion?: string;
    /** Headers on every answer, beside HSTS. @default none */
    readonly headers?: Readonly<Record<string, string>>;
    /** Requests that are sent elsewhere. @default none */
    readonly redirects?: readonly EdgeRedirect[];
    /** How many requests a client may make. @default no limits */
    readonly rateLimits?: readonly EdgeRateLimit[];
    /** What is turned away. @default Cloudflare's managed rules, from Pro */
    readonly waf?: WafArgs;
    /** How a user is known, for limits by user. @default not at all */
    readonly identity?: EdgeIdentity;
    /** Where the Worker counts. @default Durable Objects */
    readonly store?: EdgeStore;
    /** Answers everybody that the service is being worked on. @default not */
    readonly maintenance?: EdgeMaintenance;
    /** Whether services and clients see the same X-Request-Id. @default false */
    readonly requestId?: boolean;
    /** Two releases side by side. @default none */
    readonly releases?: readonly EdgeRelease[];
    /** Who is told of trouble at the edge. @default nobody */
    readonly alerts?: EdgeAlerts;
    /** The log of all requests, from Enterprise. @default none */
    readonly logpush?: LogpushArgs;
}

export const edgeDefaults = {
    ...zoneDefaults,
    plan: "free",
    zone: "own",
    sessionCookies: "any",
    cacheVersion: "1",
    requestId: false,
} as const;
