import {
    answered,
    at,
    directive,
    includes,
    is,
    isSecret,
    met,
    outputOf,
    resources,
    where,
    type Check,
    type Path,
    type Step,
    type Table,
} from "../../../traceability";
import {
    development,
    environments,
    gateway,
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
    serverOf,
    small,
    staging,
    type Stack,
} from "./parts";
import { counts, knowsUsers, script, worker } from "./worker";

/** Cloudflare's own rules, and those of OWASP, are asked about every request of the large size. */
const managed: Check[] = large.flatMap(stack =>
    [
        { ref: "managed", id: "efb7b8c949ac4650a09736fc376e9aee" },
        { ref: "owasp", id: "4814384a9e5d4991b9815dcfc25d2f1f" },
    ].flatMap(({ ref, id }) => [
        ...inForce(stack, ruleset("managed-waf"), ref),
        stack.input(ruleset("managed-waf"), ["rules", where("ref", ref), "action"], is("execute")),
        stack.input(ruleset("managed-waf"), ["rules", where("ref", ref), "actionParameters", "id"], is(id)),
    ]),
);

const bots = resources("cloudflare:index/botManagement:BotManagement", "edge-bots");

/** Bots must show that they are none; Cloudflare knows those of search engines by their addresses. */
const challenged: Check[] = [
    ...large.flatMap(stack => [
        stack.input(bots, ["sbfmDefinitelyAutomated"], is("managed_challenge")),
        stack.input(bots, ["sbfmVerifiedBots"], is("allow")),
    ]),
    small.input(bots, ["fightMode"], is(true)),
    ...[
        { stack: staging, address: "203.0.113.20" },
        { stack: production, address: "203.0.113.10" },
        { stack: small, address: "203.0.113.30" },
    ].flatMap(({ stack, address }) => {
        const trusted = resources("cloudflare:index/accessRule:AccessRule", `edge-trusted-${address}`);
        return [
            stack.input(trusted, ["mode"], is("whitelist")),
            stack.input(trusted, ["configuration"], is({ target: "ip", value: address })),
        ];
    }),
];

/** How the document has it: by user, and for some roles more. */
const byUser: Check[] = [
    ...counts("users", "/api/", { per: "user", requests: 100, periodSeconds: 600, onStoreFailure: "open" }),
    ...knowsUsers,
];
const forRole = (role: string, requests: number): Check[] => [
    ...onAws.map(stack => worker(stack, ["limits", where("name", "users"), "roles", role], requests)),
    ...onAws.map(stack => worker(stack, ["identity", "roleClaim"], "role")),
    ...byUser,
];

const binding = (name: string, property: string): Path => ["bindings", where("name", name), property];

/** What the stack's settings name is turned away, on every host. */
const blocks = (ref: string, expression: string): Check[] =>
    environments.flatMap(({ stack, domain }) => [
        ...inForce(stack, ruleset("waf"), ref, ...hostsOf(domain)),
        stack.input(ruleset("waf"), ["rules", where("ref", ref), "action"], is("block")),
        stack.input(ruleset("waf"), ["rules", where("ref", ref), "expression"], includes(expression)),
    ]);

/** On a laptop there is one host alone, which the server of plain requests has as well. */
const serverAt = (stack: Stack, host: string, ...path: readonly Step[]): Path =>
    stack === development ? http(directive("server", "listen *:8443 ssl"), ...path) : serverOf(host, ...path);

/** Of two pods each has its share; alone, a pod has all of it. */
const limited = (zone: string, whole: { readonly rate: string; readonly burst: number }, half: typeof whole): Check[] =>
    [{ stack: development, domain: "koepon.localhost" as string }, ...environments].flatMap(({ stack, domain }) => {
        const two = stack !== development && stack !== small;
        const { rate, burst } = two ? half : whole;
        return [
            stack.input(gateway, ["spec", "replicas"], is(two ? 2 : 1)),
            stack.input(
                nginxConfig,
                http(directive(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m`)),
                is(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate}`),
            ),
            stack.input(
                nginxConfig,
                serverAt(stack, domain, directive(`location ~ ^/api/${zone}(/|$)`), directive("limit_req")),
                is(`limit_req zone=limit_${zone} burst=${burst} nodelay`),
            ),
        ];
    });

/** What is turned away before it reaches the services, and how often one may ask. */
export const defence: Table = {
    "002-011": answered(
        "Cloudflare is the CDN, and counts requests of every host behind it by itself. Its firewall has rules of our own on every plan, and Cloudflare's on the one that has them.",
        ...proxied,
        ...onlyCloudflare,
        ...managed,
        ...blocks("blocked-addresses", "ip.src in {198.51.100.0/24}"),
    ),
    "002-042": answered(
        "Cloudflare takes attacks on alike on every plan. What the larger one has are Cloudflare's managed rules, those of OWASP, and a defence against bots that can be told what to do.",
        ...managed,
        ...challenged,
        ...onlyCloudflare,
    ),
    "002-093": met(...byUser),
    "002-094": met(...forRole("vtuber", 500)),
    "002-095": met(...forRole("admin", 1000)),
    "002-096": met(
        ...counts("gacha", "/api/gacha", { per: "user", requests: 10, periodSeconds: 60, onStoreFailure: "open" }),
        ...knowsUsers,
        // The gateway counts by address, whoever signs in: each pod its share, and all of them no more than this.
        ...limited("gacha", { rate: "10r/m", burst: 9 }, { rate: "5r/m", burst: 4 }),
    ),
    "002-097": met(
        // A payment that nobody can count is not made.
        ...counts("payment", "/api/payment", { per: "user", requests: 5, periodSeconds: 60, onStoreFailure: "closed" }),
        ...knowsUsers,
        ...limited("payment", { rate: "5r/m", burst: 4 }, { rate: "2r/m", burst: 1 }),
    ),
    "002-098": answered(
        "The large size counts in Redis at Upstash, as the document has it. The small one counts in Durable Objects of the Worker itself, which need no other vendor.",
        ...environments.flatMap(({ stack }) => [
            ...["users", "gacha", "payment"].map((name, index) => worker(stack, ["limits", at(index), "name"], name)),
            worker(stack, ["store"], stack === small ? "durable-object" : "redis"),
        ]),
        ...large.flatMap(stack =>
            ["REDIS_URL", "REDIS_TOKEN"].flatMap(name => [
                stack.input(script, binding(name, "type"), is("secret_text")),
                stack.input(script, binding(name, "text"), isSecret),
            ]),
        ),
        small.input(
            script,
            binding("LIMITER", "scriptName"),
            outputOf(resources("cloudflare:index/workersScript:WorkersScript", "edge-counters"), "scriptName"),
        ),
    ),
    "002-099": met(...challenged),
    "002-100": met(
        ...onAws.flatMap(stack => {
            const flood = (...path: Path): Path => ["rules", where("ref", "limit-flood"), ...path];
            return [
                ...inForce(stack, ruleset("rate-limits"), "limit-flood"),
                stack.input(ruleset("rate-limits"), ["phase"], is("http_ratelimit")),
                stack.input(ruleset("rate-limits"), flood("action"), is("block")),
                stack.input(ruleset("rate-limits"), flood("expression"), includes('starts_with(http.request.uri.path, "/api/")')),
                stack.input(ruleset("rate-limits"), flood("ratelimit", "requestsPerPeriod"), is(170)),
                stack.input(ruleset("rate-limits"), flood("ratelimit", "period"), is(10)),
            ];
        }),
    ),
    "002-101": met(
        ...blocks("blocked-addresses", "ip.src in {198.51.100.0/24}"),
        ...blocks("blocked-countries", 'ip.src.country in {"T1"}'),
    ),
};
