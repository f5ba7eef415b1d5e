import type * as cloudflare from "@pulumi/cloudflare";
import { edgeDefaults, type CacheRule, type CloudflareArgs } from "./args";
import { withDefaults } from "../core/defaults";

type Rule = cloudflare.types.input.RulesetRule;

/** A string of Cloudflare's rules language. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;

const hostIn = (hosts: readonly string[]): string => `http.host in {${hosts.map(quoted).join(" ")}}`;

// A header that is absent has no length at all, which no comparison holds for: "not … gt 0" does, "… eq 0" may not.
const anonymous = 'http.cookie eq "" and not len(http.request.headers["authorization"]) gt 0';

/**
 * Answers are kept only where a rule names them. Requests with a session or a token pass the cache by, or
 * Cloudflare would hand one user's page to another; files that are the same for everybody say so.
 */
export function cacheRules(caches: readonly CacheRule[], hosts: readonly string[]): Rule[] {
    return caches.map(({ name, pathPrefix, host, shared = false, edgeSeconds, browserSeconds = edgeSeconds }) => ({
        ref: `cache-${name}`,
        description: `Keep ${pathPrefix} for ${edgeSeconds} s`,
        expression: [
            hostIn(host ? [host] : hosts),
            `starts_with(http.request.uri.path, ${quoted(pathPrefix)})`,
            ...(shared ? [] : [anonymous]),
        ].join(" and "),
        action: "set_cache_settings",
        actionParameters: {
            cache: true,
            edgeTtl: { mode: "override_origin", default: edgeSeconds },
            browserTtl: browserSeconds === "origin" ? { mode: "respect_origin" } : { mode: "override_origin", default: browserSeconds },
        },
        enabled: true,
    }));
}

/** Headers of every answer, of errors too. HSTS is one of them: the zone's own setting ends at 12 months. */
export function headerRules(args: CloudflareArgs): Rule[] {
    const { hstsSeconds, headers = {} } = withDefaults(edgeDefaults, args);
    const own = Object.keys(headers).some(name => name.toLowerCase() === "strict-transport-security");
    const hsts: Record<string, string> =
        hstsSeconds > 0 && !own ? { "Strict-Transport-Security": `max-age=${hstsSeconds}; includeSubDomains` } : {};
    const all = { ...hsts, ...headers };
    if (Object.keys(all).length === 0) return [];
    return [
        {
            ref: "headers",
            description: "Security headers",
            expression: hostIn(args.hosts),
            action: "rewrite",
            actionParameters: {
                headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { operation: "set", value }])),
            },
            enabled: true,
        },
    ];
}
