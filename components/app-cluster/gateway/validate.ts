import {
    binaryQuantity,
    cidrRanges,
    cpuQuantity,
    distinct,
    dnsLabel,
    hostName,
    imageReference,
    oneOf,
    wholeNumber,
} from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { authorityProblems } from "../authority-pem";
import type { CorsRule, NginxIngressArgs, PathOfHost, RateLimit } from "./args";
import { corsDefaults, gatewayDefaults, gzipDefaults, nodePortDefaults, rateLimitDefaults, timeoutDefaults } from "./defaults";
import { withoutSlash } from "./paths";
import { tunnelProblems } from "./validate-tunnel";

/** Everything that is written into nginx's configuration is held to a grammar here; nothing is escaped later. */
const problem = (path: string, got: unknown, allowed: string, fix?: string): Problem => ({ path, got, allowed, ...(fix ? { fix } : {}) });
const matching = (path: string, value: string, grammar: RegExp, allowed: string): Problem[] =>
    grammar.test(value) ? [] : [problem(path, value, allowed)];

/** A path in the URL, as nginx compares it: decoded, without query. */
export const urlPath = (path: string, value: string): Problem[] =>
    matching(
        path,
        value,
        /^\/([\w.~@+-]+\/)*([\w.~@+-]+)?$/,
        "a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes",
    );

/** What is wrong with the arguments, on a cluster of this kind. */
export function validateGateway(args: NginxIngressArgs, clusterKind: string): Problem[] {
    const settings = withDefaults(gatewayDefaults, args);
    return [
        ...entranceProblems(args, clusterKind),
        ...tlsProblems(args.tls),
        ...(args.clientCa !== undefined && args.entrance.kind === "tunnel"
            ? [
                  problem(
                      "clientCa",
                      "certificates",
                      "nothing, with a tunnel",
                      "cloudflared has no certificate to show; nobody else reaches the gateway.",
                  ),
              ]
            : authorityProblems("clientCa", args.clientCa)),
        ...oneOf<string>("minTls", settings.minTls, ["1.2", "1.3"]),
        ...wholeNumber("replicas", settings.replicas, 1, 50),
        ...cpuQuantity("resources.cpu", settings.resources.cpu),
        ...binaryQuantity("resources.memory", settings.resources.memory),
        ...(args.image === undefined ? [] : imageReference("image", args.image)),
        ...(args.exporterImage === undefined ? [] : imageReference("exporterImage", args.exporterImage)),
        ...cidrRanges("trustedProxies", settings.trustedProxies),
        ...settings.trustedProxies
            .filter(range => range.endsWith("/0"))
            .map(got => problem("trustedProxies", got, "the ranges of your proxies", "Whoever is trusted may claim any address.")),
        ...oneOf<string>("realIpHeader", settings.realIpHeader, ["X-Forwarded-For", "CF-Connecting-IP"]),
        ...(settings.trustRequestId && !(args.clientCa !== undefined && settings.verifyClients) && args.entrance.kind !== "tunnel"
            ? [
                  problem(
                      "trustRequestId",
                      true,
                      "with clientCa that is verified, or a tunnel",
                      "Otherwise a client could send the id of somebody else's request.",
                  ),
              ]
            : []),
        ...headerProblems(args.headers ?? {}),
        ...wholeNumber("hstsSeconds", settings.hstsSeconds, 0, 63072000),
        ...(settings.hstsPreload && !(settings.hstsSubdomains && settings.hstsSeconds >= 31536000)
            ? [
                  problem(
                      "hstsPreload",
                      true,
                      "false without hstsSubdomains and an hstsSeconds of a year",
                      "Browsers take no others into their lists.",
                  ),
              ]
            : []),
        ...wholeNumber("maxFails", settings.maxFails, 0, 100),
        ...wholeNumber("failTimeoutSeconds", settings.failTimeoutSeconds, 1, 3600),
        ...(dnsLabel("", settings.clusterDomain).length === 0 ? [] : hostName("clusterDomain", settings.clusterDomain)),
        ...gzipProblems(args.gzip),
        ...listed("rateLimits", settings.rateLimits, rateLimitProblems),
        ...distinct(
            "rateLimits",
            settings.rateLimits.map(({ name }) => name),
        ),
        ...listed("staticPaths", settings.staticPaths, ({ maxAgeSeconds }, at) =>
            wholeNumber(`${at}.maxAgeSeconds`, maxAgeSeconds, 1, 31536000),
        ),
        ...listed(
            "cors",
            settings.cors.map(rule => ({ ...rule, path: rule.path ?? corsDefaults.path })),
            corsProblems,
        ),
        ...listed("uploads", settings.uploads, ({ refusedExtensions }, at) => [
            ...(refusedExtensions.length > 0 ? [] : [problem(`${at}.refusedExtensions`, [], "at least one extension")]),
            ...refusedExtensions.flatMap(one =>
                matching(`${at}.refusedExtensions`, one, /^[A-Za-z0-9]{1,16}$/, "extensions such as exe, without the dot"),
            ),
        ]),
        ...listed("bodyLimits", settings.bodyLimits, ({ megabytes }, at) => wholeNumber(`${at}.megabytes`, megabytes, 1, 10240)),
        ...listed("timeouts", settings.timeouts, (entry, at) => {
            const { connectSeconds, sendSeconds, readSeconds } = withDefaults(timeoutDefaults, entry);
            return [
                // The most that nginx's documentation promises.
                ...wholeNumber(`${at}.connectSeconds`, connectSeconds, 1, 75),
                ...wholeNumber(`${at}.sendSeconds`, sendSeconds, 1, 3600),
                ...wholeNumber(`${at}.readSeconds`, readSeconds, 1, 3600),
            ];
        }),
        ...listed("websockets", settings.websockets, () => []),
    ];
}

/** Entries that go by path: each with a path of its own. */
function listed<Entry extends PathOfHost>(
    name: string,
    entries: readonly Entry[],
    check: (entry: Entry, at: string) => Problem[],
): Problem[] {
    return [
        ...entries.flatMap((entry, index) => {
            const at = `${name}.${index}`;
            return [
                ...urlPath(`${at}.path`, entry.path),
                ...(entry.host === undefined ? [] : hostName(`${at}.host`, entry.host)),
                ...check(entry, at),
            ];
        }),
        ...distinct(
            name,
            entries.map(({ host = "", path }) => host + withoutSlash(path)),
        ),
    ];
}

/** What is wrong with these routes for this gateway; they were validated as routes. */
export function validateGatewayRoutes(
    args: NginxIngressArgs,
    routes: readonly { readonly host: string; readonly path: string }[],
): Problem[] {
    const { rateLimits, staticPaths, cors, uploads, bodyLimits, timeouts, websockets } = withDefaults(gatewayDefaults, args);
    const hosts = [...new Set(routes.map(({ host }) => host))];
    return [
        ...routes.flatMap(({ path }, index) => urlPath(`routes.${index}.path`, path)),
        ...distinct(
            "routes",
            routes.map(({ host, path }) => host + withoutSlash(path)),
        ),
        ...Object.entries({ rateLimits, staticPaths, cors, uploads, bodyLimits, timeouts, websockets }).flatMap(([name, entries]) =>
            entries.flatMap(({ host }, index) =>
                host === undefined || hosts.includes(host) ? [] : [problem(`ingress.${name}.${index}.host`, host, hosts.join(", "))],
            ),
        ),
    ];
}

function tlsProblems(tls: NginxIngressArgs["tls"]): Problem[] {
    if (tls.kind === "secret") return dnsLabel("tls.name", tls.name);
    if (tls.kind === "self-signed") return [];
    const pem = (name: "certificate" | "key", begin: RegExp, allowed: string): Problem[] =>
        typeof tls[name] === "string" && !begin.test(tls[name]) ? [problem(`tls.${name}`, "something else", allowed)] : [];
    return [
        ...pem("certificate", /^-----BEGIN CERTIFICATE-----\n/, "a certificate in PEM"),
        ...pem("key", /^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\n/, "a private key in PEM"),
    ];
}

function entranceProblems({ entrance, tls }: NginxIngressArgs, clusterKind: string): Problem[] {
    if (entrance.kind === "node-port") {
        const { httpPort, httpsPort } = withDefaults(nodePortDefaults, entrance);
        return [
            ...(clusterKind === "eks"
                ? [problem("entrance.kind", "node-port", "load-balancer, on EKS", "Its nodes are private, and come and go.")]
                : []),
            ...wholeNumber("entrance.httpPort", httpPort, 30000, 32767),
            ...wholeNumber("entrance.httpsPort", httpsPort, 30000, 32767),
            ...(httpPort === httpsPort ? [problem("entrance.httpsPort", httpsPort, "another port than httpPort")] : []),
        ];
    }
    if (entrance.kind === "tunnel") return under("entrance", tunnelProblems(entrance, tls.kind));
    const { allowedCidrs } = entrance;
    return [
        ...(allowedCidrs.length > 0
            ? []
            : [problem("entrance.allowedCidrs", [], "at least one range", "Take `edge.allowedSources`, the ranges of the CDN.")]),
        ...cidrRanges("entrance.allowedCidrs", allowedCidrs),
        ...(clusterKind === "eks" && allowedCidrs.includes("0.0.0.0/0")
            ? [problem("entrance.allowedCidrs", "0.0.0.0/0", "named ranges", "Take `edge.allowedSources`, the ranges of the CDN.")]
            : []),
        ...(entrance.class === undefined
            ? []
            : clusterKind === "eks"
              ? [problem("entrance.class", entrance.class, "nothing, on EKS", "Auto Mode has one class of its own for these.")]
              : matching("entrance.class", entrance.class, /^[a-z0-9]([a-z0-9./-]*[a-z0-9])?$/, "a class such as metallb.io/metallb")),
        ...(tls.kind === "self-signed"
            ? [problem("tls.kind", "self-signed", "secret or given, with a load balancer", "No browser trusts it; it is for development.")]
            : []),
    ];
}

/** Headers that say how an answer is to be read, or how long the connection lives: nginx's own to write. */
const ownHeaders = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "location",
    "server",
    "transfer-encoding",
    "upgrade",
    "vary",
];

function headerProblems(headers: Readonly<Record<string, string | false>>): Problem[] {
    const names = Object.keys(headers);
    return [
        ...Object.entries(headers).flatMap(([name, value]) => [
            ...matching(`headers.${name}`, name, /^[A-Za-z][A-Za-z0-9-]*$/, "header names of letters, digits and '-'"),
            ...(ownHeaders.includes(name.toLowerCase())
                ? [problem(`headers.${name}`, name, "headers that nginx does not write itself")]
                : []),
            ...(name.toLowerCase() === "strict-transport-security"
                ? [problem(`headers.${name}`, name, "hstsSeconds, hstsSubdomains and hstsPreload in its place")]
                : []),
            ...(value === false
                ? []
                : matching(
                      `headers.${name}`,
                      value,
                      /^[\x21\x23\x25-\x5b\x5d-\x7e]([\x20\x21\x23\x25-\x5b\x5d-\x7e]*[\x21\x23\x25-\x5b\x5d-\x7e])?$/,
                      'printable ASCII on one line, without ", \\ and $',
                  )),
        ]),
        ...distinct(
            "headers",
            names.map(name => name.toLowerCase()),
        ),
    ];
}

function gzipProblems(gzip: NginxIngressArgs["gzip"]): Problem[] {
    if (gzip === undefined || gzip === false) return [];
    const { minBytes, types } = withDefaults(gzipDefaults, gzip);
    return [
        ...wholeNumber("gzip.minBytes", minBytes, 20, 1048576),
        ...types.flatMap(type => matching("gzip.types", type, /^[a-z]+\/[a-z0-9.+-]+$/, "types such as text/css")),
        ...types
            .filter(type => type === "text/html")
            .map(got => problem("gzip.types", got, "types beside text/html, which is always compressed")),
        ...distinct("gzip.types", types),
    ];
}

function rateLimitProblems(limit: RateLimit, at: string): Problem[] {
    const { zoneMegabytes } = withDefaults(rateLimitDefaults, limit);
    const { requestsPerSecond: second, requestsPerMinute: minute } = limit;
    return [
        ...matching(
            `${at}.name`,
            limit.name,
            /^[a-z][a-z0-9_-]{0,39}$/,
            "a letter, then at most 39 lower-case letters, digits, '_' and '-'",
        ),
        ...((second === undefined) === (minute === undefined)
            ? [problem(at, { requestsPerSecond: second, requestsPerMinute: minute }, "one of requestsPerSecond and requestsPerMinute")]
            : []),
        ...(second === undefined ? [] : wholeNumber(`${at}.requestsPerSecond`, second, 1, 10000)),
        ...(minute === undefined ? [] : wholeNumber(`${at}.requestsPerMinute`, minute, 1, 10000)),
        ...wholeNumber(`${at}.burst`, limit.burst, 0, 10000),
        ...wholeNumber(`${at}.zoneMegabytes`, zoneMegabytes, 1, 100),
    ];
}

const token = /^[A-Za-z0-9-]+$/;

function corsProblems(rule: CorsRule, at: string): Problem[] {
    const { methods, headers, maxAgeSeconds } = withDefaults(corsDefaults, rule);
    return [
        ...(rule.origins.length > 0 ? [] : [problem(`${at}.origins`, [], "at least one origin")]),
        ...rule.origins.flatMap(origin =>
            matching(
                `${at}.origins`,
                origin,
                /^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9]\d{0,4})?$/,
                "exact origins such as https://www.example.com, without a path and without *",
            ),
        ),
        ...distinct(`${at}.origins`, rule.origins),
        ...methods.flatMap(method => matching(`${at}.methods`, method, /^[A-Z]+$/, "methods in capitals, such as GET")),
        ...headers.flatMap(header => matching(`${at}.headers`, header, token, "header names of letters, digits and '-'")),
        ...wholeNumber(`${at}.maxAgeSeconds`, maxAgeSeconds, 0, 86400),
    ];
}
