import {
    answered,
    directive,
    is,
    isSecret,
    matches,
    met,
    nginx,
    objects,
    outputOf,
    resources,
    secret,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    allHosts,
    below,
    container,
    development,
    entrance,
    environments,
    environmentsOnAws,
    everywhere,
    gateway as pods,
    http,
    line,
    lineOfHosts,
    nginxConfig,
    onAws,
    root,
    ruleset,
    serverOf,
    site,
    zoneSetting,
    type Environment,
    type Part,
    type Stack,
} from "./parts";

/** Every host sends it with every answer; a location that has headers of its own has it again. */
const sends = (name: string, value: string): Check[] => [
    ...lineOfHosts(`add_header ${name} "${value}" always`, allHosts),
    ...lineOfHosts(`add_header ${name} "${value}" always`, site, below("static")),
    ...lineOfHosts(`add_header ${name} "${value}" always`, [...site, "api."], below("api")),
];

const asked = ({ stack, domain, upstream }: Environment, host: string, path: ReturnType<typeof below>, part: Part): Check =>
    stack.input(nginxConfig, serverOf(host + domain, path, directive("proxy_pass")), is(`proxy_pass http://${upstream(part)}`));

/** Of two pods each has its share; on a laptop there is one, with all of it. */
const limited = (zone: string, rate: { readonly one: string; readonly half: string }): Check[] => [
    development.input(pods, ["spec", "replicas"], is(1)),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.one}`, http, [development]),
    ...onAws.map(stack => stack.input(pods, ["spec", "replicas"], is(2))),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.half}`, http, onAws),
];
const burst = (
    zone: string,
    hosts: readonly string[],
    location: ReturnType<typeof below>,
    sizes: { readonly one: number; readonly half: number },
): Check[] =>
    environments.flatMap(({ stack, domain }) =>
        hosts.map(host =>
            stack.input(
                nginxConfig,
                serverOf(host + domain, location, directive("limit_req")),
                is(`limit_req zone=limit_${zone} burst=${stack === development ? sizes.one : sizes.half} nodelay`),
            ),
        ),
    );
const apiBurst = burst("api", [...site, "api."], below("api"), { one: 10, half: 4 });
const webBurst = burst("web", [...site, "cdn."], root, { one: 20, half: 9 });

/** The edge counts the same of all places of the gateway together, over the shortest time that it can. */
const atEdge = (name: string, requests: number): Check[] =>
    onAws.map(stack =>
        stack.input(
            ruleset("rate-limits"),
            ["rules", where("ref", `limit-${name}`), "ratelimit"],
            is({ characteristics: ["cf.colo.id", "ip.src"], period: 10, requestsPerPeriod: requests, mitigationTimeout: 10 }),
        ),
    );
const shared =
    "Each pod of the gateway counts for itself, and a client's connections come to all of them: of two pods each lets half through, and both " +
    "together no more than the document says. One pod, on a laptop, has its figures. Cloudflare counts ten seconds' worth before them.";

/** Port 80 answers with the way to 443, before anything else looks at the request. */
const redirects: Check[] = [
    ...onAws.flatMap(stack => [
        stack.input(
            nginxConfig,
            http(directive("server", "return 301 https://$host$request_uri"), directive("listen")),
            is("listen *:8080"),
        ),
        stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
    ]),
    development.input(
        nginxConfig,
        http(directive("server", "return 301 https://$host:30443$request_uri"), directive("listen")),
        is("listen *:8080"),
    ),
    ...everywhere.map(stack => stack.input(entrance, ["spec", "ports", where("port", 80), "targetPort"], is("http"))),
];

const listens = (stack: Stack): Check[] => [
    stack.input(entrance, ["spec", "ports", where("port", 80), "targetPort"], is("http")),
    stack.input(entrance, ["spec", "ports", where("port", 443), "targetPort"], is("https")),
];

/** The pods read this configuration, and no other. */
const inUse = everywhere.map(stack =>
    stack.input(
        pods,
        ["spec", "template", "spec", "volumes", where("name", "config"), "configMap", "name"],
        outputOf(nginxConfig, "metadata", "name"),
    ),
);

const certificate = resources("cloudflare:index/originCaCertificate:OriginCaCertificate", "edge-origin-certificate");
const certificateSecret = objects("Secret", "gateway-tls");
const events: Path = ["data", "nginx.conf", nginx, directive("events"), directive("worker_connections")];

/** What the document gives to nginx: real nginx does it, with a configuration that is written from the routes. */
export const gateway: Table = {
    "004-022": met(...sends("X-Frame-Options", "DENY")),
    "004-023": met(...sends("X-Content-Type-Options", "nosniff")),
    "004-024": met(...sends("X-XSS-Protection", "1; mode=block")),
    "004-025": met(...sends("Referrer-Policy", "strict-origin-when-cross-origin")),
    "004-074": met(
        ...inUse,
        ...everywhere.map(stack =>
            stack.input(
                pods,
                [...container("gateway"), "image"],
                matches(/^docker\.io\/library\/nginx:1\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$/, "nginx:alpine"),
            ),
        ),
        ...environments.flatMap(one => site.map(host => asked(one, host, root, "frontend"))),
    ),
    "004-075": answered(
        "Clients call 80 and 443. On a laptop these are the node's ports 30080 and 30443, and in the pods, which may bind no low ones, 8080 and 8443.",
        ...everywhere.flatMap(listens),
        ...onAws.map(stack => stack.input(entrance, ["spec", "type"], is("LoadBalancer"))),
        development.input(entrance, ["spec", "ports", where("port", 80), "nodePort"], is(30080)),
        development.input(entrance, ["spec", "ports", where("port", 443), "nodePort"], is(30443)),
    ),
    "004-076": met(
        ...everywhere.flatMap(stack => [
            stack.input(certificateSecret, ["type"], is("kubernetes.io/tls")),
            stack.input(certificateSecret, ["stringData"], isSecret),
            stack.input(certificateSecret, ["stringData", secret, "tls.crt"], is("[secret]")),
            stack.input(certificateSecret, ["stringData", secret, "tls.key"], is("[secret]")),
            stack.input(
                pods,
                ["spec", "template", "spec", "volumes", where("name", "tls"), "secret", "secretName"],
                outputOf(certificateSecret, "metadata", "name"),
            ),
        ]),
        ...line("ssl_certificate /etc/nginx/tls/tls.crt"),
        ...line("ssl_certificate_key /etc/nginx/tls/tls.key"),
        ...onAws.map(stack => stack.after(certificateSecret, certificate)),
        development.after(certificateSecret, resources("tls:index/selfSignedCert:SelfSignedCert", "app-gateway-certificate")),
    ),
    "004-077": answered(
        "A worker of the gateway holds four times as many: that of a client and that to a pod are two of them.",
        ...everywhere.map(stack => stack.input(nginxConfig, events, is("worker_connections 4096"))),
    ),
    "004-078": answered(shared, ...limited("api", { one: "10r/s", half: "5r/s" }), ...apiBurst, ...atEdge("api", 100)),
    "004-079": answered(shared, ...limited("web", { one: "30r/s", half: "15r/s" }), ...webBurst, ...atEdge("web", 300)),
    "004-080": met(
        ...["api", "web"].flatMap(zone =>
            everywhere.map(stack =>
                stack.input(
                    nginxConfig,
                    http(directive(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m`)),
                    matches(/ rate=\d+r\/s$/, "limit_req_zone $server_name zone=api:10m rate=10r/s"),
                ),
            ),
        ),
        ...line("real_ip_header CF-Connecting-IP", http, onAws),
    ),
    "004-081": met(...apiBurst, ...webBurst),
    "004-082": met(...redirects),
    "004-084": met(...lineOfHosts("http2 on", allHosts), ...everywhere.flatMap(listens)),
    "004-085": met(
        ...line("ssl_protocols TLSv1.2 TLSv1.3"),
        ...onAws.flatMap(stack => [
            stack.input(zoneSetting("min-tls-version"), ["value"], is("1.2")),
            stack.input(zoneSetting("tls-1-3"), ["value"], is("on")),
        ]),
    ),
    "004-086": met(
        ...sends("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ...onAws.map(stack =>
            stack.input(
                ruleset("headers"),
                ["rules", where("ref", "headers"), "actionParameters", "headers", "Strict-Transport-Security"],
                is({ operation: "set", value: "max-age=31536000; includeSubDomains" }),
            ),
        ),
    ),
    "004-087": met(
        ...environments.flatMap(one => [
            ...site.flatMap(host => [asked(one, host, root, "frontend"), asked(one, host, below("api"), "backend")]),
            asked(one, "api.", below("api"), "backend"),
        ]),
    ),
    "004-088": answered(
        "All four are passed. What a client says of itself in `X-Forwarded-For` is not: the gateway writes the one address that it knows.",
        ...["Host $host", "X-Real-IP $remote_addr", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"].flatMap(header =>
            lineOfHosts(`proxy_set_header ${header}`, allHosts),
        ),
    ),
    "004-090": answered(
        "The files are in the front end's image, and not in the gateway's: a gateway that had them would have those of one release only. It asks for " +
            "each once, keeps it, and answers by itself from then on.",
        ...lineOfHosts("proxy_cache static", site, below("static")),
        ...lineOfHosts("proxy_cache_valid 200 31536000s", site, below("static")),
        ...everywhere.map(stack =>
            stack.input(nginxConfig, http(directive("proxy_cache_path")), matches(/ keys_zone=static:10m /, "proxy_cache_path /tmp")),
        ),
        ...environmentsOnAws.flatMap(one => site.map(host => asked(one, host, below("static"), "frontend"))),
    ),
};
