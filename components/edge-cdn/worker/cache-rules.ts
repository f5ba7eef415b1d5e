import type { WorkerCache } from "./config";
import type { Facts } from "./facts";

/** What is known of a request's privacy beside the rule. */
export interface Credentials {
    /** Headers that carry tokens, and cookies that do. */
    readonly headers: readonly string[];
    readonly cookies: readonly string[];
    /** Cookies of the Worker's own, which are no sessions. */
    readonly ownCookies: readonly string[];
}

/** Whether a request may be answered from the cache. */
export function mayAsk(rule: WorkerCache, facts: Facts, credentials: Credentials): boolean {
    // A body could say something that is not in the key.
    if (facts.method !== "GET" || facts.hasBody || ["Range", "Upgrade"].some(name => facts.headers.has(name))) return false;
    return rule.shared || !isPrivate(rule, facts, credentials);
}

/** Cloudflare's own cookies tell browsers and bots apart, not users. */
const cloudflares = /^(__cf|cf_|_cfuvid$)/;

function isPrivate(rule: WorkerCache, facts: Facts, { headers, cookies, ownCookies }: Credentials): boolean {
    if (["Authorization", "X-Api-Key", ...headers].some(name => facts.headers.has(name))) return true;
    const harmless = new Set([...rule.varyCookies, ...ownCookies]);
    const sessions = new Set([...(rule.sessionCookies === "any" ? [] : rule.sessionCookies), ...cookies]);
    const names = [...facts.cookies.keys()];
    return names.some(name => sessions.has(name) || (rule.sessionCookies === "any" && !harmless.has(name) && !cloudflares.test(name)));
}

/** Answers that are no whole one, or none that a cache can give. */
const neverWhole: readonly number[] = [101, 206, 304];

/** Whether an answer may be given to others. */
export function mayKeep(rule: WorkerCache, answer: Response): boolean {
    const { status, headers } = answer;
    if (neverWhole.includes(status) || (rule.statuses !== "any" && !rule.statuses.includes(status))) return false;
    if (listOf(headers.get("Vary")).some(name => !isInKey(rule, name))) return false;
    return rule.shared || !(headers.has("Set-Cookie") || /\b(private|no-store)\b/i.test(headers.get("Cache-Control") ?? ""));
}

/** What an answer may vary by: Cloudflare keeps encodings apart itself, and requests with what is private do not come this far. */
function isInKey(rule: WorkerCache, name: string): boolean {
    if (name === "accept-encoding" || name === "authorization") return true;
    if (name === "cookie") return rule.shared || rule.varyCookies.length > 0;
    return rule.varyHeaders.some(header => header.toLowerCase() === name);
}

const listOf = (header: string | null): string[] =>
    (header ?? "")
        .split(",")
        .map(name => name.trim().toLowerCase())
        .filter(Boolean);

/** What browsers are told, where the rule says it. */
export function browserControl({ browserSeconds, immutable }: WorkerCache): string | undefined {
    if (browserSeconds === "origin") return undefined;
    return browserSeconds === 0
        ? "public, max-age=0, must-revalidate"
        : `public, max-age=${browserSeconds}${immutable ? ", immutable" : ""}`;
}

/** Caches on the way to the client, its own too, must tell the same answers apart. */
export function varyOf(rule: WorkerCache, vary: string | null): string {
    const names = [...rule.varyHeaders, ...(rule.varyCookies.length > 0 ? ["cookie"] : [])].map(name => name.toLowerCase());
    const said = listOf(vary);
    return [...(vary ? [vary] : []), ...names.filter(name => !said.includes(name))].join(", ");
}
