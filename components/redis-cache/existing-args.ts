import type * as pulumi from "@pulumi/pulumi";
import { hostName, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { cacheDefaults, validateTtls, type CacheArgs } from "./common-args";

/** A server that somebody else runs, such as Upstash's: reached over TLS and in no other way. Nothing is made. */
export interface ExistingCacheArgs extends CacheArgs {
    readonly kind: "existing";
    /** `apn1-merry-cat-12345.upstash.io` */
    readonly host: string;
    /** Where it takes TLS. @default 6379 */
    readonly port?: number;
    /** Printable, without spaces. @default "default" */
    readonly username?: string;
    /** A secret from here on, whether it was one before or not. */
    readonly password: pulumi.Input<string>;
    /**
     * PEM of the authority that vouches for the server.
     * @default none: those that every machine knows do
     */
    readonly authority?: pulumi.Input<string>;
}

export const existingDefaults = { ...cacheDefaults, port: 6379, username: "default" } as const;

export function validateExisting(args: ExistingCacheArgs): Problem[] {
    const { host, port, username, password, ttlSeconds } = withDefaults(existingDefaults, args);
    return [
        ...validateTtls(ttlSeconds),
        ...hostName("host", host),
        ...wholeNumber("port", port, 1, 65535),
        ...(/^[!-~]+$/.test(username) ? [] : [{ path: "username", got: username, allowed: "printable characters, and no spaces" }]),
        ...(password === "" ? [{ path: "password", got: password, allowed: "a password: a server without one is open to anyone" }] : []),
    ];
}
