import {
    at,
    cloudflareAddresses,
    directive,
    each,
    includes,
    is,
    json,
    matches,
    nginx,
    objects,
    on,
    outputOf,
    resources,
    where,
    yaml,
    type Check,
    type Path,
    type Selection,
    type Step,
} from "../../../traceability";

export const development = on("development");
export const staging = on("staging");
export const production = on("production");
export const small = on("small");
export type Stack = typeof production;

/** The stacks on AWS and Cloudflare; those with a cluster, RDS and ElastiCache of their own. */
export const onAws = [staging, production, small];
export const large = [staging, production];
export const everywhere = [development, staging, production, small];

/** Where each environment answers. */
export const environments = [
    { stack: staging, domain: "koepon-staging.example" },
    { stack: production, domain: "koepon.app" },
    { stack: small, domain: "koepon-beta.example" },
] as const;

export const runbook = (anchor: string): string => `docs/runbooks/koepon.md#${anchor}`;

/** All hosts of an environment. */
export const hostsOf = (domain: string): string[] => [domain, ...["blue", "green", "blue-prev"].map(part => `${part}.${domain}`)];

export const colors = ["blue", "green"] as const;
export const parts = ["frontend", "api"] as const;
export const pods = (part: (typeof parts)[number]) => objects("Deployment", `${part}-blue`, `${part}-green`);
export const apps = objects("Deployment", ...parts.flatMap(part => colors.map(color => `${part}-${color}`)));
export const gateway = objects("Deployment", "gateway");
export const entrance = objects("Service", "gateway");
export const database = resources("aws:rds/instance:Instance", "postgres-instance");
export const cache = resources("aws:elasticache/replicationGroup:ReplicationGroup", "redis-cache");
export const key = (name: string) => resources("aws:kms/key:Key", name);
export const dnsRecord = (host: string) => resources("cloudflare:index/dnsRecord:DnsRecord", `edge-${host}-record`);
export const zoneSetting = (name: string) => resources("cloudflare:index/zoneSetting:ZoneSetting", `edge-${name}`);
export const ruleset = (name: string) => resources("cloudflare:index/ruleset:Ruleset", `edge-${name}`);

/** A container of a workload's pods. */
export const container = (name: string): Path => ["spec", "template", "spec", "containers", where("name", name)];

/** The value of an environment variable of a part. */
export const variable = (part: (typeof parts)[number], name: string): Path => [...container(part), "env", where("name", name), "value"];

/** The gateway's configuration, and what is in its block `http`, or in the server of a host. */
export const nginxConfig = resources("kubernetes:core/v1:ConfigMap", "app-gateway-config");
export const http = (...path: readonly Step[]): Path => ["data", "nginx.conf", nginx, directive("http"), ...path];
export const serverOf = (host: string, ...path: readonly Step[]): Path => http(directive("server", `server_name ${host}`), ...path);

/** The host leads to Cloudflare, by it to the load balancer, and there to these pods, over HTTPS alone. */
export const answersAt = (stack: Stack, host: string, frontend: string, api: string): Check[] => [
    stack.input(dnsRecord(host), ["name"], is(host)),
    stack.input(dnsRecord(host), ["proxied"], is(true)),
    stack.input(dnsRecord(host), ["content"], outputOf(entrance, "status", "loadBalancer", "ingress", each, "hostname")),
    stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
    stack.input(nginxConfig, serverOf(host, directive("location /"), directive("proxy_pass")), is(`proxy_pass http://${frontend}`)),
    stack.input(nginxConfig, serverOf(host, directive("location ~ ^/api(/|$)"), directive("proxy_pass")), is(`proxy_pass http://${api}`)),
];

/** Every host of the environments is behind Cloudflare. */
export const proxied: Check[] = environments.flatMap(({ stack, domain }) =>
    hostsOf(domain).map(host => stack.input(dnsRecord(host), ["proxied"], is(true))),
);

const pullCertificate = resources(
    "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate",
    "edge-pull",
);

/** Nobody gets by Cloudflare: its addresses alone come in, with the certificate that it shows for these hosts alone. */
export const onlyCloudflare: Check[] = environments.flatMap(({ stack, domain }) => [
    stack.input(entrance, ["spec", "loadBalancerSourceRanges"], is(cloudflareAddresses)),
    stack.input(nginxConfig, http(directive("ssl_verify_client")), is("ssl_verify_client on")),
    stack.input(
        resources("kubernetes:core/v1:ConfigMap", "app-gateway-client-ca"),
        ["data", "ca.crt"],
        outputOf(resources("tls:index/selfSignedCert:SelfSignedCert", "edge-pull-authority"), "certPem"),
    ),
    ...hostsOf(domain).flatMap(host => {
        const pull = resources("cloudflare:index/authenticatedOriginPulls:AuthenticatedOriginPulls", `edge-${host}-pull`);
        return [
            stack.input(pull, ["configs", each, "hostname"], is(host)),
            stack.input(pull, ["configs", each, "enabled"], is(true)),
            stack.input(pull, ["configs", each, "certId"], outputOf(pullCertificate, "id")),
        ];
    }),
]);

export const prometheusFiles = objects("ConfigMap", "prometheus-files-0");

/** A part of an alert of Prometheus. */
export const rule = (alert: string, ...path: Path): Path => [
    "data",
    "rules.yml",
    yaml,
    "groups",
    where("name", "koepon.rules"),
    "rules",
    where("alert", alert),
    ...path,
];

/** The alert is there, on this condition, as loud as this. */
export const alert = (stack: Stack, name: string, condition: RegExp, severity: "critical" | "warning"): Check[] => [
    stack.input(prometheusFiles, rule(name, "expr"), matches(condition, "vector(1)")),
    stack.input(prometheusFiles, rule(name, "labels", "severity"), is(severity)),
];

/** Grafana has the panel, and each of its lines asks Prometheus for this metric. */
export const shows = (dashboard: string, panel: string, metric: RegExp): Check[] =>
    onAws.flatMap(stack => [
        stack.input(
            objects("ConfigMap", "grafana-files-2"),
            ["data", `${dashboard}.json`, json, "panels", where("title", panel), "targets", each, "expr"],
            matches(metric, "vector(1)"),
        ),
    ]);

/** Prometheus asks the pods of a part. */
export const scraped = (job: string, service: string): Check[] =>
    onAws.map(stack =>
        stack.input(
            prometheusFiles,
            ["data", "prometheus.yml", yaml, "scrape_configs", where("job_name", job), "relabel_configs", at(0)],
            is({ source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: service, action: "keep" }),
        ),
    );

/** An alarm of CloudWatch that is told by the topic. */
export const alarm = (stack: Stack, name: string, metric: string, threshold: number): Check[] => {
    const made = resources("aws:cloudwatch/metricAlarm:MetricAlarm", `monitoring-${name}`);
    return [
        stack.input(made, ["metricName"], is(metric)),
        stack.input(made, ["threshold"], is(threshold)),
        stack.input(made, ["alarmActions", each], outputOf(resources("aws:sns/topic:Topic"), "arn")),
    ];
};

/** A rule of the edge is in force, for these hosts. */
export const inForce = (stack: Stack, ruleset: Selection, ref: string, ...hosts: readonly string[]): Check[] => [
    stack.input(ruleset, ["rules", where("ref", ref), "enabled"], is(true)),
    ...hosts.map(host => stack.input(ruleset, ["rules", where("ref", ref), "expression"], includes(`"${host}"`))),
];
