import {
    answered,
    cloudflareAddresses,
    directive,
    includes,
    is,
    later,
    matches,
    met,
    objects,
    outputOf,
    procedure,
    resources,
    where,
    type Check,
    type Path,
    type Step,
    type Table,
} from "../../../traceability";
import {
    answersAt,
    database,
    development,
    dnsRecord,
    edgeCache,
    entrance,
    environments,
    everywhere,
    gateway,
    http,
    keeps,
    large,
    nginxConfig,
    onAws,
    production,
    proxied,
    runbook,
    serverOf,
    small,
    zoneSetting,
    type Stack,
} from "./parts";

/** Nobody gets by Cloudflare: its addresses alone come in. */
const onlyCloudflare: Check[] = onAws.map(stack => stack.input(entrance, ["spec", "loadBalancerSourceRanges"], is(cloudflareAddresses)));

const tls13: Check[] = [
    ...onAws.flatMap(stack => [
        stack.input(zoneSetting("min-tls-version"), ["value"], is("1.3")),
        stack.input(zoneSetting("tls-1-3"), ["value"], is("on")),
        stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    ]),
    ...everywhere.map(stack => stack.input(nginxConfig, http(directive("ssl_protocols")), is("ssl_protocols TLSv1.3"))),
];

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

const byAddress =
    "The gateway counts them by the client's address, which Cloudflare tells. Each of its pods lets through its share, and all of them no more than this.";

/** Hosts, and what comes before the load balancer. */
export const edge: Table = {
    "002-011": answered(
        "Cloudflare is the CDN, and counts requests of every host behind it by itself. Its firewall's rules come with the plan that has them.",
        ...proxied,
        ...onlyCloudflare,
    ),
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
        ...environments.flatMap(({ stack, domain }) => [
            stack.names(
                resources("cloudflare:index/dnsRecord:DnsRecord"),
                ...["", "blue.", "green.", "blue-prev."].map(part => `edge-${part}${domain}-record`),
            ),
        ]),
        ...proxied,
    ),
    "002-041": met(...keeps("cache-static", 31536000, "/_next/static/")),
    "002-042": later("EdgeCDN", "Cloudflare's managed rules and its stricter defence, on the plan that has them."),
    "002-043": later("EdgeCDN", "Pictures in the format and size that a device wants, on the plan that has it."),
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
    "002-090": met(...keeps("cache-static", 31536000, "/_next/static/")),
    "002-091": met(
        ...keeps("cache-api", 60, "/api/"),
        // Whoever is signed in gets no answer that was meant for somebody else.
        ...onAws.flatMap(stack => [
            stack.input(edgeCache, ["rules", where("ref", "cache-api"), "expression"], includes('http.cookie eq ""')),
            stack.input(
                edgeCache,
                ["rules", where("ref", "cache-api"), "expression"],
                includes('not len(http.request.headers["authorization"]) gt 0'),
            ),
        ]),
    ),
    "002-092": met(
        ...keeps("cache-html", 300, "/"),
        ...onAws.map(stack => stack.input(edgeCache, ["rules", where("ref", "cache-html"), "expression"], includes('http.cookie eq ""'))),
    ),
    "002-093": later("EdgeCDN", "A Worker that counts by who is signed in: 100 requests in 10 minutes."),
    "002-094": later("EdgeCDN", "A Worker that counts by who is signed in: 500 requests in 10 minutes."),
    "002-095": later("EdgeCDN", "A Worker that counts by who is signed in: 1000 requests in 10 minutes."),
    "002-096": answered(byAddress, ...limited("gacha", { rate: "10r/m", burst: 9 }, { rate: "5r/m", burst: 4 })),
    "002-097": answered(byAddress, ...limited("payment", { rate: "5r/m", burst: 4 }, { rate: "2r/m", burst: 1 })),
    "002-098": later("EdgeCDN", "The Worker, with its counters."),
    "002-099": later("EdgeCDN", "Bots are told from people, on the plan that has it."),
    "002-100": later("EdgeCDN", "Limits of one's own before the load balancer; until then the gateway has those of gacha and payment."),
    "002-101": later("EdgeCDN", "Addresses and countries that are turned away."),
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
