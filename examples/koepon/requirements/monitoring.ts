import {
    answered,
    at,
    atLeast,
    includes,
    is,
    isSecret,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    where,
    yaml,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    alarm,
    alert,
    callsPagerDuty,
    criticalGoTo,
    large,
    onAws,
    production,
    prometheusFiles,
    proxied,
    rule,
    scraped,
    shows,
    small,
    staging,
    warningsGoTo,
    writesToSlack,
} from "./parts";

const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const logGroups = resources("aws:cloudwatch/logGroup:LogGroup", "monitoring-logs-access", "monitoring-logs-error");
const everywhere = (name: string, condition: RegExp, severity: "critical" | "warning"): Check[] =>
    onAws.flatMap(stack => alert(stack, name, condition, severity));

/** Prometheus, Grafana and Alertmanager run, scrape and tell somebody. */
const watches: Check[] = onAws.flatMap(stack => [
    stack.names(objects("StatefulSet", "alertmanager", "grafana", "prometheus"), "alertmanager", "grafana", "prometheus"),
    stack.input(prometheusFiles, configuration("global", "scrape_interval"), is("15s")),
    stack.input(prometheusFiles, configuration("rule_files"), is(["/etc/prometheus/rules.yml"])),
    stack.input(resources("aws:sns/topicSubscription:TopicSubscription"), ["topic"], outputOf(resources("aws:sns/topic:Topic"), "arn")),
]);

/** Lines of every pod leave its node, and stay so long. */
const logs = (stack: (typeof onAws)[number], days: number): Check[] => [
    stack.input(logGroups, ["retentionInDays"], is(days)),
    stack.input(
        objects("ConfigMap", "fluent-bit"),
        ["data", "fluent-bit.yaml", yaml, "pipeline", "inputs", where("name", "tail"), "path"],
        includes("/var/log/containers/*_koepon_*.log"),
    ),
];

/** The share of requests that fail is more than this. */
const share = (window: string, least: string): RegExp =>
    new RegExp(
        `^\\(sum by \\(job\\) \\(rate\\(http_requests_total\\{status=~"5\\.\\."\\}\\[${window}\\]\\)\\) or .* / sum by \\(job\\) \\(rate\\(http_requests_total\\[${window}\\]\\)\\) > ${least}$`,
    );
const percentile = /^histogram_quantile\(0\.95, sum by \(job, le\) \(rate\(http_request_duration_seconds_bucket\[5m\]\)\)\) > /;
const ofRoute = (route: string): RegExp =>
    new RegExp(`http_requests_total\\{route=~"/api/${route}\\.\\*", status=~"5\\.\\."\\}.* > 0\\.5$`);

/** Four paces at which a month's budget is used up, each with its factor, and the two windows that it is seen in. */
const paces = [
    { pace: "Fast", severity: "critical", factor: 14.4, long: "1h", short: "5m" },
    { pace: "Steady", severity: "critical", factor: 6, long: "6h", short: "30m" },
    { pace: "Slow", severity: "warning", factor: 3, long: "1d", short: "2h" },
    { pace: "Creeping", severity: "warning", factor: 1, long: "3d", short: "6h" },
] as const;
const budget = (name: string, metric: string, objective: string, allowed: number): Check[] =>
    paces.flatMap(({ pace, severity, factor, long, short }) => {
        const most = String(Number((factor * allowed).toPrecision(6))).replace(".", "\\.");
        const burns = (window: string): string => `${metric}[^>]*\\[${window}\\][^>]* > ${most}`;
        return everywhere(
            `${name}Budget${pace}`,
            new RegExp(`${burns(long)} and .*${burns(short)}, "objective", "${objective}"`),
            severity,
        );
    });
const weekBefore = (metric: string, left: string): RegExp =>
    new RegExp(`${metric}.* < ${left} \\* \\(last_over_time\\(.*${metric}.* offset 1w\\)+$`);

/** Alerts by what they are about; none has a way of its own. */
const down = ["ServiceDown", "DatabaseConnectionError", "PaymentFailure", "SignInFailure"];
const security = ["TrafficAnomaly", "FailedLogins", "SuspiciousRequests"];
const slow = ["LatencyDegraded", "ElevatedErrorRate", "HighCPUUsage", "HighMemoryUsage", "DatabaseConnectionsHigh"];
const fallen = ["RevenueDrop", "ActiveUsersDrop", "ConversionDrop"];

/** What watches the system, whom it tells, and what a person looks at. */
export const monitoring: Table = {
    "002-005": met(...watches, production.input(objects("StatefulSet", "prometheus", "alertmanager"), ["spec", "replicas"], atLeast(1))),
    "002-012": answered(
        "Prometheus, Grafana and CloudWatch are what DataDog would be: figures of every service with its routes, logs of every pod, alerts. Traces there are none.",
        ...watches,
        ...logs(production, 90),
        ...scraped("koepon-api", "api"),
    ),
    "002-018": met(...logs(small, 7)),
    "002-031": answered(
        "Grafana has the figures of every part and route, for whoever the cluster lets in.",
        ...shows("service", "Function duration", /^histogram_quantile\(0\.95, sum by \(route, le\)/),
        ...shows("service", "Requests per minute", /^60 \* sum by \(job\)/),
        production.names(
            resources("aws:eks/accessEntry:AccessEntry"),
            ...["break-glass", "deploy", "read-only"].map(name => `app-access-koepon-${name}`),
        ),
    ),
    "002-044": answered(
        "Grafana shows what is asked, how fast it is answered and by whom; what is asked of the edge Cloudflare counts by itself.",
        ...shows("application", "Requests per second", /^sum by \(job\) \(rate\(http_requests_total\[/),
        ...proxied,
    ),
    "002-046": met(criticalGoTo(small, "mail+slack"), ...warningsGoTo(small, "mail+slack"), ...writesToSlack(small, "mail+slack")),
    "002-047": met(
        ...everywhere("TargetDown", /^up == 0 unless on \(node\) kube_node_spec_taint/, "critical"),
        ...scraped("koepon-api", "api"),
        ...scraped("koepon-frontend", "frontend"),
    ),
    "002-081": met(
        ...["koepon-api", "koepon-frontend"].flatMap(job =>
            budget("Availability", `http_requests_total\\{job="${job}", status=~"5\\.\\."\\}`, "99\\.9 % without an error", 0.001),
        ),
    ),
    "002-082": met(
        ...["koepon-api", "koepon-frontend"].flatMap(job => {
            const within = (bound: string): string => `http_request_duration_seconds_bucket\\{job="${job}", le=~"${bound}"\\}`;
            return [
                ...budget("Latency", within("0\\\\\\\\\\.5"), "95 % within 0\\.5 s", 0.05),
                ...budget("Latency", within("1\\(\\\\\\\\\\.0\\)\\?"), "99 % within 1 s", 0.01),
            ];
        }),
    ),
    "002-112": met(...large.flatMap(stack => logs(stack, 90))),
    "002-114": met(
        ...[0.5, 0.95, 0.99].flatMap((_quantile, index) =>
            onAws.map(stack =>
                stack.input(
                    objects("ConfigMap", "grafana-files-2"),
                    ["data", "application.json", json, "panels", where("title", "Response time"), "targets", at(index), "expr"],
                    matches(
                        [/^histogram_quantile\(0\.5,/, /^histogram_quantile\(0\.95,/, /^histogram_quantile\(0\.99,/][index]!,
                        "vector(1)",
                    ),
                ),
            ),
        ),
    ),
    "002-115": met(...shows("service", "Errors by class", /^sum\(rate\(http_requests_total\{status=~"[45]\.\."\}/)),
    "002-116": met(...shows("service", "Requests per minute", /^60 \* sum by \(job\) \(rate\(http_requests_total\[/)),
    "002-117": met(...shows("application", "Active users", /^sum\(users_active_now\)$/)),
    "002-118": met(
        ...shows("database", "Connections", /pg_stat_database_numbackends|pg_settings_max_connections/),
        ...scraped("postgres", "postgres-exporter"),
    ),
    "002-119": met(
        ...shows("cache", "Memory of the limit", /redis_memory_used_bytes\) \/ max by \(job\) \(redis_memory_max_bytes/),
        ...scraped("redis", "redis-exporter"),
        ...large.flatMap(stack => alarm(stack, "redis-memory", "DatabaseMemoryUsagePercentage", 80)),
    ),
    "002-120": answered(
        "Functions are the API's routes, each with the time that it takes.",
        ...shows(
            "service",
            "Function duration",
            /^histogram_quantile\(0\.95, sum by \(route, le\) \(rate\(http_request_duration_seconds_bucket/,
        ),
    ),
    "002-121": answered(
        "Cloudflare's own page has it, for each zone (Analytics, Caching): of what the edge is asked, what it keeps. Who brings its figures to " +
            "Prometheus is published without a digest, and production runs nothing without one. Of what the gateway keeps, its log says so of each request.",
        ...proxied,
        production.input(
            resources("cloudflare:index/ruleset:Ruleset", "edge-cache"),
            ["rules", where("ref", "cache-static"), "actionParameters", "cache"],
            is(true),
        ),
    ),
    "002-122": met(
        ...everywhere("HighErrorRate", share("2m", "0\\.05"), "critical"),
        criticalGoTo(production, "mail+pagerduty"),
        ...callsPagerDuty(production, "mail+pagerduty"),
    ),
    "002-123": met(
        ...everywhere("HighLatency", new RegExp(`${percentile.source}1$`), "warning"),
        ...onAws.flatMap(stack => [...warningsGoTo(stack, "mail+slack"), ...writesToSlack(stack, "mail+slack")]),
    ),
    "002-124": met(...large.flatMap(stack => alarm(stack, "postgres-cpu", "CPUUtilization", 80))),
    "002-125": met(
        ...everywhere("VolumeFull", /kubelet_volume_stats_used_bytes.* > 85$/, "critical"),
        ...everywhere("NodeDiskFull", /node_filesystem_avail_bytes.* > 85$/, "critical"),
        ...alarm(staging, "postgres-storage", "FreeStorageSpace", 5368709120),
        ...alarm(production, "postgres-storage", "FreeStorageSpace", 5368709120, "pagerduty"),
    ),
    "002-126": answered(
        "Prometheus takes no dots in names; the kinds are the document's.",
        ...shows("business", "Pulls", /sum\(increase\(gacha_pulls_total\[/),
        ...shows("business", "PullRate", /sum\(gacha_pulls_rate\)/),
        ...shows("business", "Revenue", /sum\(increase\(gacha_revenue_total\[/),
        ...scraped("koepon-api", "api"),
    ),
    "002-127": answered(
        "Prometheus takes no dots in names; the kinds are the document's.",
        ...shows("business", "ActiveUsers", /max\(users_active_daily\)/),
        ...shows("business", "Retention", /max\(users_retention_7day\)/),
        ...shows("business", "Conversion", /max\(users_conversion_rate\)/),
    ),
    "002-128": answered(
        "Prometheus takes no dots in names; the kinds are the document's.",
        ...shows("service", "Errors as the application counts them", /^sum\(system_errors_rate\)$/),
        ...shows(
            "service",
            "P99 as the application measures it",
            /^histogram_quantile\(0\.99, sum by \(le\) \(rate\(system_performance_p99_bucket\[/,
        ),
    ),
    "002-129": met(...everywhere("ServiceDown", share("2m", "0\\.5"), "critical")),
    "002-130": met(
        ...everywhere("DatabaseConnectionError", /^pg_up\{job=~"postgres"\} == 0$/, "critical"),
        ...scraped("postgres", "postgres-exporter"),
    ),
    "002-131": met(...everywhere("PaymentFailure", ofRoute("payment"), "critical")),
    "002-132": met(...everywhere("SignInFailure", ofRoute("auth"), "critical")),
    "002-133": met(...everywhere("TrafficAnomaly", / > 3 \* .* offset 1w/, "critical")),
    "002-134": met(...everywhere("FailedLogins", /route=~"\/api\/auth\.\*", status="401"\}.* > 100$/, "critical")),
    "002-135": met(...everywhere("SuspiciousRequests", /status=~"403\|429"\}.* > 500$/, "critical")),
    "002-136": met(
        criticalGoTo(production, "mail+pagerduty"),
        ...callsPagerDuty(production, "mail+pagerduty"),
        // What is wrong with AWS comes there without the cluster, from the other region as well.
        ...["", "_us-west-1"].flatMap(region => {
            const called = resources("aws:sns/topicSubscription:TopicSubscription", `monitoring-pagerduty-pagerduty${region}`);
            return [
                production.input(called, ["protocol"], is("https")),
                production.input(called, ["endpoint"], isSecret),
                production.input(
                    called,
                    ["topic"],
                    outputOf(resources("aws:sns/topic:Topic", `monitoring-alerts-pagerduty${region}`), "arn"),
                ),
            ];
        }),
        ...[...down, ...security].map(name => production.input(prometheusFiles, rule(name, "labels"), is({ severity: "critical" }))),
    ),
    "002-137": met(...everywhere("LatencyDegraded", new RegExp(`${percentile.source}0\\.5$`), "warning")),
    "002-138": met(...everywhere("ElevatedErrorRate", share("10m", "0\\.01"), "warning")),
    "002-139": met(
        ...everywhere("HighCPUUsage", / > 80$/, "warning"),
        ...everywhere("HighMemoryUsage", / > 85$/, "warning"),
        ...everywhere("DatabaseConnectionsHigh", / > 80$/, "warning"),
        ...large.flatMap(stack => [
            ...alarm(stack, "postgres-cpu", "CPUUtilization", 80),
            ...alarm(stack, "redis-memory", "DatabaseMemoryUsagePercentage", 80),
        ]),
    ),
    "002-140": met(...everywhere("RevenueDrop", weekBefore("gacha_revenue_total", "0\\.8"), "warning")),
    "002-141": met(...everywhere("ActiveUsersDrop", weekBefore("users_active_daily", "0\\.85"), "warning")),
    "002-142": met(...everywhere("ConversionDrop", weekBefore("users_conversion_rate", "0\\.9"), "warning")),
    "002-143": met(
        ...onAws.flatMap(stack => [...warningsGoTo(stack, "mail+slack"), ...writesToSlack(stack, "mail+slack")]),
        production.input(
            resources("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"),
            ["slackChannelId"],
            is("C0123456789"),
        ),
        production.input(
            resources("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"),
            ["snsTopicArns", at(0)],
            outputOf(resources("aws:sns/topic:Topic", "monitoring-alerts-slack"), "arn"),
        ),
        ...[...slow, ...fallen].map(name => production.input(prometheusFiles, rule(name, "labels"), is({ severity: "warning" }))),
    ),
    "002-178": met(
        ...watches,
        ...everywhere("DatabaseConnectionError", /^pg_up\{/, "critical"),
        ...everywhere("ServiceDown", / > 0\.5$/, "critical"),
    ),
};
