import type { EdgeCDN, NginxIngressArgs, RateLimit } from "pulumi-webstack";
import type { Environment } from "./environment";
import { vitalsPath } from "./telemetry";

const year = 31536000;

/** Two years. */
export const hstsSeconds = 63072000;

/** Files whose names change with what is in them. */
export const staticFiles = { path: "/_next/static/", seconds: year };

type Place = Pick<NginxIngressArgs, "entrance" | "tls" | "clientCa" | "trustedProxies" | "realIpHeader">;

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
});

/**
 * The nginx of the document: what it says of upstreams, headers, gzip and TLS is the gateway's default. Each pod counts
 * requests for itself, and a client's connections are spread over all of them: each has its share of the rate.
 */
export function ingressOf({ network, gateways, monitoring }: Environment, edge: EdgeCDN): NginxIngressArgs {
    return {
        kind: "nginx",
        ...(network ? behindCloudflare(edge) : onLaptop),
        replicas: gateways,
        hstsSeconds,
        rateLimits: [
            share({ name: "api", path: "/api/", requestsPerSecond: 10, burst: 20 }, gateways),
            share({ name: "login", path: "/api/auth/", requestsPerMinute: 5, burst: 5 }, gateways),
            // Anybody may report: a page does so a few times.
            ...(monitoring ? [share({ name: "vitals", path: `${vitalsPath}/`, requestsPerSecond: 4, burst: 19 }, gateways)] : []),
        ],
        staticPaths: [{ path: staticFiles.path, maxAgeSeconds: staticFiles.seconds }],
        timeouts: [{ path: "/", connectSeconds: 60, sendSeconds: 60, readSeconds: 60 }],
    };
}

/** One of so many equal parts, which never let through more than the whole. The first request of a burst is free. */
function share({ requestsPerSecond: second, requestsPerMinute: minute, burst, ...rest }: RateLimit, parts: number): RateLimit {
    return {
        ...rest,
        ...(second === undefined ? {} : { requestsPerSecond: Math.floor(second / parts) }),
        ...(minute === undefined ? {} : { requestsPerMinute: Math.floor(minute / parts) }),
        burst: Math.floor((burst + 1) / parts) - 1,
    };
}
