import { distinct, oneOf, wholeNumber } from "../core/checks";
import { addressRanges } from "../core/cidr";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";
import { endings } from "./cache-args";
import { placeProblems, validateNamed, type Named, type Place } from "./place-args";

/** What is turned away with 403 before it reaches the services. */
export interface WafArgs {
    /**
     * Cloudflare's managed rules, from Pro. On Free Cloudflare runs its small free ruleset, whatever stands here.
     * @default true from Pro
     */
    readonly managed?: boolean;
    /** The OWASP Core Ruleset, from Pro: it scores requests, bodies too. @default none: it knows no application, and takes some for attacks */
    readonly owasp?: OwaspArgs;
    /** Query strings that look like SQL: a coarse net below the managed rules. @default false */
    readonly sqlInjection?: boolean;
    /** Query strings that look like scripts. @default false */
    readonly crossSiteScripting?: boolean;
    /** Texts in the User-Agent, whatever their case: `sqlmap`. @default none */
    readonly badBots?: readonly string[];
    /** Addresses and ranges, IPv4 or IPv6. @default none */
    readonly blockedAddresses?: readonly string[];
    /** ISO 3166-1 alpha-2: `KP`; `T1` is Tor. @default none */
    readonly blockedCountries?: readonly string[];
    /** Paths that only some addresses may ask for. @default none */
    readonly adminPaths?: readonly AdminPath[];
    /** Files that are refused. @default none */
    readonly uploads?: readonly EdgeUploadRule[];
}

export interface OwaspArgs {
    /** 1–4; higher finds more, and mistakes more. @default 1 */
    readonly paranoia?: 1 | 2 | 3 | 4;
    /** The score that is turned away: `low` 60, `medium` 40, `high` 25. @default "medium" */
    readonly sensitivity?: "low" | "medium" | "high";
}

export interface AdminPath extends Named, Place {
    readonly path: string;
    /** Addresses and ranges that may; at least one. */
    readonly allow: readonly string[];
}

/**
 * Paths that end so, and forms (multipart/form-data) with a file whose name does. Rules see paths alone: forms are
 * read by the Worker, which holds a body in memory, so that larger ones are answered 413.
 */
export interface EdgeUploadRule extends Named, Place {
    readonly path: string;
    /** Without the dot: `exe`. */
    readonly refusedExtensions: readonly string[];
    /** How large a form may be, 1–50. @default 10 */
    readonly maxMegabytes?: number;
}

export const owaspDefaults = { paranoia: 1, sensitivity: "medium" } as const;

export const uploadDefaults = { maxMegabytes: 10 } as const;

export function validateWaf(waf: WafArgs, zone: string): Problem[] {
    const { paranoia, sensitivity } = withDefaults(owaspDefaults, waf.owasp ?? {});
    const { badBots = [], blockedAddresses = [], blockedCountries = [], adminPaths = [], uploads = [] } = waf;
    return under("waf", [
        ...oneOf<number>("owasp.paranoia", paranoia, [1, 2, 3, 4]),
        ...oneOf<string>("owasp.sensitivity", sensitivity, ["low", "medium", "high"]),
        ...badBots
            .filter(text => !/^[\x20-\x7e]{3,100}$/.test(text))
            .map(got => ({ path: "badBots", got, allowed: "3–100 characters of printable ASCII" })),
        ...distinct("badBots", badBots),
        ...addressRanges("blockedAddresses", blockedAddresses),
        ...distinct("blockedAddresses", blockedAddresses),
        ...blockedCountries
            .filter(code => !/^([A-Z]{2}|T1)$/.test(code))
            .map(got => ({ path: "blockedCountries", got, allowed: "two capital letters, as ISO 3166-1 has them" })),
        ...distinct("blockedCountries", blockedCountries),
        ...validateNamed("adminPaths", adminPaths, rule => [
            ...placeProblems(rule, zone),
            ...(rule.allow.length > 0 ? [] : [{ path: "allow", got: [], allowed: "at least one range" }]),
            ...addressRanges("allow", rule.allow),
        ]),
        ...validateNamed("uploads", uploads, rule => [
            ...placeProblems(rule, zone),
            ...endings("refusedExtensions", rule.refusedExtensions),
            ...wholeNumber("maxMegabytes", withDefaults(uploadDefaults, rule).maxMegabytes, 1, 50),
        ]),
    ]);
}
