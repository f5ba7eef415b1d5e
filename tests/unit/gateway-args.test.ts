import fc from "fast-check";
import { validateGateway, validateGatewayRoutes, type NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import { closest, pathsOf } from "../../components/app-cluster/gateway/paths";
import { inPod, renderNginx } from "../../components/app-cluster/gateway/nginx-config";
import { soleBackend } from "../../components/app-cluster/backends";
import { authorityPem, leafPem } from "./certificates";
import { lines } from "./support";

const laptop: NginxIngressArgs = { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };
const cloud: NginxIngressArgs = {
    kind: "nginx",
    entrance: { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] },
    tls: { kind: "secret", name: "shop-tls" },
};
const problems = (args: object, from: NginxIngressArgs = laptop, cluster = "existing"): string[] =>
    lines(validateGateway({ ...from, ...args }, cluster));

describe("a gateway's arguments", () => {
    it("are taken with nothing but what has no default", () => {
        expect(problems({})).toEqual([]);
        expect(problems({}, cloud)).toEqual([]);
        expect(problems({}, cloud, "eks")).toEqual([]);
    });

    it("are taken with everything set", () => {
        const entry = { path: "/api/v1.0/a_b-c~d@e+f/", host: "www.example.com" };
        expect(
            problems(
                {
                    entrance: { kind: "load-balancer", allowedCidrs: ["0.0.0.0/0"], class: "metallb.io/metallb" },
                    tls: {
                        kind: "given",
                        certificate: "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n",
                        key: "-----BEGIN EC PRIVATE KEY-----\nMII=\n-----END EC PRIVATE KEY-----\n",
                    },
                    minTls: "1.3",
                    replicas: 3,
                    resources: { cpu: "2", memory: "1Gi" },
                    image: "docker.io/library/nginx:1.30.5",
                    clientCa: authorityPem,
                    trustedProxies: ["198.51.100.0/24"],
                    realIpHeader: "CF-Connecting-IP",
                    headers: { "Content-Security-Policy": "default-src 'self'; img-src https://a.example/{x}#y", "x-frame-options": false },
                    hstsSeconds: 63072000,
                    hstsSubdomains: true,
                    hstsPreload: true,
                    rateLimits: [{ ...entry, name: "api_1-x", requestsPerMinute: 5, burst: 0, delay: true, zoneMegabytes: 1 }],
                    staticPaths: [{ ...entry, maxAgeSeconds: 1 }],
                    gzip: { minBytes: 20, types: ["image/svg+xml", "application/vnd.api+json"] },
                    cors: [
                        {
                            origins: ["https://a.example.com", "http://localhost:3000"],
                            methods: ["GET"],
                            headers: ["X-A"],
                            maxAgeSeconds: 0,
                        },
                    ],
                    uploads: [{ ...entry, refusedExtensions: ["exe", "7z"] }],
                    bodyLimits: [{ ...entry, megabytes: 50 }],
                    timeouts: [{ ...entry, connectSeconds: 75, sendSeconds: 1, readSeconds: 3600 }],
                    websockets: [entry],
                    maxFails: 0,
                    failTimeoutSeconds: 1,
                    clusterDomain: "k8s.example.com",
                },
                cloud,
            ),
        ).toEqual([]);
    });

    it.each<[string, object, string]>([
        [
            "a client's certificate in place of its authority's",
            { clientCa: leafPem },
            'clientCa: got "something else"; allowed: certificates of authorities, in PEM. Give what signed the certificate that is ' +
                "shown, not that one, and no key: `openssl x509 -noout -ext basicConstraints` says CA:TRUE.",
        ],
        ["an old TLS", { minTls: "1.1" }, 'minTls: got "1.1"; allowed: 1.2, 1.3.'],
        ["no pods", { replicas: 0 }, "replicas: got 0; allowed: a whole number from 1 to 50."],
        [
            "a size without a unit",
            { resources: { cpu: "1", memory: "256" } },
            'resources.memory: got "256"; allowed: a size such as 512Mi or 4Gi.',
        ],
        ["no CPU", { resources: { cpu: "0", memory: "256Mi" } }, 'resources.cpu: got "0"; allowed: CPUs such as 500m or 2.'],
        [
            "an image without a version",
            { image: "nginx" },
            'image: got "nginx"; allowed: an image with a tag other than latest, or a digest. Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.',
        ],
        [
            "a proxy that is no range",
            { trustedProxies: ["10.0.0.1"] },
            'trustedProxies: got "10.0.0.1"; allowed: IPv4 ranges such as 203.0.113.0/24.',
        ],
        [
            "trust in everybody",
            { trustedProxies: ["0.0.0.0/0"] },
            'trustedProxies: got "0.0.0.0/0"; allowed: the ranges of your proxies. Whoever is trusted may claim any address.',
        ],
        [
            "another header of addresses",
            { realIpHeader: "X-Client" },
            'realIpHeader: got "X-Client"; allowed: X-Forwarded-For, CF-Connecting-IP.',
        ],
        [
            "an id of requests that anybody may send",
            { trustRequestId: true },
            "trustRequestId: got true; allowed: with clientCa that is verified, or a tunnel. Otherwise a client could send the id of somebody else's request.",
        ],
        [
            "a header's name with a space",
            { headers: { "X A": "1" } },
            "headers.X A: got \"X A\"; allowed: header names of letters, digits and '-'.",
        ],
        ["a header twice", { headers: { "X-A": "1", "x-a": "2" } }, 'headers: got "x-a"; allowed: each value once.'],
        [
            "a header of nginx's own",
            { headers: { Server: "mine" } },
            'headers.Server: got "Server"; allowed: headers that nginx does not write itself.',
        ],
        [
            "HSTS among the headers",
            { headers: { "strict-transport-security": false } },
            'headers.strict-transport-security: got "strict-transport-security"; allowed: hstsSeconds, hstsSubdomains and hstsPreload in its place.',
        ],
        ["too long an HSTS", { hstsSeconds: 63072001 }, "hstsSeconds: got 63072001; allowed: a whole number from 0 to 63072000."],
        [
            "a preload that browsers refuse",
            { hstsPreload: true },
            "hstsPreload: got true; allowed: false without hstsSubdomains and an hstsSeconds of a year. Browsers take no others into their lists.",
        ],
        ["a negative count of failures", { maxFails: -1 }, "maxFails: got -1; allowed: a whole number from 0 to 100."],
        ["no time of failures", { failTimeoutSeconds: 0 }, "failTimeoutSeconds: got 0; allowed: a whole number from 1 to 3600."],
        [
            "a domain in capitals",
            { clusterDomain: "A.b" },
            'clusterDomain: got "A.b"; allowed: a host name such as www.example.com, in lower case.',
        ],
        ["too little to compress", { gzip: { minBytes: 1 } }, "gzip.minBytes: got 1; allowed: a whole number from 20 to 1048576."],
        ["a type that is none", { gzip: { types: ["css"] } }, 'gzip.types: got "css"; allowed: types such as text/css.'],
        [
            "a type that always is",
            { gzip: { types: ["text/html"] } },
            'gzip.types: got "text/html"; allowed: types beside text/html, which is always compressed.',
        ],
        [
            "equal ports",
            { entrance: { kind: "node-port", httpPort: 30443 } },
            "entrance.httpsPort: got 30443; allowed: another port than httpPort.",
        ],
        [
            "a low port",
            { entrance: { kind: "node-port", httpPort: 80 } },
            "entrance.httpPort: got 80; allowed: a whole number from 30000 to 32767.",
        ],
        [
            "a limit without a rate",
            { rateLimits: [{ name: "a", path: "/", burst: 1 }] },
            "rateLimits.0: got {}; allowed: one of requestsPerSecond and requestsPerMinute.",
        ],
        [
            "a limit with two rates",
            { rateLimits: [{ name: "a", path: "/", burst: 1, requestsPerSecond: 1, requestsPerMinute: 2 }] },
            'rateLimits.0: got {"requestsPerSecond":1,"requestsPerMinute":2}; allowed: one of requestsPerSecond and requestsPerMinute.',
        ],
        [
            "a broken rate",
            { rateLimits: [{ name: "a", path: "/", burst: 1, requestsPerSecond: 0.5 }] },
            "rateLimits.0.requestsPerSecond: got 0.5; allowed: a whole number from 1 to 10000.",
        ],
        [
            "two limits of one name",
            {
                rateLimits: [
                    { name: "a", path: "/", burst: 1, requestsPerSecond: 1 },
                    { name: "a", path: "/b", burst: 1, requestsPerSecond: 1 },
                ],
            },
            'rateLimits: got "a"; allowed: each value once.',
        ],
        [
            "two limits of one path",
            {
                rateLimits: [
                    { name: "a", path: "/b/", burst: 1, requestsPerSecond: 1 },
                    { name: "b", path: "/b", burst: 1, requestsPerSecond: 1 },
                ],
            },
            'rateLimits: got "/b"; allowed: each value once.',
        ],
        [
            "a file for ever",
            { staticPaths: [{ path: "/a", maxAgeSeconds: 31536001 }] },
            "staticPaths.0.maxAgeSeconds: got 31536001; allowed: a whole number from 1 to 31536000.",
        ],
        [
            "every origin",
            { cors: [{ origins: ["*"], credentials: true }] },
            'cors.0.origins: got "*"; allowed: exact origins such as https://www.example.com, without a path and without *.',
        ],
        ["no origin", { cors: [{ origins: [] }] }, "cors.0.origins: got []; allowed: at least one origin."],
        [
            "a method in small letters",
            { cors: [{ origins: ["https://a.b"], methods: ["get"] }] },
            'cors.0.methods: got "get"; allowed: methods in capitals, such as GET.',
        ],
        [
            "an extension with its dot",
            { uploads: [{ path: "/", refusedExtensions: [".exe"] }] },
            'uploads.0.refusedExtensions: got ".exe"; allowed: extensions such as exe, without the dot.',
        ],
        [
            "no extension",
            { uploads: [{ path: "/", refusedExtensions: [] }] },
            "uploads.0.refusedExtensions: got []; allowed: at least one extension.",
        ],
        [
            "bodies of nothing",
            { bodyLimits: [{ path: "/", megabytes: 0 }] },
            "bodyLimits.0.megabytes: got 0; allowed: a whole number from 1 to 10240.",
        ],
        [
            "a long connect",
            { timeouts: [{ path: "/", connectSeconds: 76 }] },
            "timeouts.0.connectSeconds: got 76; allowed: a whole number from 1 to 75.",
        ],
        [
            "a host that is none",
            { websockets: [{ path: "/", host: "localhost" }] },
            'websockets.0.host: got "localhost"; allowed: a host name such as www.example.com, in lower case.',
        ],
        [
            "a secret's name in capitals",
            { tls: { kind: "secret", name: "TLS" } },
            "tls.name: got \"TLS\"; allowed: lower-case letters, digits and '-', at most 63 characters.",
        ],
    ])("fails with %s", (_, args, line) => {
        expect(problems(args)).toEqual([line]);
    });

    it("fails with a key that is none, and does not show it", () => {
        expect(problems({ tls: { kind: "given", certificate: "MII", key: "hunter2" } })).toEqual([
            'tls.certificate: got "something else"; allowed: a certificate in PEM.',
            'tls.key: got "something else"; allowed: a private key in PEM.',
        ]);
    });

    it("fails with an entrance that its cluster does not have, or that lets everybody in", () => {
        expect(problems({}, laptop, "eks")).toEqual([
            'entrance.kind: got "node-port"; allowed: load-balancer, on EKS. Its nodes are private, and come and go.',
        ]);
        expect(problems({ tls: laptop.tls }, cloud)).toEqual([
            'tls.kind: got "self-signed"; allowed: secret or given, with a load balancer. No browser trusts it; it is for development.',
        ]);
        const balanced = (entrance: object): string[] => problems({ entrance: { kind: "load-balancer", ...entrance } }, cloud, "eks");
        expect(balanced({ allowedCidrs: [] })).toEqual([
            "entrance.allowedCidrs: got []; allowed: at least one range. Take `edge.allowedSources`, the ranges of the CDN.",
        ]);
        expect(balanced({ allowedCidrs: ["0.0.0.0/0"] })).toEqual([
            'entrance.allowedCidrs: got "0.0.0.0/0"; allowed: named ranges. Take `edge.allowedSources`, the ranges of the CDN.',
        ]);
        expect(balanced({ allowedCidrs: ["203.0.113.1/24"], class: "x" })).toEqual([
            'entrance.allowedCidrs: got "203.0.113.1/24"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            'entrance.class: got "x"; allowed: nothing, on EKS. Auto Mode has one class of its own for these.',
        ]);
        expect(problems({ entrance: { kind: "load-balancer", allowedCidrs: ["0.0.0.0/0"], class: "a b" } }, cloud)).toEqual([
            'entrance.class: got "a b"; allowed: a class such as metallb.io/metallb.',
        ]);
    });

    it("fails with routes that cannot be, and with options for hosts that no route names", () => {
        const routes = [
            { host: "www.example.com", path: "/a/" },
            { host: "www.example.com", path: "/a" },
            { host: "www.example.com", path: "/b c" },
        ];
        const options = { ...laptop, websockets: [{ path: "/", host: "api.example.com" }] };
        expect(lines(validateGatewayRoutes(options, routes))).toEqual([
            'routes.2.path: got "/b c"; allowed: a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes.',
            'routes: got "www.example.com/a"; allowed: each value once.',
            'ingress.websockets.0.host: got "api.example.com"; allowed: www.example.com.',
        ]);
        expect(validateGatewayRoutes(options, [{ host: "api.example.com", path: "/" }])).toEqual([]);
    });
});

describe("hostile values", () => {
    /** Where a text goes into the configuration, with what stands beside it. */
    const places: Record<string, (text: string) => Partial<NginxIngressArgs>> = {
        "a header's name": text => ({ headers: { [text]: "1" } }),
        "a header's value": text => ({ headers: { "X-A": text } }),
        "a path": text => ({ websockets: [{ path: text }] }),
        "a host": text => ({ websockets: [{ path: "/", host: text }] }),
        "a limit's name": text => ({ rateLimits: [{ name: text, path: "/", requestsPerSecond: 1, burst: 1 }] }),
        "an origin": text => ({ cors: [{ origins: [text] }] }),
        "a method": text => ({ cors: [{ origins: ["https://a.example"], methods: [text] }] }),
        "a header of pages": text => ({ cors: [{ origins: ["https://a.example"], headers: [text] }] }),
        "an extension": text => ({ uploads: [{ path: "/", refusedExtensions: [text] }] }),
        "a type": text => ({ gzip: { types: [text] } }),
        "a proxy": text => ({ trustedProxies: [text] }),
        "a cluster's domain": text => ({ clusterDomain: text }),
    };
    /** What is as harmless there as can be. */
    const harmless: Record<string, string> = {
        "a header's name": "X-B",
        "a header's value": "1",
        "a path": "/x",
        "a limit's name": "x",
        "an origin": "https://x.example",
        "a method": "GET",
        "a header of pages": "X-B",
        "an extension": "x",
        "a type": "text/css",
        "a proxy": "10.0.0.0/8",
        "a cluster's domain": "x",
    };
    const routes = [{ host: "www.example.com", path: "/", backends: [soleBackend("web", 3000)] }];
    const benign = fc.string({ unit: fc.constantFrom(..."abcAB019/.-_+'; ="), minLength: 1, maxLength: 8 });
    const nasty = fc.oneof(
        benign,
        fc
            .tuple(
                fc.constantFrom("/", "https://", "a/", ""),
                fc.string({ unit: fc.constantFrom(..."abAB01.-_"), minLength: 1, maxLength: 8 }),
            )
            .map(parts => parts.join("")),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 32 })).map(([first, bits]) => `${first * 2}.0.0.0/${bits}`),
        fc.constantFrom(
            "a;b",
            "a{b",
            "a}b",
            'a"b',
            "a$b",
            "a\\b",
            "a\nb",
            "a\rb",
            "a\u0000b",
            "a\tb",
            "/a(b)",
            "/a|b",
            "/a b",
            "/a#b",
            "/../b",
            "é",
            "$host",
            "' ; return 200 x; '",
            "a\u2028b",
        ),
        fc.string({ unit: fc.constantFrom(..."abAB01/.-_$;{}\"'\\ \n\r#()|*^?[]~@:"), maxLength: 20 }),
    );

    /** The directives of a configuration as nginx's lexer sees them: words, quoted or not, up to `;`, `{` or `}`. */
    function directives(text: string): string[] {
        const found: string[] = [];
        let words = "";
        let quote = "";
        for (let index = 0; index < text.length; index++) {
            const character = text[index]!;
            if (character === "\\") words += character + text[++index]!;
            else if (quote) {
                words += character;
                if (character === quote) quote = "";
            } else if ((character === '"' || character === "'") && /(^|\s)$/.test(words)) {
                quote = character;
                words += character;
            } else if (character === "#" && /(^|\s)$/.test(words)) while (index + 1 < text.length && text[index + 1] !== "\n") index += 1;
            else if (";{}".includes(character)) {
                found.push(
                    `${
                        words
                            .trim()
                            .replace(/^["'].*/s, "value")
                            .split(/\s/)[0]
                    }${character}`,
                );
                words = "";
            } else words += character;
        }
        return found;
    }

    it.each(Object.keys(harmless))("in %s are refused, or stay inside of their directive", place => {
        const rendered = (text: string): string[] => directives(renderNginx({ ...laptop, ...places[place]!(text) }, routes, inPod("shop")));
        const expected = rendered(harmless[place]!);
        fc.assert(
            fc.property(nasty, text => {
                fc.pre(validateGateway({ ...laptop, ...places[place]!(text) }, "existing").length === 0);
                // The path of all paths has no location of its own.
                fc.pre(text !== "/");
                expect(rendered(text)).toEqual(expected);
            }),
            { numRuns: 30, maxSkipsPerRun: 10000 },
        );
    });

    it.each(Object.keys(places))("with a line of their own, a quote or a variable are refused in %s", place => {
        for (const text of ["/a\nb", "/a;b\r", '"; return 200; #', "/$host", "\\"]) {
            expect(validateGateway({ ...laptop, ...places[place]!(text) }, "existing")).not.toEqual([]);
        }
    });
});

describe("paths", () => {
    const host = "www.example.com";

    it("belong to the closest entry, by whole segments", () => {
        const entries = [{ path: "/" }, { path: "/api/" }, { path: "/api/auth", host }, { path: "/api/auth/" }];
        expect(
            ["/", "/apix", "/api", "/api/x", "/api/auth", "/api/auth/login"].map(path => entries.indexOf(closest(entries, host, path)!)),
        ).toEqual([0, 0, 1, 1, 2, 2]);
        expect(entries.indexOf(closest(entries, "other.example.com", "/api/auth/login")!)).toBe(3);
        expect(closest([{ path: "/a" }], host, "/b")).toBeUndefined();
    });

    it("of a host are each there once, the longest first", () => {
        expect(
            pathsOf([{ path: "/b" }, { path: "/a/" }, { path: "/a" }, { path: "/a/c/" }, { path: "/x", host: "other.example.com" }], host),
        ).toEqual(["/a/c", "/a", "/b", "/"]);
        expect(pathsOf([], host)).toEqual(["/"]);
    });
});
