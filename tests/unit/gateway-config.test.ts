import type { Backend } from "../../components/app-cluster/backends";
import { images } from "../../components/core/images";
import type { NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import { inPod, renderNginx, type GatewayRoute } from "../../components/app-cluster/gateway/nginx-config";
import { quoted } from "../../components/app-cluster/gateway/text";

const host = "wakeup.example.com";
const backend = (name: string, weight = 100): Backend => ({ name, labels: { "app.kubernetes.io/name": name }, port: 3000, weight });
const to = (...backends: Backend[]): GatewayRoute[] => [{ host, path: "/", backends }];
const laptop: NginxIngressArgs = { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };

const rendered = (args: Partial<NginxIngressArgs> = {}, routes = to(backend("web"))): string[] =>
    renderNginx({ ...laptop, ...args }, routes, inPod("shop"))
        .split("\n")
        .map(line => line.trim());

/** The lines that an option adds to those without it, and the ones that it takes away. */
function difference(args: Partial<NginxIngressArgs>): { added: string[]; gone: string[] } {
    const [before, after] = [rendered(), rendered(args)];
    const beyond = (one: readonly string[], other: readonly string[]): string[] => [...new Set(one)].filter(line => !other.includes(line));
    return { added: beyond(after, before), gone: beyond(before, after) };
}

/** The block that begins with a line, to the brace that ends it. */
function blockOf(lines: readonly string[], head: string): string[] {
    const start = lines.lastIndexOf(`${head} {`);
    let depth = 0;
    const length = lines.slice(start).findIndex(line => (depth += Number(line.endsWith("{")) - Number(line === "}")) === 0);
    return lines.slice(start + 1, start + length);
}

describe("nginx's configuration", () => {
    it("of a system with two releases, limits and static files is this", () => {
        const text = renderNginx(
            {
                ...laptop,
                hstsSeconds: 63072000,
                rateLimits: [
                    { name: "api", path: "/api/", requestsPerSecond: 10, burst: 20 },
                    { name: "login", path: "/api/auth/", requestsPerMinute: 5, burst: 5 },
                ],
                staticPaths: [{ path: "/_next/static/", maxAgeSeconds: 31536000 }],
                timeouts: [{ path: "/", connectSeconds: 60 }],
            },
            to(backend("web-blue", 100), backend("web-green", 0)),
            inPod("wakeup"),
        );
        expect(text).toBe(wakeup);
    });

    it("is the same for the same input", () => {
        expect(rendered()).toEqual(rendered());
    });

    it.each<[string, Partial<NginxIngressArgs>, readonly string[], readonly string[]]>([
        ["minTls", { minTls: "1.3" }, ["ssl_protocols TLSv1.3;"], ["ssl_protocols TLSv1.2 TLSv1.3;"]],
        ["whole CPUs", { resources: { cpu: "2500m", memory: "1Gi" } }, ["worker_processes 2;"], ["worker_processes 1;"]],
        ["CPUs", { resources: { cpu: "4", memory: "1Gi" } }, ["worker_processes 4;"], ["worker_processes 1;"]],
        [
            "trustedProxies",
            { trustedProxies: ["173.245.48.0/20", "103.21.244.0/22"], realIpHeader: "CF-Connecting-IP" },
            [
                "set_real_ip_from 173.245.48.0/20;",
                "set_real_ip_from 103.21.244.0/22;",
                "real_ip_header CF-Connecting-IP;",
                "real_ip_recursive on;",
            ],
            [],
        ],
        ["realIpHeader alone", { realIpHeader: "CF-Connecting-IP" }, [], []],
        [
            "trustRequestId",
            { trustRequestId: true },
            [
                `'{"time":"$time_iso8601","id":"$known_request_id","client":"$remote_addr","method":"$request_method","host":"$host","path":"$uri",'`,
                "map $http_x_request_id $known_request_id {",
                "default $request_id;",
                '"~^[A-Za-z0-9-]{8,64}$" $http_x_request_id;',
                "proxy_set_header X-Request-ID $known_request_id;",
            ],
            [
                `'{"time":"$time_iso8601","id":"$request_id","client":"$remote_addr","method":"$request_method","host":"$host","path":"$uri",'`,
                "proxy_set_header X-Request-ID $request_id;",
            ],
        ],
        [
            "headers",
            { headers: { "x-frame-options": "SAMEORIGIN", "Referrer-Policy": false } },
            ['add_header x-frame-options "SAMEORIGIN" always;', "proxy_hide_header x-frame-options;"],
            [
                'add_header X-Frame-Options "DENY" always;',
                'add_header Referrer-Policy "strict-origin-when-cross-origin" always;',
                "proxy_hide_header X-Frame-Options;",
                "proxy_hide_header Referrer-Policy;",
            ],
        ],
        [
            "HSTS",
            { hstsSeconds: 63072000, hstsSubdomains: true, hstsPreload: true },
            ['add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;'],
            ['add_header Strict-Transport-Security "max-age=31536000" always;'],
        ],
        [
            "no HSTS",
            { hstsSeconds: 0 },
            [],
            ['add_header Strict-Transport-Security "max-age=31536000" always;', "proxy_hide_header Strict-Transport-Security;"],
        ],
        [
            "a limit that delays",
            { rateLimits: [{ name: "slow", path: "/", requestsPerSecond: 30, burst: 20, delay: true, zoneMegabytes: 1 }] },
            ["limit_req_zone $binary_remote_addr zone=limit_slow:1m rate=30r/s;", "limit_req zone=limit_slow burst=20;"],
            [],
        ],
        [
            "a limit without a burst",
            { rateLimits: [{ name: "one", path: "/", requestsPerMinute: 1, burst: 0 }] },
            ["limit_req_zone $binary_remote_addr zone=limit_one:10m rate=1r/m;", "limit_req zone=limit_one;"],
            [],
        ],
        [
            "gzip",
            { gzip: { minBytes: 20, types: ["text/css"] } },
            ["gzip_min_length 20;", "gzip_types text/css;"],
            ["gzip_min_length 1024;", "gzip_types text/css text/javascript application/javascript application/json;"],
        ],
        [
            "gzip of HTML alone",
            { gzip: { types: [] } },
            [],
            ["gzip_types text/css text/javascript application/javascript application/json;"],
        ],
        [
            "no gzip",
            { gzip: false },
            [],
            [
                "gzip on;",
                "gzip_vary on;",
                "gzip_proxied any;",
                "gzip_min_length 1024;",
                "gzip_types text/css text/javascript application/javascript application/json;",
            ],
        ],
        [
            "uploads",
            { uploads: [{ path: "/", refusedExtensions: ["exe", "php"] }] },
            ["map $uri $refused_0 {", "default 0;", '"~*\\.(exe|php)(/|$)" 1;', "if ($refused_0) {", "return 403;"],
            [],
        ],
        ["bodyLimits", { bodyLimits: [{ path: "/", megabytes: 50 }] }, ["client_max_body_size 50m;"], []],
        ["timeouts", { timeouts: [{ path: "/", readSeconds: 300 }] }, ["proxy_read_timeout 300s;"], []],
        [
            "websockets",
            { websockets: [{ path: "/" }] },
            [
                "map $http_upgrade $connection_upgrade {",
                'default "upgrade";',
                '"" "";',
                "proxy_set_header Upgrade $http_upgrade;",
                "proxy_set_header Connection $connection_upgrade;",
            ],
            [],
        ],
        [
            "failures",
            { maxFails: 0, failTimeoutSeconds: 10 },
            ["server web-pods.shop.svc.cluster.local:3000 resolve max_fails=0 fail_timeout=10s;"],
            ["server web-pods.shop.svc.cluster.local:3000 resolve max_fails=3 fail_timeout=30s;"],
        ],
        [
            "clusterDomain",
            { clusterDomain: "k8s.example.com" },
            ["server web-pods.shop.svc.k8s.example.com:3000 resolve max_fails=3 fail_timeout=30s;"],
            ["server web-pods.shop.svc.cluster.local:3000 resolve max_fails=3 fail_timeout=30s;"],
        ],
        [
            "a load balancer",
            { entrance: { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] } },
            ["return 301 https://$host$request_uri;", "proxy_set_header X-Forwarded-Port 443;"],
            ["return 301 https://$host:30443$request_uri;", "proxy_set_header X-Forwarded-Port 30443;"],
        ],
        [
            "another port of the nodes",
            { entrance: { kind: "node-port", httpsPort: 31000 } },
            ["return 301 https://$host:31000$request_uri;", "proxy_set_header X-Forwarded-Port 31000;"],
            ["return 301 https://$host:30443$request_uri;", "proxy_set_header X-Forwarded-Port 30443;"],
        ],
        ["what does not concern it", { replicas: 9, tls: { kind: "secret", name: "x" }, image: "nginx:1.30" }, [], []],
    ])("says what is asked for by %s, and no more", (_, args, added, gone) => {
        expect(difference(args)).toEqual({ added, gone });
    });

    it("has CORS in the paths of its rule", () => {
        const lines = rendered({
            cors: [
                {
                    path: "/api",
                    origins: ["https://a.example", "https://b.example"],
                    credentials: true,
                    methods: ["GET"],
                    headers: [],
                    maxAgeSeconds: 5,
                },
            ],
        });
        expect(blockOf(lines, "map $http_origin $cors_0")).toEqual([
            'default "";',
            '"https://a.example" "https://a.example";',
            '"https://b.example" "https://b.example";',
        ]);
        expect(blockOf(lines, "map $preflight$cors_0 $cors_0_age")).toEqual(['default "";', '"~^1." "5";']);
        expect(blockOf(lines, "location ~ ^/api(/|$)")).toEqual([
            "if ($preflight) {",
            "return 204;",
            "}",
            'add_header Strict-Transport-Security "max-age=31536000" always;',
            'add_header X-Frame-Options "DENY" always;',
            'add_header X-Content-Type-Options "nosniff" always;',
            'add_header Referrer-Policy "strict-origin-when-cross-origin" always;',
            `add_header Content-Security-Policy "default-src 'self'" always;`,
            "add_header Access-Control-Allow-Origin $cors_0 always;",
            "add_header Access-Control-Allow-Credentials $cors_0_credentials always;",
            "add_header Access-Control-Allow-Methods $cors_0_methods always;",
            "add_header Access-Control-Allow-Headers $cors_0_headers always;",
            "add_header Access-Control-Max-Age $cors_0_age always;",
            'add_header Vary "Origin" always;',
            "proxy_hide_header Strict-Transport-Security;",
            "proxy_hide_header X-Frame-Options;",
            "proxy_hide_header X-Content-Type-Options;",
            "proxy_hide_header Referrer-Policy;",
            "proxy_hide_header Content-Security-Policy;",
            "proxy_hide_header Access-Control-Allow-Origin;",
            "proxy_hide_header Access-Control-Allow-Credentials;",
            "proxy_hide_header Access-Control-Allow-Methods;",
            "proxy_hide_header Access-Control-Allow-Headers;",
            "proxy_hide_header Access-Control-Max-Age;",
            "proxy_pass http://web;",
        ]);
        expect(blockOf(lines, "location /")).toEqual(["proxy_pass http://web;"]);
    });

    it("lists each backend once, and splits by weight where there is a choice", () => {
        const both = [backend("web-blue", 90), backend("web-green", 10)];
        const routes: GatewayRoute[] = [
            { host, path: "/", backends: both },
            { host: "www.example.com", path: "/", backends: both },
            { host: "green.example.com", path: "/", backends: [backend("web-green", 100)] },
            { host, path: "/api", backends: [backend("api")] },
        ];
        const lines = rendered({}, routes);
        expect(lines.filter(line => line.startsWith("upstream "))).toEqual([
            "upstream web-blue {",
            "upstream web-green {",
            "upstream api {",
        ]);
        expect(lines.filter(line => line.startsWith("split_clients"))).toHaveLength(1);
        expect(blockOf(lines, 'split_clients "${remote_addr}${http_user_agent}" $backend_0')).toEqual(["90% web-blue;", "* web-green;"]);
        expect(lines.filter(line => line.startsWith("proxy_pass"))).toEqual([
            "proxy_pass http://api;",
            "proxy_pass http://$backend_0;",
            "proxy_pass http://$backend_0;",
            "proxy_pass http://web-green;",
        ]);
        expect(lines).toContain(`server_name ${host} www.example.com green.example.com;`);
    });

    it("answers 404 where no route leads, and gives a path of a host to that host alone", () => {
        const lines = rendered(
            {
                bodyLimits: [
                    { path: "/api/files", megabytes: 2, host },
                    { path: "/elsewhere", megabytes: 3 },
                ],
            },
            [
                { host, path: "/api", backends: [backend("api")] },
                { host: "www.example.com", path: "/", backends: [backend("web")] },
            ],
        );
        expect(lines.filter(line => /^(location|server_name) /.test(line))).toEqual([
            `server_name ${host} www.example.com;`,
            "location = /health {",
            "location = /healthz {",
            "location / {",
            "location = /status {",
            "location / {",
            `server_name ${host};`,
            "location ~ ^/api/files(/|$) {",
            "location ~ ^/api(/|$) {",
            "location / {",
            "server_name www.example.com;",
            "location ~ ^/elsewhere(/|$) {",
            "location / {",
        ]);
    });

    it("fails to be written with a value that was not checked", () => {
        expect(quoted("default-src 'self'; img-src {*} #x")).toBe(`"default-src 'self'; img-src {*} #x"`);
        for (const value of ['a"b', "a\\b", "$host", "a\nb", "é"])
            expect(() => quoted(value)).toThrow("not to be written into nginx's configuration");
    });

    it("is for the nginx that is deployed", () => {
        expect(images.nginx).toMatch(/^docker\.io\/library\/nginx:1\.30\.\d+-alpine@sha256:/);
    });
});

const wakeup = `# Written by AppCluster from its routes and options.
daemon off;
worker_processes 1;
worker_shutdown_timeout 30s;
pid /tmp/nginx.pid;
error_log stderr warn;
events {
    worker_connections 4096;
}
http {
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    scgi_temp_path /tmp/scgi;
    uwsgi_temp_path /tmp/uwsgi;
    log_format json escape=json
        '{"time":"$time_iso8601","id":"$request_id","client":"$remote_addr","method":"$request_method","host":"$host","path":"$uri",'
        '"protocol":"$server_protocol","tls":"$ssl_protocol","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,'
        '"upstream":"$upstream_addr","upstreamStatus":"$upstream_status","upstreamSeconds":"$upstream_response_time",'
        '"cache":"$upstream_cache_status","limit":"$limit_req_status","agent":"$http_user_agent"}';
    access_log /dev/stdout json;
    server_tokens off;
    absolute_redirect off;
    default_type application/octet-stream;
    client_max_body_size 1m;
    client_header_timeout 15s;
    client_body_timeout 60s;
    large_client_header_buffers 4 16k;
    server_names_hash_bucket_size 512;
    map_hash_bucket_size 512;
    variables_hash_max_size 4096;
    proxy_headers_hash_max_size 2048;
    proxy_headers_hash_bucket_size 128;

    include /tmp/resolver.conf;
    resolver_timeout 5s;

    upstream web-blue {
        zone upstream_web-blue 256k;
        least_conn;
        server web-blue-pods.wakeup.svc.cluster.local:3000 resolve max_fails=3 fail_timeout=30s;
        keepalive 32;
        keepalive_timeout 4s;
    }
    upstream web-green {
        zone upstream_web-green 256k;
        least_conn;
        server web-green-pods.wakeup.svc.cluster.local:3000 resolve max_fails=3 fail_timeout=30s;
        keepalive 32;
        keepalive_timeout 4s;
    }

    proxy_http_version 1.1;
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 3;
    proxy_next_upstream_timeout 15s;
    proxy_max_temp_file_size 64m;
    proxy_connect_timeout 5s;
    proxy_send_timeout 60s;
    proxy_read_timeout 60s;
    gzip on;
    gzip_vary on;
    gzip_proxied any;
    gzip_min_length 1024;
    gzip_types text/css text/javascript application/javascript application/json;

    limit_req_status 429;
    limit_req_log_level info;
    limit_req_zone $binary_remote_addr zone=limit_api:10m rate=10r/s;
    limit_req_zone $binary_remote_addr zone=limit_login:10m rate=5r/m;
    proxy_cache_path /tmp/cache levels=1:2 keys_zone=static:10m max_size=256m inactive=24h use_temp_path=off;
    proxy_cache_key $host$request_uri;
    proxy_cache_lock on;
    proxy_cache_use_stale error timeout updating;
    proxy_ignore_headers Cache-Control Expires X-Accel-Expires;
    proxy_no_cache $personal;
    proxy_cache_bypass $http_authorization;
    map $upstream_http_set_cookie$http_authorization:$upstream_http_cache_control $personal {
        default 1;
        "~*^:(?!.*(private|no-store))" 0;
    }
    map $personal$status $cache_control_31536000 {
        default $upstream_http_cache_control;
        "~^0(200|206|304)$" "public, max-age=31536000, immutable";
    }

    ssl_certificate /etc/nginx/tls/tls.crt;
    ssl_certificate_key /etc/nginx/tls/tls.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
    ssl_prefer_server_ciphers off;
    ssl_ecdh_curve X25519:prime256v1:secp384r1;
    ssl_session_cache shared:tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;

    # Hosts that no route names.
    server {
        listen *:8080 default_server;
        return 421;
    }
    server {
        listen *:8443 ssl default_server;
        http2 on;
        ssl_reject_handshake on;
        return 421;
    }

    # Plain requests are sent on to HTTPS.
    server {
        listen *:8080;
        server_name wakeup.example.com;
        add_header X-Frame-Options "DENY" always;
        add_header X-Content-Type-Options "nosniff" always;
        add_header Referrer-Policy "strict-origin-when-cross-origin" always;
        add_header Content-Security-Policy "default-src 'self'" always;
        return 301 https://$host:30443$request_uri;
    }

    # What Kubernetes and the load balancer ask.
    server {
        listen *:8081;
        access_log off;
        default_type text/plain;
        location = /health {
            return 200 "ok\\n";
        }
        location = /healthz {
            return 200 "ok\\n";
        }
        location / {
            return 404;
        }
    }

    # What the exporter asks.
    server {
        listen 127.0.0.1:8082;
        access_log off;
        location = /status {
            stub_status;
        }
        location / {
            return 404;
        }
    }

    server {
        listen *:8443 ssl;
        http2 on;
        server_name wakeup.example.com;
        add_header Strict-Transport-Security "max-age=63072000" always;
        add_header X-Frame-Options "DENY" always;
        add_header X-Content-Type-Options "nosniff" always;
        add_header Referrer-Policy "strict-origin-when-cross-origin" always;
        add_header Content-Security-Policy "default-src 'self'" always;
        proxy_hide_header Strict-Transport-Security;
        proxy_hide_header X-Frame-Options;
        proxy_hide_header X-Content-Type-Options;
        proxy_hide_header Referrer-Policy;
        proxy_hide_header Content-Security-Policy;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-Port 30443;
        proxy_set_header X-Request-ID $request_id;
        proxy_set_header Upgrade "";
        proxy_set_header Connection "";
        proxy_set_header Forwarded "";
        proxy_set_header CF-Connecting-IP "";
        proxy_set_header True-Client-IP "";
        proxy_set_header Proxy "";
        location ~ ^/_next/static(/|$) {
            proxy_cache static;
            proxy_cache_valid 200 31536000s;
            proxy_connect_timeout 60s;
            proxy_send_timeout 60s;
            proxy_read_timeout 60s;
            add_header Strict-Transport-Security "max-age=63072000" always;
            add_header X-Frame-Options "DENY" always;
            add_header X-Content-Type-Options "nosniff" always;
            add_header Referrer-Policy "strict-origin-when-cross-origin" always;
            add_header Content-Security-Policy "default-src 'self'" always;
            add_header Cache-Control $cache_control_31536000 always;
            proxy_hide_header Strict-Transport-Security;
            proxy_hide_header X-Frame-Options;
            proxy_hide_header X-Content-Type-Options;
            proxy_hide_header Referrer-Policy;
            proxy_hide_header Content-Security-Policy;
            proxy_hide_header Cache-Control;
            proxy_hide_header Expires;
            proxy_pass http://web-blue;
        }
        location ~ ^/api/auth(/|$) {
            limit_req zone=limit_login burst=5 nodelay;
            proxy_connect_timeout 60s;
            proxy_send_timeout 60s;
            proxy_read_timeout 60s;
            proxy_pass http://web-blue;
        }
        location ~ ^/api(/|$) {
            limit_req zone=limit_api burst=20 nodelay;
            proxy_connect_timeout 60s;
            proxy_send_timeout 60s;
            proxy_read_timeout 60s;
            proxy_pass http://web-blue;
        }
        location / {
            proxy_connect_timeout 60s;
            proxy_send_timeout 60s;
            proxy_read_timeout 60s;
            proxy_pass http://web-blue;
        }
    }
}
`;
