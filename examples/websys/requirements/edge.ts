import { answered, each, includes, is, met, outputOf, resources, where, type Check, type Path, type Table } from "../../../traceability";
import { workerConfig } from "../../../traceability/worker";
import { dnsRecord, ingress, onlyCloudflareGetsIn, production, route, staging, zoneSays, type Stack } from "./parts";

const headers = resources("cloudflare:index/ruleset:Ruleset", "edge-headers");
const caches = resources("cloudflare:index/ruleset:Ruleset", "edge-cache");
const rule = (ref: string): Path => ["rules", where("ref", ref)];
const script = resources("cloudflare:index/workersScript:WorkersScript", "edge-worker");
const workerRoute = (host: string) => resources("cloudflare:index/workersRoute:WorkersRoute", `edge-${host}-worker`);

/** The host leads to Cloudflare, and by it to the load balancer, over HTTPS alone. */
const answersAt = (stack: Stack, host: string, service: string) => [
    stack.input(dnsRecord(host), ["name"], is(host)),
    stack.input(dnsRecord(host), ["proxied"], is(true)),
    stack.input(dnsRecord(host), ["content"], outputOf(ingress, "status", "loadBalancer", "ingress", each, "hostname")),
    ...zoneSays("always-use-https", "on"),
    ...zoneSays("ssl", "strict"),
    stack.input(ingress, route(host, "/"), is(service)),
];

/** The header goes out with every answer of every host: by a rule of the zone, and by a Worker where the zone is another stack's. */
const sends = (header: string, value: string): Check[] => [
    production.input(headers, ["phase"], is("http_response_headers_transform")),
    production.input(headers, [...rule("headers"), "enabled"], is(true)),
    production.input(headers, [...rule("headers"), "actionParameters", "headers", header], is({ operation: "set", value })),
    ...["websys.company.com", "api.websys.company.com"].map(host =>
        production.input(headers, [...rule("headers"), "expression"], includes(`"${host}"`)),
    ),
    staging.input(script, ["content", workerConfig, "headers", header], is(value)),
    ...["staging.websys.company.com", "api-staging.websys.company.com"].flatMap(host => [
        staging.input(workerRoute(host), ["pattern"], is(`${host}/*`)),
        staging.input(workerRoute(host), ["script"], outputOf(script, "scriptName")),
    ]),
];

const hsts = sends("Strict-Transport-Security", "max-age=31536000; includeSubDomains");

/** Hosts, what comes before the load balancer, and the headers that every answer carries. */
export const edge: Table = {
    "001-003": met(...answersAt(staging, "staging.websys.company.com", "frontend")),
    "001-005": met(...answersAt(production, "websys.company.com", "frontend")),
    "001-012": met(...answersAt(staging, "api-staging.websys.company.com", "backend")),
    "001-013": met(...answersAt(production, "api.websys.company.com", "backend")),
    "001-037": met(
        ...["websys.company.com", "api.websys.company.com", "cdn.websys.company.com"].flatMap(host => [
            production.input(dnsRecord(host), ["proxied"], is(true)),
            production.input(dnsRecord(host), ["content"], outputOf(ingress, "status", "loadBalancer", "ingress", each, "hostname")),
        ]),
        onlyCloudflareGetsIn(production),
    ),
    "001-104": met(...sends("X-Frame-Options", "DENY")),
    "001-105": met(...sends("X-Content-Type-Options", "nosniff")),
    "001-106": met(...sends("X-XSS-Protection", "1; mode=block")),
    "001-107": met(...hsts),
    "001-108": answered(
        "A header set by Cloudflare, or by the Worker there, goes out with every answer, whatever its status: what nginx needs `always` for.",
        ...hsts,
    ),
    "001-109": met(
        ...sends("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"),
    ),
    "001-119": met(
        ...answersAt(production, "cdn.websys.company.com", "frontend"),
        production.input(caches, [...rule("cache-assets"), "enabled"], is(true)),
        production.input(caches, [...rule("cache-assets"), "actionParameters", "cache"], is(true)),
        production.input(caches, [...rule("cache-assets"), "expression"], includes('"cdn.websys.company.com"')),
        production.input(caches, [...rule("cache-assets"), "expression"], includes('starts_with(http.request.uri.path, "/assets/")')),
    ),
};
