import type { WorkerRedirect } from "./config";
import type { Facts } from "./facts";
import { matches } from "./matches";

/** The first that matches. */
export function redirectAnswer(redirects: readonly WorkerRedirect[], facts: Facts, url: string): Response | undefined {
    const redirect = redirects.find(({ when }) => matches(when, facts));
    if (redirect === undefined) return undefined;
    return new Response(null, {
        status: redirect.status,
        headers: { Location: locationOf(redirect, new URL(url)), "Cache-Control": "no-store" },
    });
}

export function locationOf({ to, keepPath, keepQuery }: WorkerRedirect, { pathname, search }: URL): string {
    const query = keepQuery ? search : "";
    return (keepPath ? to + pathname : to) + (to.includes("?") ? query.replace("?", "&") : query);
}
