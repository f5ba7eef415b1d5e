import * as pulumi from "@pulumi/pulumi";
import { edgeDefaults, hostProblems, validateEdge, type CloudflareArgs } from "../../components/edge-cdn/args";
import { cloudflareRanges } from "../../components/edge-cdn/cloudflare-ranges";
import { EdgeCDN } from "../../components/edge-cdn";
import { overlap, parseCidr } from "../../components/core/cidr";
import { headerRules } from "../../components/edge-cdn/rules";
import { dig, lines, secret, stackOf, type Stack } from "./support";

const zoneId = "0123456789abcdef0123456789abcdef";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "edge-cdn",
        `
const zone = { kind: "cloudflare", zoneId: "${zoneId}", zoneName: "example.com" };
const edge = new webstack.EdgeCDN("edge", {
    ...zone,
    hosts: ["example.com", "www.example.com", "a-b.example.com", "a.b.example.com"],
    hstsSeconds: 63072000,
    minTls: "1.3",
    caches: [
        { name: "static", pathPrefix: "/static/", shared: true, edgeSeconds: 31536000 },
        { name: "api", pathPrefix: "/api/generate", host: "www.example.com", edgeSeconds: 300, browserSeconds: 0 },
        { name: "own", pathPrefix: "/own/", shared: true, edgeSeconds: 60, browserSeconds: "origin" },
    ],
    headers: { "X-Frame-Options": "DENY", "Content-Security-Policy": "default-src 'self'; img-src \\"x\\"" },
    tags: { Project: "shop" },
}, { providers });
const arn = edge.originCertificate();
edge.route("example.com", "lb.amazonaws.com");
edge.route("www.example.com", pulumi.output("203.0.113.9"));
edge.route("a-b.example.com", "lb.amazonaws.com");
edge.route("a.b.example.com", "lb.amazonaws.com");
const plain = new webstack.EdgeCDN("plain", { ...zone, hosts: ["shop.example.com"], transform: { "cloudflare.DnsRecord": { comment: "changed" } } }, { providers });
plain.route("shop.example.com", "lb.amazonaws.com");
const bare = new webstack.EdgeCDN("bare", { ...zone, hosts: ["bare.example.com", "api.example.com"], hstsSeconds: 0 }, {
    providers,
});
exports.pair = bare.originKeyPair();
const none = new webstack.EdgeCDN("none", { kind: "none" });
none.route("anything", "lb");
exports.arn = arn;
exports.sources = { edge: edge.allowedSources, none: none.allowedSources };
tryTo(() => edge.route("api.example.com", "lb"));
tryTo(() => none.originCertificate());
tryTo(() => none.originKeyPair());
tryTo(() => new webstack.EdgeCDN("wrong", { ...zone, zoneId: "x", hosts: ["shop.example.org"] }, { providers }));
`,
    );
});

const settings = ["always-use-https", "automatic-https-rewrites", "brotli", "http3", "min-tls-version", "ssl", "tls-1-3", "websockets"];
const rules = (key: string): unknown[] => stack.inputs(key).rules as unknown[];

describe("EdgeCDN on Cloudflare", () => {
    it("makes exactly this", () => {
        const hosts = ["example.com", "www.example.com", "a-b.example.com", "a.b.example.com"];
        expect(stack.children("edge")).toEqual(
            [
                "Certificate certificate",
                "CertificateValidation certificate",
                ...hosts.flatMap(host => [`DnsRecord ${host}-proof`, `DnsRecord ${host}-record`]),
                "Ruleset cache",
                "Ruleset headers",
                ...settings.map(name => `ZoneSetting ${name}`),
            ]
                .map(child => child.replace(" ", " edge-"))
                .sort(),
        );
        expect(stack.children("plain")).toEqual(
            ["DnsRecord shop.example.com-record", "Ruleset headers", ...settings.map(name => `ZoneSetting ${name}`)].map(child =>
                child.replace(" ", " plain-"),
            ),
        );
    });

    it("checks TLS to the origin, redirects plain HTTP, and refuses old TLS", () => {
        const own = stack.ofType("ZoneSetting").filter(({ urn }) => urn.includes("::edge-"));
        expect(Object.fromEntries(own.map(({ inputs }) => [inputs!.settingId, inputs!.value]))).toEqual({
            ssl: "strict",
            min_tls_version: "1.3",
            tls_1_3: "on",
            always_use_https: "on",
            automatic_https_rewrites: "on",
            http3: "on",
            brotli: "on",
            websockets: "on",
        });
        for (const { inputs } of own) expect(inputs!.zoneId).toBe(zoneId);
        expect(stack.inputs("ZoneSetting plain-min-tls-version").value).toBe("1.2");
    });

    it("makes a key pair that Cloudflare alone knows, for what speaks TLS behind it", () => {
        const hosts = ["bare.example.com", "api.example.com"];
        const key = stack.get("PrivateKey bare-origin-key");
        expect(key.inputs).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
        expect(stack.inputs("CertRequest bare-origin-request")).toMatchObject({ dnsNames: hosts, subject: { commonName: hosts[0] } });
        expect(stack.waitsFor("CertRequest bare-origin-request")).toEqual(["bare-origin-key"]);
        expect(stack.inputs("OriginCaCertificate bare-origin-certificate")).toEqual({
            csr: stack.get("CertRequest bare-origin-request").outputs!.certRequestPem,
            hostnames: hosts,
            requestType: "origin-ecc",
            requestedValidity: 5475,
        });
        expect(stack.outputs.pair).toEqual({
            certificate: stack.get("OriginCaCertificate bare-origin-certificate").outputs!.certificate,
            key: secret(),
        });
    });

    it("has one ruleset a phase, and none without a rule", () => {
        const phases = stack
            .ofType("Ruleset")
            .map(({ inputs }) => `${inputs!.name as string}: ${inputs!.kind as string} ${inputs!.phase as string}`);
        expect(phases.sort()).toEqual([
            "edge cache: zone http_request_cache_settings",
            "edge headers: zone http_response_headers_transform",
            "plain headers: zone http_response_headers_transform",
        ]);
        for (const { inputs } of stack.ofType("Ruleset")) {
            expect(inputs!.zoneId).toBe(zoneId);
            expect((inputs!.rules as unknown[]).length).toBeGreaterThan(0);
        }
    });

    it("keeps shared files for all, and other answers for those without a session or a token only", () => {
        const hosts = 'http.host in {"example.com" "www.example.com" "a-b.example.com" "a.b.example.com"}';
        expect(rules("Ruleset edge-cache")).toEqual([
            {
                ref: "cache-static",
                description: "Keep /static/ for 31536000 s",
                expression: `${hosts} and starts_with(http.request.uri.path, "/static/")`,
                action: "set_cache_settings",
                actionParameters: {
                    cache: true,
                    edgeTtl: { mode: "override_origin", default: 31536000 },
                    browserTtl: { mode: "override_origin", default: 31536000 },
                },
                enabled: true,
            },
            {
                ref: "cache-api",
                description: "Keep /api/generate for 300 s",
                expression:
                    'http.host in {"www.example.com"} and starts_with(http.request.uri.path, "/api/generate") ' +
                    'and http.cookie eq "" and not len(http.request.headers["authorization"]) gt 0',
                action: "set_cache_settings",
                actionParameters: {
                    cache: true,
                    edgeTtl: { mode: "override_origin", default: 300 },
                    browserTtl: { mode: "override_origin", default: 0 },
                },
                enabled: true,
            },
            {
                ref: "cache-own",
                description: "Keep /own/ for 60 s",
                expression: `${hosts} and starts_with(http.request.uri.path, "/own/")`,
                action: "set_cache_settings",
                actionParameters: {
                    cache: true,
                    edgeTtl: { mode: "override_origin", default: 60 },
                    browserTtl: { mode: "respect_origin" },
                },
                enabled: true,
            },
        ]);
    });

    it("sets headers on every answer, HSTS among them", () => {
        const set = (value: string): unknown => ({ operation: "set", value });
        expect(rules("Ruleset edge-headers")).toEqual([
            {
                ref: "headers",
                description: "Security headers",
                expression: 'http.host in {"example.com" "www.example.com" "a-b.example.com" "a.b.example.com"}',
                action: "rewrite",
                actionParameters: {
                    headers: {
                        "Strict-Transport-Security": set("max-age=63072000; includeSubDomains"),
                        "X-Frame-Options": set("DENY"),
                        "Content-Security-Policy": set("default-src 'self'; img-src \"x\""),
                    },
                },
                enabled: true,
            },
        ]);
        expect(dig(rules("Ruleset plain-headers"), "0.actionParameters.headers")).toEqual({
            "Strict-Transport-Security": set("max-age=31536000; includeSubDomains"),
        });
    });

    it("points hosts at their origin, which it hides", () => {
        const common = { zoneId, proxied: true, ttl: 1, comment: "edge, by Pulumi" };
        expect(stack.inputs("DnsRecord edge-example.com-record")).toEqual({
            ...common,
            name: "example.com",
            type: "CNAME",
            content: "lb.amazonaws.com",
        });
        expect(stack.inputs("DnsRecord edge-www.example.com-record")).toEqual({
            ...common,
            name: "www.example.com",
            type: "A",
            content: "203.0.113.9",
        });
        expect(stack.inputs("DnsRecord plain-shop.example.com-record").comment).toBe("changed");
    });

    it("has a certificate for all hosts, valid once its records stand", () => {
        expect(stack.inputs("Certificate edge-certificate")).toEqual({
            domainName: "example.com",
            subjectAlternativeNames: ["www.example.com", "a-b.example.com", "a.b.example.com"],
            validationMethod: "DNS",
            tags: { Project: "shop", Component: "edge", Name: "edge" },
        });
        expect(stack.inputs("CertificateValidation edge-certificate").certificateArn).toBe(stack.arn("Certificate edge-certificate"));
        expect(stack.waitsFor("CertificateValidation edge-certificate")).toEqual([
            "edge-a-b.example.com-proof",
            "edge-a.b.example.com-proof",
            "edge-certificate",
            "edge-example.com-proof",
            "edge-www.example.com-proof",
        ]);
        expect(stack.outputs.arn).toBe(stack.arn("Certificate edge-certificate"));
        expect(stack.inputs("DnsRecord edge-example.com-proof")).toMatchObject({
            zoneId,
            type: "CNAME",
            proxied: false,
            ttl: 300,
            comment: "Proof for ACM, edge",
        });
    });

    it("lets in Cloudflare's edge", () => {
        expect(stack.outputs.sources).toEqual({ edge: cloudflareRanges, none: [] });
        const ranges = cloudflareRanges.map(range => parseCidr(range)!);
        expect(ranges).toHaveLength(15);
        for (const [index, range] of ranges.entries())
            for (const other of ranges.slice(index + 1)) expect(overlap(range, other)).toBe(false);
    });

    it("fails for a host that it does not serve, and for what is wrong with its arguments", () => {
        expect(stack.outputs.refused).toEqual([
            [
                "EdgeCDN 'edge': 1 problem",
                '  route: got "api.example.com"; allowed: example.com, www.example.com, a-b.example.com, a.b.example.com. Name the host in `hosts` too.',
            ].join("\n"),
            "A certificate needs a zone: EdgeCDN has kind 'none'",
            "A certificate needs a zone: EdgeCDN has kind 'none'",
            [
                "EdgeCDN 'wrong': 2 problems",
                `  zoneId: got "x"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`,
                '  hosts.0: got "shop.example.org"; allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.',
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("wrong"))).toEqual([]);
    });
});

describe("EdgeCDN of kind none", () => {
    it("makes nothing", () => expect(stack.children("none")).toEqual([]));
});

describe("the proofs of a certificate", () => {
    /** What ACM answers, in an order of its own and with the DNS's final dots. */
    const option = (domainName: string): Record<string, string> => ({
        domainName,
        resourceRecordName: `_proof.${domainName}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_value.${domainName}.acm-validations.aws.`,
    });

    it("are each host's own", async () => {
        const hosts = ["example.com", "www.example.com", "api.example.com"];
        const records: Record<string, unknown>[] = [];
        let proven: unknown;
        await pulumi.runtime.setMocks({
            newResource: ({ type, name, inputs }) => {
                const given = inputs as Record<string, unknown>;
                if (type === "cloudflare:index/dnsRecord:DnsRecord") records.push(given);
                if (type === "aws:acm/certificateValidation:CertificateValidation") proven = given.validationRecordFqdns;
                const answer =
                    type === "aws:acm/certificate:Certificate"
                        ? { arn: "arn", domainValidationOptions: [...hosts].reverse().map(option) }
                        : {};
                return { id: `${name}-id`, state: { ...given, ...answer } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        });
        const edge = new EdgeCDN("edge", { kind: "cloudflare", zoneId, zoneName: "example.com", hosts });
        await new Promise(resolve => pulumi.all([edge.originCertificate(), edge.urn]).apply(resolve));
        expect(records.map(({ name, type, content }) => ({ name, type, content }))).toEqual(
            hosts.map(host => ({ name: `_proof.${host}`, type: "CNAME", content: `_value.${host}.acm-validations.aws` })),
        );
        expect(proven).toEqual(hosts.map(host => `_proof.${host}`));
    });
});

describe("validateEdge", () => {
    const good: CloudflareArgs = { kind: "cloudflare", zoneId, zoneName: "example.com", hosts: ["example.com", "a.b.example.com"] };
    const check = (args: Partial<CloudflareArgs>): string[] => lines(validateEdge({ ...good, ...args }));

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(check({ hstsSeconds: 0, minTls: "1.3", caches: [], headers: {} })).toEqual([]);
        expect(validateEdge({ kind: "none" })).toEqual([]);
        expect(edgeDefaults).toEqual({ hstsSeconds: 31536000, minTls: "1.2" });
    });

    it("fails for a host outside of the zone, also where its name ends alike", () => {
        const outside = "allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.";
        expect(check({ hosts: ["notexample.com", "example.com.evil.org", "www.example.org"] })).toEqual([
            `hosts.0: got "notexample.com"; ${outside}`,
            `hosts.1: got "example.com.evil.org"; ${outside}`,
            `hosts.2: got "www.example.org"; ${outside}`,
        ]);
        expect(hostProblems("host", "www.example.com", "example.com")).toEqual([]);
    });

    it.each<[string, Partial<CloudflareArgs>, string[]]>([
        [
            "zone's id",
            { zoneId: zoneId.toUpperCase() },
            [`zoneId: got "${zoneId.toUpperCase()}"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`],
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
        ["HSTS", { hstsSeconds: 63072001 }, ["hstsSeconds: got 63072001; allowed: a whole number from 0 to 63072000."]],
        ["TLS", { minTls: "1.1" as never }, ['minTls: got "1.1"; allowed: 1.2, 1.3.']],
        [
            "caches",
            {
                caches: [
                    { name: "Static", pathPrefix: "static", edgeSeconds: 0, browserSeconds: -1 },
                    { name: "a", pathPrefix: '/"', host: "www.example.org", edgeSeconds: 31536001, browserSeconds: 60 },
                    { name: "a", pathPrefix: "/", host: "x", edgeSeconds: 60 },
                ],
            },
            [
                `caches.0.name: got "Static"; allowed: lower-case letters, digits and '-'.`,
                'caches.0.pathPrefix: got "static"; allowed: the beginning of a path, such as /static/.',
                "caches.0.edgeSeconds: got 0; allowed: a whole number from 1 to 31536000.",
                "caches.0.browserSeconds: got -1; allowed: a whole number from 0 to 31536000.",
                'caches.1.pathPrefix: got "/\\""; allowed: the beginning of a path, such as /static/.',
                'caches.1.host: got "www.example.org"; allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.',
                "caches.1.edgeSeconds: got 31536001; allowed: a whole number from 1 to 31536000.",
                'caches.2.host: got "x"; allowed: a host name such as www.example.com, in lower case.',
                'caches: got "a"; allowed: each value once.',
            ],
        ],
        [
            "headers",
            { headers: { "X Bad": "1", "X-Lines": "a\r\nb", "X-Empty": "" } },
            [
                `headers.X Bad: got "X Bad"; allowed: header names of letters, digits and '-'.`,
                'headers.X-Lines: got "a\\r\\nb"; allowed: printable ASCII on one line.',
                'headers.X-Empty: got ""; allowed: printable ASCII on one line.',
            ],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));
});

describe("headerRules", () => {
    const args: CloudflareArgs = { kind: "cloudflare", zoneId, zoneName: "example.com", hosts: ["example.com"] };

    it("says HSTS once, in the words of the stack where it has its own", () => {
        const value = "max-age=63072000; includeSubDomains; preload";
        for (const name of ["strict-transport-security", "Strict-Transport-Security", "STRICT-TRANSPORT-SECURITY"])
            expect(dig(headerRules({ ...args, headers: { [name]: value } }), "0.actionParameters.headers")).toEqual({
                [name]: { operation: "set", value },
            });
    });

    it("is no rule without a header", () => expect(headerRules({ ...args, hstsSeconds: 0 })).toEqual([]));
});
