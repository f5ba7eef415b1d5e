import type { CloudflareArgs } from "../../../components/edge-cdn";
import type { Plan } from "../../../components/edge-cdn/plans";

export const zoneId = "0123456789abcdef0123456789abcdef";
export const accountId = "fedcba9876543210fedcba9876543210";

/** Nothing but its hosts. */
export const bare: CloudflareArgs = { kind: "cloudflare", zoneId, zoneName: "example.com", hosts: ["example.com", "api.example.com"] };

/** Everything that a plan can have, and that needs an account. */
export const full = (plan: Plan): CloudflareArgs => ({
    ...bare,
    hosts: ["example.com", "www.example.com", "api.example.com", "blue.example.com", "green.example.com"],
    plan,
    accountId,
    hstsSeconds: 63072000,
    hstsPreload: true,
    minTls: "1.3",
    dnssec: true,
    caa: ["letsencrypt.org"],
    bots: plan === "free" ? "challenge" : "block",
    ...(plan === "free" ? {} : { images: "lossy" }),
    headers: { "X-Frame-Options": "DENY" },
    requestId: true,
    redirects: [{ name: "www", host: "www.example.com", to: "https://example.com", status: 308 }],
    caches: [
        { name: "pages", pathPrefix: "/", host: "example.com", edgeSeconds: 300 },
        {
            name: "static",
            pathPrefix: "/static/",
            extensions: ["css", "JS"],
            shared: true,
            edgeSeconds: 31536000,
            browserSeconds: 31536000,
            immutable: true,
            statuses: "any",
        },
        { name: "feed", pathPrefix: "/feed/", shared: true, edgeSeconds: 7200, statuses: [404, 200] },
    ],
    rateLimits: [
        { name: "all", requests: 300, periodSeconds: 10 },
        { name: "login", path: "/login", host: "example.com", methods: ["POST"], requests: 5, periodSeconds: 60 },
        { name: "users", path: "/api/", per: "user", requests: 100, periodSeconds: 600, roles: { admin: 1000 } },
    ],
    waf: {
        ...(plan === "free" ? {} : { owasp: { paranoia: 2, sensitivity: "high" } }),
        sqlInjection: true,
        crossSiteScripting: true,
        badBots: ["sqlmap", 'Quote"Bot\\1'],
        blockedAddresses: ["198.51.100.0/24", "2001:db8:bad::/48"],
        blockedCountries: ["KP", "T1"],
        adminPaths: [{ name: "console", path: "/admin", host: "example.com", allow: ["203.0.113.0/24", "2001:db8:a::1"] }],
        uploads: [{ name: "forms", path: "/upload/", refusedExtensions: ["exe", "PHP"], maxMegabytes: 2 }],
    },
    identity: { from: { cookie: "token" }, algorithm: "HS256", key: "a-secret-that-has-32-characters-or-more" },
    sessionCookies: ["session"],
    alerts: { emails: ["ops@example.com"], ...(plan === "free" ? {} : { webhook: { url: "https://hooks.example.com/1", secret: "s" } }) },
    ...(plan === "enterprise" ? { logpush: { bucket: "logs", region: "eu-west-1", ownershipChallenge: "challenge-text" } } : {}),
});

type Described = Pick<CloudflareArgs, "zoneName" | "hosts" | "caches" | "rateLimits" | "identity" | "store">;

/** Rates a second as they are written, and over the shortest period that rules count. */
const perSecond = (name: string, path: string, requests: number): NonNullable<CloudflareArgs["rateLimits"]> => [
    { name, path, requests, periodSeconds: 1 },
    { name: `${name}-ten`, path, requests: 10 * requests, periodSeconds: 10 },
];

const forever = { shared: true, edgeSeconds: 31536000, browserSeconds: 31536000, immutable: true } as const;

/** The limits and caches that the five systems ask for. */
export const systems: Readonly<Record<string, Described>> = {
    wakeup: {
        zoneName: "wakeup.example",
        hosts: ["wakeup.example", "api.wakeup.example"],
        caches: [{ name: "static", pathPrefix: "/_next/static/", ...forever }],
        rateLimits: [...perSecond("api", "/api/", 10), { name: "login", path: "/api/auth/", requests: 5, periodSeconds: 60 }],
    },
    websys: {
        zoneName: "websys.example",
        hosts: ["websys.example", "cdn.websys.example"],
        caches: [{ name: "assets", pathPrefix: "/", host: "cdn.websys.example", shared: true, edgeSeconds: "origin", statuses: "any" }],
    },
    koepon: {
        zoneName: "koepon.example",
        hosts: ["koepon.example", "blue.koepon.example", "green.koepon.example"],
        caches: [
            { name: "html", pathPrefix: "/", edgeSeconds: 300 },
            { name: "api", pathPrefix: "/api/", edgeSeconds: 60 },
            { name: "static", pathPrefix: "/_next/static/", shared: true, edgeSeconds: 31536000 },
        ],
        rateLimits: [
            { name: "users", path: "/api/", per: "user", requests: 100, periodSeconds: 600, roles: { vtuber: 500, admin: 1000 } },
            { name: "gacha", path: "/api/gacha/", requests: 10, periodSeconds: 60 },
            { name: "payment", path: "/api/payment/", requests: 5, periodSeconds: 60, onStoreFailure: "closed" },
        ],
        identity: { from: { header: "Authorization" }, algorithm: "HS256", key: "a-secret-that-has-32-characters-or-more" },
        store: { kind: "redis", url: "https://redis.example", token: "token" },
    },
    kasaneha: {
        zoneName: "kasaneha.example",
        hosts: ["kasaneha.example", "www.kasaneha.example", "api.kasaneha.example"],
        caches: [
            {
                name: "static",
                pathPrefix: "/",
                extensions: ["js", "css", "png", "jpg", "jpeg", "gif", "ico", "svg"],
                ...forever,
                statuses: "any",
            },
        ],
        rateLimits: [...perSecond("api", "/api/", 10), ...perSecond("chat", "/api/v1/sessions/", 5)],
    },
    "testdata-buddy": {
        zoneName: "td-buddy.example",
        hosts: ["td-buddy.example", "www.td-buddy.example"],
        caches: [
            { name: "static", pathPrefix: "/static/", ...forever },
            { name: "generate", pathPrefix: "/api/generate/", edgeSeconds: 300, browserSeconds: 300, statuses: [200] },
        ],
        rateLimits: [...perSecond("api", "/api/", 10), ...perSecond("web", "/", 30)],
    },
};

export const systemOn = (name: string, plan: Plan, withAccount: boolean): CloudflareArgs => ({
    kind: "cloudflare",
    zoneId,
    plan,
    ...(withAccount ? { accountId } : {}),
    ...systems[name]!,
});
