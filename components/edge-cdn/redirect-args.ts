import { oneOf } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { hostProblems, pathProblems, validateNamed, type Named } from "./place-args";

/** Requests of a host, or of a part of it, that are sent elsewhere: `www.example.com` to `https://example.com`. */
export interface EdgeRedirect extends Named {
    /** One of `hosts`. */
    readonly host: string;
    /** The beginning of the path. @default "/" */
    readonly path?: string;
    /** `https://example.com`, with a path only where the request's is not kept. */
    readonly to: string;
    /** @default 301 */
    readonly status?: 301 | 302 | 307 | 308;
    /** Whether the request's path comes after `to`. @default true */
    readonly keepPath?: boolean;
    /** Whether its parameters do. @default true */
    readonly keepQuery?: boolean;
}

export const redirectDefaults = { path: "/", status: 301, keepPath: true, keepQuery: true } as const;

export const validateRedirects = (redirects: readonly EdgeRedirect[], hosts: readonly string[], zone: string): Problem[] =>
    validateNamed("redirects", redirects, redirect => {
        const { host, path, to, status, keepPath } = withDefaults(redirectDefaults, redirect);
        return [
            ...(hosts.includes(host) ? hostProblems("host", host, zone) : oneOf("host", host, hosts)),
            ...pathProblems("path", path),
            ...oneOf<number>("status", status, [301, 302, 307, 308]),
            ...targetProblems(to, keepPath),
            ...(leadsBack(redirect)
                ? [{ path: "to", got: to, allowed: "what the redirect itself is not for", fix: "It would lead to itself for ever." }]
                : []),
        ];
    });

function leadsBack(redirect: EdgeRedirect): boolean {
    const { host, path, to, keepPath } = withDefaults(redirectDefaults, redirect);
    if (!URL.canParse(to)) return false;
    const { hostname, pathname } = new URL(to);
    return hostname === host && (keepPath || pathname.startsWith(path));
}

function targetProblems(to: string, keepPath: boolean): Problem[] {
    const allowed = keepPath ? "https:// and a host, without a path" : "https:// and a host, with or without a path";
    const grammar = keepPath ? /^https:\/\/[a-z0-9.-]+$/ : /^https:\/\/[a-z0-9.-]+(\/[\w./~%-]*)?$/;
    return grammar.test(to) && URL.canParse(to) ? [] : [{ path: "to", got: to, allowed }];
}
