/** Cloudflare's plans of a zone, from the smallest. */
export const plans = ["free", "pro", "business", "enterprise"] as const;

export type Plan = (typeof plans)[number];

/** What a rate-limiting rule may look at. */
type RateLimitField = "path" | "host" | "method" | "address";

/** What rules of a plan can hold. */
export interface PlanLimits {
    readonly rateLimits: {
        readonly rules: number;
        /** Seconds that may be counted over. */
        readonly periods: readonly number[];
        readonly fields: readonly RateLimitField[];
    };
    readonly customRules: number;
    readonly cacheRules: number;
    /** The shortest time that a cache rule may set, in seconds. */
    readonly minEdgeSeconds: number;
    /** Whether rules may tell answers apart by headers, cookies and parameters. */
    readonly customCacheKeys: boolean;
    readonly transformRules: number;
    readonly redirectRules: number;
    /** Cloudflare's managed rules and the OWASP Core Ruleset. */
    readonly managedRules: boolean;
    /** What its defence against bots can do, and whether it knows the likely ones from the certain ones. */
    readonly bots: { readonly challenge: boolean; readonly block: boolean; readonly likely: boolean };
    /** Polish and WebP. */
    readonly images: boolean;
    readonly logpush: boolean;
    /** Notifications by webhook. */
    readonly webhooks: boolean;
}

/** Those that both the table of the plans and the API's own list have. */
const periods = [10, 60, 120, 300, 600, 3600];

const upTo = (seconds: number): readonly number[] => periods.filter(period => period <= seconds);

/**
 * As Cloudflare's documentation has them (cloudflare-docs: `content/plans/index.json` and
 * `partials/waf/rate-limiting-availability-by-plan.mdx`, `waf/rate-limiting-rules/parameters.mdx`, read 2026-11). Rate-limiting rules of Enterprise depend on the contract; with
 * application security they are a hundred.
 */
export const planLimits: Readonly<Record<Plan, PlanLimits>> = {
    free: {
        rateLimits: { rules: 1, periods: upTo(10), fields: ["path"] },
        customRules: 5,
        cacheRules: 10,
        minEdgeSeconds: 7200,
        customCacheKeys: false,
        transformRules: 10,
        redirectRules: 10,
        managedRules: false,
        bots: { challenge: true, block: false, likely: false },
        images: false,
        logpush: false,
        webhooks: false,
    },
    pro: {
        rateLimits: { rules: 2, periods: upTo(60), fields: ["path", "host"] },
        customRules: 20,
        cacheRules: 25,
        minEdgeSeconds: 3600,
        customCacheKeys: false,
        transformRules: 25,
        redirectRules: 25,
        managedRules: true,
        bots: { challenge: true, block: true, likely: false },
        images: true,
        logpush: false,
        webhooks: true,
    },
    business: {
        rateLimits: { rules: 5, periods: upTo(600), fields: ["path", "host", "method", "address"] },
        customRules: 100,
        cacheRules: 50,
        minEdgeSeconds: 1,
        customCacheKeys: false,
        transformRules: 50,
        redirectRules: 50,
        managedRules: true,
        bots: { challenge: true, block: true, likely: true },
        images: true,
        logpush: false,
        webhooks: true,
    },
    enterprise: {
        rateLimits: { rules: 100, periods, fields: ["path", "host", "method", "address"] },
        customRules: 1000,
        cacheRules: 300,
        minEdgeSeconds: 1,
        customCacheKeys: true,
        transformRules: 300,
        redirectRules: 300,
        managedRules: true,
        bots: { challenge: true, block: true, likely: true },
        images: true,
        logpush: true,
        webhooks: true,
    },
};
