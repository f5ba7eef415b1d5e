import { distinct, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { placeProblems, validateNamed, type Named, type Place } from "./place-args";

/**
 * How many requests a client may make; those beyond are answered 429. By address it is a rule of Cloudflare where the
 * plan holds it: counted in each of its places for itself, and a client that was too fast waits for a whole period.
 * Otherwise the Worker counts, over all places, and lets through exactly `requests` in any period.
 */
export interface EdgeRateLimit extends Named, Place {
    /** In capitals: `POST`. @default all */
    readonly methods?: readonly string[];
    /** Whose requests are counted together. Who is not signed in counts by address. @default "address" */
    readonly per?: "address" | "user";
    /** In a period, 1–10000. */
    readonly requests: number;
    /** Seconds, 1–86400. */
    readonly periodSeconds: number;
    /** In place of `requests`, for users of a role, 1–10000: `{ admin: 1000 }`. Needs `per` user. @default none */
    readonly roles?: Readonly<Record<string, number>>;
    /**
     * What happens while the Worker's counter does not answer: requests go on, or are answered 503. `closed` is for what costs
     * money; for the rest a counter that is down must not shut everybody out.
     * @default "open"
     */
    readonly onStoreFailure?: "open" | "closed";
}

export const rateLimitDefaults = { path: "/", per: "address", onStoreFailure: "open" } as const;

const mostRequests = 10000;

/** @param identified whether it is known who a user is */
export const validateRateLimits = (limits: readonly EdgeRateLimit[], zone: string, identified: boolean): Problem[] =>
    validateNamed("rateLimits", limits, limit => limitProblems(limit, zone, identified));

function limitProblems(limit: EdgeRateLimit, zone: string, identified: boolean): Problem[] {
    const { per, onStoreFailure, methods, roles = {} } = withDefaults(rateLimitDefaults, limit);
    return [
        ...placeProblems(limit, zone),
        ...(methods === undefined ? [] : methodProblems(methods)),
        ...oneOf<string>("per", per, ["address", "user"]),
        ...oneOf<string>("onStoreFailure", onStoreFailure, ["open", "closed"]),
        ...wholeNumber("requests", limit.requests, 1, mostRequests),
        ...wholeNumber("periodSeconds", limit.periodSeconds, 1, 86400),
        ...Object.entries(roles).flatMap(([role, requests]) => [
            ...(/^[\w.:-]{1,60}$/.test(role)
                ? []
                : [{ path: `roles.${role}`, got: role, allowed: "names of letters, digits and '_', '.', ':', '-'" }]),
            ...wholeNumber(`roles.${role}`, requests, 1, mostRequests),
        ]),
        ...(limit.roles && per !== "user" ? [{ path: "roles", got: limit.roles, allowed: "with per: user" }] : []),
        ...(per === "user" && !identified
            ? [{ path: "per", got: per, allowed: "address, without `identity`", fix: "Say in `identity` how a user is known." }]
            : []),
    ];
}

const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function methodProblems(methods: readonly string[]): Problem[] {
    if (methods.length === 0) return [{ path: "methods", got: [], allowed: "at least one method" }];
    return [...methods.flatMap((method, index) => oneOf(`methods.${index}`, method, knownMethods)), ...distinct("methods", methods)];
}
