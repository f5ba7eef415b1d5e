import {
    answered,
    directive,
    includes,
    is,
    matches,
    met,
    objects,
    outputOf,
    procedure,
    resources,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    answersAt,
    database,
    dnsRecord,
    environments,
    everywhere,
    hostsOf,
    http,
    inForce,
    large,
    nginxConfig,
    onAws,
    onlyCloudflare,
    production,
    proxied,
    ruleset,
    runbook,
    serverOf,
    zoneSetting,
} from "./parts";
import { keepsFor } from "./worker";

/** Files are kept for a year: at the edge if they were there, and in browsers by the gateway's word. */
const staticFiles: Check[] = [
    ...environments.flatMap(({ stack, domain }) => {
        const settings = (...path: Path): Path => ["rules", where("ref", "cache-static"), "actionParameters", ...path];
        return [
            ...inForce(stack, ruleset("cache"), "cache-static", ...hostsOf(domain)),
            stack.input(
                ruleset("cache"),
                ["rules", where("ref", "cache-static"), "expression"],
                includes('starts_with(http.request.uri.path, "/_next/static/")'),
            ),
            stack.input(ruleset("cache"), settings("cache"), is(true)),
            stack.input(
                ruleset("cache"),
                settings("edgeTtl"),
                is({
                    mode: "override_origin",
                    default: 31536000,
                    statusCodeTtls: [{ statusCodeRange: { from: 201, to: 599 }, value: -1 }],
                }),
            ),
            stack.input(ruleset("cache"), settings("browserTtl"), is({ mode: "respect_origin" })),
            ...hostsOf(domain).map(host =>
                stack.input(
                    nginxConfig,
                    serverOf(host, directive("location ~ ^/_next/static(/|$)"), directive("add_header Cache-Control")),
                    is("add_header Cache-Control $cache_control_31536000 always"),
                ),
            ),
        ];
    }),
    ...onAws.map(stack =>
        stack.input(
            nginxConfig,
            http(directive("map $personal$status $cache_control_31536000"), directive('"~^0(200|206|304)$"')),
            is('"~^0(200|206|304)$" "public, max-age=31536000, immutable"'),
        ),
    ),
];

const tls13: Check[] = [
    ...onAws.flatMap(stack => [
        stack.input(zoneSetting("min-tls-version"), ["value"], is("1.3")),
        stack.input(zoneSetting("tls-1-3"), ["value"], is("on")),
        stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    ]),
    ...everywhere.map(stack => stack.input(nginxConfig, http(directive("ssl_protocols")), is("ssl_protocols TLSv1.3"))),
];

/** Hosts, and what comes before the load balancer. */
export const edge: Table = {
    "002-036": met(...proxied),
    "002-037": answered(
        "Cloudflare takes attacks on by itself, for every host that is behind it, and on every plan. That holds as long as nobody gets by it.",
        ...proxied,
        ...onlyCloudflare,
    ),
    "002-038": met(
        ...onAws.flatMap(stack => [
            stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
            stack.input(zoneSetting("ssl"), ["value"], is("strict")),
        ]),
    ),
    "002-039": answered("Cloudflare counts requests, bytes and hits of every host that is behind it, on every plan.", ...proxied),
    "002-040": met(
        ...environments.map(({ stack, domain }) =>
            stack.names(resources("cloudflare:index/dnsRecord:DnsRecord"), ...hostsOf(domain).map(host => `edge-${host}-record`)),
        ),
        ...proxied,
    ),
    "002-041": met(...staticFiles),
    "002-043": answered(
        "Cloudflare makes pictures smaller, and gives WebP to whoever takes it. What it had for mobiles, Mirage, it took away in 2025: the front end, which is Next.js, sends each device a picture of the width that it shows, " +
            "and the edge speaks HTTP/3 and Brotli.",
        ...large.flatMap(stack => [
            stack.input(zoneSetting("polish"), ["value"], is("lossy")),
            stack.input(zoneSetting("webp"), ["value"], is("on")),
        ]),
        ...onAws.flatMap(stack => [
            stack.input(zoneSetting("http3"), ["value"], is("on")),
            stack.input(zoneSetting("brotli"), ["value"], is("on")),
        ]),
    ),
    "002-055": met(production.input(dnsRecord("koepon.app"), ["name"], matches(/^\w+\.app$/, "koepon.example"))),
    "002-067": procedure(runbook("switch"), "pulumi config set activeColor green --stack production"),
    "002-069": met(
        ...environments.flatMap(({ stack, domain }) =>
            ["blue", "green"].flatMap(color => answersAt(stack, `${color}.${domain}`, `frontend-${color}`, `api-${color}`)),
        ),
    ),
    "002-070": met(...environments.flatMap(({ stack, domain }) => answersAt(stack, domain, "frontend-blue", "api-blue"))),
    "002-079": met(...environments.flatMap(({ stack, domain }) => answersAt(stack, `blue-prev.${domain}`, "frontend-green", "api-green"))),
    "002-089": answered(
        "Cloudflare announces the same addresses from all its places, these six among them: a request comes to the nearest one by itself.",
        ...proxied,
    ),
    "002-090": met(...staticFiles),
    "002-091": met(...keepsFor("api", "/api/", 60)),
    "002-092": met(...keepsFor("html", "/", 300)),
    "002-103": answered(
        "The edge never talks to the database, and a database that others may knock at is weaker: it has a private address, and lets in the pods of the cluster.",
        ...large.flatMap(stack => [
            stack.input(database, ["publiclyAccessible"], is(false)),
            stack.input(
                resources("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "postgres-from-app"),
                ["referencedSecurityGroupId"],
                outputOf(resources("aws:eks/cluster:Cluster"), "vpcConfig", "clusterSecurityGroupId"),
            ),
        ]),
        ...everywhere.map(stack =>
            stack.input(objects("NetworkPolicy", "deny-all"), ["spec"], is({ podSelector: {}, policyTypes: ["Ingress", "Egress"] })),
        ),
        ...onlyCloudflare,
    ),
    "002-108": met(...tls13),
    "002-177": met(...environments.flatMap(({ stack, domain }) => answersAt(stack, domain, "frontend-blue", "api-blue"))),
};
