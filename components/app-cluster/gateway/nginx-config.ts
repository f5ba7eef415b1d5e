import { withDefaults } from "../../core/defaults";
import type { Backend } from "../backends";
import {
    corsDefaults,
    gatewayDefaults,
    gzipDefaults,
    headerDefaults,
    nodePortDefaults,
    tunnelledDefaults,
    type NginxIngressArgs,
} from "./args";
import { corsMaps, preflightMap, rateLimitZone, staticMaps, uploadMap } from "./features";
import { hostServer, requestIdOf, type Site } from "./servers";
import { block, quoted } from "./text";
import { Destinations, distinctBackends, upstream } from "./upstreams";

/** Which backends answer for a host, or for a part of its paths. */
export interface GatewayRoute {
    readonly host: string;
    readonly path: string;
    readonly backends: readonly Backend[];
}

/** Where nginx runs: what would differ on another machine. */
export interface GatewayPlace {
    readonly namespace: string;
    /** What it listens on: `*`, or one address. */
    readonly address: string;
    readonly ports: { readonly http: number; readonly https: number; readonly health: number };
    /** The port on which it counts for the exporter beside it; nobody else reaches it. */
    readonly statusPort: number;
    /** Folder of tls.crt and tls.key. */
    readonly certificates: string;
    /** File of the authorities that sign clients' certificates. */
    readonly clientCa: string;
    /** Folder that nginx may write to; it has the file `resolver.conf`, which names the DNS servers. */
    readonly scratch: string;
    readonly accessLog: string;
}

/** In the gateway's pods. */
export const inPod = (namespace: string): GatewayPlace => ({
    namespace,
    address: "*",
    ports: { http: 8080, https: 8443, health: 8081 },
    statusPort: 8082,
    certificates: "/etc/nginx/tls",
    clientCa: "/etc/nginx/client-ca/ca.crt",
    scratch: "/tmp",
    accessLog: "/dev/stdout",
});

/** The port that clients call for HTTPS. */
const httpsPortOf = ({ entrance }: NginxIngressArgs): number =>
    entrance.kind === "node-port" ? withDefaults(nodePortDefaults, entrance).httpsPort : 443;

/** Whole CPUs, and at least one. */
const workers = (cpu: string): number => Math.max(1, Math.floor(cpu.endsWith("m") ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu)));

/** Mozilla's intermediate list; TLS 1.3 has its own. */
const ciphers = [
    "ECDSA-AES128-GCM-SHA256",
    "RSA-AES128-GCM-SHA256",
    "ECDSA-AES256-GCM-SHA384",
    "RSA-AES256-GCM-SHA384",
    "ECDSA-CHACHA20-POLY1305",
    "RSA-CHACHA20-POLY1305",
]
    .map(cipher => `ECDHE-${cipher}`)
    .join(":");

/** Seconds for which a worker that ends waits for its connections. */
export const shutdownSeconds = 30;

/** Megabytes of static files that a gateway keeps. */
export const cacheMegabytes = 256;

/** Options with what is taken where they are absent. */
const settingsOf = (args: NginxIngressArgs): Site["settings"] =>
    withDefaults({ ...gatewayDefaults, ...(args.entrance.kind === "tunnel" ? tunnelledDefaults : {}) } as typeof gatewayDefaults, args);

/** Where it tells its counts. */
export const statusPath = "/status";

/** The whole configuration. Its arguments have been validated. */
export function renderNginx(args: NginxIngressArgs, routes: readonly GatewayRoute[], place: GatewayPlace): string {
    const settings = settingsOf(args);
    const { address, ports, scratch } = place;
    const named = new Set(Object.keys(args.headers ?? {}).map(name => name.toLowerCase()));
    const given: [string, string | false][] = [
        ...Object.entries(headerDefaults).filter(([name]) => !named.has(name.toLowerCase())),
        ...Object.entries(args.headers ?? {}),
    ];
    const headers = given.flatMap(([name, value]) => (value === false ? [] : [[name, quoted(value)] as const]));
    const httpsPort = httpsPortOf(args);
    const destinations = new Destinations();
    const hosts = [...new Set(routes.map(({ host }) => host))];
    const corsRules = settings.cors.map(rule => ({ ...rule, path: rule.path ?? corsDefaults.path }));
    const site: Site = { settings, cors: corsRules, routes, headers, httpsPort, place, destinations };
    const servers = hosts.flatMap(host => ["", ...hostServer(site, host)]);

    return [
        "# Written by AppCluster from its routes and options.",
        "daemon off;",
        `worker_processes ${workers(settings.resources.cpu)};`,
        `worker_shutdown_timeout ${shutdownSeconds}s;`,
        `pid ${scratch}/nginx.pid;`,
        "error_log stderr warn;",
        ...block("events", "worker_connections 4096;"),
        ...block(
            "http",
            common(place, args.clientCa !== undefined, requestIdOf(settings)),
            "",
            `include ${scratch}/resolver.conf;`,
            "resolver_timeout 5s;",
            realIp(settings.trustedProxies, settings.realIpHeader),
            settings.trustRequestId ? givenRequestId : [],
            "",
            ...distinctBackends(routes).map(backend => upstream(backend, { ...settings, namespace: place.namespace })),
            destinations.splits,
            "",
            proxying,
            gzip(args.gzip),
            "",
            "limit_req_status 429;",
            // The access log has them.
            "limit_req_log_level info;",
            settings.rateLimits.map(rateLimitZone),
            settings.staticPaths.length > 0 ? [...cache(scratch), ...staticMaps(settings.staticPaths)] : [],
            corsRules.length > 0 ? preflightMap : [],
            ...corsRules.map(corsMaps),
            ...settings.uploads.map(uploadMap),
            settings.websockets.length > 0 ? block("map $http_upgrade $connection_upgrade", 'default "upgrade";', '"" "";') : [],
            "",
            tls(place.certificates, settings.minTls),
            args.clientCa === undefined ? [] : clientVerification(place.clientCa, settings.verifyClients),
            "",
            "# Hosts that no route names.",
            block("server", `listen ${address}:${ports.http} default_server;`, "return 421;"),
            block("server", `listen ${address}:${ports.https} ssl default_server;`, "http2 on;", "ssl_reject_handshake on;", "return 421;"),
            "",
            "# Plain requests are sent on to HTTPS.",
            block(
                "server",
                `listen ${address}:${ports.http};`,
                `server_name ${hosts.join(" ")};`,
                headers.map(([name, value]) => `add_header ${name} ${value} always;`),
                `return 301 https://$host${httpsPort === 443 ? "" : `:${httpsPort}`}$request_uri;`,
            ),
            "",
            "# What Kubernetes and the load balancer ask.",
            block(
                "server",
                `listen ${address}:${ports.health};`,
                "access_log off;",
                "default_type text/plain;",
                ...["/health", "/healthz"].map(path => block(`location = ${path}`, 'return 200 "ok\\n";')),
                block("location /", "return 404;"),
            ),
            "",
            "# What the exporter asks.",
            block(
                "server",
                `listen 127.0.0.1:${place.statusPort};`,
                "access_log off;",
                block(`location = ${statusPath}`, "stub_status;"),
                block("location /", "return 404;"),
            ),
            servers,
        ),
        "",
    ]
        .map(line => line.trimEnd())
        .join("\n");
}

/** The edge's, where it is one at all: it stands in logs. */
const givenRequestId = block(
    "map $http_x_request_id $known_request_id",
    "default $request_id;",
    '"~^[A-Za-z0-9-]{8,64}$" $http_x_request_id;',
);

/** Logs, limits, and folders below the only one that can be written to. */
const common = ({ scratch, accessLog }: GatewayPlace, verifies: boolean, requestId: string): string[] => [
    ...["client_body", "proxy", "fastcgi", "scgi", "uwsgi"].map(kind => `${kind}_temp_path ${scratch}/${kind};`),
    "log_format json escape=json",
    // Without the query, which may hold what is nobody else's to know.
    ...[
        `{"time":"$time_iso8601","id":"${requestId}","client":"$remote_addr","method":"$request_method","host":"$host","path":"$uri",`,
        '"protocol":"$server_protocol","tls":"$ssl_protocol","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,',
        '"upstream":"$upstream_addr","upstreamStatus":"$upstream_status","upstreamSeconds":"$upstream_response_time",',
        '"cache":"$upstream_cache_status","limit":"$limit_req_status","agent":"$http_user_agent"' +
            (verifies ? ',"certificate":"$ssl_client_verify"}' : "}"),
    ].map((part, index, parts) => `    '${part}'${index === parts.length - 1 ? ";" : ""}`),
    `access_log ${accessLog} json;`,
    "server_tokens off;",
    "absolute_redirect off;",
    "default_type application/octet-stream;",
    "client_max_body_size 1m;",
    "client_header_timeout 15s;",
    "client_body_timeout 60s;",
    "large_client_header_buffers 4 16k;",
    "server_names_hash_bucket_size 512;",
    "map_hash_bucket_size 512;",
    "variables_hash_max_size 4096;",
    "proxy_headers_hash_max_size 2048;",
    "proxy_headers_hash_bucket_size 128;",
];

const realIp = (proxies: readonly string[], header: string): string[] =>
    proxies.length === 0
        ? []
        : [...proxies.map(range => `set_real_ip_from ${range};`), `real_ip_header ${header};`, "real_ip_recursive on;"];

/**
 * Only what may be repeated is sent to another pod, and only when the first gave no answer: an answer, whatever its
 * status, is the service's, and one broken page must not take all pods out.
 */
const proxying = [
    "proxy_http_version 1.1;",
    "proxy_next_upstream error timeout;",
    "proxy_next_upstream_tries 3;",
    "proxy_next_upstream_timeout 15s;",
    "proxy_max_temp_file_size 64m;",
    "proxy_connect_timeout 5s;",
    "proxy_send_timeout 60s;",
    "proxy_read_timeout 60s;",
];

function gzip(args: NginxIngressArgs["gzip"]): string[] {
    if (args === false) return [];
    const { minBytes, types } = withDefaults(gzipDefaults, args);
    return [
        "gzip on;",
        "gzip_vary on;",
        "gzip_proxied any;",
        `gzip_min_length ${minBytes};`,
        ...(types.length > 0 ? [`gzip_types ${types.join(" ")};`] : []),
    ];
}

/** The static files of services, for all hosts. What the service says of keeping them was read in `$personal`. */
const cache = (scratch: string): string[] => [
    `proxy_cache_path ${scratch}/cache levels=1:2 keys_zone=static:10m max_size=${cacheMegabytes}m inactive=24h use_temp_path=off;`,
    "proxy_cache_key $host$request_uri;",
    "proxy_cache_lock on;",
    "proxy_cache_use_stale error timeout updating;",
    "proxy_ignore_headers Cache-Control Expires X-Accel-Expires;",
    "proxy_no_cache $personal;",
    "proxy_cache_bypass $http_authorization;",
];

const tls = (certificates: string, minTls: string): string[] => [
    `ssl_certificate ${certificates}/tls.crt;`,
    `ssl_certificate_key ${certificates}/tls.key;`,
    `ssl_protocols ${minTls === "1.3" ? "TLSv1.3" : "TLSv1.2 TLSv1.3"};`,
    `ssl_ciphers ${ciphers};`,
    "ssl_prefer_server_ciphers off;",
    "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    "ssl_session_cache shared:tls:10m;",
    "ssl_session_timeout 1d;",
    "ssl_session_tickets off;",
];

/** The whole gateway asks, so that no host is a way around: a request that comes without is answered 400 as the first thing. */
const clientVerification = (authorities: string, always: boolean): string[] => [
    `ssl_client_certificate ${authorities};`,
    `ssl_verify_client ${always ? "on" : "optional"};`,
    "ssl_verify_depth 2;",
];
