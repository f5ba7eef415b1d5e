import { distinct, hostName, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";

/** Settings of the whole zone: of the stack that owns it. */
export interface ZoneArgs {
    /**
     * Seconds browsers insist on HTTPS for, 0–63072000; a year by default. It is sent as a header: the zone's own setting ends at
     * twelve months. In a shared zone nothing is sent unless it stands here: the services say it.
     * @default 31536000
     */
    readonly hstsSeconds?: number;
    /** Whether that holds for all hosts below as well. @default true */
    readonly hstsSubdomains?: boolean;
    /** Whether browsers may ship the hosts in their preload lists; wants a year and subdomains. @default false */
    readonly hstsPreload?: boolean;
    /** Oldest TLS version that clients may use. @default "1.2" */
    readonly minTls?: "1.2" | "1.3";
    /**
     * Whether Cloudflare signs the zone. It counts once the registrar has the DS record (`dnssec`, an output); it stays signed when
     * this component goes, or resolvers would refuse the zone until the DS record goes too.
     * @default false
     */
    readonly dnssec?: boolean;
    /**
     * Who may issue certificates, beside the authorities that Cloudflare (which adds its own) and ACM use: domains of issuers. Records of type CAA of
     * the zone's name, for names below too.
     * @default no records: anybody may
     */
    readonly caa?: readonly string[];
    /**
     * What is done about automated clients: nothing, a challenge, or a block. Webhooks and API clients are such too.
     * @default as the zone has it
     */
    readonly bots?: "allow" | "challenge" | "block";
    /** Pictures as they are, or, from Pro, in a smaller size and format: without loss, or with some. @default as the zone has it */
    readonly images?: "original" | "lossless" | "lossy";
}

export const zoneDefaults = {
    hstsSeconds: 31536000,
    hstsSubdomains: true,
    hstsPreload: false,
    minTls: "1.2",
    dnssec: false,
} as const;

export function validateZone(args: ZoneArgs): Problem[] {
    const { hstsSeconds, hstsSubdomains, hstsPreload, minTls, bots, images, caa = [] } = withDefaults(zoneDefaults, args);
    return [
        ...wholeNumber("hstsSeconds", hstsSeconds, 0, 63072000),
        ...(hstsPreload && (hstsSeconds < 31536000 || !hstsSubdomains)
            ? [{ path: "hstsPreload", got: true, allowed: "with hstsSeconds of 31536000 or more and hstsSubdomains" }]
            : []),
        ...oneOf<string>("minTls", minTls, ["1.2", "1.3"]),
        ...(bots === undefined ? [] : oneOf<string>("bots", bots, ["allow", "challenge", "block"])),
        ...(images === undefined ? [] : oneOf<string>("images", images, ["original", "lossless", "lossy"])),
        ...caa.flatMap((issuer, index) => hostName(`caa.${index}`, issuer)),
        ...distinct("caa", caa),
    ];
}
