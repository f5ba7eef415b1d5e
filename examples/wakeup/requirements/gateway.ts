import {
    answered,
    atLeast,
    directive,
    is,
    isSecret,
    matches,
    met,
    objects,
    outputOf,
    resources,
    secret,
    where,
    type Check,
    type Table,
} from "../../../traceability";
import {
    container,
    development,
    edgeCache,
    entrance,
    environments,
    environmentsOnAws,
    everywhere,
    gateway as pods,
    api,
    http,
    login,
    line,
    lineOfHosts,
    nginxConfig,
    onAws,
    serverOf,
    zoneSetting,
    type Stack,
} from "./parts";

const root = directive("location /");
const files = directive("location ~ ^/_next/static(/|$)");

/** A line in the upstream of every colour. */
const ofUpstreams = (text: string): Check[] => [
    ...line(text, (...path) => http(directive("upstream wakeup-app"), ...path), [development]),
    ...["blue", "green"].flatMap(color => line(text, (...path) => http(directive(`upstream wakeup-app-${color}`), ...path), onAws)),
];

/** Every host sends it with every answer; a location that has headers of its own has it again. */
const sends = (name: string, value: string): Check[] => [
    ...lineOfHosts(`add_header ${name} "${value}" always`),
    ...lineOfHosts(`add_header ${name} "${value}" always`, files),
];
const headers = {
    hsts: sends("Strict-Transport-Security", "max-age=63072000"),
    frames: sends("X-Frame-Options", "DENY"),
    types: sends("X-Content-Type-Options", "nosniff"),
    referrer: sends("Referrer-Policy", "strict-origin-when-cross-origin"),
    content: sends("Content-Security-Policy", "default-src 'self'"),
};

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
    ...everywhere.flatMap(stack => [
        stack.input(entrance, ["spec", "ports", where("port", 80), "targetPort"], is("http")),
        stack.input(pods, [...container("gateway"), "ports", where("name", "http"), "containerPort"], is(8080)),
    ]),
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

const proxied = environments.flatMap(({ stack, domain, upstream }) =>
    [root, api, login].map(location =>
        stack.input(nginxConfig, serverOf(domain, location, directive("proxy_pass")), is(`proxy_pass http://${upstream}`)),
    ),
);

const certificate = resources("cloudflare:index/originCaCertificate:OriginCaCertificate", "edge-origin-certificate");
const certificateSecret = objects("Secret", "gateway-tls");

/** What the document gives to nginx: real nginx does it, with a configuration that is written from the routes. */
export const gateway: Table = {
    "000-002": met(
        ...onAws.flatMap(stack => [
            stack.input(entrance, ["spec", "type"], is("LoadBalancer")),
            stack.input(objects("Deployment", "wakeup-app-blue", "wakeup-app-green"), ["spec", "replicas"], atLeast(2)),
        ]),
        ...inUse,
        ...proxied,
    ),
    "000-054": answered(
        "A moving tag says nothing about what runs: it is nginx on Alpine, of a version and by its digest.",
        ...everywhere.map(stack =>
            stack.input(
                pods,
                [...container("gateway"), "image"],
                matches(/^docker\.io\/library\/nginx:1\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$/, "nginx:alpine"),
            ),
        ),
    ),
    "000-055": answered(
        "Clients call 80 and 443. On a laptop these are the node's ports 30080 and 30443, and in the pods, which may bind no low ones, 8080 and 8443.",
        ...everywhere.flatMap(listens),
        ...onAws.map(stack => stack.input(entrance, ["spec", "type"], is("LoadBalancer"))),
        development.input(entrance, ["spec", "ports", where("port", 80), "nodePort"], is(30080)),
        development.input(entrance, ["spec", "ports", where("port", 443), "nodePort"], is(30443)),
    ),
    "000-056": met(
        ...everywhere.flatMap(stack => [
            stack.input(certificateSecret, ["type"], is("kubernetes.io/tls")),
            stack.input(certificateSecret, ["stringData"], isSecret),
            stack.input(certificateSecret, ["stringData", secret, "tls.key"], is("[secret]")),
            stack.input(
                pods,
                ["spec", "template", "spec", "volumes", where("name", "tls"), "secret", "secretName"],
                outputOf(certificateSecret, "metadata", "name"),
            ),
            stack.input(pods, [...container("gateway"), "volumeMounts", where("name", "tls"), "mountPath"], is("/etc/nginx/tls")),
        ]),
        ...line("ssl_certificate /etc/nginx/tls/tls.crt"),
        ...line("ssl_certificate_key /etc/nginx/tls/tls.key"),
        ...environmentsOnAws.flatMap(({ stack, domain }) => [
            stack.input(
                certificate,
                ["hostnames"],
                is([domain, ...["api", "monitoring", "blue", "green"].map(part => `${part}.${domain}`)]),
            ),
            stack.after(certificateSecret, certificate),
        ]),
        development.after(certificateSecret, resources("tls:index/selfSignedCert:SelfSignedCert", "app-gateway-certificate")),
    ),
    "000-059": met(...ofUpstreams("least_conn")),
    "000-060": met(
        ...environments.flatMap(({ stack, upstream }) => [
            stack.input(
                nginxConfig,
                http(directive(`upstream ${upstream}`), directive("server")),
                is(`server ${upstream}-pods.wakeup.svc.cluster.local:3000 resolve max_fails=3 fail_timeout=30s`),
            ),
            stack.input(objects("Service", `${upstream}-pods`), ["spec", "clusterIP"], is("None")),
        ]),
    ),
    "000-061": met(
        ...environments.map(({ stack, upstream }) =>
            stack.input(
                nginxConfig,
                http(directive(`upstream ${upstream}`), directive("server")),
                // One is what nginx takes where nothing is said.
                matches(/^server (?!.*weight=(?!1\b)).* resolve/, "server app-pods:3000 resolve weight=2"),
            ),
        ),
    ),
    "000-066": met(...redirects),
    "000-067": met(...lineOfHosts("http2 on"), ...everywhere.flatMap(listens)),
    "000-068": met(
        ...line("ssl_protocols TLSv1.2 TLSv1.3"),
        ...onAws.flatMap(stack => [
            stack.input(zoneSetting("min-tls-version"), ["value"], is("1.2")),
            stack.input(zoneSetting("tls-1-3"), ["value"], is("on")),
        ]),
    ),
    "000-069": answered(
        "OpenSSL 3 knows none of the two names. The intermediate list of Mozilla's recommendation stands in for them, all with forward secrecy.",
        ...everywhere.map(stack =>
            stack.input(
                nginxConfig,
                http(directive("ssl_ciphers")),
                matches(
                    /^ssl_ciphers (ECDHE-(ECDSA|RSA)-(AES128-GCM-SHA256|AES256-GCM-SHA384|CHACHA20-POLY1305):?){6}$/,
                    "ssl_ciphers ECDHE-RSA-AES256-GCM-SHA512:DHE-RSA-AES256-GCM-SHA512",
                ),
            ),
        ),
    ),
    "000-070": met(...line("ssl_prefer_server_ciphers off")),
    "000-071": answered(
        "The gateway sends it as the document has it. Cloudflare, which answers for it, adds `includeSubDomains`: no host below speaks plain HTTP.",
        ...headers.hsts,
        ...onAws.map(stack =>
            stack.input(
                resources("cloudflare:index/ruleset:Ruleset", "edge-headers"),
                ["rules", where("ref", "headers"), "actionParameters", "headers", "Strict-Transport-Security"],
                is({ operation: "set", value: "max-age=63072000; includeSubDomains" }),
            ),
        ),
    ),
    "000-072": met(...headers.frames),
    "000-073": met(...headers.types),
    "000-074": met(...headers.referrer),
    "000-075": met(...headers.content),
    "000-076": met(...Object.values(headers).flat()),
    "000-077": met(
        ...line("gzip on"),
        ...line("gzip_min_length 1024"),
        ...everywhere.map(stack =>
            stack.input(
                nginxConfig,
                http(directive("gzip_types")),
                matches(/^(?=.* text\/css)(?=.* application\/javascript)(?=.* application\/json)/, "gzip_types text/css"),
            ),
        ),
    ),
    "000-078": met(...line("gzip_vary on")),
    "000-079": met(
        ...lineOfHosts("add_header Cache-Control $cache_control_31536000 always", files),
        ...everywhere.map(stack =>
            stack.input(
                nginxConfig,
                http(directive("map $personal$status $cache_control_31536000"), directive('"~^0(200|206|304)$"')),
                is('"~^0(200|206|304)$" "public, max-age=31536000, immutable"'),
            ),
        ),
        ...onAws.flatMap(stack => [
            stack.input(
                edgeCache,
                ["rules", where("ref", "cache-static"), "actionParameters", "edgeTtl"],
                is({
                    mode: "override_origin",
                    default: 31536000,
                    // What is not there, or not whole, is not kept.
                    statusCodeTtls: [{ statusCodeRange: { from: 201, to: 599 }, value: -1 }],
                }),
            ),
            // What the gateway says goes on to browsers as it is.
            stack.input(
                edgeCache,
                ["rules", where("ref", "cache-static"), "actionParameters", "browserTtl"],
                is({ mode: "respect_origin" }),
            ),
        ]),
    ),
    "000-080": answered(
        "The files are in the application's image, and not in the gateway's: a gateway that had them would have those of one release only. " +
            "It asks for each once, keeps it, and answers by itself from then on; Cloudflare does the same before it.",
        ...lineOfHosts("proxy_cache static", files),
        ...lineOfHosts("proxy_cache_valid 200 31536000s", files),
        ...everywhere.map(stack =>
            stack.input(nginxConfig, http(directive("proxy_cache_path")), matches(/ keys_zone=static:10m /, "proxy_cache_path /tmp")),
        ),
        ...onAws.map(stack => stack.input(edgeCache, ["rules", where("ref", "cache-static"), "enabled"], is(true))),
    ),
    "000-081": met(...proxied),
    "000-082": answered(
        "All four are passed. What a client says of itself in `X-Forwarded-For` is not: the gateway writes the one address that it knows.",
        ...["Host $host", "X-Real-IP $remote_addr", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"].flatMap(header =>
            lineOfHosts(`proxy_set_header ${header}`),
        ),
    ),
    "000-083": met(
        ...["proxy_connect_timeout 60s", "proxy_send_timeout 60s", "proxy_read_timeout 60s"].flatMap(text => lineOfHosts(text, root)),
    ),
    "000-108": met(...redirects, ...headers.hsts),
};
