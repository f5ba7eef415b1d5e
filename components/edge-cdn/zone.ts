import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { edgeDefaults, type CloudflareArgs } from "./args";
import { planLimits, type Plan } from "./plans";
import type { ZoneArgs } from "./zone-args";

/** What belongs to the zone as a whole; returns the DS record that the registrar needs, where the zone is signed. */
export function createZone(self: Component, args: CloudflareArgs): pulumi.Output<string> | undefined {
    const { zoneId, minTls, bots, plan, images, dnssec } = withDefaults(edgeDefaults, args);
    const settings: Record<string, string> = {
        // TLS to the origin is checked, plain HTTP is redirected, old TLS is refused.
        ssl: "strict",
        min_tls_version: minTls,
        tls_1_3: "on",
        always_use_https: "on",
        automatic_https_rewrites: "on",
        http3: "on",
        brotli: "on",
        websockets: "on",
        ...(images && planLimits[plan].images ? imageSettings[images] : {}),
    };
    for (const [settingId, value] of Object.entries(settings)) {
        self.child(cloudflare.ZoneSetting, settingId.replace(/_/g, "-"), { zoneId, settingId, value });
    }
    // Rules compare paths: one that is written in another way is the same path. It stays for the stack that has the zone next.
    self.child(
        cloudflare.UrlNormalizationSettings,
        "url-normalization",
        { zoneId, scope: "incoming", type: "cloudflare" },
        { retainOnDelete: true },
    );
    if (bots) self.child(cloudflare.BotManagement, "bots", { zoneId, ...botSettings(bots, plan) });
    createCaa(self, args);
    return dnssec ? self.child(cloudflare.ZoneDnssec, "dnssec", { zoneId, status: "active" }, { retainOnDelete: true }).ds : undefined;
}

/** Polish, and the format that browsers of today know. */
const imageSettings = {
    original: { polish: "off", webp: "off" },
    lossless: { polish: "lossless", webp: "on" },
    lossy: { polish: "lossy", webp: "on" },
};

/** Bots that search engines and others are known by are let through; files are not guarded. */
function botSettings(bots: NonNullable<ZoneArgs["bots"]>, plan: Plan) {
    if (plan === "free") return { fightMode: bots !== "allow" };
    const actions = { allow: "allow", challenge: "managed_challenge", block: "block" };
    return {
        sbfmDefinitelyAutomated: actions[bots],
        // A likely one may be a person.
        ...(planLimits[plan].bots.likely ? { sbfmLikelyAutomated: bots === "allow" ? "allow" : "managed_challenge" } : {}),
        sbfmVerifiedBots: "allow",
        sbfmStaticResourceProtection: false,
    };
}

/** ACM's. Cloudflare adds those of its own certificates by itself, unseen, once there is any record of this type. */
const ownIssuers = ["amazon.com"];

function createCaa(self: Component, { caa, zoneId, zoneName }: CloudflareArgs): void {
    if (!caa) return;
    const record = (tag: "issue" | "issuewild", value: string) =>
        self.child(cloudflare.DnsRecord, `caa-${tag}-${value}`, {
            zoneId,
            name: zoneName,
            type: "CAA",
            data: { flags: 0, tag, value },
            ttl: 3600,
            comment: `${self.name}, by Pulumi`,
        });
    for (const issuer of new Set([...ownIssuers, ...caa])) {
        record("issue", issuer);
        record("issuewild", issuer);
    }
}
