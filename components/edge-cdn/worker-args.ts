import type * as pulumi from "@pulumi/pulumi";
import { oneOf, wholeNumber } from "../core/checks";
import { addressRanges } from "../core/cidr";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";

/** How the Worker knows a user: by a signed JSON Web Token. One that is not valid is nobody's. */
export interface EdgeIdentity {
    /** Where the token stands: a header, after `Bearer `, or a cookie. */
    readonly from: { readonly header: string } | { readonly cookie: string };
    /** No other is taken, whatever a token says. */
    readonly algorithm: "HS256" | "RS256" | "ES256";
    /** HS256: the shared secret; otherwise the public key, PEM (SPKI). The shared secret becomes a secret binding. */
    readonly key: pulumi.Input<string>;
    /** The claim that names the user. @default "sub" */
    readonly userClaim?: string;
    /** The claim that names the role. @default "role" */
    readonly roleClaim?: string;
    /** What `iss` must be. @default anything */
    readonly issuer?: string;
    /** What `aud` must name. @default anything */
    readonly audience?: string;
    /** Seconds that clocks may be apart, 0–300. @default 30 */
    readonly clockToleranceSeconds?: number;
}

/** Where the Worker counts. */
export type EdgeStore = DurableObjectStore | RedisStore;

/** In Durable Objects of the Worker: nothing else is needed. */
export interface DurableObjectStore {
    readonly kind: "durable-object";
}

/** In a Redis that is asked by HTTPS, as Upstash's is. */
export interface RedisStore {
    readonly kind: "redis";
    /** `https://….upstash.io` */
    readonly url: pulumi.Input<string>;
    /** Becomes a secret binding. */
    readonly token: pulumi.Input<string>;
}

/** Every request is answered 503 with a page, but for those who may look. */
export interface EdgeMaintenance {
    /** Addresses and ranges that reach the services. @default [] */
    readonly allow?: readonly string[];
    /** The page, HTML of at most 10000 characters. @default one that says that the service is being worked on */
    readonly html?: string;
    /** When clients may ask again, 1–86400. @default 300 */
    readonly retryAfterSeconds?: number;
}

export const identityDefaults = { userClaim: "sub", roleClaim: "role", clockToleranceSeconds: 30 } as const;

export const maintenanceDefaults = {
    allow: [] as readonly string[],
    html: '<!doctype html><html lang="en"><meta charset="utf-8"><title>Maintenance</title><p>We are working on it. Please come back in a few minutes.</p></html>',
    retryAfterSeconds: 300,
} as const;

export function validateIdentity(identity: EdgeIdentity): Problem[] {
    const { from, algorithm, key, userClaim, roleClaim, clockToleranceSeconds } = withDefaults(identityDefaults, identity);
    const name = "header" in from ? from.header : from.cookie;
    return under("identity", [
        ...(/^[A-Za-z0-9_.-]{1,60}$/.test(name) ? [] : [{ path: "from", got: name, allowed: "letters, digits and '-', '_', '.'" }]),
        ...oneOf<string>("algorithm", algorithm, ["HS256", "RS256", "ES256"]),
        ...(typeof key === "string" ? keyProblems(algorithm, key) : []),
        ...[
            { path: "userClaim", got: userClaim },
            { path: "roleClaim", got: roleClaim },
        ]
            .filter(({ got }) => !/^[\w.:/-]{1,100}$/.test(got))
            .map(problem => ({ ...problem, allowed: "the name of a claim" })),
        ...wholeNumber("clockToleranceSeconds", clockToleranceSeconds, 0, 300),
    ]);
}

/** A key is never shown. */
function keyProblems(algorithm: EdgeIdentity["algorithm"], key: string): Problem[] {
    const got = `${key.length} characters`;
    if (algorithm === "HS256") {
        return key.length >= 32 ? [] : [{ path: "key", got, allowed: "32 characters or more for HS256, as RFC 7518 wants" }];
    }
    return key.includes("-----BEGIN PUBLIC KEY-----") ? [] : [{ path: "key", got, allowed: "a public key, PEM (BEGIN PUBLIC KEY)" }];
}

export function validateStore(store: EdgeStore): Problem[] {
    if (store.kind === "durable-object") return [];
    const { url } = store;
    return typeof url === "string" && !/^https:\/\/[^\s@]+$/.test(url)
        ? [{ path: "store.url", got: "another address", allowed: "an https address without a password in it" }]
        : [];
}

export function validateMaintenance(maintenance: EdgeMaintenance): Problem[] {
    const { allow, html, retryAfterSeconds } = withDefaults(maintenanceDefaults, maintenance);
    return under("maintenance", [
        ...addressRanges("allow", allow),
        ...(html.length > 0 && html.length <= 10000
            ? []
            : [{ path: "html", got: `${html.length} characters`, allowed: "1–10000 characters" }]),
        ...wholeNumber("retryAfterSeconds", retryAfterSeconds, 1, 86400),
    ]);
}
