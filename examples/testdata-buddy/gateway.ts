import type { EdgeCDN, NginxIngressArgs, RateLimit } from "pulumi-webstack";
import { originOf, type Environment } from "./environment";

const year = 31536000;

/** Seconds for which browsers use HTTPS only. */
export const hstsSeconds = year;

/** Files whose names change with what is in them. */
export const staticFiles = { path: "/static/", seconds: year };

/** What nobody uploads: programs and scripts. */
export const refusedExtensions = ["exe", "bat", "cmd", "sh", "php"];

type Place = Pick<NginxIngressArgs, "entrance" | "tls" | "clientCa" | "trustedProxies" | "realIpHeader" | "trustRequestId">;

const onLaptop: Place = { entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };

/**
 * Cloudflare's word about a client's address is taken, and nobody else's. Nobody else gets in, either: neither from other
 * addresses, nor from Cloudflare's without the certificate that it shows for this zone alone.
 */
const behindCloudflare = (edge: EdgeCDN): Place => ({
    entrance: { kind: "load-balancer", allowedCidrs: edge.allowedSources },
    tls: { kind: "given", ...edge.originKeyPair() },
    clientCa: edge.originPull(),
    trustedProxies: edge.allowedSources,
    realIpHeader: "CF-Connecting-IP",
    trustRequestId: true,
});

/** The nginx of the document: limits, headers, static files, and who may call the API from a page. */
export function ingressOf(environment: Environment, edge: EdgeCDN): NginxIngressArgs {
    const { onAws, gateways, domain } = environment;
    const origins = [domain, `www.${domain}`].map(host => originOf(host, environment));
    return {
        kind: "nginx",
        ...(onAws ? behindCloudflare(edge) : onLaptop),
        replicas: gateways,
        hstsSeconds,
        hstsSubdomains: true,
        headers: {
            "X-XSS-Protection": "1; mode=block",
            // The back end says what its pages may load, and only the front end knows where its scripts come from.
            "Content-Security-Policy": false,
        },
        rateLimits: [
            share({ name: "web", path: "/", requestsPerSecond: 30, burst: 20 }, gateways),
            share({ name: "api", path: "/api/", requestsPerSecond: 10, burst: 10 }, gateways),
        ],
        staticPaths: [{ path: staticFiles.path, maxAgeSeconds: staticFiles.seconds }],
        cors: [{ path: "/api/", origins, credentials: true }],
        uploads: [{ path: "/api/", refusedExtensions }],
    };
}

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
