import {
    answered,
    cloudflareAddresses,
    directive,
    each,
    includes,
    is,
    matches,
    met,
    outputOf,
    resources,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    allHosts,
    below,
    dnsRecord,
    entrance,
    environmentsOnAws,
    everywhere,
    http,
    lineOfHosts,
    nginxConfig,
    onAws,
    root,
    ruleset,
    serverOf,
    site,
    zoneSetting,
    type Part,
} from "./parts";
import { worker, workerSees } from "./worker";

type OnAws = (typeof environmentsOnAws)[number];
const hosts = [...allHosts, "blue.", "green."] as const;
const certificate = resources("cloudflare:index/originCaCertificate:OriginCaCertificate", "edge-origin-certificate");
const notification = (name: string) => resources("cloudflare:index/notificationPolicy:NotificationPolicy", `edge-alert-${name}`);

const pullCertificate = resources(
    "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate",
    "edge-pull",
);
const authorities = resources("kubernetes:core/v1:ConfigMap", "app-gateway-client-ca");

/** The host leads to Cloudflare, by it to the load balancer, and there to these pods, over HTTPS alone. */
const answersAt = ({ stack, domain, upstream }: OnAws, host: string, part: Part): Check[] => [
    stack.input(dnsRecord(host + domain), ["name"], is(host + domain)),
    stack.input(dnsRecord(host + domain), ["proxied"], is(true)),
    stack.input(dnsRecord(host + domain), ["content"], outputOf(entrance, "status", "loadBalancer", "ingress", each, "hostname")),
    stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
    stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    stack.input(nginxConfig, serverOf(host + domain, directive("listen")), is("listen *:8443 ssl")),
    stack.input(
        nginxConfig,
        serverOf(host + domain, part === "frontend" ? root : below("api"), directive("proxy_pass")),
        is(`proxy_pass http://${upstream(part)}`),
    ),
];

/** Every host of every environment is behind Cloudflare, and nobody gets by it. */
const inFront: Check[] = environmentsOnAws.flatMap(({ stack, domain }) => [
    ...hosts.map(host => stack.input(dnsRecord(host + domain), ["proxied"], is(true))),
    stack.input(entrance, ["spec", "loadBalancerSourceRanges"], is(cloudflareAddresses)),
    // Cloudflare's addresses are everybody's who has a zone there: this zone's certificate is nobody else's.
    stack.input(nginxConfig, http(directive("ssl_verify_client")), is("ssl_verify_client on")),
    stack.input(
        authorities,
        ["data", "ca.crt"],
        outputOf(resources("tls:index/selfSignedCert:SelfSignedCert", "edge-pull-authority"), "certPem"),
    ),
    ...hosts.flatMap(host => {
        const pull = resources("cloudflare:index/authenticatedOriginPulls:AuthenticatedOriginPulls", `edge-${host}${domain}-pull`);
        return [
            stack.input(pull, ["configs", each, "hostname"], is(host + domain)),
            stack.input(pull, ["configs", each, "enabled"], is(true)),
            stack.input(pull, ["configs", each, "certId"], outputOf(pullCertificate, "id")),
        ];
    }),
]);

const cache = (name: string, ...path: Path): Path => ["caches", where("name", name), ...path];

/** What the Worker is told of a cache, where it is for. */
const kept = (name: string, prefix: string, told: Readonly<Record<string, unknown>>): Check[] => [
    ...environmentsOnAws.flatMap(({ stack, domain }) => [
        worker(stack, cache(name, "when"), {
            kind: "all",
            of: [
                { kind: "host", in: [domain, ...["www", "api", "cdn", "blue", "green"].map(part => `${part}.${domain}`)] },
                { kind: "path", prefix },
            ],
        }),
        ...Object.entries(told).map(([property, value]) => worker(stack, cache(name, property), value)),
    ]),
    ...workerSees(...hosts),
];

/** The gateway says it of every file that there is, the Worker of every one that it keeps. */
const forAYear: Check[] = [
    ...lineOfHosts("add_header Cache-Control $cache_control_31536000 always", site, below("static")),
    ...everywhere.map(stack =>
        stack.input(
            nginxConfig,
            http(directive("map $personal$status $cache_control_31536000"), directive('"~^0(200|206|304)$"')),
            is('"~^0(200|206|304)$" "public, max-age=31536000, immutable"'),
        ),
    ),
    ...kept("static", "/static/", { browserSeconds: 31536000, immutable: true, shared: true }),
];

/** A rule of one's own turns away what it finds, on every host. */
const turnsAway = (ref: string, ...texts: readonly string[]): Check[] =>
    environmentsOnAws.flatMap(({ stack, domain }) => [
        stack.input(ruleset("waf"), ["rules", where("ref", ref), "action"], is("block")),
        stack.input(ruleset("waf"), ["rules", where("ref", ref), "enabled"], is(true)),
        ...[...hosts.map(host => `"${host}${domain}"`), ...texts].map(text =>
            stack.input(ruleset("waf"), ["rules", where("ref", ref), "expression"], includes(text)),
        ),
    ]);

/** Cloudflare's own rules, and those of OWASP, are asked about every request. */
const managed: Check[] = onAws.flatMap(stack =>
    [
        { ref: "managed", id: "efb7b8c949ac4650a09736fc376e9aee" },
        { ref: "owasp", id: "4814384a9e5d4991b9815dcfc25d2f1f" },
    ].flatMap(({ ref, id }) => [
        stack.input(ruleset("managed-waf"), ["rules", where("ref", ref), "enabled"], is(true)),
        stack.input(ruleset("managed-waf"), ["rules", where("ref", ref), "action"], is("execute")),
        stack.input(ruleset("managed-waf"), ["rules", where("ref", ref), "actionParameters", "id"], is(id)),
    ]),
);

/** OWASP's rules read queries and bodies alike, and what they find adds up. */
const scored: Check[] = onAws.map(stack =>
    stack.input(
        ruleset("managed-waf"),
        ["rules", where("ref", "owasp"), "actionParameters", "overrides", "rules", each],
        is({ id: "6179ae15870a4bb7b2d480d4843b323c", action: "block", scoreThreshold: 40 }),
    ),
);

const certified: Check[] = environmentsOnAws.flatMap(({ stack, domain }) => [
    stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    stack.input(certificate, ["requestType"], is("origin-ecc")),
    ...site.map(host => stack.input(certificate, ["hostnames"], includes(host + domain))),
]);

/** Who is told of certificates, by whom. */
const told: Check[] = environmentsOnAws.flatMap(({ stack, domain }) => [
    stack.input(notification("certificate"), ["alertType"], is("universal_ssl_event_type")),
    stack.input(notification("certificate"), ["enabled"], is(true)),
    stack.input(notification("certificate"), ["mechanisms", "emails", each, "id"], is(`admin@${domain}`)),
]);

const programs = ["exe", "bat", "cmd", "sh", "php"];

/** Hosts, and what comes before the load balancer. */
export const edge: Table = {
    "004-006": met(...inFront),
    "004-019": met(...environmentsOnAws.flatMap(one => answersAt(one, "cdn.", "frontend"))),
    "004-021": met(...environmentsOnAws.flatMap(one => answersAt(one, "api.", "backend"))),
    "004-083": met(
        ...environmentsOnAws.flatMap(one =>
            site.flatMap(host => [...answersAt(one, host, "frontend"), ...answersAt(one, host, "backend")]),
        ),
    ),
    "004-089": met(...forAYear),
    "004-091": met(...forAYear),
    "004-102": answered(
        "Who visits sees Cloudflare's certificate, which Cloudflare has issued and proves by its own DNS. That of the gateway is Cloudflare's too, for Cloudflare alone to see.",
        ...inFront,
        ...certified,
    ),
    "004-103": met(...certified),
    "004-104": met(...told),
    "004-105": answered(
        "Cloudflare renews its own before it ends, and says so. That of the gateway is for fifteen years, and no cron job can forget it.",
        ...onAws.map(stack => stack.input(certificate, ["requestedValidity"], is(5475))),
        ...told,
    ),
    "004-106": met(...managed),
    "004-107": answered(
        "A rule that blocks answers 403 and writes who was turned away, by what and why, into Cloudflare's security events. What was sent is nobody's to keep.",
        ...turnsAway("sql-injection"),
        ...turnsAway("cross-site-scripting"),
        ...turnsAway("upload-programs"),
        ...scored,
    ),
    "004-108": met(...turnsAway("sql-injection", '"union select"', `"' or 1=1"`, '"; drop table"'), ...managed, ...scored),
    "004-109": met(...turnsAway("cross-site-scripting", '"<script"', '"javascript:"', '"onerror="'), ...managed, ...scored),
    "004-110": met(
        ...turnsAway("upload-programs", 'starts_with(http.request.uri.path, "/api/")', ...programs.map(ending => `"${ending}"`)),
        ...onAws.map(stack => worker(stack, ["uploads", where("name", "programs"), "refusedExtensions"], programs)),
        ...workerSees(...hosts),
        // What comes by another way is looked at by its path at least.
        ...everywhere.map(stack =>
            stack.input(
                nginxConfig,
                http(directive("map $uri $refused_0"), directive(String.raw`"~*\.(exe|bat|cmd|sh|php)(/|$)"`)),
                matches(/ 1$/, String.raw`"~*\.(exe|bat|cmd|sh|php)(/|$)" 0`),
            ),
        ),
    ),
    "004-111": met(...kept("static", "/static/", { edgeSeconds: 31536000, browserSeconds: 31536000, immutable: true, shared: true })),
    "004-112": answered(
        "The document's Worker keeps an answer by its address alone, and hands what was made for one user to the next who asks. Here a request with a cookie or " +
            "a token passes the cache by, an answer that is private or sets a cookie is not kept, and each site's answer is its own.",
        ...kept("generate", "/api/generate/", {
            edgeSeconds: 300,
            browserSeconds: 300,
            shared: false,
            sessionCookies: "any",
            varyHeaders: ["origin"],
            query: "all",
        }),
    ),
    "004-113": met(...onAws.flatMap(stack => ["static", "generate"].map(name => worker(stack, cache(name, "statuses"), [200])))),
};
