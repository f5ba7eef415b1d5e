import type { PropertyMap } from "../../types";
import { hash, type StandIn, type Subject } from "./index";

const extras: Record<string, (id: string) => PropertyMap> = {
    "cloudflare:index/zone:Zone": () => ({ nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"], status: "pending" }),
    "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": () => ({ status: "inactive" }),
    // The tag that tokens for the application are made out to.
    "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": id => ({ aud: `${id}${id}` }),
    "cloudflare:index/zoneDnssec:ZoneDnssec": id => ({
        status: "pending",
        keyTag: 2371,
        algorithm: "13",
        ds: `stand-in.example. 3600 IN DS 2371 13 2 ${id}${id}`.replace(/[0-9a-f]{64}$/, digest => digest.toUpperCase()),
    }),
    "cloudflare:index/originCaCertificate:OriginCaCertificate": () => ({
        certificate: "-----BEGIN CERTIFICATE-----\nc3RhbmQtaW4=\n-----END CERTIFICATE-----\n",
    }),
};

/** Cloudflare's ids are 32 hexadecimal digits. */
export function cloudflareStandIn({ type, urn }: Subject): StandIn {
    const id = hash(urn, 32);
    return { id, outputs: extras[type]?.(id) ?? {} };
}
