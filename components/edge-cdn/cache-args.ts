import { distinct, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { hostProblems, pathProblems, validateNamed, type Named } from "./place-args";

/**
 * Answers to paths that begin with a prefix are kept, in Cloudflare's cache or in the Worker's. Of several that match a
 * request the last one counts.
 */
export interface CacheRule extends Named {
    /** `/static/` */
    readonly pathPrefix: string;
    /** In the zone. @default all of `hosts` */
    readonly host?: string;
    /** Endings of paths, without the dot: `css`. @default all */
    readonly extensions?: readonly string[];
    /**
     * Whether the answer is the same for everybody, so that cookies and tokens do not matter. Without it, requests with
     * a session or a token pass the cache by, and answers that set a cookie or are private are not kept: what an answer
     * says only the Worker sees, so that such a rule lives there.
     * @default false
     */
    readonly shared?: boolean;
    /**
     * Seconds at the edge, 0–31536000; `origin` keeps an answer for as long as its own Cache-Control says, 0 keeps nothing: what an
     * earlier rule would keep.
     * Cache rules of Free keep for two hours at least, those of Pro for one: what is shorter moves to the Worker. The Worker keeps
     * by seconds alone.
     */
    readonly edgeSeconds: number | "origin";
    /**
     * Seconds in browsers, 0–31536000; `origin` leaves to them what the origin says. Nobody can empty their caches: a number is for
     * names that change with the content.
     * @default "origin"
     */
    readonly browserSeconds?: number | "origin";
    /** Whether browsers need never ask again while they keep it: for names that change with the content. @default false */
    readonly immutable?: boolean;
    /**
     * Statuses that are kept for so many seconds, 200–599; others are not. `any` keeps errors for as long as the rest. With
     * `origin` it is the origin that says.
     * @default [200]
     */
    readonly statuses?: readonly number[] | "any";
    /** What tells answers apart beside host, path and parameters. @default nothing */
    readonly vary?: CacheVary;
}

/** Below Enterprise, what tells answers apart moves a rule to the Worker. */
export interface CacheVary {
    /** Headers of the request: `Accept-Language`. @default none */
    readonly headers?: readonly string[];
    /** Cookies that are no sessions: a language, a theme. @default none */
    readonly cookies?: readonly string[];
    /** Parameters that matter; others are one and the same. @default "all" */
    readonly query?: readonly string[] | "all";
}

export const cacheDefaults = {
    browserSeconds: "origin" as number | "origin",
    shared: false,
    immutable: false,
    statuses: [200] as readonly number[] | "any",
} as const;

/** A year. */
const longest = 31536000;

export const validateCaches = (caches: readonly CacheRule[], zone: string): Problem[] =>
    validateNamed("caches", caches, rule => cacheProblems(rule, zone));

function cacheProblems(rule: CacheRule, zone: string): Problem[] {
    const { edgeSeconds, browserSeconds, statuses, vary = {} } = withDefaults(cacheDefaults, rule);
    return [
        ...pathProblems("pathPrefix", rule.pathPrefix),
        ...(rule.host === undefined ? [] : hostProblems("host", rule.host, zone)),
        ...endings("extensions", rule.extensions ?? ["css"]),
        ...(edgeSeconds === "origin" ? [] : wholeNumber("edgeSeconds", edgeSeconds, 0, longest)),
        ...(browserSeconds === "origin" ? [] : wholeNumber("browserSeconds", browserSeconds, 0, longest)),
        ...(rule.immutable && browserSeconds === "origin"
            ? [{ path: "immutable", got: true, allowed: "with browserSeconds as a number", fix: "Otherwise the origin says it." }]
            : []),
        ...(edgeSeconds === "origin" && !rule.shared
            ? [
                  {
                      path: "edgeSeconds",
                      got: "origin",
                      allowed: "seconds, unless `shared`",
                      fix: "What is private only the Worker tells, which keeps by seconds.",
                  },
              ]
            : []),
        ...(edgeSeconds === 0 ? withNothing(rule) : []),
        ...(statuses === "any" ? [] : statusProblems(statuses)),
        ...headerNames("vary.headers", vary.headers ?? []),
        ...headerNames("vary.cookies", vary.cookies ?? []),
        ...(vary.query === undefined || vary.query === "all" ? [] : headerNames("vary.query", vary.query)),
    ];
}

/** What is not kept has nothing to be said of. */
const withNothing = (rule: CacheRule): Problem[] =>
    (["browserSeconds", "immutable", "statuses", "vary", "shared"] as const)
        .filter(key => rule[key] !== undefined && rule[key] !== false)
        .map(key => ({ path: key, got: rule[key], allowed: "nothing, with edgeSeconds 0" }));

function statusProblems(statuses: readonly number[]): Problem[] {
    if (statuses.length === 0) return [{ path: "statuses", got: [], allowed: "at least one status" }];
    return [
        ...statuses.flatMap((status, index) => wholeNumber(`statuses.${index}`, status, 200, 599)),
        ...distinct("statuses", statuses.map(String)),
    ];
}

/** Endings of paths or of files' names. */
export function endings(path: string, values: readonly string[]): Problem[] {
    if (values.length === 0) return [{ path, got: [], allowed: "at least one ending" }];
    return [
        ...values
            .filter(value => !/^[A-Za-z0-9]{1,10}$/.test(value))
            .map(got => ({ path, got, allowed: "letters and digits, without the dot: exe" })),
        ...distinct(
            path,
            values.map(value => value.toLowerCase()),
        ),
    ];
}

const headerNames = (path: string, names: readonly string[]): Problem[] => [
    ...names
        .filter(name => !/^[\w.-]{1,100}$/.test(name))
        .map(got => ({ path, got, allowed: "names of letters, digits, '-', '_' and '.'" })),
    ...distinct(path, names),
];
