import type { EdgeCDN, NginxIngressArgs, RateLimit } from "pulumi-webstack";
import type { Environment } from "./environment";

/** Seconds for which browsers use HTTPS only: two years, as lists of preloaded hosts like it. */
export const hstsSeconds = 63072000;

/** Seconds in a year: for files whose names change with what is in them. */
export const year = 31536000;

type Place = Pick<NginxIngressArgs, "entrance" | "tls" | "clientCa" | "trustedProxies" | "realIpHeader">;

const onLaptop: Place = { entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };

/** Cloudflare's word about a client's address is taken, and nobody else gets in: neither from other addresses, nor without the zone's certificate. */
const behindCloudflare = (edge: EdgeCDN): Place => ({
    entrance: { kind: "load-balancer", allowedCidrs: edge.allowedSources },
    tls: { kind: "given", ...edge.originKeyPair() },
    clientCa: edge.originPull(),
    trustedProxies: edge.allowedSources,
    realIpHeader: "CF-Connecting-IP",
});

/** The nginx of the document: limits, headers, times. */
export const ingressOf = ({ onAws, gateways }: Environment, edge: EdgeCDN): NginxIngressArgs => ({
    kind: "nginx",
    ...(onAws ? behindCloudflare(edge) : onLaptop),
    replicas: gateways,
    hstsSeconds,
    hstsSubdomains: true,
    hstsPreload: true,
    headers: { "X-XSS-Protection": "1; mode=block" },
    rateLimits: [
        share({ name: "api", path: "/api/", requestsPerSecond: 10, burst: 20 }, gateways),
        share({ name: "chat", path: "/api/v1/sessions/", requestsPerSecond: 5, burst: 10 }, gateways),
    ],
    timeouts: [{ path: "/api/", connectSeconds: 5, sendSeconds: 60, readSeconds: 60 }],
});

/**
 * One of so many equal parts, which never let through more than the whole: each pod counts requests for itself, and a
 * client's connections are spread over all of them. The first request of a burst is free.
 */
function share(limit: RateLimit & { readonly requestsPerSecond: number }, parts: number): RateLimit {
    return {
        ...limit,
        requestsPerSecond: Math.floor(limit.requestsPerSecond / parts),
        burst: Math.floor((limit.burst + 1) / parts) - 1,
    };
}
