import type { CacheRule, CloudflareArgs, EdgeRateLimit } from "../../components/edge-cdn";
import { compileEdge } from "../../components/edge-cdn/compile";
import { allOf, expressionOf, type Condition } from "../../components/edge-cdn/conditions";
import { noticeOf } from "../../components/edge-cdn/notice";
import { planLimits, plans } from "../../components/edge-cdn/plans";
import { cacheCondition } from "../../components/edge-cdn/rules/caches";
import { phases, type Phase, type Rule } from "../../components/edge-cdn/rules/item";
import { owaspDefaults } from "../../components/edge-cdn/waf-args";
import { holds } from "../support/rules-language";
import { accountId, bare, full } from "./support/edges";

const compile = (args: Partial<CloudflareArgs>): ReturnType<typeof compileEdge> => compileEdge({ ...bare, ...args });
const rulesOf = (args: Partial<CloudflareArgs>, phase: Phase): readonly Rule[] => compile(args).rules[phase] ?? [];
const refs = (rules: readonly Rule[]): string[] => rules.map(({ ref }) => ref);

describe("rules keep to what a plan has", () => {
    it.each(plans)("%s", plan => {
        const { rules } = compileEdge(full(plan));
        const limits = planLimits[plan];
        const count = (...some: Phase[]): number => some.reduce((sum, phase) => sum + (rules[phase]?.length ?? 0), 0);
        expect(count("http_request_firewall_custom")).toBeLessThanOrEqual(limits.customRules);
        expect(count("http_ratelimit")).toBeLessThanOrEqual(limits.rateLimits.rules);
        expect(count("http_request_cache_settings")).toBeLessThanOrEqual(limits.cacheRules);
        expect(count("http_request_dynamic_redirect")).toBeLessThanOrEqual(limits.redirectRules);
        // What changes headers shares one number, on the way in and out.
        expect(count("http_request_late_transform", "http_response_headers_transform")).toBeLessThanOrEqual(limits.transformRules);
        for (const { ratelimit } of rules.http_ratelimit ?? []) {
            const { period, mitigationTimeout } = ratelimit as { period: number; mitigationTimeout: number };
            expect(limits.rateLimits.periods).toContain(period);
            expect(mitigationTimeout).toBe(period);
        }
    });

    it("what is private is the first of the rules of caches, and leaves nine to Free", () => {
        const caches = Array.from({ length: 10 }, (_, index) => ({
            name: `c${index}`,
            pathPrefix: `/${index}/`,
            shared: true,
            edgeSeconds: 86400,
        }));
        const { placements, rules } = compile({ accountId, caches });
        expect(refs(rules.http_request_cache_settings!)).toEqual(["private", ...caches.slice(0, 9).map(({ name }) => `cache-${name}`)]);
        expect(placements.filter(({ where }) => where === "Worker")).toEqual([
            {
                path: "caches.9",
                what: "cache c9 (/9/ for 86400 s)",
                where: "Worker",
                why: "the plan has 10 cache rules, and they are taken",
            },
        ]);
    });

    it("headers, ids and what is immutable share the rules that change headers", () => {
        const caches = Array.from({ length: 8 }, (_, index) => ({
            name: `c${index}`,
            pathPrefix: `/${index}/`,
            shared: true,
            edgeSeconds: 86400,
            browserSeconds: 60,
            immutable: true,
            statuses: "any" as const,
        }));
        const { placements, rules } = compile({ accountId, requestId: true, caches });
        // One for headers, two for ids: seven are left.
        expect(rules.http_response_headers_transform).toHaveLength(9);
        expect(rules.http_request_late_transform).toHaveLength(1);
        expect(placements.filter(({ where }) => where === "Worker")).toEqual([
            {
                path: "caches.7",
                what: "cache c7 (/7/ for 86400 s)",
                where: "Worker",
                why: "the plan has 10 transform rules, and they are taken",
            },
        ]);
    });
});

describe("a rule is the same one for as long as its name is", () => {
    const limit = (name: string, more: Partial<EdgeRateLimit> = {}): EdgeRateLimit => ({ name, requests: 10, periodSeconds: 60, ...more });
    const limits = (...some: EdgeRateLimit[]): readonly Rule[] => rulesOf({ plan: "business", rateLimits: some }, "http_ratelimit");

    it("whatever is added behind it", () => {
        const before = limits(limit("a"), limit("b"));
        const after = limits(limit("a"), limit("b"), limit("c"), limit("d", { path: "/d" }));
        expect(after.slice(0, 2)).toEqual(before);
        expect(refs(after)).toEqual(["limit-a", "limit-b", "limit-c", "limit-d"]);
    });

    it("whatever is taken away before it, and whatever changes in it", () => {
        expect(limits(limit("b"))).toEqual(limits(limit("a"), limit("b")).slice(1));
        expect(refs(limits(limit("a", { requests: 11, path: "/x" }), limit("b")))).toEqual(["limit-a", "limit-b"]);
    });

    it("and each stands once", () => {
        for (const plan of plans)
            for (const rules of Object.values(compileEdge(full(plan)).rules)) expect(new Set(refs(rules)).size).toBe(rules.length);
    });

    it("in the same order, however often it is compiled", () =>
        expect(compileEdge(full("business"))).toEqual(compileEdge(full("business"))));
});

describe("lists that are longer than Cloudflare's expressions", () => {
    const addresses = Array.from({ length: 900 }, (_, index) => `198.18.${index >> 8}.${index & 255}`);
    const quotes = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(90, '"'));

    it("are several rules, which together are for all of them", () => {
        const rules = rulesOf({ plan: "business", waf: { managed: false, blockedAddresses: addresses } }, "http_request_firewall_custom");
        expect(rules.length).toBeGreaterThan(1);
        expect(refs(rules)).toEqual(rules.map((_, index) => `blocked-addresses${index === 0 ? "" : `-${index + 1}`}`));
        for (const { expression } of rules) expect(expression.length).toBeLessThanOrEqual(4096);
        const blocked = (address: string): number => rules.filter(({ expression }) => holds(expression, { address })).length;
        for (const address of addresses) expect([address, blocked(address)]).toEqual([address, 1]);
        expect(blocked("198.19.0.1")).toBe(0);
    });

    const codes = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].flatMap(one => [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map(other => one + other));
    const agents = Array.from({ length: 300 }, (_, index) => `bot-${index}`);

    it("are as few rules as can be", () => {
        const rules = (waf: CloudflareArgs["waf"]): number =>
            rulesOf({ plan: "business", waf: { managed: false, ...waf } }, "http_request_firewall_custom").length;
        expect(rules({ blockedCountries: codes.slice(0, 200) })).toBe(1);
        expect(rules({ blockedAddresses: addresses.slice(0, 200) })).toBe(1);
    });

    const among = (values: readonly string[], kind: "address" | "country"): Condition => ({ kind, in: values });
    it.each<[string, number, CloudflareArgs["waf"], readonly string[], (some: readonly string[]) => Condition]>([
        ["addresses", 3, { blockedAddresses: addresses }, addresses, some => among(some, "address")],
        ["countries", 1, { blockedCountries: codes }, codes, some => among(some, "country")],
        ["bots", 4, { badBots: agents }, agents, some => ({ kind: "user-agent", containing: some })],
        ["bots with quotes", 4, { badBots: quotes }, quotes, some => ({ kind: "user-agent", containing: some })],
    ])("of %s fill each of %p rules but the last", (_, count, waf, values, condition) => {
        const written = (some: readonly string[]): string => expressionOf(allOf({ kind: "host", in: bare.hosts }, condition(some)));
        const full: string[] = [];
        for (let from = 0; from < values.length;) {
            let to = from + 1;
            while (to < values.length && written(values.slice(from, to + 1)).length <= 4096) to++;
            full.push(written(values.slice(from, to)));
            from = to;
        }
        expect(full).toHaveLength(count);
        const rules = rulesOf({ plan: "business", waf: { managed: false, ...waf } }, "http_request_firewall_custom");
        expect(rules.map(({ expression }) => expression)).toEqual(full);
    });

    it("are rules also where their texts are escaped", () => {
        const { placements } = compile({ plan: "business", accountId, waf: { managed: false, badBots: quotes } });
        const places = placements.filter(({ path }) => path === "waf.badBots").map(({ where }) => where);
        expect([places.length > 1, ...new Set(places)]).toEqual([true, "rules"]);
    });

    it("are the Worker's where they are one list", () => {
        const args: Partial<CloudflareArgs> = {
            plan: "business",
            accountId,
            waf: { managed: false, adminPaths: [{ name: "a", path: "/", allow: addresses }] },
        };
        expect(compile(args).placements.filter(({ path }) => path === "waf.adminPaths.0")).toEqual([
            {
                path: "waf.adminPaths.0",
                what: "admin path a",
                where: "Worker",
                why: "Cloudflare takes expressions of 4096 characters",
            },
        ]);
    });
});

describe("a zone of another stack's", () => {
    const shared = compileEdge({
        ...full("business"),
        zone: "shared",
        minTls: undefined,
        dnssec: false,
        caa: undefined,
        bots: undefined,
        images: undefined,
        waf: { ...full("business").waf, owasp: undefined },
    });

    it("has no rules of ours: all is the Worker's", () => {
        expect(shared.problems).toEqual([]);
        expect(shared.rules).toEqual({});
        expect(new Set(shared.placements.map(({ where, why }) => `${where}: ${why}`))).toEqual(
            new Set(["Worker: the zone's rules belong to another stack"]),
        );
    });

    it("is done by the Worker in full", () => {
        const { config, hosts } = shared.worker!;
        const names = (some: readonly { readonly name: string }[]): string[] => some.map(({ name }) => name);
        expect(hosts).toEqual(full("business").hosts);
        expect({
            requestId: config.requestId,
            blocks: names(config.blocks),
            redirects: names(config.redirects),
            limits: names(config.limits),
            uploads: names(config.uploads),
            caches: names(config.caches),
            headers: config.headers,
        }).toEqual({
            requestId: true,
            blocks: [
                "blocked-addresses",
                "blocked-countries",
                "bad-bots",
                "admin-console",
                "sql-injection",
                "cross-site-scripting",
                "upload-forms",
            ],
            redirects: ["www"],
            limits: ["all", "login", "users"],
            uploads: ["forms"],
            caches: ["pages", "static", "feed"],
            headers: { "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload", "X-Frame-Options": "DENY" },
        });
    });

    it("says nothing of HTTPS that is not asked for", () => {
        expect(compile({ zone: "shared" })).toEqual({ rules: {}, worker: undefined, placements: [], problems: [] });
        expect(compile({ zone: "shared", accountId, hstsSeconds: 60 }).worker!.config.headers).toEqual({
            "Strict-Transport-Security": "max-age=60; includeSubDomains",
        });
    });
});

describe("the Worker", () => {
    it("sees the hosts that it has something to do for, and no others", () => {
        const only = (args: Partial<CloudflareArgs>): readonly string[] | undefined => compile({ accountId, ...args }).worker?.hosts;
        expect(only({})).toBeUndefined();
        expect(only({ caches: [{ name: "a", pathPrefix: "/", host: "api.example.com", edgeSeconds: 60 }] })).toEqual(["api.example.com"]);
        expect(only({ rateLimits: [{ name: "a", host: "api.example.com", requests: 1, periodSeconds: 60 }] })).toEqual(["api.example.com"]);
        expect(only({ waf: { uploads: [{ name: "a", path: "/", host: "example.com", refusedExtensions: ["exe"] }] } })).toEqual([
            "example.com",
        ]);
        expect(only({ maintenance: {} })).toEqual(bare.hosts);
    });

    it("lets those through who may look while the service is being worked on", () => {
        const { maintenance } = compile({ accountId, maintenance: { allow: ["203.0.113.0/24", "2001:db8::/32"], retryAfterSeconds: 60 } })
            .worker!.config;
        expect(maintenance).toMatchObject({ retryAfterSeconds: 60, html: expect.stringContaining("<title>Maintenance</title>") as string });
        const closed = (address: string, host = "example.com"): boolean => holds(expressionOf(maintenance!.when), { host, address });
        expect([closed("198.51.100.1"), closed("203.0.113.9"), closed("2001:db8::9"), closed("198.51.100.1", "other.example.com")]).toEqual(
            [true, false, false, false],
        );
        expect(holds(expressionOf(compile({ accountId, maintenance: {} }).worker!.config.maintenance!.when), {})).toBe(true);
    });

    it("is told all of a cache and of a limit", () => {
        const { config } = compile({
            accountId,
            cacheVersion: "7",
            sessionCookies: ["session"],
            caches: [
                {
                    name: "a",
                    pathPrefix: "/",
                    edgeSeconds: 60,
                    browserSeconds: 5,
                    immutable: true,
                    statuses: "any",
                    vary: { headers: ["Accept-Language"], cookies: ["theme"], query: ["page"] },
                },
            ],
            rateLimits: [{ name: "l", requests: 5, periodSeconds: 7, onStoreFailure: "closed" }],
            store: { kind: "redis", url: "https://redis.example", token: "t" },
        }).worker!;
        expect(config.caches).toEqual([
            expect.objectContaining({
                name: "a",
                edgeSeconds: 60,
                browserSeconds: 5,
                immutable: true,
                shared: false,
                statuses: "any",
                varyHeaders: ["accept-language"],
                varyCookies: ["theme"],
                query: ["page"],
                sessionCookies: ["session"],
                version: "7",
            }),
        ]);
        expect(config.limits).toEqual([
            expect.objectContaining({ name: "l", per: "address", requests: 5, periodSeconds: 7, roles: {}, onStoreFailure: "closed" }),
        ]);
        expect([config.store, config.identity]).toEqual(["redis", undefined]);
    });

    it("knows who asks whenever that is told, for limits or not", () => {
        const identity = { from: { cookie: "token" }, algorithm: "HS256", key: "a-secret-that-has-32-characters-or-more" } as const;
        const told = {
            from: { cookie: "token" },
            algorithm: "HS256",
            userClaim: "sub",
            roleClaim: "role",
            issuer: undefined,
            audience: undefined,
            clockToleranceSeconds: 30,
        };
        const pages = { name: "a", pathPrefix: "/", edgeSeconds: 60 };
        for (const args of [{ caches: [pages] }, { maintenance: {} }, { rateLimits: [{ name: "a", requests: 1, periodSeconds: 1 }] }])
            expect(compile({ accountId, identity, ...args }).worker!.config.identity).toEqual(told);
        expect(compile({ accountId, identity }).worker).toBeUndefined();
    });
});

describe("rules of caches", () => {
    const settings = (args: Partial<CloudflareArgs>): unknown =>
        rulesOf(args, "http_request_cache_settings").find(({ ref }) => ref === "cache-a")!.actionParameters;
    /** What becomes of the caches, but for the first rule. */
    const placed = (args: Partial<CloudflareArgs>): unknown[] => compile(args).placements.filter(({ path }) => path.startsWith("caches."));
    const cache = { name: "a", pathPrefix: "/", shared: true, edgeSeconds: 86400 } as const;

    it("keep nothing where that is asked for", () =>
        expect(settings({ caches: [{ ...cache, shared: false, edgeSeconds: 0 }] })).toEqual({ cache: false }));

    it("leave it to the origin, and keep nothing where it says nothing", () =>
        expect(settings({ caches: [{ ...cache, edgeSeconds: "origin" }] })).toEqual({
            cache: true,
            edgeTtl: { mode: "bypass_by_default" },
            browserTtl: { mode: "respect_origin" },
        }));

    it("never give browsers less than a second, the shortest time that rules have", () => {
        const args: Partial<CloudflareArgs> = { accountId, caches: [{ ...cache, statuses: "any", browserSeconds: 0 }] };
        expect(placed(args)).toEqual([
            { path: "caches.0", what: "cache a (/ for 86400 s)", where: "Worker", why: "rules tell browsers a second at least" },
        ]);
        expect(refs(rulesOf(args, "http_request_cache_settings"))).toEqual(["private"]);
        expect(compile(args).worker!.config.caches.map(({ browserSeconds }) => browserSeconds)).toEqual([0]);
    });

    it.each(plans)("leave out all parameters on plan %s", plan =>
        expect(settings({ plan, caches: [{ ...cache, statuses: "any", vary: { query: [] } }] })).toEqual({
            cache: true,
            edgeTtl: { mode: "override_origin", default: 86400 },
            browserTtl: { mode: "respect_origin" },
            cacheKey: { customKey: { queryString: { exclude: { all: true } } } },
        }),
    );

    it("leave alone what a later one may be for, wherever it lives", () => {
        const caches: CacheRule[] = [
            { ...cache, name: "all" },
            { ...cache, name: "pages", pathPrefix: "/a/", shared: false },
            { ...cache, name: "api", pathPrefix: "/a/b/", host: "api.example.com", extensions: ["JSON"] },
            { ...cache, name: "main", pathPrefix: "/a/b/", host: "example.com", edgeSeconds: 60 },
            { ...cache, name: "none", pathPrefix: "/c/", shared: false, edgeSeconds: 0 },
        ];
        const { rules, worker } = compile({ accountId, caches });
        const [all, pages, api, main, none] = caches.map(rule => cacheCondition(rule, bare.hosts));
        const but = (own: Condition, ...later: Condition[]): Condition => allOf(own, ...later.map(of => ({ kind: "not", of }) as const));
        expect(rules.http_request_cache_settings!.slice(1).map(({ ref, expression }) => [ref, expression])).toEqual([
            ["cache-all", expressionOf(but(all!, pages!, api!, main!, none!))],
            ["cache-api", expressionOf(api!)],
            ["cache-none", expressionOf(none!)],
        ]);
        expect(worker!.config.caches.map(({ name, when }) => [name, when])).toEqual([
            ["pages", but(pages!, api!, main!)],
            ["main", main],
        ]);
    });

    it.each<[number[], [number, number][]]>([
        [[200], [[201, 599]]],
        [[599], [[200, 598]]],
        [
            [404, 200],
            [
                [201, 403],
                [405, 599],
            ],
        ],
        [[201, 200], [[202, 599]]],
        [
            [301],
            [
                [200, 300],
                [302, 599],
            ],
        ],
    ])("keep statuses %j and no others", (statuses, never) =>
        expect(settings({ caches: [{ ...cache, statuses }] })).toMatchObject({
            edgeTtl: { default: 86400, statusCodeTtls: never.map(([from, to]) => ({ statusCodeRange: { from, to }, value: -1 })) },
        }),
    );

    it.each<[object, object]>([
        [{ query: [] }, { queryString: { exclude: { all: true } } }],
        [{ query: ["a", "b"] }, { queryString: { include: { lists: ["a", "b"] } } }],
        [{ headers: ["X-Region"] }, { header: { includes: ["x-region"] } }],
        [{ cookies: ["Theme"], query: "all" }, { cookie: { includes: ["Theme"] } }],
    ])("tell answers apart by %j on Enterprise", (vary, customKey) =>
        expect(settings({ plan: "enterprise", waf: { managed: false }, caches: [{ ...cache, vary }] })).toMatchObject({
            cacheKey: { customKey },
        }),
    );
});

it.each(["Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Referer"])(
    "answers are told apart by %s in the Worker: Cloudflare's keys want its values",
    name => {
        const caches = [{ name: "a", pathPrefix: "/", shared: true, edgeSeconds: 86400, vary: { headers: [name] } }];
        expect(compile({ plan: "enterprise", accountId, caches }).placements.at(-1)).toEqual({
            path: "caches.0",
            what: "cache a (/ for 86400 s)",
            where: "Worker",
            why: `rules tell answers apart by given values of ${name} alone`,
        });
    },
);

describe("the OWASP rules", () => {
    it.each([
        [1, "low", 60, ["paranoia-level-2", "paranoia-level-3", "paranoia-level-4"]],
        [4, "medium", 40, []],
        [3, "high", 25, ["paranoia-level-4"]],
    ] as const)("of paranoia %p and sensitivity %p", (paranoia, sensitivity, scoreThreshold, off) => {
        const [, owasp] = rulesOf({ plan: "pro", waf: { owasp: { paranoia, sensitivity } } }, "http_request_firewall_managed");
        expect(owasp!.actionParameters).toEqual({
            id: "4814384a9e5d4991b9815dcfc25d2f1f",
            overrides: {
                categories: off.map(category => ({ category, enabled: false })),
                rules: [{ id: "6179ae15870a4bb7b2d480d4843b323c", action: "block", scoreThreshold }],
            },
        });
        expect(owaspDefaults).toEqual({ paranoia: 1, sensitivity: "medium" });
    });

    it("and Cloudflare's own are run from Pro, unless they are not wanted", () => {
        expect(refs(rulesOf({ plan: "pro" }, "http_request_firewall_managed"))).toEqual(["managed"]);
        expect(refs(rulesOf({ plan: "pro", waf: { managed: false } }, "http_request_firewall_managed"))).toEqual([]);
        expect(refs(rulesOf({}, "http_request_firewall_managed"))).toEqual([]);
    });
});

describe("headers", () => {
    const headers = (args: Partial<CloudflareArgs>): unknown => rulesOf(args, "http_response_headers_transform")[0]?.actionParameters;
    const set = (value: string): object => ({ operation: "set", value });

    it("say HSTS once, in the words of the stack where it has its own", () => {
        const value = "max-age=63072000; includeSubDomains; preload";
        for (const name of ["strict-transport-security", "Strict-Transport-Security", "STRICT-TRANSPORT-SECURITY"])
            expect(headers({ headers: { [name]: value } })).toEqual({ headers: { [name]: set(value) } });
    });

    it.each<[Partial<CloudflareArgs>, string]>([
        [{}, "max-age=31536000; includeSubDomains"],
        [{ hstsSubdomains: false }, "max-age=31536000"],
        [{ hstsSeconds: 63072000, hstsPreload: true }, "max-age=63072000; includeSubDomains; preload"],
    ])("of %j", (args, value) => expect(headers(args)).toEqual({ headers: { "Strict-Transport-Security": set(value) } }));

    it("are no rule where there are none", () => expect(headers({ hstsSeconds: 0 })).toBeUndefined());
});

it("redirects lead where they say", () => {
    const redirects = rulesOf(
        {
            redirects: [
                { name: "a", host: "api.example.com", to: "https://example.com" },
                {
                    name: "b",
                    host: "example.com",
                    path: "/old",
                    to: "https://example.com/new?",
                    keepPath: false,
                    keepQuery: false,
                    status: 302,
                },
            ],
        },
        "http_request_dynamic_redirect",
    );
    expect(redirects.map(({ actionParameters }) => actionParameters)).toEqual([
        {
            fromValue: {
                statusCode: 301,
                preserveQueryString: true,
                targetUrl: { expression: 'concat("https://example.com", http.request.uri.path)' },
            },
        },
        { fromValue: { statusCode: 302, preserveQueryString: false, targetUrl: { value: "https://example.com/new?" } } },
    ]);
});

it("people read what went where", () => {
    const { placements } = compile({
        accountId,
        dnssec: true,
        rateLimits: [{ name: "login", path: "/login", requests: 5, periodSeconds: 60 }],
        caches: [{ name: "files", pathPrefix: "/f/", edgeSeconds: 0 }],
    });
    expect(noticeOf("plan free", placements)).toBe(
        [
            "Cloudflare, plan free",
            "  by Cloudflare itself: DNSSEC; headers (Strict-Transport-Security); private requests past the cache; cache files (/f/ never)",
            "  by the Worker:",
            "    rate limit login (5 in 60 s by address): the plan counts over 10 s",
        ].join("\n"),
    );
    expect(noticeOf("free", [])).toBeUndefined();
});

it("rulesets come in the order that Cloudflare asks them", () =>
    expect(Object.keys(phases)).toEqual([
        "http_request_dynamic_redirect",
        "http_request_firewall_custom",
        "http_ratelimit",
        "http_request_firewall_managed",
        "http_request_late_transform",
        "http_request_cache_settings",
        "http_response_headers_transform",
    ]));
