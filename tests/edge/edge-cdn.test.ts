import * as pulumi from "@pulumi/pulumi";
import { parseCidr, overlap } from "../../components/core/cidr";
import { EdgeCDN } from "../../components/edge-cdn";
import { cloudflareRanges } from "../../components/edge-cdn/cloudflare-ranges";
import { secret, stackOf, type Stack } from "../unit/support";
import { accountId, zoneId } from "./support/edges";

const hosts = ["example.com", "www.example.com", "a-b.example.com", "a.b.example.com"];

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "edge-cdn",
        `
const zone = { kind: "cloudflare", zoneId: "${zoneId}", zoneName: "example.com" };
const edge = new webstack.EdgeCDN("edge", {
    ...zone,
    hosts: ${JSON.stringify(hosts)},
    accountId: "${accountId}",
    minTls: "1.3",
    tags: { Project: "shop" },
}, { providers });
const arn = edge.originCertificate();
edge.route("example.com", "lb.amazonaws.com");
edge.route("www.example.com", pulumi.output("203.0.113.9"));
edge.route("a-b.example.com", pulumi.interpolate\`\${edge.tunnel().id}.cfargotunnel.com\`);
edge.route("a.b.example.com", "lb.amazonaws.com");
const plain = new webstack.EdgeCDN("plain", { ...zone, hosts: ["shop.example.com"], transform: { "cloudflare.DnsRecord": { comment: "changed" } } }, { providers });
plain.route("shop.example.com", "lb.amazonaws.com");
const bare = new webstack.EdgeCDN("bare", { ...zone, hosts: ["bare.example.com", "api.example.com"], hstsSeconds: 0 }, { providers });
exports.pair = bare.originKeyPair();
const pulled = new webstack.EdgeCDN("pulled", { ...zone, hosts: ["bare.example.com", "api.example.com"] }, { providers });
exports.authority = pulled.originPull();
const none = new webstack.EdgeCDN("none", { kind: "none" });
none.route("anything", "lb");
const owner = new webstack.EdgeCDN("other", { ...zone, zone: "shared", hosts: ["shop.example.com"] }, { providers });
owner.route("shop.example.com", "lb.amazonaws.com");
exports.arn = arn;
const paid = new webstack.EdgeCDN("paid", { ...zone, plan: "pro", hosts: ["shop.example.com", "later.example.com"] }, { providers });
exports.before = paid.metrics;
paid.route("shop.example.com", "lb.amazonaws.com");
exports.metrics = { edge: edge.metrics, paid: paid.metrics, none: none.metrics, owner: owner.metrics };
exports.alarms = [edge.alarms, plain.alarms, none.alarms];
exports.sources = { edge: edge.allowedSources, none: none.allowedSources };
exports.nothing = [none.placements, none.purgeCommands, none.dnssec === undefined, plain.dnssec === undefined, owner.placements];
tryTo(() => edge.route("api.example.com", "lb"));
tryTo(() => bare.tunnel());
for (const call of ["originCertificate", "originKeyPair", "originPull", "tunnel"]) tryTo(() => none[call]());
tryTo(() => new webstack.EdgeCDN("wrong", { ...zone, zoneId: "x", hosts: ["shop.example.org"] }, { providers }));
tryTo(() => new webstack.EdgeCDN("small", { ...zone, hosts: ["shop.example.com"], bots: "block" }, { providers }));
`,
    );
});

const settings = ["always-use-https", "automatic-https-rewrites", "brotli", "http3", "min-tls-version", "ssl", "tls-1-3", "websockets"];
const zoneChildren = [
    ...["Ruleset cache", "Ruleset headers", "UrlNormalizationSettings url-normalization"],
    ...settings.map(name => `ZoneSetting ${name}`),
];
const named = (component: string, children: readonly string[]): string[] =>
    children.map(child => child.replace(" ", ` ${component}-`)).sort();

describe("EdgeCDN on Cloudflare", () => {
    it("has Prometheus ask the hosts that are routed, and Cloudflare for a zone of its own that it tells of", () => {
        const zone = { kind: "zone", zoneId, zoneName: "example.com" };
        const asked = (...names: string[]) => names.map(host => ({ kind: "host", host }));
        expect(stack.outputs.before).toEqual([zone]);
        expect(stack.outputs.metrics).toEqual({
            edge: asked(...hosts),
            paid: [...asked("shop.example.com"), zone],
            none: [],
            owner: asked("shop.example.com"),
        });
    });

    it("makes exactly this", () => {
        expect(stack.children("edge")).toEqual(
            named("edge", [
                "Certificate certificate",
                "CertificateValidation certificate",
                ...hosts.flatMap(host => [`DnsRecord ${host}-proof`, `DnsRecord ${host}-record`]),
                "RandomBytes tunnel-secret",
                "ZeroTrustTunnelCloudflared tunnel",
                ...zoneChildren,
            ]),
        );
        expect(stack.children("plain")).toEqual(named("plain", ["DnsRecord shop.example.com-record", ...zoneChildren]));
        expect(stack.children("bare")).toEqual(
            named("bare", [
                "CertRequest origin-request",
                "OriginCaCertificate origin-certificate",
                "PrivateKey origin-key",
                ...zoneChildren.filter(child => child !== "Ruleset headers"),
            ]),
        );
    });

    it("leaves another stack's zone as it is", () => {
        expect(stack.children("other")).toEqual(["DnsRecord other-shop.example.com-record"]);
        expect(stack.outputs.nothing).toEqual([[], {}, true, true, []]);
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

    it("points hosts at their origin, which it hides", () => {
        const common = { zoneId, proxied: true, ttl: 1, comment: "edge, by Pulumi" };
        const record = (name: string): unknown => stack.inputs(`DnsRecord edge-${name}-record`);
        expect(record("example.com")).toEqual({ ...common, name: "example.com", type: "CNAME", content: "lb.amazonaws.com" });
        expect(record("www.example.com")).toEqual({ ...common, name: "www.example.com", type: "A", content: "203.0.113.9" });
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

    it("describes alarms of that certificate: ACM has not renewed it, and it is about to end", () => {
        const alarm = (name: string, severity: string, threshold: number, description: string): unknown => ({
            name,
            severity,
            threshold,
            description,
            namespace: "AWS/CertificateManager",
            metricName: "DaysToExpiry",
            dimensions: { CertificateArn: stack.arn("Certificate edge-certificate") },
            statistic: "Minimum",
            comparison: "LessThanThreshold",
            period: 86_400,
            periods: 1,
            missingData: "missing",
        });
        expect(stack.outputs.alarms).toEqual([
            [
                alarm(
                    "certificate-renewal",
                    "warning",
                    20,
                    "The load balancer's certificate ends in less than 20 days, and ACM has not renewed it: are its records still in the zone?",
                ),
                alarm(
                    "certificate-end",
                    "critical",
                    3,
                    "The load balancer's certificate ends in less than 3 days: then nobody reaches the system",
                ),
            ],
            [],
            [],
        ]);
    });

    it("makes a key pair that Cloudflare alone knows, for what speaks TLS behind it", () => {
        const own = ["bare.example.com", "api.example.com"];
        expect(stack.inputs("PrivateKey bare-origin-key")).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
        expect(stack.inputs("CertRequest bare-origin-request")).toMatchObject({ dnsNames: own, subject: { commonName: own[0] } });
        expect(stack.waitsFor("CertRequest bare-origin-request")).toEqual(["bare-origin-key"]);
        expect(stack.inputs("OriginCaCertificate bare-origin-certificate")).toEqual({
            csr: stack.get("CertRequest bare-origin-request").outputs!.certRequestPem,
            hostnames: own,
            requestType: "origin-ecc",
            requestedValidity: 5475,
        });
        expect(stack.outputs.pair).toEqual({
            certificate: stack.get("OriginCaCertificate bare-origin-certificate").outputs!.certificate,
            key: secret(),
        });
    });

    it("lets in Cloudflare's edge", () => {
        expect(stack.outputs.sources).toEqual({ edge: cloudflareRanges, none: [] });
        const ranges = cloudflareRanges.map(range => parseCidr(range)!);
        expect(ranges).toHaveLength(15);
        for (const [index, range] of ranges.entries())
            for (const other of ranges.slice(index + 1)) expect(overlap(range, other)).toBe(false);
    });

    it("fails for a host that it does not serve, for what is wrong with its arguments, and for what the plan cannot do", () => {
        const zoneNeeded = (what: string): string => `${what} needs a zone: EdgeCDN has kind 'none'`;
        expect(stack.outputs.refused).toEqual([
            [
                "EdgeCDN 'edge': 1 problem",
                `  route: got "api.example.com"; allowed: ${hosts.join(", ")}. Name the host in \`hosts\` too.`,
            ].join("\n"),
            ["EdgeCDN 'bare': 1 problem", "  tunnel: is missing; allowed: with `accountId`. Name Cloudflare's account."].join("\n"),
            zoneNeeded("A certificate"),
            zoneNeeded("A certificate"),
            zoneNeeded("An origin pull"),
            zoneNeeded("A tunnel"),
            [
                "EdgeCDN 'wrong': 2 problems",
                `  zoneId: got "x"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`,
                '  hosts.0: got "shop.example.org"; allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.',
            ].join("\n"),
            [
                "EdgeCDN 'small': 1 problem",
                '  bots: got "bots: block"; allowed: what plan free can do. The plan does not have it. What would do it: plan pro.',
            ].join("\n"),
        ]);
        for (const name of ["wrong", "small"]) expect(stack.resources.filter(({ urn }) => urn.includes(`::${name}`))).toEqual([]);
    });
});

describe("the certificate that Cloudflare shows to the origin", () => {
    const own = ["bare.example.com", "api.example.com"];

    it("is of an authority of our own, which the origin is told once it is shown", () => {
        expect(stack.children("pulled")).toEqual(
            named("pulled", [
                ...own.map(host => `AuthenticatedOriginPulls ${host}-pull`),
                "AuthenticatedOriginPullsHostnameCertificate pull",
                "CertRequest pull-request",
                "LocallySignedCert pull",
                "PrivateKey pull-authority-key",
                "PrivateKey pull-key",
                "SelfSignedCert pull-authority",
                ...zoneChildren,
            ]),
        );
        expect(stack.inputs("SelfSignedCert pulled-pull-authority")).toMatchObject({
            isCaCertificate: true,
            allowedUses: ["cert_signing", "crl_signing"],
            subject: { commonName: "pulled origin pull authority" },
            validityPeriodHours: 175200,
            privateKeyPem: secret(),
        });
        expect(stack.inputs("LocallySignedCert pulled-pull")).toMatchObject({
            allowedUses: ["digital_signature", "client_auth"],
            validityPeriodHours: 43800,
            earlyRenewalHours: 8760,
            caPrivateKeyPem: secret(),
        });
        for (const name of ["pull-authority-key", "pull-key"])
            expect(stack.inputs(`PrivateKey pulled-${name}`)).toEqual({ algorithm: "RSA", rsaBits: 2048 });
        expect(stack.inputs("AuthenticatedOriginPullsHostnameCertificate pulled-pull")).toEqual({
            zoneId,
            certificate: stack.get("LocallySignedCert pulled-pull").outputs!.certPem,
            privateKey: secret(),
        });
        for (const hostname of own)
            expect(stack.inputs(`AuthenticatedOriginPulls pulled-${hostname}-pull`)).toEqual({
                zoneId,
                configs: [{ hostname, certId: stack.id("AuthenticatedOriginPullsHostnameCertificate pulled-pull"), enabled: true }],
            });
        expect(stack.outputs.authority).toBe(stack.get("SelfSignedCert pulled-pull-authority").outputs!.certPem);
    });
});

describe("a tunnel", () => {
    it("has a secret that nobody sees", () => {
        expect(stack.inputs("RandomBytes edge-tunnel-secret")).toEqual({ length: 32 });
        expect(stack.inputs("ZeroTrustTunnelCloudflared edge-tunnel")).toEqual({
            accountId,
            name: "test-test-edge-2b546e3b",
            configSrc: "local",
            tunnelSecret: secret(),
        });
        const content = `${stack.id("ZeroTrustTunnelCloudflared edge-tunnel")}.cfargotunnel.com`;
        expect(stack.inputs("DnsRecord edge-a-b.example.com-record")).toMatchObject({ type: "CNAME", content, proxied: true });
    });
});

describe("EdgeCDN of kind none", () => {
    it("makes nothing", () => expect(stack.children("none")).toEqual([]));
});

describe("what Cloudflare and AWS answer", () => {
    /** What ACM answers, in an order of its own and with the DNS's final dots. */
    const option = (domainName: string): Record<string, string> => ({
        domainName,
        resourceRecordName: `_proof.${domainName}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_value.${domainName}.acm-validations.aws.`,
    });
    const own = ["example.com", "www.example.com", "api.example.com"];
    const made: { readonly type: string; readonly inputs: Record<string, unknown> }[] = [];
    const ofType = (type: string): Record<string, unknown>[] =>
        made.filter(one => one.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);

    let answers: { readonly credentials: string; readonly secret: boolean };
    beforeAll(async () => {
        jest.spyOn(console, "log").mockImplementation(() => undefined);
        await pulumi.runtime.setMocks({
            newResource: ({ type, name, inputs }) => {
                const given = inputs as Record<string, unknown>;
                made.push({ type, inputs: given });
                const answer = {
                    "aws:acm/certificate:Certificate": { arn: "arn", domainValidationOptions: [...own].reverse().map(option) },
                    "random:index/randomBytes:RandomBytes": { base64: "c2VjcmV0" },
                }[type];
                return { id: `${name}-id`, state: { ...given, ...answer } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        });
        const edge = new EdgeCDN("edge", { kind: "cloudflare", zoneId, accountId, zoneName: "example.com", hosts: own });
        const { credentials } = edge.tunnel();
        await new Promise(resolve => pulumi.all([edge.originCertificate(), edge.urn]).apply(resolve));
        answers = {
            credentials: await new Promise<string>(resolve => credentials.apply(resolve)),
            secret: await pulumi.isSecret(credentials),
        };
    });

    afterAll(() => jest.restoreAllMocks());

    it("proves each host by its own record", () => {
        expect(ofType("DnsRecord").map(({ name, type, content }) => ({ name, type, content }))).toEqual(
            own.map(host => ({ name: `_proof.${host}`, type: "CNAME", content: `_value.${host}.acm-validations.aws` })),
        );
        expect(ofType("CertificateValidation")[0]!.validationRecordFqdns).toEqual(own.map(host => `_proof.${host}`));
    });

    it("makes the credentials of cloudflared, a secret", () => {
        expect(JSON.parse(answers.credentials)).toEqual({ AccountTag: accountId, TunnelSecret: "c2VjcmV0", TunnelID: "edge-tunnel-id" });
        expect(answers.secret).toBe(true);
    });
});
