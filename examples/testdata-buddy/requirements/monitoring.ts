import {
    at,
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
    type Answer,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import { production } from "./parts";

const files = objects("ConfigMap", "prometheus-files-0");
const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const rule = (alert: string, ...path: Path): Path => [
    "data",
    "rules.yml",
    yaml,
    "groups",
    where("name", "testdata-buddy.rules"),
    "rules",
    where("alert", alert),
    ...path,
];

/** The alert is there, on this condition, as loud as this. */
const alert = (name: string, condition: RegExp, severity: "critical" | "warning"): Check[] => [
    production.input(files, rule(name, "expr"), matches(condition, "vector(1)")),
    production.input(files, rule(name, "labels", "severity"), is(severity)),
];

/** Grafana shows the figure, and the line that it is to stay below or above. */
const kpi = (title: string, figure: RegExp, target: number): Check[] =>
    [figure, new RegExp(`^vector\\(${target}\\)$`)].map((expression, index) =>
        production.input(
            objects("ConfigMap", "grafana-files-2"),
            ["data", "kpi.json", json, "panels", where("title", title), "targets", at(index), "expr"],
            matches(expression, "vector(-1)"),
        ),
    );
const shown = (title: string, figure: RegExp, target: number, ...more: readonly Check[]): Answer =>
    met(...kpi(title, figure, target), ...more);

/** Prometheus asks the pods of a service. */
const scraped = (job: string, service: string): Check =>
    production.input(
        files,
        configuration("scrape_configs", where("job_name", job), "relabel_configs", at(0)),
        is({ source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: service, action: "keep" }),
    );

/** The kubelet of every node tells of every pod on it, the front end's too. */
const pods: Check[] = [
    production.input(files, configuration("scrape_configs", where("job_name", "containers"), "metrics_path"), is("/metrics/cadvisor")),
    production.input(
        files,
        configuration("scrape_configs", where("job_name", "containers"), "kubernetes_sd_configs"),
        is([{ role: "node" }]),
    ),
];

const group = (name: string) => resources("aws:cloudwatch/logGroup:LogGroup", `monitoring-logs-${name}`);
const nodes = /container_fs_usage_bytes\{id="\/"\}.*container_fs_limit_bytes\{id="\/"\}/;
const average = /http_request_duration_seconds_sum\[.*http_request_duration_seconds_count\[/;
const failed = /http_request_duration_seconds_count\{status=~"5\.\."\}\[.*http_request_duration_seconds_count\[/;

/** What watches the system, and what is to be seen of it. */
export const monitoring: Table = {
    "004-012": met(
        scraped("td-buddy-backend", "backend"),
        ...pods,
        scraped("postgres", "postgres-exporter"),
        ...alert("TargetDown", /^up == 0$/, "critical"),
        ...alert("DatabaseConnectionPoolFull", /^sum\(pg_stat_database_numbackends\) > 90$/, "critical"),
        production.names(objects("StatefulSet", "alertmanager", "grafana", "prometheus"), "alertmanager", "grafana", "prometheus"),
        production.input(resources("aws:sns/topicSubscription:TopicSubscription"), ["endpoint"], is("admin@td-buddy.com")),
        production.input(
            resources("aws:sns/topicSubscription:TopicSubscription"),
            ["topic"],
            outputOf(resources("aws:sns/topic:Topic"), "arn"),
        ),
    ),
    "004-013": met(
        production.names(objects("DaemonSet"), "fluent-bit"),
        production.input(
            objects("ConfigMap", "fluent-bit"),
            ["data", "fluent-bit.yaml", yaml, "pipeline", "inputs", where("name", "tail"), "path"],
            includes("/var/log/containers/*_td-buddy_*.log"),
        ),
        ...["access", "error", "audit"].map(name => production.input(group(name), ["retentionInDays"], is(90))),
    ),
    "004-150": shown(
        "CPU",
        /^100 \* sum\(rate\(container_cpu_usage_seconds_total\{id="\/"\}.*machine_cpu_cores/,
        80,
        ...alert("HighCPUUsage", / > 80$/, "warning"),
    ),
    "004-151": shown(
        "Memory",
        /^100 \* sum\(container_memory_working_set_bytes\{id="\/"\}\) \/ sum\(machine_memory_bytes\)$/,
        85,
        ...alert("HighMemoryUsage", / > 85$/, "warning"),
    ),
    "004-152": shown("Disk", nodes, 90, ...alert("DiskFull", new RegExp(`^100 \\* .*${nodes.source}.* > 90$`), "warning")),
    // And the document's own alert, which is louder and later.
    "004-153": shown(
        "Response time",
        new RegExp(`^1000 \\* .*${average.source}`),
        3000,
        ...alert("SlowResponseTime", new RegExp(`${average.source}.* > 5$`), "warning"),
    ),
    "004-154": shown(
        "Error rate",
        new RegExp(`^100 \\* .*${failed.source}`),
        1,
        ...alert("HighErrorRate", new RegExp(`${failed.source}.* > 0\\.05$`), "critical"),
    ),
    "004-155": shown("Throughput", /^sum\(rate\(http_request_duration_seconds_count\[/, 10),
    "004-156": shown("Daily active users", /^max\(daily_active_users\)$/, 50),
    "004-157": shown("Generations that succeed", /^100 \* .*data_generation_total\{success="true"\}\[.*data_generation_total\[/, 95),
    "004-158": shown("User satisfaction", /^avg\(user_satisfaction\)$/, 4),
    "004-159": later("MonitoringStack", "The rule is there (004-154), critical, and mailed; that Slack hears of it as well is to come."),
    "004-160": later("MonitoringStack", "The rule is there (004-153), a warning, and mailed; that Slack hears of it is to come."),
    "004-161": later(
        "MonitoringStack",
        "The rule is there (004-012), critical, and mailed; that Slack hears of it and somebody gets an SMS is to come.",
    ),
};
