import type { EdgeCDN, NginxIngressArgs, RateLimit } from "pulumi-webstack";
import type { Environment } from "./environment";

const year = 31536000;

/** Seconds: files whose names change with what is in them, answers of the API, pages. */
export const kept = { staticFiles: year, api: 60, html: 300 };
export const staticPath = "/_next/static/";

type Place = Pick<NginxIngressArgs, "entrance" | "tls" | "clientCa" | "trustedProxies" | "realIpHeader" | "trustRequestId">;

const onLaptop: Place = { entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };

/**
 * Cloudflare's word about a client's address and a request's id is taken, and nobody else's. Nobody else gets in, either:
 * neither from other addresses, nor from Cloudflare's without the certificate that it shows for this zone alone.
 */
const behindCloudflare = (edge: EdgeCDN, loadBalancerClass: string | undefined): Place => ({
    entrance: { kind: "load-balancer", allowedCidrs: edge.allowedSources, class: loadBalancerClass },
    tls: { kind: "given", ...edge.originKeyPair() },
    clientCa: edge.originPull(),
    trustedProxies: edge.allowedSources,
    realIpHeader: "CF-Connecting-IP",
    trustRequestId: true,
});

/** What lets requests in: TLS 1.3 alone, and a limit by address where a request costs money, below the edge's by user. */
export function ingressOf({ place, size }: Environment, edge: EdgeCDN): NginxIngressArgs {
    const { gateways } = size;
    return {
        kind: "nginx",
        ...(place === "laptop" ? onLaptop : behindCloudflare(edge, place === "shared" ? "eks.amazonaws.com/nlb" : undefined)),
        replicas: gateways,
        minTls: "1.3",
        hstsSeconds: year,
        hstsSubdomains: true,
        // The application knows where its own scripts come from.
        headers: { "Content-Security-Policy": false },
        rateLimits: [
            share({ name: "gacha", path: "/api/gacha/", requestsPerMinute: 10, burst: 9 }, gateways),
            share({ name: "payment", path: "/api/payment/", requestsPerMinute: 5, burst: 4 }, gateways),
        ],
        staticPaths: [{ path: staticPath, maxAgeSeconds: kept.staticFiles }],
    };
}

/**
 * One of so many equal parts, which never let through more than the whole: each pod counts requests for itself, and a
 * client's connections are spread over all of them. The first request of a burst is free.
 */
function share(limit: RateLimit & { readonly requestsPerMinute: number }, parts: number): RateLimit {
    return {
        ...limit,
        requestsPerMinute: Math.floor(limit.requestsPerMinute / parts),
        burst: Math.floor((limit.burst + 1) / parts) - 1,
    };
}
