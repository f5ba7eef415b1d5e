import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { EdgeCDN, type CloudflareArgs, type EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { kept, staticPath } from "./gateway";
import { limitStore } from "./limit-store";
import { oncall } from "./oncall";
import { blocked, cloudflare as zone, redisRestUrl, trusted } from "./settings";

/** The hosts of the colours, and of the one that was live before. */
export const colorHosts = ["blue", "green", "blue-prev"] as const;

/** Of several rules for a request the last one counts. Pages and answers are kept for the site alone: each colour's own host shows what runs now. */
const cachesOf = (domain: string): CloudflareArgs["caches"] => [
    { name: "html", pathPrefix: "/", host: domain, edgeSeconds: kept.html },
    { name: "api", pathPrefix: "/api/", host: domain, edgeSeconds: kept.api },
    // Whoever asks how it is wants to know how it is now.
    { name: "health", pathPrefix: "/api/health", host: domain, edgeSeconds: 0 },
    // Browsers hear from the gateway for how long.
    { name: "static", pathPrefix: staticPath, shared: true, edgeSeconds: kept.staticFiles },
];

/**
 * What the document asks for is by user, whoever is not signed in by address; a payment that cannot be counted waits. Before
 * that nobody alone asks for as much as the whole system is for, which is 1,000 requests a minute.
 */
const rateLimits: CloudflareArgs["rateLimits"] = [
    { name: "flood", path: "/api/", requests: 170, periodSeconds: 10 },
    { name: "users", path: "/api/", per: "user", requests: 100, periodSeconds: 600, roles: { vtuber: 500, admin: 1000 } },
    { name: "gacha", path: "/api/gacha", per: "user", requests: 10, periodSeconds: 60 },
    { name: "payment", path: "/api/payment", per: "user", requests: 5, periodSeconds: 60, onStoreFailure: "closed" },
];

const edgeOf = ({ domain, size }: Environment, tokenKey: pulumi.Input<string>, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    zone
        ? {
              ...size.edge,
              kind: "cloudflare",
              ...zone,
              zoneName: domain,
              hosts: [domain, ...colorHosts.map(part => `${part}.${domain}`)],
              minTls: "1.3",
              bots: "challenge",
              caches: cachesOf(domain),
              rateLimits,
              identity: { from: { header: "Authorization" }, algorithm: "RS256", key: tokenKey },
              store: limitStore(redisRestUrl),
              waf: { ...size.edge.waf, blockedAddresses: blocked.addresses, blockedCountries: blocked.countries },
              requestId: true,
              alerts: { emails: oncall },
              tags,
          }
        : { kind: "none" };

/** What stands before the gateway on AWS: Cloudflare, in the environment's own zone. */
export function createEdge(
    environment: Environment,
    tokenKey: pulumi.Input<string>,
    tags: Readonly<Record<string, string>>,
    providers: Readonly<Record<string, pulumi.ProviderResource>>,
): EdgeCDN {
    const edge = new EdgeCDN("edge", edgeOf(environment, tokenKey, tags), { providers });
    // Of the edge, so that they move with it to the other region.
    for (const value of zone ? trusted : []) {
        new cloudflare.AccessRule(
            `edge-trusted-${value}`,
            {
                zoneId: zone!.zoneId,
                mode: "whitelist",
                configuration: { target: "ip", value },
                notes: "No bot, though it may look like one",
            },
            { parent: edge },
        );
    }
    return edge;
}
