import type { CloudflareArgs } from "../../components/edge-cdn";
import { edgeDefaults } from "../../components/edge-cdn/args";
import { hostProblems } from "../../components/edge-cdn/place-args";
import { plans } from "../../components/edge-cdn/plans";
import { validateEdge } from "../../components/edge-cdn/validate";
import { lines } from "../unit/support";
import { accountId, bare, full, zoneId } from "./support/edges";

const check = (args: Partial<CloudflareArgs>): string[] => lines(validateEdge({ ...bare, ...args }));

const outside = "allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.";
const key = "a-secret-that-has-32-characters-or-more";
const colors = { blue: "blue.example.com", green: "green.example.com" };
const coloredHosts = ["example.com", "blue.example.com", "green.example.com"];

it("takes the defaults, and everything", () => {
    expect(check({})).toEqual([]);
    expect(check({ hstsSeconds: 0, minTls: "1.3", caches: [], headers: {} })).toEqual([]);
    expect(validateEdge({ kind: "none" })).toEqual([]);
    for (const plan of plans) expect(lines(validateEdge(full(plan)))).toEqual([]);
    expect(edgeDefaults).toEqual({
        hstsSeconds: 31536000,
        hstsSubdomains: true,
        hstsPreload: false,
        minTls: "1.2",
        dnssec: false,
        plan: "free",
        zone: "own",
        sessionCookies: "any",
        cacheVersion: "1",
        requestId: false,
    });
});

it("fails for a host outside of the zone, also where its name ends alike", () => {
    expect(check({ hosts: ["notexample.com", "example.com.evil.org", "www.example.org"] })).toEqual([
        `hosts.0: got "notexample.com"; ${outside}`,
        `hosts.1: got "example.com.evil.org"; ${outside}`,
        `hosts.2: got "www.example.org"; ${outside}`,
    ]);
    expect(hostProblems("host", "www.example.com", "example.com")).toEqual([]);
});

const sharedAlone = "allowed: seconds, unless `shared`. What is private only the Worker tells, which keeps by seconds.";
const named = "lower-case letters, digits and '-', at most 40";
const back = "allowed: what the redirect itself is not for. It would lead to itself for ever.";
const prefix = "the beginning of a path, such as /static/";
const ranges = "addresses and ranges such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32";

it.each<[string, Partial<CloudflareArgs>, string[]]>([
    [
        "ids",
        { zoneId: zoneId.toUpperCase(), accountId: "123456789012" },
        [
            `zoneId: got "${zoneId.toUpperCase()}"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`,
            `accountId: got "123456789012"; allowed: 32 hexadecimal digits, Cloudflare's, not AWS's.`,
        ],
    ],
    [
        "zone's name",
        { zoneName: "example", hosts: ["example.com"] },
        [
            'zoneName: got "example"; allowed: a host name such as www.example.com, in lower case.',
            'hosts.0: got "example.com"; allowed: example or a host below it. A host of another zone needs an EdgeCDN of its own.',
        ],
    ],
    ["lack of hosts", { hosts: [] }, ["hosts: got []; allowed: at least one host."]],
    ["host twice", { hosts: ["example.com", "example.com"] }, ['hosts: got "example.com"; allowed: each value once.']],
    [
        "bad host",
        { hosts: ["*.example.com"] },
        ['hosts.0: got "*.example.com"; allowed: a host name such as www.example.com, in lower case.'],
    ],
    [
        "choices",
        { plan: "gold" as never, zone: "half" as never, minTls: "1.1" as never, bots: "kill" as never, images: "tiny" as never },
        [
            'plan: got "gold"; allowed: free, pro, business, enterprise.',
            'zone: got "half"; allowed: own, shared.',
            'minTls: got "1.1"; allowed: 1.2, 1.3.',
            'bots: got "kill"; allowed: allow, challenge, block.',
            'images: got "tiny"; allowed: original, lossless, lossy.',
        ],
    ],
    ["HSTS", { hstsSeconds: 63072001 }, ["hstsSeconds: got 63072001; allowed: a whole number from 0 to 63072000."]],
    [
        "preloading",
        { hstsSeconds: 31535999, hstsPreload: true },
        ["hstsPreload: got true; allowed: with hstsSeconds of 31536000 or more and hstsSubdomains."],
    ],
    [
        "preloading without subdomains",
        { hstsSubdomains: false, hstsPreload: true },
        ["hstsPreload: got true; allowed: with hstsSeconds of 31536000 or more and hstsSubdomains."],
    ],
    [
        "issuers",
        { caa: ["letsencrypt", "ssl.com", "ssl.com"] },
        [
            'caa.0: got "letsencrypt"; allowed: a host name such as www.example.com, in lower case.',
            'caa: got "ssl.com"; allowed: each value once.',
        ],
    ],
    [
        "caches",
        {
            caches: [
                { name: "Static", pathPrefix: "static", edgeSeconds: -1, browserSeconds: -1 },
                { name: "a", pathPrefix: '/"', host: "www.example.org", edgeSeconds: 31536001, browserSeconds: 60 },
                { name: "a", pathPrefix: "/", host: "x", edgeSeconds: 60, immutable: true, extensions: [], statuses: [] },
                { name: "b", pathPrefix: "/", edgeSeconds: 1.5, extensions: [".css", "js", "JS"], statuses: [199, 600, 200, 200] },
                { name: "c", pathPrefix: "/", edgeSeconds: 60, vary: { headers: ["A B", "x", "x"], cookies: ["a;"], query: ["b="] } },
                { name: "d", pathPrefix: "/", edgeSeconds: "origin" },
                { name: "e", pathPrefix: "/", edgeSeconds: "origin", shared: false },
                {
                    name: "f",
                    pathPrefix: "/",
                    edgeSeconds: 0,
                    shared: true,
                    browserSeconds: 60,
                    immutable: true,
                    statuses: [200],
                    vary: {},
                },
                { name: "g", pathPrefix: "/", edgeSeconds: 0, shared: false, browserSeconds: "origin", immutable: false },
            ],
        },
        [
            `caches.0.name: got "Static"; allowed: ${named}.`,
            `caches.0.pathPrefix: got "static"; allowed: ${prefix}.`,
            "caches.0.edgeSeconds: got -1; allowed: a whole number from 0 to 31536000.",
            "caches.0.browserSeconds: got -1; allowed: a whole number from 0 to 31536000.",
            `caches.1.pathPrefix: got "/\\""; allowed: ${prefix}.`,
            `caches.1.host: got "www.example.org"; ${outside}`,
            "caches.1.edgeSeconds: got 31536001; allowed: a whole number from 0 to 31536000.",
            'caches.2.host: got "x"; allowed: a host name such as www.example.com, in lower case.',
            "caches.2.extensions: got []; allowed: at least one ending.",
            "caches.2.immutable: got true; allowed: with browserSeconds as a number. Otherwise the origin says it.",
            "caches.2.statuses: got []; allowed: at least one status.",
            'caches.3.extensions: got ".css"; allowed: letters and digits, without the dot: exe.',
            'caches.3.extensions: got "js"; allowed: each value once.',
            "caches.3.edgeSeconds: got 1.5; allowed: a whole number from 0 to 31536000.",
            "caches.3.statuses.0: got 199; allowed: a whole number from 200 to 599.",
            "caches.3.statuses.1: got 600; allowed: a whole number from 200 to 599.",
            'caches.3.statuses: got "200"; allowed: each value once.',
            `caches.4.vary.headers: got "A B"; allowed: names of letters, digits, '-', '_' and '.'.`,
            'caches.4.vary.headers: got "x"; allowed: each value once.',
            `caches.4.vary.cookies: got "a;"; allowed: names of letters, digits, '-', '_' and '.'.`,
            `caches.4.vary.query: got "b="; allowed: names of letters, digits, '-', '_' and '.'.`,
            `caches.5.edgeSeconds: got "origin"; ${sharedAlone}`,
            `caches.6.edgeSeconds: got "origin"; ${sharedAlone}`,
            "caches.7.browserSeconds: got 60; allowed: nothing, with edgeSeconds 0.",
            "caches.7.immutable: got true; allowed: nothing, with edgeSeconds 0.",
            "caches.7.statuses: got [200]; allowed: nothing, with edgeSeconds 0.",
            "caches.7.vary: got {}; allowed: nothing, with edgeSeconds 0.",
            "caches.7.shared: got true; allowed: nothing, with edgeSeconds 0.",
            'caches.8.browserSeconds: got "origin"; allowed: nothing, with edgeSeconds 0.',
            'caches: got "a"; allowed: each value once.',
        ],
    ],
    [
        "sessions and versions",
        { sessionCookies: ["a b", "c", "c"], cacheVersion: "v 1" },
        [
            `sessionCookies: got "a b"; allowed: names of letters, digits, '-', '_' and '.'.`,
            'sessionCookies: got "c"; allowed: each value once.',
            `cacheVersion: got "v 1"; allowed: 1–40 letters, digits, '.', '_' and '-'.`,
        ],
    ],
    [
        "headers",
        {
            headers: {
                ...{ "X Bad": "1", "X-Lines": "a\r\nb", "X-Empty": "", "CF-Own": "1", "x-cf-own": "1", Server: "x" },
                ...{ "X-Own": "1", "x-own": "2", "X-Server": "1", "My-CF-Own": "1" },
            },
        },
        [
            `headers.X Bad: got "X Bad"; allowed: header names of letters, digits and '-'.`,
            'headers.X-Lines: got "a\\r\\nb"; allowed: printable ASCII on one line.',
            'headers.X-Empty: got ""; allowed: printable ASCII on one line.',
            `headers.CF-Own: got "CF-Own"; allowed: headers that are not Cloudflare's own.`,
            `headers.x-cf-own: got "x-cf-own"; allowed: headers that are not Cloudflare's own.`,
            `headers.Server: got "Server"; allowed: headers that are not Cloudflare's own.`,
            'headers: got "x-own"; allowed: each value once.',
        ],
    ],
    [
        "redirects",
        {
            redirects: [
                { name: "a b", host: "www.example.org", to: "http://example.com", path: "x", status: 303 as never },
                { name: "c", host: "api.example.com", to: "https://example.com/path" },
                { name: "c", host: "example.com", to: "https://example.com" },
                { name: "d", host: "api.example.com", to: "https://example.com/x?y", keepPath: false },
                { name: "e", host: "old.example.com", to: "https://example.com" },
                { name: "f", host: "example.com", path: "/a", to: "https://example.com/abc", keepPath: false },
                { name: "g", host: "example.com", path: "/a/", to: "https://example.com/b/../a/", keepPath: false },
                { name: "h", host: "example.com", path: "/a/", to: "https://example.com/a", keepPath: false },
                { name: "i", host: "example.com", path: "/a/", to: "https://example.com" },
            ],
        },
        [
            `redirects.0.name: got "a b"; allowed: ${named}.`,
            'redirects.0.host: got "www.example.org"; allowed: example.com, api.example.com.',
            `redirects.0.path: got "x"; allowed: ${prefix}.`,
            "redirects.0.status: got 303; allowed: 301, 302, 307, 308.",
            'redirects.0.to: got "http://example.com"; allowed: https:// and a host, without a path.',
            'redirects.1.to: got "https://example.com/path"; allowed: https:// and a host, without a path.',
            `redirects.2.to: got "https://example.com"; ${back}`,
            'redirects.3.to: got "https://example.com/x?y"; allowed: https:// and a host, with or without a path.',
            'redirects.4.host: got "old.example.com"; allowed: example.com, api.example.com.',
            `redirects.5.to: got "https://example.com/abc"; ${back}`,
            `redirects.6.to: got "https://example.com/b/../a/"; ${back}`,
            `redirects.8.to: got "https://example.com"; ${back}`,
            'redirects: got "c"; allowed: each value once.',
        ],
    ],
    [
        "limits",
        {
            rateLimits: [
                { name: "A", path: "api", host: "x", requests: 0, periodSeconds: 0, methods: [] },
                { name: "b", requests: 10001, periodSeconds: 86401, methods: ["get", "PUT", "PUT"], per: "team" as never },
                { name: "b", requests: 1, periodSeconds: 1, per: "user", onStoreFailure: "maybe" as never },
                { name: "c", requests: 1, periodSeconds: 1, roles: { "a b": 1, admin: 0 } },
            ],
        },
        [
            `rateLimits.0.name: got "A"; allowed: ${named}.`,
            `rateLimits.0.path: got "api"; allowed: ${prefix}.`,
            'rateLimits.0.host: got "x"; allowed: a host name such as www.example.com, in lower case.',
            "rateLimits.0.methods: got []; allowed: at least one method.",
            "rateLimits.0.requests: got 0; allowed: a whole number from 1 to 10000.",
            "rateLimits.0.periodSeconds: got 0; allowed: a whole number from 1 to 86400.",
            'rateLimits.1.methods.0: got "get"; allowed: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.',
            'rateLimits.1.methods: got "PUT"; allowed: each value once.',
            'rateLimits.1.per: got "team"; allowed: address, user.',
            "rateLimits.1.requests: got 10001; allowed: a whole number from 1 to 10000.",
            "rateLimits.1.periodSeconds: got 86401; allowed: a whole number from 1 to 86400.",
            'rateLimits.2.onStoreFailure: got "maybe"; allowed: open, closed.',
            'rateLimits.2.per: got "user"; allowed: address, without `identity`. Say in `identity` how a user is known.',
            `rateLimits.3.roles.a b: got "a b"; allowed: names of letters, digits and '_', '.', ':', '-'.`,
            "rateLimits.3.roles.admin: got 0; allowed: a whole number from 1 to 10000.",
            'rateLimits.3.roles: got {"a b":1,"admin":0}; allowed: with per: user.',
            'rateLimits: got "b"; allowed: each value once.',
        ],
    ],
    [
        "defence",
        {
            plan: "pro",
            waf: {
                owasp: { paranoia: 5 as never, sensitivity: "none" as never },
                badBots: ["ab", "caf\u00e9", "curl", "curl"],
                blockedAddresses: ["203.0.113.1/24", "::1/129", "203.0.113.7", "203.0.113.7"],
                blockedCountries: ["kp", "KP", "KP", "USA"],
                adminPaths: [
                    { name: "a", path: "admin", allow: [] },
                    { name: "a", path: "/a", host: "x.org", allow: ["all"] },
                ],
                uploads: [{ name: "u", path: "/u", refusedExtensions: [".exe"], maxMegabytes: 51 }],
            },
        },
        [
            "waf.owasp.paranoia: got 5; allowed: 1, 2, 3, 4.",
            'waf.owasp.sensitivity: got "none"; allowed: low, medium, high.',
            'waf.badBots: got "ab"; allowed: 3–100 characters of printable ASCII.',
            'waf.badBots: got "caf\u00e9"; allowed: 3–100 characters of printable ASCII.',
            'waf.badBots: got "curl"; allowed: each value once.',
            `waf.blockedAddresses: got "203.0.113.1/24"; allowed: ${ranges}.`,
            `waf.blockedAddresses: got "::1/129"; allowed: ${ranges}.`,
            'waf.blockedAddresses: got "203.0.113.7"; allowed: each value once.',
            'waf.blockedCountries: got "kp"; allowed: two capital letters, as ISO 3166-1 has them.',
            'waf.blockedCountries: got "USA"; allowed: two capital letters, as ISO 3166-1 has them.',
            'waf.blockedCountries: got "KP"; allowed: each value once.',
            `waf.adminPaths.0.path: got "admin"; allowed: ${prefix}.`,
            "waf.adminPaths.0.allow: got []; allowed: at least one range.",
            `waf.adminPaths.1.host: got "x.org"; ${outside}`,
            `waf.adminPaths.1.allow: got "all"; allowed: ${ranges}.`,
            'waf.adminPaths: got "a"; allowed: each value once.',
            'waf.uploads.0.refusedExtensions: got ".exe"; allowed: letters and digits, without the dot: exe.',
            "waf.uploads.0.maxMegabytes: got 51; allowed: a whole number from 1 to 50.",
        ],
    ],
    [
        "identity, whose key is never shown",
        {
            identity: {
                from: { header: "X Token" },
                algorithm: "none" as never,
                key: "short-and-secret",
                userClaim: "a b",
                roleClaim: "",
                clockToleranceSeconds: 301,
            },
        },
        [
            `identity.from: got "X Token"; allowed: letters, digits and '-', '_', '.'.`,
            'identity.algorithm: got "none"; allowed: HS256, RS256, ES256.',
            'identity.key: got "16 characters"; allowed: a public key, PEM (BEGIN PUBLIC KEY).',
            'identity.userClaim: got "a b"; allowed: the name of a claim.',
            'identity.roleClaim: got ""; allowed: the name of a claim.',
            "identity.clockToleranceSeconds: got 301; allowed: a whole number from 0 to 300.",
        ],
    ],
    [
        "short key",
        { identity: { from: { cookie: "token" }, algorithm: "HS256", key: "x".repeat(31) } },
        ['identity.key: got "31 characters"; allowed: 32 characters or more for HS256, as RFC 7518 wants.'],
    ],
    [
        "shared secret as a public key",
        { identity: { from: { cookie: "token" }, algorithm: "ES256", key } },
        ['identity.key: got "39 characters"; allowed: a public key, PEM (BEGIN PUBLIC KEY).'],
    ],
    [
        "maintenance",
        { accountId, maintenance: { allow: ["office"], html: "x".repeat(10001), retryAfterSeconds: 0 } },
        [
            `maintenance.allow: got "office"; allowed: ${ranges}.`,
            'maintenance.html: got "10001 characters"; allowed: 1–10000 characters.',
            "maintenance.retryAfterSeconds: got 0; allowed: a whole number from 1 to 86400.",
        ],
    ],
    [
        "releases",
        {
            hosts: coloredHosts,
            accountId,
            releases: [
                {
                    name: "A",
                    host: "x.example.com",
                    colors: { blue: "blue.example.com", green: "blue.example.com" },
                    by: "dns",
                    active: "red" as never,
                },
                {
                    name: "b",
                    host: "example.com",
                    colors,
                    by: "load-balancer",
                    weights: { blue: 60, green: 50 },
                    healthPath: "health",
                    intervalSeconds: 14,
                    notifyEmail: "ops",
                },
                { name: "b", host: "example.com", colors, by: "worker", weights: { blue: -1, green: 101 }, cookie: "a b" },
                { name: "c", host: "blue.example.com", colors, by: "luck" as never, weights: { blue: 100, green: 0 } },
            ],
        },
        [
            `releases.0.name: got "A"; allowed: ${named}.`,
            'releases.0.host: got "x.example.com"; allowed: example.com, blue.example.com, green.example.com.',
            'releases.0.colors: got "blue.example.com"; allowed: each value once.',
            'releases.0.active: got "red"; allowed: blue, green.',
            "releases.1.weights: got 110; allowed: weights that add up to 100.",
            'releases.1.healthPath: got "health"; allowed: a path such as /health.',
            "releases.1.intervalSeconds: got 14; allowed: a whole number from 15 to 3600.",
            'releases.1.notifyEmail: got "ops"; allowed: a mail address.',
            "releases.2.weights.blue: got -1; allowed: a whole number from 0 to 100.",
            "releases.2.weights.green: got 101; allowed: a whole number from 0 to 100.",
            `releases.2.cookie: got "a b"; allowed: letters, digits, '-' and '_'.`,
            'releases.3.colors: got "blue.example.com"; allowed: each value once.',
            'releases.3.by: got "luck"; allowed: dns, load-balancer, worker.',
            'releases: got "b"; allowed: each value once.',
            'releases: got "example.com"; allowed: each value once.',
        ],
    ],
    [
        "alerts",
        { accountId, alerts: { emails: [] } },
        ["alerts.emails: got []; allowed: at least one address, or a webhook. An alert that reaches nobody is none."],
    ],
    [
        "addresses of alerts",
        { accountId, plan: "pro", alerts: { emails: ["ops", "a@b.c", "a@b.c"], webhook: { url: "http://hooks.example.com" } } },
        [
            'alerts.emails: got "ops"; allowed: mail addresses.',
            'alerts.emails: got "a@b.c"; allowed: each value once.',
            'alerts.webhook.url: got "another address"; allowed: an https address without a password in it.',
        ],
    ],
    [
        "webhook on Free",
        { accountId, alerts: { emails: [], webhook: { url: "https://hooks.example.com" } } },
        ['alerts.webhook: got "plan free"; allowed: with plan pro or larger. Free tells by mail.'],
    ],
    [
        "lack of an account",
        {
            hosts: coloredHosts,
            alerts: { emails: ["ops@example.com"] },
            releases: [{ name: "r", host: "example.com", colors, by: "load-balancer", weights: { blue: 100, green: 0 }, healthPath: "/" }],
        },
        [
            'alerts: got "no account"; allowed: with `accountId`. It belongs to Cloudflare\'s account.',
            'releases.0.by: got "no account"; allowed: with `accountId`. It belongs to Cloudflare\'s account.',
        ],
    ],
    [
        "log",
        { plan: "enterprise", logpush: { bucket: "A_b", region: "europe", prefix: "/logs/", ownershipChallenge: "x" } },
        [
            'logpush.bucket: got "A_b"; allowed: the name of a bucket.',
            'logpush.region: got "europe"; allowed: a region such as eu-west-1.',
            `logpush.prefix: got "/logs/"; allowed: letters, digits, '_', '-' and '/' between.`,
        ],
    ],
])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

const free = "allowed: what plan free can do.";
const bigger = (plan: string): string => `What would do it: plan ${plan}.`;
const worker = "What would do it: `accountId`, so that a Worker does it.";
const owner = "What would do it: the stack that owns the zone.";
const shared = "allowed: what a Worker can do. The zone's rules belong to another stack.";

describe("what a plan cannot do", () => {
    it.each<[string, Partial<CloudflareArgs>, string[]]>([
        ["bots", { bots: "block" }, [`bots: got "bots: block"; ${free} The plan does not have it. ${bigger("pro")}`]],
        ["images", { images: "lossless" }, [`images: got "images: lossless"; ${free} The plan does not have it. ${bigger("pro")}`]],
        [
            "logs",
            { plan: "business", logpush: { bucket: "logs", region: "eu-west-1", ownershipChallenge: "x" } },
            [`logpush: got "log of all requests"; allowed: what plan business can do. The plan does not have it. ${bigger("enterprise")}`],
        ],
        [
            "managed rules",
            { waf: { managed: true, owasp: {} } },
            [
                `waf.managed: got "Cloudflare's managed rules"; ${free} The plan has no managed rules. ${bigger("pro")}`,
                `waf.owasp: got "OWASP Core Ruleset"; ${free} The plan has no managed rules. ${bigger("pro")}`,
            ],
        ],
        [
            "a seventh defence",
            { waf: { adminPaths: Array.from({ length: 6 }, (_, index) => ({ name: `a${index}`, path: "/a", allow: ["10.0.0.0/8"] })) } },
            [
                `waf.adminPaths.5: got "admin path a5"; ${free} The plan has 5 custom rules, and they are taken. ` +
                    "What would do it: plan pro, or `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "an eleventh redirect",
            {
                redirects: Array.from({ length: 11 }, (_, index) => ({
                    name: `r${index}`,
                    host: "api.example.com",
                    path: `/${index}`,
                    to: "https://example.com",
                })),
            },
            [
                `redirects.10: got "redirect r10 (api.example.com/10 to https://example.com)"; ${free} ` +
                    "The plan has 10 redirect rules, and they are taken. What would do it: plan pro, or `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "hosts and methods of limits",
            {
                rateLimits: [
                    { name: "a", host: "api.example.com", requests: 1, periodSeconds: 10 },
                    { name: "b", methods: ["POST"], requests: 1, periodSeconds: 10 },
                ],
            },
            [
                `rateLimits.0: got "rate limit a (1 in 10 s by address)"; ${free} The plan's rules cannot look at the host. ` +
                    "What would do it: plan pro, or `accountId`, so that a Worker does it.",
                `rateLimits.1: got "rate limit b (1 in 10 s by address)"; ${free} The plan's rules cannot look at the method. ` +
                    "What would do it: plan business, or `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "what tells answers apart",
            { caches: [{ name: "a", pathPrefix: "/", shared: true, edgeSeconds: 86400, vary: { query: ["page"] } }] },
            [
                `caches.0: got "cache a (/ for 86400 s)"; ${free} The plan's rules tell answers apart by address alone. ` +
                    "What would do it: plan enterprise, or `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "short times",
            { caches: [{ name: "a", pathPrefix: "/", shared: true, edgeSeconds: 3599 }] },
            [
                `caches.0: got "cache a (/ for 3599 s)"; ${free} The plan keeps for 7200 s at least. ` +
                    "What would do it: plan business, or `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "what nobody can",
            {
                plan: "enterprise",
                accountId,
                caches: [
                    { name: "a", pathPrefix: "/", shared: true, edgeSeconds: "origin", vary: { headers: ["Accept-Language"] } },
                    { name: "b", pathPrefix: "/", shared: true, edgeSeconds: "origin", browserSeconds: 60 },
                ],
            },
            [
                'caches.0: got "cache a (/ as long as the origin says)"; allowed: what plan enterprise can do. ' +
                    "Rules tell answers apart by given values of Accept-Language alone. Nothing at the edge can do it.",
                'caches.1: got "cache b (/ as long as the origin says)"; allowed: what plan enterprise can do. ' +
                    "Rules tell browsers to keep errors as well. Nothing at the edge can do it.",
            ],
        ],
        [
            "uploads",
            { plan: "enterprise", waf: { managed: false, uploads: [{ name: "u", path: "/u", refusedExtensions: ["exe"] }] } },
            [
                `waf.uploads.0: got "forms of upload u"; allowed: what plan enterprise can do. Rules do not see the names of a form's files. ${worker}`,
            ],
        ],
        [
            "maintenance",
            { maintenance: {} },
            [`maintenance: got "maintenance"; ${free} Rules answer with 403 alone on most plans. ${worker}`],
        ],
        [
            "a release by the Worker",
            { hosts: coloredHosts, releases: [{ name: "r", host: "example.com", colors, by: "worker", weights: { blue: 90, green: 10 } }] },
            [`releases.0: got "release r (blue 90 %, green 10 %)"; ${free} Rules do not share requests out. ${worker}`],
        ],
        [
            "too many addresses of admins, without a Worker",
            {
                waf: {
                    adminPaths: [
                        {
                            name: "a",
                            path: "/",
                            allow: Array.from({ length: 320 }, (_, index) => `198.51.${100 + (index >> 8)}.${index % 256}`),
                        },
                    ],
                },
            },
            [`waf.adminPaths.0: got "admin path a"; ${free} Cloudflare takes expressions of 4096 characters. ${worker}`],
        ],
    ])("fails for %s", (_, args, said) => expect(check(args)).toEqual(said));
});

describe("what belongs to another stack's zone", () => {
    it.each<[string, Partial<CloudflareArgs>, string[]]>([
        [
            "settings of the zone",
            { plan: "pro", accountId, minTls: "1.3", dnssec: true, caa: [], bots: "challenge", images: "lossy", waf: { managed: true } },
            [
                `minTls: got "TLS 1.3 at least"; ${shared} ${owner}`,
                `dnssec: got "DNSSEC"; ${shared} ${owner}`,
                `caa: got "CAA records"; ${shared} ${owner}`,
                `bots: got "bots: challenge"; ${shared} ${owner}`,
                `images: got "images: lossy"; ${shared} ${owner}`,
                `waf.managed: got "Cloudflare's managed rules"; ${shared} ${owner}`,
            ],
        ],
        [
            "what lets bots and pictures be",
            { bots: "allow", images: "original" },
            [`bots: got "bots: allow"; ${shared} ${owner}`, `images: got "images: original"; ${shared} ${owner}`],
        ],
        [
            "rules, without a Worker",
            { headers: { "X-A": "1" }, requestId: true },
            [`headers: got "headers (X-A)"; ${shared} ${worker}`, `requestId: got "request id"; ${shared} ${worker}`],
        ],
        [
            "caches that last as long as the origin says",
            { accountId, caches: [{ name: "a", pathPrefix: "/", shared: true, edgeSeconds: "origin" }] },
            [`caches.0: got "cache a (/ as long as the origin says)"; ${shared} ${owner}`],
        ],
    ])("fails for %s", (_, args, said) => expect(check({ zone: "shared", ...args })).toEqual(said));

    it("takes what the Worker does, and nothing", () => {
        expect(check({ zone: "shared" })).toEqual([]);
        expect(check({ zone: "shared", accountId, headers: { "X-A": "1" }, requestId: true })).toEqual([]);
    });
});

/** What would be taken here and refused or lost later; the words are the library's own. */
describe("what would go wrong later", () => {
    const paths = (args: Partial<CloudflareArgs>): string[] => [...new Set(check(args).map(line => line.split(": ")[0]!))];

    it.each<[string, Partial<CloudflareArgs>, string[]]>([
        [
            "a redirect to what it redirects itself",
            { redirects: [{ name: "a", host: "example.com", to: "https://example.com/new", keepPath: false }] },
            ["redirects.0.to"],
        ],
        [
            "a redirect of a host that is not served",
            { redirects: [{ name: "a", host: "old.example.com", to: "https://example.com" }] },
            ["redirects.0.host"],
        ],
        [
            "headers that Cloudflare keeps for itself",
            { headers: { "CF-Own": "1", "x-cf-own": "1", Server: "x" } },
            ["headers.CF-Own", "headers.x-cf-own", "headers.Server"],
        ],
        ["a header twice", { headers: { "X-Own": "1", "x-own": "2" } }, ["headers"]],
        [
            "browsers that keep what is not kept",
            { caches: [{ name: "a", pathPrefix: "/", edgeSeconds: 0, browserSeconds: 60 }] },
            ["caches.0.browserSeconds"],
        ],
    ])("fails for %s", (_, args, expected) => expect(paths(args)).toEqual(expected));

    it("takes a redirect to another part of the same host", () =>
        expect(
            check({ redirects: [{ name: "a", host: "example.com", path: "/old/", to: "https://example.com/new/", keepPath: false }] }),
        ).toEqual([]));

    it("fails without showing a password", () => {
        const password = "hunter2-of-the-store";
        const said = [
            ...check({ store: { kind: "redis", url: `rediss://default:${password}@redis.example:6379`, token: "t" } }),
            ...check({ plan: "pro", accountId, alerts: { emails: [], webhook: { url: `http://user:${password}@hooks.example.com` } } }),
        ];
        expect(said).toHaveLength(2);
        expect(said.join()).not.toContain(password);
    });
});
