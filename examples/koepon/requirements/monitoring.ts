import {
    answered,
    at,
    atLeast,
    includes,
    is,
    json,
    later,
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
import { alarm, alert, large, onAws, production, prometheusFiles, rule, scraped, shows, small, proxied } from "./parts";

const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const logGroups = resources("aws:cloudwatch/logGroup:LogGroup", "monitoring-logs-access", "monitoring-logs-error", "monitoring-logs-audit");
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

const toMail = "It goes by mail, until PagerDuty and Slack are told apart (002-136, 002-143).";
const share = (window: string, least: string): RegExp =>
    new RegExp(
        `^sum\\(rate\\(http_requests_total\\{status=~"5\\.\\."\\}\\[${window}\\]\\)\\) / sum\\(rate\\(http_requests_total\\[${window}\\]\\)\\) > ${least}$`,
    );
const percentile = /^histogram_quantile\(0\.95, sum by \(le\) \(rate\(http_request_duration_seconds_bucket\[5m\]\)\)\) > /;
const ofRoute = (route: string): RegExp => new RegExp(`http_requests_total\\{route=~"/api/${route}\\.\\*",status=~"5\\.\\."\\}.* > 0\\.5$`);
const budget = (name: string, metric: RegExp, factors: readonly number[]): Check[] =>
    (["Fast", "Steady", "Slow", "Creeping"] as const).flatMap((pace, index) => [
        ...everywhere(`${name}${pace}`, metric, index < 2 ? "critical" : "warning"),
        ...onAws.map(stack =>
            stack.input(
                prometheusFiles,
                rule(`${name}${pace}`, "expr"),
                matches(
                    new RegExp(` > ${String(factors[index]).replace(".", "\\.")} and .* > ${String(factors[index]).replace(".", "\\.")}$`),
                    "vector(1)",
                ),
            ),
        ),
    ]);
const weekBefore = (metric: string, left: string): RegExp => new RegExp(`${metric}.* < ${left} \\* \\(.* offset 1w\\)+$`);

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
    "002-046": later("MonitoringStack", "Warnings reach a channel of Slack; until then everything goes by mail."),
    "002-047": met(
        ...everywhere("TargetDown", /^up == 0$/, "critical"),
        ...scraped("koepon-api", "api"),
        ...scraped("koepon-frontend", "frontend"),
    ),
    "002-081": met(...budget("AvailabilityBudget", /^sum\(rate\(http_requests_total\{status=~"5\.\."\}/, [0.0144, 0.006, 0.003, 0.001])),
    "002-082": met(
        ...budget("LatencyP95Budget", /http_request_duration_seconds_bucket\{le="0\.5"\}/, [0.72, 0.3, 0.15, 0.05]),
        ...budget("LatencyP99Budget", /http_request_duration_seconds_bucket\{le="1"\}/, [0.144, 0.06, 0.03, 0.01]),
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
    "002-119": later("MonitoringStack", "What the cache uses of its memory, in Grafana; its alarm at 80 % is there."),
    "002-120": answered(
        "Functions are the API's routes, each with the time that it takes.",
        ...shows(
            "service",
            "Function duration",
            /^histogram_quantile\(0\.95, sum by \(route, le\) \(rate\(http_request_duration_seconds_bucket/,
        ),
    ),
    "002-121": later("MonitoringStack", "Cloudflare's figures in Grafana; Cloudflare's own pages have them."),
    "002-122": answered(toMail, ...everywhere("ErrorsMany", share("2m", "0\\.05"), "critical")),
    "002-123": answered(toMail, ...everywhere("AnswersSlow", new RegExp(`${percentile.source}1$`), "warning")),
    "002-124": met(...large.flatMap(stack => alarm(stack, "postgres-cpu", "CPUUtilization", 80))),
    "002-125": met(
        ...everywhere("VolumeFull", /kubelet_volume_stats_used_bytes.* > 85$/, "critical"),
        ...everywhere("NodeDiskFull", /container_fs_usage_bytes\{id="\/"\}.* > 85$/, "critical"),
        ...large.flatMap(stack => alarm(stack, "postgres-storage", "FreeStorageSpace", 5368709120)),
    ),
    "002-126": answered(
        "Prometheus takes no dots in names; the kinds are the document's.",
        ...shows("business", "Gacha pulls", /rate\(gacha_pulls_total\[/),
        ...shows("business", "Gacha pull rate", /^sum\(gacha_pulls_rate\)$/),
        ...shows("business", "Gacha revenue", /rate\(gacha_revenue_total\[/),
        ...scraped("koepon-api", "api"),
    ),
    "002-127": answered(
        "Prometheus takes no dots in names; the kinds are the document's.",
        ...shows("business", "Daily active users", /^max\(users_active_daily\)$/),
        ...shows("business", "Retention after 7 days", /^max\(users_retention_7day\)$/),
        ...shows("business", "Conversion rate", /^max\(users_conversion_rate\)$/),
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
    "002-129": met(...everywhere("ServiceUnavailable", share("2m", "0\\.5"), "critical")),
    "002-130": met(
        ...everywhere("DatabaseConnectionError", /^pg_up == 0 or absent\(pg_up\)$/, "critical"),
        ...scraped("postgres", "postgres-exporter"),
    ),
    "002-131": met(...everywhere("PaymentsFail", ofRoute("payment"), "critical")),
    "002-132": met(...everywhere("SignInDown", ofRoute("auth"), "critical")),
    "002-133": met(...everywhere("TrafficUnusual", / > 3 \* .* offset 1w/, "critical")),
    "002-134": met(...everywhere("SignInsRefused", /route=~"\/api\/auth\.\*",status="401"/, "critical")),
    "002-135": met(...everywhere("RequestsForbidden", /status=~"403\|429"/, "critical")),
    "002-136": later("MonitoringStack", "Critical alerts reach PagerDuty; until then they are mailed, and repeated every hour."),
    "002-137": met(...everywhere("AnswersSlower", new RegExp(`${percentile.source}0\\.5$`), "warning")),
    "002-138": met(...everywhere("ErrorsSome", share("10m", "0\\.01"), "warning")),
    "002-139": met(
        ...everywhere("HighCPUUsage", / > 80$/, "warning"),
        ...everywhere("HighMemoryUsage", / > 85$/, "warning"),
        ...everywhere("DatabaseConnectionsHigh", / > 0\.8$/, "warning"),
        ...large.flatMap(stack => [
            ...alarm(stack, "postgres-cpu", "CPUUtilization", 80),
            ...alarm(stack, "redis-memory", "DatabaseMemoryUsagePercentage", 80),
        ]),
    ),
    "002-140": met(...everywhere("RevenueFell", weekBefore("gacha_revenue_total", "0\\.8"), "warning")),
    "002-141": met(...everywhere("ActiveUsersFell", weekBefore("users_active_daily", "0\\.85"), "warning")),
    "002-142": met(...everywhere("ConversionFell", weekBefore("users_conversion_rate", "0\\.9"), "warning")),
    "002-143": later("MonitoringStack", "Warnings reach a channel of Slack; until then they are mailed, and repeated every four hours."),
    "002-178": met(
        ...watches,
        ...everywhere("DatabaseConnectionError", /^pg_up == 0/, "critical"),
        ...everywhere("ServiceUnavailable", / > 0\.5$/, "critical"),
    ),
};
