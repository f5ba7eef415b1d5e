import { edgeArgs } from "../../stacks/edge-plan";
import { parseSettings } from "../../stacks/read-config";
import { committed } from "./committed";
import { synthesizeStack } from "./stack-file";
import { hidden, namesOf, refsOf, settingsOf, web, workerOf, zone } from "./stacks-edge";
import { dig, secret, type Stack } from "./support";

describe("every option of the edge", () => {
    let stack: Stack;
    beforeAll(async () => {
        const edge = {
            ...zone,
            plan: "enterprise",
            hstsSeconds: 63072000,
            hstsSubdomains: true,
            hstsPreload: true,
            minTls: "1.3",
            dnssec: true,
            caa: ["letsencrypt.org"],
            bots: "challenge",
            images: "lossy",
            caches: [
                {
                    name: "static",
                    pathPrefix: "/static/",
                    extensions: ["css", "js"],
                    shared: true,
                    edgeSeconds: 31536000,
                    browserSeconds: 31536000,
                    immutable: true,
                    statuses: "any",
                },
                {
                    name: "pages",
                    host: "example.com",
                    pathPrefix: "/pages/",
                    shared: true,
                    edgeSeconds: "origin",
                    vary: { headers: ["X-Region"], cookies: ["theme"], query: ["page"] },
                },
                { name: "api", pathPrefix: "/api/", edgeSeconds: 60, statuses: [200, 404], vary: { query: [] } },
            ],
            sessionCookies: ["session"],
            cacheVersion: "7",
            headers: { "X-Frame-Options": "DENY" },
            redirects: [
                {
                    name: "old",
                    host: "old.example.com",
                    path: "/a/",
                    to: "https://example.com/b",
                    status: 308,
                    keepPath: false,
                    keepQuery: false,
                },
            ],
            rateLimits: [
                { name: "sign-in", path: "/auth/", methods: ["POST"], requests: 5, periodSeconds: 60 },
                {
                    name: "user",
                    host: "example.com",
                    per: "user",
                    requests: 100,
                    periodSeconds: 600,
                    roles: { admin: 1000 },
                    onStoreFailure: "closed",
                },
            ],
            waf: {
                managed: false,
                owasp: { paranoia: 2, sensitivity: "high" },
                sqlInjection: true,
                crossSiteScripting: true,
                badBots: ["sqlmap"],
                blockedAddresses: ["192.0.2.0/24"],
                blockedCountries: ["KP"],
                adminPaths: [{ name: "panel", path: "/admin/", host: "example.com", allow: ["198.51.100.7"] }],
                uploads: [{ name: "pictures", path: "/upload/", refusedExtensions: ["exe"], maxMegabytes: 5 }],
            },
            identity: {
                from: { cookie: "token" },
                algorithm: "HS256",
                key: hidden,
                userClaim: "uid",
                roleClaim: "group",
                issuer: "https://example.com",
                audience: "shop",
                clockToleranceSeconds: 10,
            },
            store: { kind: "redis", url: "https://apn1-merry-cat-12345.upstash.io", token: hidden },
            maintenance: { allow: ["198.51.100.7"], html: "<p>Back soon</p>", retryAfterSeconds: 60 },
            requestId: true,
            releases: [
                {
                    name: "web",
                    host: "example.com",
                    colors: web.colorHosts,
                    by: "load-balancer",
                    weights: { blue: 90, green: 10 },
                    healthPath: "/health",
                    intervalSeconds: 30,
                    notifyEmail: "oncall@example.com",
                },
            ],
            alerts: { emails: ["edge@example.com"], webhook: { url: hidden, secret: hidden } },
            logpush: { bucket: "acme-logs", prefix: "edge", ownershipChallenge: hidden },
        };
        stack = await synthesizeStack("staging", "edge-options", {
            ...committed("staging"),
            ingress: { kind: "nginx", originPull: true },
            edge,
            services: [web],
        });
    });

    it("reaches the zone", () => {
        expect(settingsOf(stack)).toEqual({
            ssl: "strict",
            min_tls_version: "1.3",
            tls_1_3: "on",
            always_use_https: "on",
            automatic_https_rewrites: "on",
            http3: "on",
            brotli: "on",
            websockets: "on",
            polish: "lossy",
            webp: "on",
        });
        expect(stack.inputs("BotManagement edge-bots")).toMatchObject({ sbfmDefinitelyAutomated: "managed_challenge" });
        expect(stack.ofType("ZoneDnssec")).toHaveLength(1);
        expect(
            namesOf(stack, "DnsRecord")
                .filter(name => name.startsWith("caa-"))
                .sort(),
        ).toEqual(["caa-issue-amazon.com", "caa-issue-letsencrypt.org", "caa-issuewild-amazon.com", "caa-issuewild-letsencrypt.org"]);
    });

    it("reaches the rules", () => {
        expect(refsOf(stack, "redirects")).toEqual(["redirect-old"]);
        expect(dig(stack.inputs("Ruleset edge-redirects"), "rules.0.actionParameters.fromValue")).toEqual({
            statusCode: 308,
            preserveQueryString: false,
            targetUrl: { value: "https://example.com/b" },
        });
        expect(refsOf(stack, "waf")).toEqual([
            "blocked-addresses",
            "blocked-countries",
            "bad-bots",
            "admin-panel",
            "sql-injection",
            "cross-site-scripting",
            "upload-pictures",
        ]);
        expect(refsOf(stack, "managed-waf")).toEqual(["owasp"]);
        expect(dig(stack.inputs("Ruleset edge-managed-waf"), "rules.0.actionParameters.overrides")).toMatchObject({
            categories: [
                { category: "paranoia-level-3", enabled: false },
                { category: "paranoia-level-4", enabled: false },
            ],
            rules: [{ scoreThreshold: 25 }],
        });
        expect(refsOf(stack, "rate-limits")).toEqual(["limit-sign-in"]);
        expect(dig(stack.inputs("Ruleset edge-rate-limits"), "rules.0")).toMatchObject({
            expression: expect.stringContaining('http.request.method in {"POST"}') as string,
            ratelimit: { period: 60, requestsPerPeriod: 5 },
        });
        expect(refsOf(stack, "cache")).toEqual(["private", "cache-static", "cache-pages"]);
        expect(dig(stack.inputs("Ruleset edge-cache"), "rules.1")).toMatchObject({
            expression: expect.stringContaining('in {"css" "js"}') as string,
            actionParameters: { edgeTtl: { default: 31536000 }, browserTtl: { default: 31536000 } },
        });
        expect(dig(stack.inputs("Ruleset edge-cache"), "rules.2.actionParameters")).toMatchObject({
            edgeTtl: { mode: "bypass_by_default" },
            cacheKey: {
                customKey: {
                    header: { includes: ["x-region"] },
                    cookie: { includes: ["theme"] },
                    queryString: { include: { lists: ["page"] } },
                },
            },
        });
        const headers = dig(stack.inputs("Ruleset edge-headers"), "rules.0.actionParameters.headers") as Record<string, unknown>;
        expect(headers).toMatchObject({
            "Strict-Transport-Security": { value: "max-age=63072000; includeSubDomains; preload" },
            "X-Frame-Options": { value: "DENY" },
        });
        expect(refsOf(stack, "headers")).toContain("immutable-static");
        expect(refsOf(stack, "request-headers")).toEqual(["request-id"]);
    });

    it("reaches the Worker, and its secrets as such", () => {
        const worker = workerOf(stack);
        expect(worker.maintenance).toMatchObject({ html: "<p>Back soon</p>", retryAfterSeconds: 60 });
        expect(JSON.stringify(worker.maintenance)).toContain("198.51.100.7");
        expect(worker.limits).toEqual([
            expect.objectContaining({
                name: "user",
                per: "user",
                requests: 100,
                periodSeconds: 600,
                roles: { admin: 1000 },
                onStoreFailure: "closed",
            }),
        ]);
        expect(worker.identity).toEqual({
            from: { cookie: "token" },
            algorithm: "HS256",
            userClaim: "uid",
            roleClaim: "group",
            issuer: "https://example.com",
            audience: "shop",
            clockToleranceSeconds: 10,
        });
        expect(worker.store).toBe("redis");
        expect(worker.uploads).toEqual([expect.objectContaining({ name: "pictures", refusedExtensions: ["exe"], maxBytes: 5242880 })]);
        expect(worker.caches).toEqual([
            expect.objectContaining({
                name: "api",
                edgeSeconds: 60,
                statuses: [200, 404],
                query: [],
                sessionCookies: ["session"],
                version: "7",
            }),
        ]);
        expect(stack.inputs("WorkersScript edge-worker").bindings).toEqual(
            ["IDENTITY_KEY", "REDIS_URL", "REDIS_TOKEN"].map(name => ({ name, type: "secret_text", text: secret() })),
        );
    });

    it("reaches the account: a load balancer between the colours, who is told, the log", () => {
        expect(stack.inputs("LoadBalancer edge-web")).toMatchObject({ name: "example.com", steeringPolicy: "random" });
        expect(stack.inputs("LoadBalancerMonitor edge-web-blue")).toMatchObject({ interval: 30, path: "/health" });
        expect(stack.inputs("LoadBalancerPool edge-web-green")).toMatchObject({ notificationEmail: "oncall@example.com" });
        // Its host is the load balancer's; the others lead to the cluster.
        expect(namesOf(stack, "DnsRecord").filter(name => name.endsWith("-record"))).toEqual([
            "blue.example.com-record",
            "green.example.com-record",
            "old.example.com-record",
        ]);
        expect(stack.inputs("NotificationPolicyWebhooks edge-alerts")).toMatchObject({ url: secret(), secret: secret() });
        expect(stack.inputs("NotificationPolicy edge-alert-ddos").mechanisms).toEqual({
            emails: [{ id: "edge@example.com" }],
            webhooks: [{ id: stack.id("NotificationPolicyWebhooks edge-alerts") }],
        });
        expect(stack.inputs("LogpushJob edge-logpush")).toMatchObject({
            destinationConf: secret(),
            ownershipChallenge: secret(),
        });
    });

    it("has its origin locked: nginx asks Cloudflare for its certificate once it is shown", () => {
        expect(dig(stack.inputs("ConfigMap app-gateway-config"), "data")!["nginx.conf" as never]).toContain("ssl_verify_client on;");
        expect(stack.waitsFor("ConfigMap app-gateway-client-ca")).toEqual(
            expect.arrayContaining(
                ["blue.example.com", "example.com", "green.example.com", "old.example.com"].map(host => `edge-${host}-pull`),
            ),
        );
    });
});

test("the log goes to a bucket in the stack's region where nothing else is said", () => {
    const regionOf = (logpush: object): unknown => {
        const edge = { ...zone, logpush: { bucket: "acme-logs", ownershipChallenge: "x", ...logpush } };
        return dig(edgeArgs(parseSettings({ ...committed("staging"), edge }, "staging")), "logpush.region");
    };
    expect([regionOf({}), regionOf({ region: "us-east-1" })]).toEqual(["eu-west-1", "us-east-1"]);
});
