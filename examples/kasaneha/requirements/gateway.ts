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
    type Step,
    type Table,
} from "../../../traceability";
import {
    allHosts,
    below,
    container,
    development,
    entrance,
    environments,
    everywhere,
    gateway as pods,
    http,
    line,
    lineOfHosts,
    nginxConfig,
    onAws,
    production,
    serverOf,
    site,
    zoneSetting,
    type Stack,
} from "./parts";

/** Every host sends it with every answer. */
const sends = (name: string, value: string): Check[] => lineOfHosts(`add_header ${name} "${value}" always`, allHosts);

const chat = below("api/v1/sessions");
const api = below("api");
const alone: readonly Stack[] = everywhere.filter(stack => stack !== production);

/** Of two pods each has its share; where there is one, it has all of it. */
const limited = (
    zone: string,
    location: Step,
    rate: { readonly one: string; readonly half: string },
    burst: { readonly one: number; readonly half: number },
): Check[] => [
    ...alone.map(stack => stack.input(pods, ["spec", "replicas"], is(1))),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.one}`, http, alone),
    production.input(pods, ["spec", "replicas"], is(2)),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.half}`, http, [production]),
    ...environments.flatMap(({ stack, domain }) =>
        allHosts.map(host =>
            stack.input(
                nginxConfig,
                serverOf(host + domain, location, directive("limit_req")),
                is(`limit_req zone=limit_${zone} burst=${stack === production ? burst.half : burst.one} nodelay`),
            ),
        ),
    ),
];
const apiLimit = limited("api", api, { one: "10r/s", half: "5r/s" }, { one: 20, half: 9 });
const chatLimit = limited("chat", chat, { one: "5r/s", half: "2r/s" }, { one: 10, half: 4 });
const shared =
    "Each pod of the gateway counts for itself, and a client's connections come to all of them: of two pods each lets half through, and both " +
    "together no more than the document says. One pod, in staging and on a laptop, has its figures.";

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

/** The pods read this configuration, and no other. */
const inUse = everywhere.map(stack =>
    stack.input(
        pods,
        ["spec", "template", "spec", "volumes", where("name", "config"), "configMap", "name"],
        outputOf(nginxConfig, "metadata", "name"),
    ),
);

export const certificate = resources("cloudflare:index/originCaCertificate:OriginCaCertificate", "edge-origin-certificate");
const certificateSecret = objects("Secret", "gateway-tls");
const events: Path = ["data", "nginx.conf", nginx, directive("events"), directive("worker_connections")];
const hsts = sends("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload");
const times = (...names: readonly string[]): Check[] => names.flatMap(text => lineOfHosts(text, allHosts, api));

/** What the document gives to nginx: real nginx does it, with a configuration that is written from the routes. */
export const gateway: Table = {
    "003-011": met(
        ...inUse,
        ...everywhere.map(stack =>
            stack.input(
                pods,
                [...container("gateway"), "image"],
                matches(/^docker\.io\/library\/nginx:1\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$/, "nginx:alpine"),
            ),
        ),
    ),
    "003-013": met(
        ...everywhere.flatMap(stack => [
            stack.input(certificateSecret, ["type"], is("kubernetes.io/tls")),
            stack.input(certificateSecret, ["stringData"], isSecret),
            stack.input(certificateSecret, ["stringData", secret, "tls.crt"], is("[secret]")),
            stack.input(certificateSecret, ["stringData", secret, "tls.key"], is("[secret]")),
        ]),
        ...line("ssl_certificate /etc/nginx/tls/tls.crt"),
        ...line("ssl_certificate_key /etc/nginx/tls/tls.key"),
        ...onAws.map(stack => stack.after(certificateSecret, certificate)),
        development.after(certificateSecret, resources("tls:index/selfSignedCert:SelfSignedCert", "app-gateway-certificate")),
    ),
    "003-042": answered(
        "A worker of the gateway holds four times as many: that of a client and that to a pod are two of them.",
        ...everywhere.map(stack => stack.input(nginxConfig, events, is("worker_connections 4096"))),
    ),
    "003-043": answered(shared, ...apiLimit),
    "003-044": answered(shared, ...chatLimit),
    "003-045": met(
        ...["api", "chat"].flatMap(zone =>
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
    "003-046": met(...apiLimit, ...chatLimit),
    "003-047": met(...redirects),
    "003-049": met(...lineOfHosts("http2 on", allHosts)),
    "003-050": met(...line("ssl_session_timeout 1d")),
    "003-051": answered(
        "10 MB hold some 40000 sessions, which is more than a pod with 256 MB serves in a day; most clients speak TLS 1.3 to Cloudflare, which keeps few connections here.",
        ...line("ssl_session_cache shared:tls:10m"),
    ),
    "003-052": met(...line("ssl_session_tickets off")),
    "003-053": met(...hsts),
    "003-054": met(...hsts),
    "003-055": met(...sends("X-Frame-Options", "DENY")),
    "003-056": met(...sends("X-Content-Type-Options", "nosniff")),
    "003-057": met(...sends("X-XSS-Protection", "1; mode=block")),
    "003-059": answered(
        "All four are passed. What a client says of itself in `X-Forwarded-For` is not: the gateway writes the one address that it knows.",
        ...["Host $host", "X-Real-IP $remote_addr", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"].flatMap(header =>
            lineOfHosts(`proxy_set_header ${header}`, allHosts),
        ),
    ),
    "003-060": met(...times("proxy_connect_timeout 5s")),
    "003-061": met(...times("proxy_send_timeout 60s", "proxy_read_timeout 60s")),
    "003-064": answered(
        "The gateway's own health is asked inside the cluster, on a port of its own; what people ask is answered by the back end, whose health is the system's.",
        ...healthy('return 200 "ok\\n"'),
        ...environments.flatMap(({ stack, domain }) =>
            site.map(host =>
                stack.input(
                    nginxConfig,
                    serverOf(host + domain, below("health"), directive("proxy_pass")),
                    is("proxy_pass http://backend"),
                ),
            ),
        ),
    ),
    "003-065": met(...ofHealth("access_log off"), ...ofHealth("default_type text/plain")),
};

/** The server that only Kubernetes and the load balancer ask. */
function ofHealth(text: string): Check[] {
    return everywhere.map(stack => stack.input(nginxConfig, http(directive("server", "listen *:8081"), directive(text)), is(text)));
}
function healthy(text: string): Check[] {
    return everywhere.map(stack =>
        stack.input(nginxConfig, http(directive("server", "listen *:8081"), directive("location = /health"), directive(text)), is(text)),
    );
}
