import { expressionOf, type Condition } from "../../components/edge-cdn/conditions";
import { plans, type Plan } from "../../components/edge-cdn/plans";
import { scriptSignatures, sqlSignatures } from "../../components/edge-cdn/rules/signatures";
import { secret, stackOf, type Stack } from "../unit/support";
import { accountId, bare, full, zoneId } from "./support/edges";

/** What is made of one description of everything, by plan. */
const stacks = new Map<Plan, Stack>();
beforeAll(async () => {
    for (const plan of plans) {
        const statements = `
const edge = new webstack.EdgeCDN("edge", ${JSON.stringify(full(plan))}, { providers });
edge.route("example.com", "lb.example.net");
exports.dnssec = edge.dnssec;
exports.purge = edge.purgeCommands;
`;
        stacks.set(plan, await stackOf(`edge-${plan}`, statements));
    }
}, 240_000);
const on = (plan: Plan): Stack => stacks.get(plan)!;

const { hosts } = full("free");
const everyPlan = [
    "BotManagement bots",
    ...["issue", "issuewild"].flatMap(tag => ["amazon.com", "letsencrypt.org"].map(issuer => `DnsRecord caa-${tag}-${issuer}`)),
    "DnsRecord example.com-record",
    ...["certificate", "ddos", "origin-unreachable", "pull-certificate"].map(name => `NotificationPolicy alert-${name}`),
    ...["cache", "headers", "rate-limits", "redirects", "request-headers", "waf"].map(name => `Ruleset ${name}`),
    "UrlNormalizationSettings url-normalization",
    ...hosts.map(host => `WorkersRoute ${host}-worker`),
    "WorkersScript counters",
    "WorkersScript worker",
    "ZoneDnssec dnssec",
    ...["always-use-https", "automatic-https-rewrites", "brotli", "http3", "min-tls-version", "ssl", "tls-1-3", "websockets"].map(
        name => `ZoneSetting ${name}`,
    ),
];
const fromPro = ["NotificationPolicyWebhooks alerts", "Ruleset managed-waf", "ZoneSetting polish", "ZoneSetting webp"];
const fromBusiness = ["NotificationPolicy alert-security-events"];
const onEnterprise = ["LogpushJob logpush", "NotificationPolicy alert-origin-errors"];

it.each<[Plan, string[]]>([
    ["free", everyPlan],
    ["pro", [...everyPlan, ...fromPro]],
    ["business", [...everyPlan, ...fromPro, ...fromBusiness]],
    ["enterprise", [...everyPlan, ...fromPro, ...fromBusiness, ...onEnterprise]],
])("on plan %s it is exactly this", (plan, children) =>
    expect(on(plan).children("edge")).toEqual(children.map(child => child.replace(" ", " edge-")).sort()),
);

/** Rules by their phases, in their order. */
const refs = (plan: Plan): Record<string, string[]> =>
    Object.fromEntries(
        on(plan)
            .ofType("Ruleset")
            .map(({ inputs }) => [inputs!.phase as string, (inputs!.rules as { ref: string }[]).map(({ ref }) => ref)]),
    );

const common = {
    http_request_cache_settings: ["private", "cache-static", "cache-feed"],
    http_request_dynamic_redirect: ["redirect-www"],
    http_request_late_transform: ["request-id"],
    http_response_headers_transform: ["headers", "request-id", "immutable-static"],
};
const defence = ["blocked-addresses", "blocked-countries", "bad-bots", "admin-console", "sql-injection"];
const whole = {
    http_request_firewall_custom: [...defence, "cross-site-scripting", "upload-forms"],
    http_request_firewall_managed: ["managed", "owasp"],
};

it.each<[Plan, Record<string, string[]>]>([
    ["free", { ...common, http_request_firewall_custom: defence, http_ratelimit: ["limit-all"] }],
    ["pro", { ...common, ...whole, http_ratelimit: ["limit-all"] }],
    ["business", { ...common, ...whole, http_ratelimit: ["limit-all", "limit-login"] }],
    ["enterprise", { ...common, ...whole, http_ratelimit: ["limit-all", "limit-login"] }],
])("on plan %s there is one ruleset a phase, with these rules in this order", (plan, expected) => {
    expect(refs(plan)).toEqual(expected);
    expect(on(plan).ofType("Ruleset")).toHaveLength(Object.keys(expected).length);
});

/** What the Worker does, by plan. */
const workerConfig = (plan: Plan): Record<string, unknown> => {
    const content = on(plan).inputs("WorkersScript edge-worker").content as string;
    const [, text] = /^const WEBSTACK_EDGE = (\{[^]*?\n\});\n/.exec(content)!;
    return JSON.parse(text!) as Record<string, unknown>;
};
const names = (some: unknown): string[] => (some as { name: string }[]).map(({ name }) => name);

it.each<[Plan, object]>([
    ["free", { blocks: ["cross-site-scripting", "upload-forms"], limits: ["login", "users"] }],
    ["pro", { blocks: [], limits: ["login", "users"] }],
    ["business", { blocks: [], limits: ["users"] }],
    ["enterprise", { blocks: [], limits: ["users"] }],
])("on plan %s the Worker does the rest", (plan, expected) => {
    const { blocks, limits, uploads, caches, redirects, splits, headers, requestId, store, identity } = workerConfig(plan);
    expect({ blocks: names(blocks), limits: names(limits) }).toEqual(expected);
    expect([names(uploads), names(caches), redirects, splits, headers]).toEqual([["forms"], ["pages"], [], [], {}]);
    expect([requestId, store]).toEqual([false, "durable-object"]);
    expect(identity).toEqual({
        from: { cookie: "token" },
        algorithm: "HS256",
        userClaim: "sub",
        roleClaim: "role",
        clockToleranceSeconds: 30,
    });
});

describe("on plan business", () => {
    const rules = (name: string): unknown => on("business").inputs(`Ruleset edge-${name}`).rules;
    const all: Condition = { kind: "host", in: hosts };
    const expression = (...of: Condition[]): string => (of.length === 1 ? expressionOf(of[0]!) : expressionOf({ kind: "all", of }));
    const path = (prefix: string): Condition => ({ kind: "path", prefix });

    it("rulesets are of the zone, each of its phase", () => {
        for (const { inputs, urn } of on("business").ofType("Ruleset")) {
            const name = urn.split("::edge-").at(-1)!;
            expect([inputs!.zoneId, inputs!.kind, inputs!.name]).toEqual([zoneId, "zone", `edge ${name}`]);
        }
    });

    it("requests are turned away by who asks first, then by what they ask", () => {
        const block = (ref: string, description: string, ...of: Condition[]): object => ({
            ref,
            description,
            expression: expression(...of),
            action: "block",
            enabled: true,
        });
        expect(rules("waf")).toEqual([
            block("blocked-addresses", "Blocked addresses", all, { kind: "address", in: ["198.51.100.0/24", "2001:db8:bad::/48"] }),
            block("blocked-countries", "Blocked countries", all, { kind: "country", in: ["KP", "T1"] }),
            block("bad-bots", "Bad bots", all, { kind: "user-agent", containing: ["sqlmap", 'Quote"Bot\\1'] }),
            block(
                "admin-console",
                "Admin path console",
                { kind: "host", in: ["example.com"] },
                { kind: "all", of: [path("/admin"), { kind: "not", of: { kind: "address", in: ["203.0.113.0/24", "2001:db8:a::1"] } }] },
            ),
            block("sql-injection", "SQL injection", all, { kind: "query", containing: sqlSignatures }),
            block("cross-site-scripting", "Cross-site scripting", all, { kind: "query", containing: scriptSignatures }),
            block("upload-forms", "Paths of upload forms", all, path("/upload/"), { kind: "extension", in: ["exe", "php"] }),
        ]);
        expect(rules("managed-waf")).toEqual([
            {
                ref: "managed",
                description: "Cloudflare Managed Ruleset",
                expression: "true",
                action: "execute",
                actionParameters: { id: "efb7b8c949ac4650a09736fc376e9aee" },
                enabled: true,
            },
            {
                ref: "owasp",
                description: "OWASP Core Ruleset, paranoia level 2",
                expression: "true",
                action: "execute",
                actionParameters: {
                    id: "4814384a9e5d4991b9815dcfc25d2f1f",
                    overrides: {
                        categories: ["paranoia-level-3", "paranoia-level-4"].map(category => ({ category, enabled: false })),
                        rules: [{ id: "6179ae15870a4bb7b2d480d4843b323c", action: "block", scoreThreshold: 25 }],
                    },
                },
                enabled: true,
            },
        ]);
    });

    it("limits count by address, and wait for their period", () => {
        const limit = (ref: string, description: string, condition: string, period: number, requestsPerPeriod: number): object => ({
            ref,
            description,
            expression: condition,
            action: "block",
            ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period, requestsPerPeriod, mitigationTimeout: period },
            enabled: true,
        });
        const login = expression({ kind: "host", in: ["example.com"] }, path("/login"), { kind: "method", in: ["POST"] });
        expect(rules("rate-limits")).toEqual([
            limit("limit-all", "300 requests in 10 s below /", expression(all, path("/")), 10, 300),
            limit("limit-login", "5 requests in 60 s below /login", login, 60, 5),
        ]);
    });

    it("what is private passes the cache; answers that are the same for all are kept, those with other statuses never", () => {
        const keep = (name: string, prefix: string, seconds: number, condition: string, edgeTtl: object, browserTtl: object): object => ({
            ref: `cache-${name}`,
            description: `Keep ${prefix} for ${seconds} s`,
            expression: condition,
            action: "set_cache_settings",
            actionParameters: { cache: true, edgeTtl: { mode: "override_origin", default: seconds, ...edgeTtl }, browserTtl },
            enabled: true,
        });
        const files = expression(all, path("/static/"), { kind: "extension", in: ["css", "js"] });
        const not = (from: number, to: number): object => ({ statusCodeRange: { from, to }, value: -1 });
        expect(rules("cache")).toEqual([
            {
                ref: "private",
                description: "What is private",
                expression: expression(all, {
                    kind: "any",
                    of: [
                        { kind: "cookie", names: ["session", "token"] },
                        { kind: "header", name: "authorization" },
                    ],
                }),
                action: "set_cache_settings",
                actionParameters: { cache: false },
                enabled: true,
            },
            keep("static", "/static/", 31536000, files, {}, { mode: "override_origin", default: 31536000 }),
            keep(
                "feed",
                "/feed/",
                7200,
                expression(all, path("/feed/")),
                { statusCodeTtls: [not(201, 403), not(405, 599)] },
                { mode: "respect_origin" },
            ),
        ]);
    });

    it("headers are on every answer, and the request's id on both ways", () => {
        const rewrite = (ref: string, description: string, condition: string, headers: object): object => ({
            ref,
            description,
            expression: condition,
            action: "rewrite",
            actionParameters: { headers },
            enabled: true,
        });
        const set = (value: string): object => ({ operation: "set", value });
        const id = rewrite("request-id", "X-Request-Id", expression(all), {
            "X-Request-Id": { operation: "set", expression: "cf.ray_id" },
        });
        const files = expression(all, path("/static/"), { kind: "extension", in: ["css", "js"] });
        expect(rules("request-headers")).toEqual([id]);
        expect(rules("headers")).toEqual([
            rewrite("headers", "Security headers", expression(all), {
                "Strict-Transport-Security": set("max-age=63072000; includeSubDomains; preload"),
                "X-Frame-Options": set("DENY"),
            }),
            id,
            rewrite("immutable-static", "Browsers keep static without asking again", files, {
                "Cache-Control": set("public, max-age=31536000, immutable"),
            }),
        ]);
    });

    it("one host is another's", () =>
        expect(rules("redirects")).toEqual([
            {
                ref: "redirect-www",
                description: "To https://example.com",
                expression: expression({ kind: "host", in: ["www.example.com"] }, path("/")),
                action: "redirect",
                actionParameters: {
                    fromValue: {
                        statusCode: 308,
                        preserveQueryString: true,
                        targetUrl: { expression: 'concat("https://example.com", http.request.uri.path)' },
                    },
                },
                enabled: true,
            },
        ]));

    it("the Worker sees every request of every host, with its secrets apart", () => {
        const worker = on("business").inputs("WorkersScript edge-worker");
        const counters = on("business").inputs("WorkersScript edge-counters");
        expect({ ...worker, content: "" }).toEqual({
            accountId,
            scriptName: "test-test-edge-2b546e3b",
            mainModule: "worker.mjs",
            content: "",
            compatibilityDate: "2026-04-15",
            bindings: [
                { name: "LIMITER", type: "durable_object_namespace", className: "Limiter", scriptName: counters.scriptName },
                { name: "IDENTITY_KEY", type: "secret_text", text: secret() },
            ],
            observability: { enabled: true, logs: { enabled: true, invocationLogs: false } },
        });
        expect(JSON.stringify(on("business").result)).not.toContain("a-secret-that-has-32-characters-or-more");
        expect({ ...counters, content: "" }).toEqual({
            accountId,
            scriptName: expect.stringMatching(/^test-test-edge-counters-[0-9a-f]{8}-[0-9a-f]{8}$/) as string,
            mainModule: "counters.mjs",
            content: "",
            compatibilityDate: "2026-04-15",
            migrations: { newTag: "v1", newSqliteClasses: ["Limiter"] },
        });
        expect(on("business").waitsFor("WorkersScript edge-worker")).toContain("edge-counters");
        for (const host of hosts) {
            const route = { zoneId, pattern: `${host}/*`, script: "test-test-edge-2b546e3b" };
            expect(on("business").inputs(`WorkersRoute edge-${host}-worker`)).toEqual(route);
            expect(on("business").waitsFor(`WorkersRoute edge-${host}-worker`)).toEqual(["edge-worker"]);
        }
    });
});

describe("the zone", () => {
    it.each<[Plan, object]>([
        ["free", { fightMode: true }],
        ["pro", { sbfmDefinitelyAutomated: "block", sbfmVerifiedBots: "allow", sbfmStaticResourceProtection: false }],
        [
            "business",
            {
                sbfmDefinitelyAutomated: "block",
                sbfmLikelyAutomated: "managed_challenge",
                sbfmVerifiedBots: "allow",
                sbfmStaticResourceProtection: false,
            },
        ],
    ])("on plan %s knows bots", (plan, expected) => expect(on(plan).inputs("BotManagement edge-bots")).toEqual({ zoneId, ...expected }));

    const setting = (settingId: string, value: string): object => ({ zoneId, settingId, value });

    it("makes pictures smaller from Pro", () => {
        expect(on("pro").inputs("ZoneSetting edge-polish")).toEqual(setting("polish", "lossy"));
        expect(on("pro").inputs("ZoneSetting edge-webp")).toEqual(setting("webp", "on"));
    });

    it("is told to let bots and pictures be, where that is asked for", async () => {
        const edges = (["free", "pro", "business"] as const).map(plan => {
            const args = JSON.stringify({ ...bare, plan, bots: "allow", images: "original" });
            return `new webstack.EdgeCDN("${plan}", ${args}, { providers });`;
        });
        const stack = await stackOf("edge-off", edges.join("\n"));
        const off = { sbfmDefinitelyAutomated: "allow", sbfmVerifiedBots: "allow", sbfmStaticResourceProtection: false };
        expect(stack.inputs("BotManagement free-bots")).toEqual({ zoneId, fightMode: false });
        expect(stack.inputs("BotManagement pro-bots")).toEqual({ zoneId, ...off });
        expect(stack.inputs("BotManagement business-bots")).toEqual({ zoneId, ...off, sbfmLikelyAutomated: "allow" });
        for (const plan of ["pro", "business"])
            for (const name of ["polish", "webp"]) expect(stack.inputs(`ZoneSetting ${plan}-${name}`)).toEqual(setting(name, "off"));
        expect(stack.children("free").filter(child => /polish|webp/.test(child))).toEqual([]);
    });

    it("is signed, and stays signed when the component goes", () => {
        const signed = on("free").get("ZoneDnssec edge-dnssec");
        expect(signed.inputs).toEqual({ zoneId, status: "active" });
        expect(signed.retainOnDelete).toBe(true);
        expect(on("free").outputs.dnssec).toEqual(expect.any(String));
    });

    it("says who may issue certificates, for ACM too", () => {
        for (const tag of ["issue", "issuewild"])
            for (const value of ["amazon.com", "letsencrypt.org"])
                expect(on("free").inputs(`DnsRecord edge-caa-${tag}-${value}`)).toEqual({
                    zoneId,
                    name: "example.com",
                    type: "CAA",
                    data: { flags: 0, tag, value },
                    ttl: 3600,
                    comment: "edge, by Pulumi",
                });
    });

    it("normalises addresses as rules compare them", () =>
        expect(on("free").inputs("UrlNormalizationSettings edge-url-normalization")).toEqual({
            zoneId,
            scope: "incoming",
            type: "cloudflare",
        }));

    it("has a command for each cache of Cloudflare's own that empties it", () => {
        const command = (...prefixes: string[]): string =>
            "curl --fail-with-body --silent --show-error --request POST " +
            `https://api.cloudflare.com/client/v4/zones/${zoneId}/purge_cache ` +
            '--header "Authorization: Bearer $CLOUDFLARE_API_TOKEN" --header "Content-Type: application/json" ' +
            `--data '${JSON.stringify({ prefixes })}'`;
        expect(on("pro").outputs.purge).toEqual({
            static: command(...hosts.map(host => `${host}/static/`)),
            feed: command(...hosts.map(host => `${host}/feed/`)),
        });
    });
});

describe("alerts", () => {
    const zones = { filters: { zones: [zoneId] } };
    const types: Record<string, object> = {
        "origin-unreachable": { alertType: "real_origin_monitoring", description: "Cloudflare cannot reach the origin" },
        ddos: { alertType: "dos_attack_l7", description: "An HTTP DDoS attack is being mitigated" },
        certificate: { alertType: "universal_ssl_event_type", description: "Universal SSL: validation, issuance, renewal" },
        "pull-certificate": {
            alertType: "hostname_aop_custom_certificate_expiration_type",
            description: "The certificate shown to the origin expires",
        },
        "security-events": { alertType: "clickhouse_alert_fw_anomaly", description: "More requests are turned away than usual", ...zones },
        "origin-errors": {
            alertType: "http_alert_origin_error",
            description: "More 5xx of the origin than usual",
            filters: { zones: [zoneId], slos: ["99.9"] },
        },
    };

    it("are the account's, by mail, and to a webhook from Pro", () => {
        const emails = [{ id: "ops@example.com" }];
        const policy = (name: string): object => ({ accountId, name: `test-test-edge-2b546e3b: ${name}`, enabled: true, ...types[name] });
        for (const name of Object.keys(types)) {
            const hook = on("enterprise").id("NotificationPolicyWebhooks edge-alerts");
            expect(on("enterprise").inputs(`NotificationPolicy edge-alert-${name}`)).toEqual({
                ...policy(name),
                mechanisms: { emails, webhooks: [{ id: hook }] },
            });
        }
        expect(on("free").inputs("NotificationPolicy edge-alert-ddos")).toEqual({ ...policy("ddos"), mechanisms: { emails } });
        expect(on("pro").inputs("NotificationPolicyWebhooks edge-alerts")).toEqual({
            accountId,
            name: "test-test-edge-2b546e3b",
            url: secret(),
            secret: secret(),
        });
        expect(JSON.stringify(on("pro").result)).not.toContain("hooks.example.com");
    });
});

it("the log of all requests goes to a bucket, without what is private", () => {
    const { outputOptions, ...rest } = on("enterprise").inputs("LogpushJob edge-logpush");
    expect(rest).toMatchObject({ zoneId, name: "edge", dataset: "http_requests", enabled: true, ownershipChallenge: secret() });
    expect(JSON.stringify(outputOptions)).not.toMatch(/Cookie|Header|Query|URI/);
});

it("nothing that is not asked for is made", async () => {
    const stack = await stackOf("edge-bare", `new webstack.EdgeCDN("edge", ${JSON.stringify(bare)}, { providers });`);
    const made = everyPlan.filter(child => /^(UrlNorm|ZoneSetting|Ruleset (cache|headers))/.test(child));
    expect(stack.children("edge")).toEqual(made.map(child => child.replace(" ", " edge-")).sort());
});

it("the Worker has no key where nothing is counted by user, and knows what is private all the same", async () => {
    const identity = { from: { header: "X-Token" }, algorithm: "HS256", key: "a-secret-that-has-32-characters-or-more" };
    const args = JSON.stringify({ ...bare, accountId, identity, caches: [{ name: "pages", pathPrefix: "/", edgeSeconds: 60 }] });
    const stack = await stackOf("edge-identity", `new webstack.EdgeCDN("edge", ${args}, { providers });`);
    expect(stack.inputs("WorkersScript edge-worker").bindings).toEqual([]);
    expect(stack.inputs("WorkersScript edge-worker").content).toContain('"header": "X-Token"');
    expect(JSON.stringify(stack.result)).not.toContain("a-secret-that-has-32-characters-or-more");
});

it("issuers whose names are alike have records of their own", async () => {
    const args = { ...bare, caa: ["a-b.com", "a.b.com"] };
    const stack = await stackOf("edge-issuers", `new webstack.EdgeCDN("edge", ${JSON.stringify(args)}, { providers });`);
    const values = stack.ofType("DnsRecord").map(({ inputs }) => inputs!.data as { tag: string; value: string });
    expect(values.map(({ tag, value }) => `${tag} ${value}`).sort()).toEqual(
        ["issue", "issuewild"].flatMap(tag => ["a-b.com", "a.b.com", "amazon.com"].map(value => `${tag} ${value}`)),
    );
});
