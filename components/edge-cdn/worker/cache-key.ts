import type { WorkerCache } from "./config";
import type { Facts } from "./facts";

/**
 * The address that an answer is kept under: all that tells answers apart, as a hash, so that no parameter of a client
 * can pass for a part of it. The path is the one that the service sees, not the normalised one.
 */
export async function cacheKey(rule: WorkerCache, facts: Facts, url: string, target: string | undefined): Promise<string> {
    const { protocol, host, pathname, search, searchParams } = new URL(url);
    const query = rule.query === "all" ? search : rule.query.map(name => searchParams.getAll(name));
    const headers = rule.varyHeaders.map(name => facts.headers.get(name));
    const cookies = rule.varyCookies.map(name => facts.cookies.get(name) ?? null);
    const parts = [protocol, rule.name, rule.version, target ?? null, pathname, query, headers, cookies];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
    const hash = [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("");
    return `https://${host}${pathname}?webstack=${hash}`;
}

/** The address without the parameters that tell no answers apart. */
export function keyedUrl({ query }: WorkerCache, address: string): string {
    if (query === "all") return address;
    const url = new URL(address);
    for (const name of [...url.searchParams.keys()]) if (!query.includes(name)) url.searchParams.delete(name);
    return url.href;
}
