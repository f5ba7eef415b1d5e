import { committed } from "./committed";
import { synthesizeStack } from "./stack-file";
import { image, namesOf, refsOf, web, workerOf, zone } from "./stacks-edge";
import { dig, secret, type Stack } from "./support";

describe("the edge of the committed production stack", () => {
    let stack: Stack;
    const printed: string[] = [];
    beforeAll(async () => {
        stack = await synthesizeStack("production", "edge", committed("production"), line => printed.push(line));
    });

    it("says what went where, for people", () => {
        expect(printed.join("\n")).toBe(
            [
                "info: [runtime] Cloudflare, plan pro",
                "  by Cloudflare itself: TLS 1.2 at least; DNSSEC; headers (Strict-Transport-Security, X-Frame-Options, " +
                    "X-Content-Type-Options, Referrer-Policy); request id; bad bots; paths of upload files; Cloudflare's managed rules; " +
                    "redirect www (www.example.com/ to https://example.com); rate limit sign-in (20 in 60 s by address); " +
                    "rate limit address (1200 in 60 s by address); private requests past the cache; cache static (/static/ for 31536000 s)",
                "  by the Worker:",
                "    forms of upload files: rules do not see the names of a form's files",
                "    rate limit user (300 in 60 s by user and role): rules count by address",
                "    cache products (/products/ for 60 s): only a Worker sees whether an answer is private",
            ].join("\n"),
        );
    });

    it("has rules for what they can do, and the Worker for the rest", () => {
        expect(refsOf(stack, "redirects")).toEqual(["redirect-www"]);
        expect(refsOf(stack, "waf")).toEqual(["bad-bots", "upload-files"]);
        expect(refsOf(stack, "managed-waf")).toEqual(["managed"]);
        expect(refsOf(stack, "rate-limits")).toEqual(["limit-sign-in", "limit-address"]);
        expect(refsOf(stack, "cache")).toEqual(["private", "cache-static"]);
        expect(refsOf(stack, "headers")).toEqual(["headers", "request-id"]);
        expect(refsOf(stack, "request-headers")).toEqual(["request-id"]);
        const { limits, caches, uploads, blocks } = workerOf(stack);
        expect([limits, caches, uploads, blocks].map(all => all.map(({ name }) => name))).toEqual([["user"], ["products"], ["files"], []]);
        expect(namesOf(stack, "WorkersRoute")).toEqual(["api.example.com-worker"]);
    });

    it("knows users by the secret that the back end signs with, which is in no output", () => {
        expect(stack.inputs("WorkersScript edge-worker").bindings).toEqual([
            expect.objectContaining({ name: "LIMITER", type: "durable_object_namespace" }),
            { name: "IDENTITY_KEY", type: "secret_text", text: secret() },
        ]);
        expect(stack.waitsFor("WorkersScript edge-worker")).toEqual(["app-secret-jwt-secret", "edge-counters"]);
    });

    it("gives the host that is only sent elsewhere a record and a place in the certificate", () => {
        expect(stack.inputs("DnsRecord edge-www.example.com-record")).toMatchObject({ type: "CNAME", proxied: true });
        expect(stack.inputs("Certificate edge-certificate")).toMatchObject({
            domainName: "api.example.com",
            subjectAlternativeNames: ["example.com", "www.example.com"],
        });
    });

    it("tells those whom MonitoringStack tells", () => {
        const told = stack.ofType("NotificationPolicy").map(({ inputs }) => inputs!.mechanisms);
        expect(told).toEqual(Array<unknown>(4).fill({ emails: [{ id: "oncall@example.com" }] }));
    });

    it("lets in nobody but Cloudflare with its certificate, which is shown before it is asked for", () => {
        expect(stack.waitsFor("BucketObjectv2 app-client-ca-file")).toEqual(
            expect.arrayContaining(["edge-api.example.com-pull", "edge-example.com-pull", "edge-www.example.com-pull"]),
        );
        expect(stack.waitsFor("Ingress app-ingress")).toContain("app-client-ca");
        const asked = dig(stack.inputs("Ingress app-ingress"), "metadata.annotations")![
            "alb.ingress.kubernetes.io/mutual-authentication" as never
        ] as string;
        expect(JSON.parse(asked)).toEqual([{ port: 443, mode: "verify", trustStore: stack.arn("TrustStore app-client-ca") }]);
    });

    it("tells how to empty the cache, and what the registrar needs", () => {
        const { purgeCommands, dnssec } = stack.outputs;
        expect(Object.keys(purgeCommands as object).sort()).toEqual(["static"]);
        expect(dnssec).toEqual(expect.any(String));
    });
});

describe("the edge of the committed staging stack", () => {
    it("leaves the zone to production: all of it is the Worker's", async () => {
        const stack = await synthesizeStack("staging", "edge");
        expect([...stack.ofType("Ruleset"), ...stack.ofType("ZoneSetting"), ...stack.ofType("NotificationPolicy")]).toEqual([]);
        const { caches, requestId, headers } = workerOf(stack);
        expect([caches.map(({ name }) => name), requestId, headers]).toEqual([["static", "products"], true, {}]);
        expect(namesOf(stack, "WorkersRoute")).toEqual(["api-staging.example.com-worker", "staging.example.com-worker"]);
        expect(namesOf(stack, "AuthenticatedOriginPulls")).toEqual(["api-staging.example.com-pull", "staging.example.com-pull"]);
    });
});

describe("two releases by the Worker, and a key that everybody may know", () => {
    it("are said in a stack file, with the lock taken back", async () => {
        const key = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n";
        const stack = await synthesizeStack("staging", "edge-worker", {
            ...committed("staging"),
            ingress: { kind: "alb", originPull: true, verifyClients: false },
            edge: {
                ...zone,
                releases: [
                    {
                        name: "web",
                        host: "example.com",
                        colors: web.colorHosts,
                        by: "worker",
                        weights: { blue: 95, green: 5 },
                        cookie: "colour",
                    },
                ],
                rateLimits: [{ name: "user", per: "user", requests: 9, periodSeconds: 5 }],
                identity: { from: { header: "Authorization" }, algorithm: "ES256", key },
                store: { kind: "durable-object" },
            },
            services: [web],
        });
        expect(workerOf(stack).splits).toEqual([
            {
                name: "web",
                host: "example.com",
                targets: [
                    { name: "blue", host: "blue.example.com", weight: 95 },
                    { name: "green", host: "green.example.com", weight: 5 },
                ],
                cookie: "colour",
            },
        ]);
        expect(workerOf(stack).identity).toMatchObject({ algorithm: "ES256" });
        expect(stack.ofType("TrustStore")).toHaveLength(1);
        const asked = dig(stack.inputs("Ingress app-ingress"), "metadata.annotations")![
            "alb.ingress.kubernetes.io/mutual-authentication" as never
        ] as string;
        expect(JSON.parse(asked)).toEqual([{ port: 443, mode: "off" }]);
    });
});

describe("a tunnel", () => {
    it("leads Cloudflare to a cluster that has no open port", async () => {
        const stack = await synthesizeStack("development", "tunnel", {
            ...committed("development"),
            ingress: { kind: "nginx", tunnel: true },
            edge: { ...zone, requestId: true },
            services: [{ name: "web", image, port: 3000, hosts: ["www.example.com"] }],
        });
        // What the edge calls a request is what the gateway calls it.
        expect(JSON.stringify(stack.inputs("ConfigMap app-gateway-config"))).toContain("proxy_set_header X-Request-ID $known_request_id;");
        const tunnel = stack.id("ZeroTrustTunnelCloudflared edge-tunnel");
        expect(stack.inputs("DnsRecord edge-www.example.com-record")).toMatchObject({
            type: "CNAME",
            content: `${tunnel}.cfargotunnel.com`,
            proxied: true,
        });
        expect(stack.ofType("Service").map(({ inputs }) => dig(inputs, "spec.type") ?? "ClusterIP")).not.toContain("LoadBalancer");
        expect(stack.ofType("Service").map(({ inputs }) => dig(inputs, "spec.type"))).not.toContain("NodePort");
        expect(stack.inputs("Secret app-tunnel-credentials").stringData).toEqual(secret({ "credentials.json": "[secret]" }));
        expect(stack.ofType("AuthenticatedOriginPulls")).toEqual([]);
        expect(stack.resources.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
        expect(stack.outputs.urls).toEqual(["https://www.example.com"]);
    });
});
