import type * as cloudflare from "@pulumi/cloudflare";
import type { PlanLimits } from "../plans";
import type { WorkerConfig } from "../worker/config";

type Plain<T> = { [K in keyof T]: T[K] };

/** A rule of Cloudflare; `ref` is lasting, so that a changed rule stays the same one. */
export type Rule = Plain<cloudflare.types.input.RulesetRule> & { readonly ref: string; readonly expression: string };

/** Characters that Cloudflare takes (cloudflare-docs: ruleset-engine/max-expression-length). */
export const longestExpression = 4096;

/** What rules are counted by, and how many a plan has: those that change headers share one number. */
export const quotas = {
    redirect: ({ redirectRules }: PlanLimits) => redirectRules,
    custom: ({ customRules }: PlanLimits) => customRules,
    "rate limit": ({ rateLimits }: PlanLimits) => rateLimits.rules,
    managed: ({ managedRules }: PlanLimits) => (managedRules ? 2 : 0),
    transform: ({ transformRules }: PlanLimits) => transformRules,
    cache: ({ cacheRules }: PlanLimits) => cacheRules,
} as const;

export type Quota = keyof typeof quotas;

/** Where rules live, a ruleset each, in the order that Cloudflare asks them. */
export const phases = {
    http_request_dynamic_redirect: { suffix: "redirects", quota: "redirect" },
    http_request_firewall_custom: { suffix: "waf", quota: "custom" },
    http_ratelimit: { suffix: "rate-limits", quota: "rate limit" },
    http_request_firewall_managed: { suffix: "managed-waf", quota: "managed" },
    http_request_late_transform: { suffix: "request-headers", quota: "transform" },
    http_request_cache_settings: { suffix: "cache", quota: "cache" },
    http_response_headers_transform: { suffix: "headers", quota: "transform" },
} as const satisfies Record<string, { suffix: string; quota: Quota }>;

export type Phase = keyof typeof phases;

export interface PhasedRule {
    readonly phase: Phase;
    readonly rule: Rule;
}

/** Why rules cannot do something: `the plan counts over 10 s only`. */
export type Obstacle = string;

/** One thing that somebody described, and the two ways it can be done. */
export interface Item {
    /** Where it stands in the arguments: `rateLimits.0`. */
    readonly path: string;
    /** In words: `rate limit api (100 in 600 s by user)`. */
    readonly what: string;
    /** Hosts whose requests the Worker must see to do it. */
    readonly hosts: readonly string[];
    /** As rules of a plan, but for their number; or why they cannot do it. */
    readonly rules: (limits: PlanLimits) => readonly PhasedRule[] | Obstacle;
    /** By the Worker; absent where it cannot. */
    readonly worker?: Partial<WorkerConfig>;
}
