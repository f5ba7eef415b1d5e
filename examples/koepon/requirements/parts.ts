import {
    at,
    cloudflareAddresses,
    directive,
    each,
    includes,
    is,
    isSecret,
    json,
    matches,
    nginx,
    objects,
    on,
    outputOf,
    resources,
    secret,
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

/** A part of an alert of Prometheus; those of what is promised are asked in a group of their own. */
export const rule = (alert: string, ...path: Path): Path => [
    "data",
    "rules.yml",
    yaml,
    "groups",
    where("name", /Budget/.test(alert) ? "koepon.objectives" : "koepon.rules"),
    "rules",
    where("alert", alert),
    ...path,
];

/** The alert is there, on this condition, as loud as this. */
export const alert = (stack: Stack, name: string, condition: RegExp, severity: "critical" | "warning"): Check[] => [
    stack.input(prometheusFiles, rule(name, "expr"), matches(condition, "vector(1)")),
    stack.input(prometheusFiles, rule(name, "labels", "severity"), is(severity)),
];

const alertmanagerFiles = objects("ConfigMap", "alertmanager-files-0");
const alertmanagerSecrets = objects("Secret", "alertmanager-secrets-0");
const told = (...path: Path): Path => ["data", "alertmanager.yml", yaml, ...path];
const secretFolder = "/etc/alertmanager-secrets";

/** What is critical goes to these, and to nobody else; and so do warnings, and what nobody says how bad it is. */
export const criticalGoTo = (stack: Stack, receiver: string): Check =>
    stack.input(
        alertmanagerFiles,
        told("route", "routes", at(1)),
        is({ matchers: ['severity="critical"'], receiver, group_wait: "20s", repeat_interval: "1h" }),
    );
export const warningsGoTo = (stack: Stack, receiver: string): Check[] => [
    stack.input(alertmanagerFiles, told("route", "receiver"), is(receiver)),
    stack.input(alertmanagerFiles, told("route", "routes", at(2)), is({ receiver, group_wait: "30s", repeat_interval: "4h" })),
];

/** Alertmanager writes to Slack, and to PagerDuty, by what it finds in a file that is a secret. */
const given = (stack: Stack, receivers: string, kind: string, key: string, file: string): Check[] => [
    stack.input(
        alertmanagerFiles,
        told("receivers", where("name", receivers), `${kind}_configs`, at(0), key),
        is(`${secretFolder}/${file}`),
    ),
    stack.input(alertmanagerSecrets, ["stringData"], isSecret),
    stack.input(alertmanagerSecrets, ["stringData", secret, file], is("[secret]")),
    stack.input(
        objects("StatefulSet", "alertmanager"),
        [...container("alertmanager"), "volumeMounts", where("mountPath", secretFolder), "name"],
        is("alertmanager-secrets-0"),
    ),
];
export const writesToSlack = (stack: Stack, receivers: string): Check[] =>
    given(stack, receivers, "slack", "api_url_file", "slack.webhook-url");
export const callsPagerDuty = (stack: Stack, receivers: string): Check[] =>
    given(stack, receivers, "pagerduty", "routing_key_file", "pagerduty.routing-key");

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

/** An alarm of CloudWatch, which people's mail hears of, and Slack or whoever wakes them. */
export const alarm = (stack: Stack, name: string, metric: string, threshold: number, hears: "slack" | "pagerduty" = "slack"): Check[] => {
    const made = resources("aws:cloudwatch/metricAlarm:MetricAlarm", `monitoring-${name}`);
    return [
        stack.input(made, ["metricName"], is(metric)),
        stack.input(made, ["threshold"], is(threshold)),
        ...[hears, "mail"].map((receiver, index) =>
            stack.input(
                made,
                ["alarmActions", at(index)],
                outputOf(resources("aws:sns/topic:Topic", `monitoring-alerts-${receiver}`), "arn"),
            ),
        ),
    ];
};

/** A rule of the edge is in force, for these hosts. */
export const inForce = (stack: Stack, ruleset: Selection, ref: string, ...hosts: readonly string[]): Check[] => [
    stack.input(ruleset, ["rules", where("ref", ref), "enabled"], is(true)),
    ...hosts.map(host => stack.input(ruleset, ["rules", where("ref", ref), "expression"], includes(`"${host}"`))),
];
