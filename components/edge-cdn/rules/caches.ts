import { withDefaults } from "../../core/defaults";
import { cacheDefaults, type CacheRule, type CacheVary } from "../cache-args";
import { allOf, expressionOf, type Condition } from "../conditions";
import type { PlanLimits } from "../plans";
import type { EdgeIdentity } from "../worker-args";
import type { WorkerCache } from "../worker/config";
import { longestExpression, type Item, type Obstacle, type PhasedRule, type Rule } from "./item";

/** What makes a request private, and a cache's own version. */
export interface CacheContext {
    readonly hosts: readonly string[];
    /** Cookies that are sessions. */
    readonly sessionCookies: readonly string[] | "any";
    /** Part of the Worker's keys. */
    readonly version: string;
}

/** A cache, and the hosts by which the Worker asks for what it is for. */
export type DescribedCache = CacheRule & { readonly also?: readonly string[] };

/** Requests that a cache rule is for. */
export function cacheCondition({ pathPrefix, host, extensions, also = [] }: DescribedCache, hosts: readonly string[]): Condition {
    return allOf(
        { kind: "host", in: host === undefined ? hosts : [host, ...also] },
        { kind: "path", prefix: pathPrefix },
        ...(extensions ? [{ kind: "extension", in: extensions.map(ending => ending.toLowerCase()) } as const] : []),
    );
}

/**
 * Requests with a session or a token pass Cloudflare's cache by, which keeps documents, pictures and archives by their ending whoever
 * asks. It comes first: what is the same for everybody is kept by a rule of its own.
 */
export function privateItem(
    { sessionCookies, hosts }: Pick<CacheContext, "sessionCookies" | "hosts">,
    token: EdgeIdentity["from"] | undefined,
): Item {
    const cookies = sessionCookies !== "any" && token && "cookie" in token ? [...sessionCookies, token.cookie] : sessionCookies;
    const headers = ["authorization", ...(token && "header" in token ? [token.header.toLowerCase()] : [])];
    const isPrivate: Condition = {
        kind: "any",
        of: [{ kind: "cookie", names: cookies }, ...[...new Set(headers)].map(name => ({ kind: "header", name }) as const)],
    };
    const here = expressionOf(allOf({ kind: "host", in: hosts }, isPrivate));
    // With so many hosts, for the whole zone.
    const expression = here.length <= longestExpression ? here : expressionOf(isPrivate);
    return {
        path: "sessionCookies",
        what: "private requests past the cache",
        hosts,
        rules: () => [
            cachePhase({
                ref: "private",
                description: "What is private",
                expression,
                actionParameters: { cache: false },
            }),
        ],
    };
}

/**
 * Of two rules for a request the later one counts, wherever either lives: each leaves alone what a later one is for. Cloudflare
 * adds up the settings of all rules that match.
 */
export const cacheItems = (caches: readonly DescribedCache[], context: CacheContext): Item[] =>
    caches.map((rule, index) => {
        const own = cacheCondition(rule, context.hosts);
        const later = caches.slice(index + 1).filter(other => overlap(rule, other));
        const others = later.map(other => ({ kind: "not", of: cacheCondition(other, context.hosts) }) as const);
        return cacheItem(rule, `caches.${index}`, allOf(own, ...others), context);
    });

/** Whether a request can be for both. */
const overlap = (a: CacheRule, b: CacheRule): boolean =>
    (a.host === undefined || b.host === undefined || a.host === b.host) &&
    (a.pathPrefix.startsWith(b.pathPrefix) || b.pathPrefix.startsWith(a.pathPrefix));

const cachePhase = (rule: Pick<Rule, "ref" | "description" | "expression" | "actionParameters">): PhasedRule => ({
    phase: "http_request_cache_settings",
    rule: { ...rule, action: "set_cache_settings", enabled: true },
});

function cacheItem(rule: CacheRule, path: string, when: Condition, context: CacheContext): Item {
    const { name, pathPrefix, host, edgeSeconds } = rule;
    return {
        path,
        what: `cache ${name} (${pathPrefix} ${keptFor(rule)})`,
        hosts: host === undefined ? context.hosts : [host],
        rules: limits => obstacleOf(limits, rule) ?? [cacheRule(rule, when), ...(edgeSeconds === 0 ? [] : immutableRules(rule, when))],
        worker: edgeSeconds === "origin" ? undefined : { caches: [workerCache(rule, edgeSeconds, when, context)] },
    };
}

const keptFor = ({ edgeSeconds }: CacheRule): string => {
    if (edgeSeconds === 0) return "never";
    return edgeSeconds === "origin" ? "as long as the origin says" : `for ${edgeSeconds} s`;
};

/** Headers that rules take into a key with given values alone (cloudflare-docs: cache/how-to/cache-keys). */
const headersOfValues = ["accept", "accept-encoding", "accept-language", "referer", "user-agent"];

/** Why cache rules of a plan cannot do it. */
function obstacleOf({ minEdgeSeconds, customCacheKeys }: PlanLimits, rule: CacheRule): Obstacle | undefined {
    const { shared, immutable, edgeSeconds, browserSeconds, statuses, vary } = withDefaults(cacheDefaults, rule);
    if (edgeSeconds === 0) return undefined;
    if (!shared) return "only a Worker sees whether an answer is private";
    if (vary && !onlyAddress(vary) && !customCacheKeys) return "the plan's rules tell answers apart by address alone";
    const given = vary?.headers?.find(name => headersOfValues.includes(name.toLowerCase()));
    if (given !== undefined) return `rules tell answers apart by given values of ${given} alone`;
    if (edgeSeconds !== "origin" && edgeSeconds < minEdgeSeconds) return `the plan keeps for ${minEdgeSeconds} s at least`;
    if (browserSeconds === 0) return "rules tell browsers a second at least";
    // Statuses have a time of their own at the edge, but not in browsers.
    const forBrowsers = immutable || browserSeconds !== "origin";
    return forBrowsers && statuses !== "any" ? "rules tell browsers to keep errors as well" : undefined;
}

/** Every plan's rules can leave out all parameters. */
const onlyAddress = ({ headers = [], cookies = [], query = "all" }: CacheVary): boolean =>
    headers.length === 0 && cookies.length === 0 && (query === "all" || query.length === 0);

function cacheRule(rule: CacheRule, when: Condition): PhasedRule {
    const { name, pathPrefix, edgeSeconds } = rule;
    return cachePhase({
        ref: `cache-${name}`,
        description: edgeSeconds === 0 ? `Keep nothing of ${pathPrefix}` : `Keep ${pathPrefix} ${keptFor(rule)}`,
        expression: expressionOf(when),
        actionParameters: edgeSeconds === 0 ? { cache: false } : keeping(rule, edgeSeconds),
    });
}

function keeping(rule: CacheRule, edgeSeconds: number | "origin"): Rule["actionParameters"] {
    const { browserSeconds, statuses, vary } = withDefaults(cacheDefaults, rule);
    const times = statuses === "any" ? {} : { statusCodeTtls: others(statuses) };
    return {
        cache: true,
        // What says nothing of itself is not kept.
        edgeTtl: edgeSeconds === "origin" ? { mode: "bypass_by_default" } : { mode: "override_origin", default: edgeSeconds, ...times },
        browserTtl: browserSeconds === "origin" ? { mode: "respect_origin" } : { mode: "override_origin", default: browserSeconds },
        ...(vary ? { cacheKey: { customKey: customKey(vary) } } : {}),
    };
}

/** Every status but these is not kept: −1 is Cloudflare's word for no-store. */
function others(statuses: readonly number[]) {
    const kept = [...statuses].sort((a, b) => a - b);
    const bounds = [199, ...kept, 600];
    return bounds
        .slice(1)
        .map((to, index) => ({ from: bounds[index]! + 1, to: to - 1 }))
        .filter(({ from, to }) => from <= to)
        .map(statusCodeRange => ({ statusCodeRange, value: -1 }));
}

const customKey = ({ headers = [], cookies = [], query = "all" }: CacheVary) => ({
    ...(headers.length > 0 ? { header: { includes: headers.map(name => name.toLowerCase()) } } : {}),
    ...(cookies.length > 0 ? { cookie: { includes: [...cookies] } } : {}),
    ...(query === "all" ? {} : { queryString: query.length > 0 ? { include: { lists: [...query] } } : { exclude: { all: true } } }),
});

/** A cache rule sets how long browsers keep an answer, and no more. */
function immutableRules({ name, browserSeconds, immutable }: CacheRule, when: Condition): PhasedRule[] {
    if (!immutable) return [];
    return [
        {
            phase: "http_response_headers_transform",
            rule: {
                ref: `immutable-${name}`,
                description: `Browsers keep ${name} without asking again`,
                expression: expressionOf(when),
                action: "rewrite",
                actionParameters: {
                    headers: {
                        "Cache-Control": { operation: "set", value: `public, max-age=${browserSeconds}, immutable` },
                    },
                },
                enabled: true,
            },
        },
    ];
}

function workerCache(rule: CacheRule, edgeSeconds: number, when: Condition, { sessionCookies, version }: CacheContext): WorkerCache {
    const { name, browserSeconds, immutable, shared, statuses, vary = {} } = withDefaults(cacheDefaults, rule);
    return {
        name,
        when,
        edgeSeconds,
        browserSeconds,
        immutable,
        shared,
        statuses,
        varyHeaders: (vary.headers ?? []).map(header => header.toLowerCase()),
        varyCookies: vary.cookies ?? [],
        sessionCookies,
        query: vary.query ?? "all",
        version,
    };
}
