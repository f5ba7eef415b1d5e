/** What is taken where an option is absent; the docstrings of the options say the same. */
export const gatewayDefaults = {
    minTls: "1.2",
    replicas: 2,
    resources: { cpu: "500m", memory: "256Mi" },
    trustedProxies: [],
    realIpHeader: "X-Forwarded-For",
    trustRequestId: false,
    verifyClients: true,
    hstsSeconds: 31536000,
    hstsSubdomains: false,
    hstsPreload: false,
    rateLimits: [],
    staticPaths: [],
    cors: [],
    uploads: [],
    bodyLimits: [],
    timeouts: [],
    websockets: [],
    maxFails: 3,
    failTimeoutSeconds: 30,
    clusterDomain: "cluster.local",
} as const;

/**
 * What is taken in their place behind a tunnel. Only cloudflared's pods reach the gateway, and they have addresses that are
 * nobody's on the internet; Cloudflare writes this header itself, whatever a client sends.
 */
export const tunnelledDefaults = {
    trustedProxies: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"],
    realIpHeader: "CF-Connecting-IP",
} as const;

export const tunnelDefaults = { replicas: 2, resources: { cpu: "250m", memory: "256Mi" } } as const;
export const nodePortDefaults = { httpPort: 30080, httpsPort: 30443 } as const;
export const headerDefaults = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'self'",
} as const;
export const gzipDefaults = {
    minBytes: 1024,
    types: ["text/css", "text/javascript", "application/javascript", "application/json"],
} as const;
export const corsDefaults = {
    path: "/",
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    headers: ["Authorization", "Content-Type"],
    credentials: false,
    maxAgeSeconds: 600,
} as const;
export const rateLimitDefaults = { delay: false, zoneMegabytes: 10 } as const;
export const timeoutDefaults = { connectSeconds: 5, sendSeconds: 60, readSeconds: 60 } as const;
