import type * as pulumi from "@pulumi/pulumi";
import type { TunnelEntrance } from "./tunnel-args";

export * from "./defaults";
export type { TunnelEntrance } from "./tunnel-args";
export { validateGateway, validateGatewayRoutes } from "./validate";

/**
 * A gateway of one's own, for any cluster: nginx in a Deployment, its configuration written from the routes and from
 * what stands here.
 *
 * Everything that goes by path is a list of entries, and the entry whose path is the longest that begins a request's
 * counts; of two with the same path, the one that names the host. Paths are whole segments, as an Ingress of type
 * Prefix has them: `/api` and `/api/` are the same, and begin `/api/x` but not `/apix`.
 */
export interface NginxIngressArgs {
    readonly kind: "nginx";
    /** How requests reach the gateway. */
    readonly entrance: NodePortEntrance | LoadBalancerEntrance | TunnelEntrance;
    /** The certificate for all hosts. */
    readonly tls: SelfSignedTls | SecretTls | GivenTls;
    /**
     * The oldest TLS that clients may speak; 1.1 and older are refused whatever stands here.
     * @default "1.2"
     */
    readonly minTls?: "1.2" | "1.3";
    /**
     * Who signs the certificates of clients, in PEM: `edge.originPull()`. Requests without such a certificate are answered
     * 400 and reach no service; those for health are not asked for one. Refused with a tunnel, which has none to show.
     * @default nobody is asked for a certificate
     */
    readonly clientCa?: pulumi.Input<string>;
    /**
     * Whether that holds. `false` lets clients in that show no certificate: for the update before the lock, until the edge shows its
     * own everywhere, and as the way out. Without a `clientCa` it says nothing.
     * @default true
     */
    readonly verifyClients?: boolean;
    /**
     * How many pods, 1–50. Rate limits count in each pod for itself.
     * @default 2
     */
    readonly replicas?: number;
    /**
     * Size of a pod; requests equal limits, and nginx starts a worker for each whole CPU.
     * @default { cpu: "500m", memory: "256Mi" }
     */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /**
     * An nginx of 1.27.3 or later with its module stub_status, that knows `sh` and `awk`, and ends gracefully when it is
     * told to stop (STOPSIGNAL SIGQUIT), as the official images do.
     * @default nginx 1.30 on Alpine, by digest
     */
    readonly image?: string;
    /** The container beside it that tells Prometheus what it counts. @default nginx-prometheus-exporter 1.5, by digest */
    readonly exporterImage?: string;
    /**
     * Ranges of the proxies in front, whose word about a client's address is taken; without any, the client is who
     * connects. A header from anybody else is replaced. Behind a tunnel they are all private ranges where nothing else is
     * said, since nobody but cloudflared gets there.
     * @default []
     */
    readonly trustedProxies?: readonly string[];
    /**
     * The header in which trusted proxies name the client. Behind a tunnel it is CF-Connecting-IP where nothing else is said.
     * @default "X-Forwarded-For"
     */
    readonly realIpHeader?: "X-Forwarded-For" | "CF-Connecting-IP";
    /**
     * Whether X-Request-Id of the edge is taken, for services and the log, where it sets one for every request (`requestId` of
     * EdgeCDN). Otherwise the gateway makes one up. Only where nobody else can reach the gateway: with `clientCa` or a tunnel.
     * @default false
     */
    readonly trustRequestId?: boolean;
    /**
     * Headers of every answer, errors too, in place of what the services send under the same name. `false` takes a
     * default one away and lets the service's through. Values are printable ASCII without `"`, `\` and `$`.
     * @default X-Frame-Options DENY, X-Content-Type-Options nosniff, Referrer-Policy strict-origin-when-cross-origin,
     * Content-Security-Policy default-src 'self'
     */
    readonly headers?: Readonly<Record<string, string | false>>;
    /**
     * Seconds for which browsers use HTTPS only, 0–63072000; 0 sends no Strict-Transport-Security.
     * @default 31536000
     */
    readonly hstsSeconds?: number;
    /** Whether that holds for all hosts below as well. @default false */
    readonly hstsSubdomains?: boolean;
    /** Whether browsers may ship the hosts in their preload lists; wants a year and subdomains. @default false */
    readonly hstsPreload?: boolean;
    /** How many requests a client may make; those beyond are answered 429. @default [] */
    readonly rateLimits?: readonly RateLimit[];
    /** Files whose content never changes under their name. @default [] */
    readonly staticPaths?: readonly StaticPath[];
    /** What is compressed; `false` compresses nothing. @default { minBytes: 1024, types: CSS, JavaScript and JSON } */
    readonly gzip?: GzipArgs | false;
    /** Pages of other origins that may call. @default [] */
    readonly cors?: readonly CorsRule[];
    /** Kinds of files that are refused. @default [] */
    readonly uploads?: readonly UploadRule[];
    /** How large a request's body may be, where it is not 1 MB; larger ones are answered 413. @default [] */
    readonly bodyLimits?: readonly BodyLimit[];
    /** How long the gateway waits for a service, where it is not 5 s to connect, 60 s to send and 60 s to read. @default [] */
    readonly timeouts?: readonly Timeouts[];
    /** Where connections may become WebSockets. @default [] */
    readonly websockets?: readonly PathOfHost[];
    /**
     * Failed attempts after which a pod gets no requests for `failTimeoutSeconds`, 0–100; 0 never.
     * @default 3
     */
    readonly maxFails?: number;
    /**
     * Seconds in which the failures are counted, and for which the pod then gets no requests: 1–3600.
     * @default 30
     */
    readonly failTimeoutSeconds?: number;
    /** The cluster's own domain. @default "cluster.local" */
    readonly clusterDomain?: string;
}

/** Ports of the cluster's nodes: for a laptop. */
export interface NodePortEntrance {
    readonly kind: "node-port";
    /** 30000–32767 @default 30080 */
    readonly httpPort?: number;
    /** 30000–32767; redirects name it. @default 30443 */
    readonly httpsPort?: number;
}

/** A load balancer of the cloud that passes connections on: on EKS a Network Load Balancer. */
export interface LoadBalancerEntrance {
    readonly kind: "load-balancer";
    /** Who may connect: the ranges of the CDN. At least one; on EKS not 0.0.0.0/0. */
    readonly allowedCidrs: readonly string[];
    /** The load balancer's class, on an existing cluster. @default the cluster's own */
    readonly class?: string;
}

/**
 * A certificate that no browser knows, made here: for development, and for a tunnel, where no browser sees it and an
 * authority of its own signs it. Refused with a load balancer.
 */
export interface SelfSignedTls {
    readonly kind: "self-signed";
}

/** A Secret of type kubernetes.io/tls that is in the namespace already: cert-manager's. Read again every 12 hours. */
export interface SecretTls {
    readonly kind: "secret";
    readonly name: string;
}

/** A certificate from elsewhere: one of Cloudflare's Origin CA. */
export interface GivenTls {
    readonly kind: "given";
    /** PEM, with the intermediate ones after it. */
    readonly certificate: pulumi.Input<string>;
    /** PEM; a secret. */
    readonly key: pulumi.Input<string>;
}

export interface PathOfHost {
    /** Letters, digits and `. _ ~ @ + -` between slashes: `/api/auth/`. */
    readonly path: string;
    /** @default every host */
    readonly host?: string;
}

/** By client address, which is the real one behind trusted proxies. */
export interface RateLimit extends PathOfHost {
    /** Lower-case letters, digits, `_` and `-`, each once. */
    readonly name: string;
    /** 1–10000; this or `requestsPerMinute`. @default none */
    readonly requestsPerSecond?: number;
    /** 1–10000 @default none */
    readonly requestsPerMinute?: number;
    /** Requests beyond the rate that are let through at once, 0–10000. */
    readonly burst: number;
    /** Whether these wait until the rate allows them. @default false */
    readonly delay?: boolean;
    /** Memory for addresses: 1 MB holds some 16000. 1–100 @default 10 */
    readonly zoneMegabytes?: number;
}

/**
 * The gateway keeps what is answered 200 without a cookie, and tells browsers to keep it; what the service calls
 * `private` or `no-store` goes through as it is.
 */
export interface StaticPath extends PathOfHost {
    /** 1–31536000 */
    readonly maxAgeSeconds: number;
}

export interface GzipArgs {
    /** Bytes below which nothing is compressed, 20–1048576. @default 1024 */
    readonly minBytes?: number;
    /** Beside text/html. @default ["text/css", "text/javascript", "application/javascript", "application/json"] */
    readonly types?: readonly string[];
}

export interface CorsRule {
    /** @default "/" */
    readonly path?: string;
    /** @default every host */
    readonly host?: string;
    /** Exact ones: `https://www.example.com`. No `*`. */
    readonly origins: readonly string[];
    /** @default ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] */
    readonly methods?: readonly string[];
    /** Headers a page may set. @default ["Authorization", "Content-Type"] */
    readonly headers?: readonly string[];
    /** Whether browsers send cookies along. @default false */
    readonly credentials?: boolean;
    /** How long browsers remember the answer, 0–86400. @default 600 */
    readonly maxAgeSeconds?: number;
}

/**
 * Requests for paths that end in one of these are answered 403, whatever their case. The names of files inside of a
 * form are the service's to check: nginx does not read bodies.
 */
export interface UploadRule extends PathOfHost {
    /** Letters and digits, without the dot: `exe`. */
    readonly refusedExtensions: readonly string[];
}

export interface BodyLimit extends PathOfHost {
    /** 1–10240 */
    readonly megabytes: number;
}

/** What is absent has its default. */
export interface Timeouts extends PathOfHost {
    /** 1–75 @default 5 */
    readonly connectSeconds?: number;
    /** Between two writes, 1–3600. @default 60 */
    readonly sendSeconds?: number;
    /** Between two reads, 1–3600. @default 60 */
    readonly readSeconds?: number;
}
