import {
    at,
    includes,
    is,
    isSecret,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    secret,
    where,
    yaml,
    type Answer,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import { container, production } from "./parts";

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

/** Percent of the connections that the database has. */
const connectionsTaken = /^100 \* sum by \(job\) \(pg_stat_database_numbackends\) \/ max by \(job\) \(pg_settings_max_connections\) > 90$/;

const routing = objects("ConfigMap", "alertmanager-files-0");
const told = (...path: Path): Path => ["data", "alertmanager.yml", yaml, ...path];
const topic = (name: string) => resources("aws:sns/topic:Topic", `monitoring-${name}`);
const topics = { mail: "alerts-mail", phone: "sms-phone" } as const;

/** The ways that an alert may go, in their order: the first that takes it. */
const goes = (index: number, way: object): Check => production.input(routing, told("route", "routes", at(index)), is(way));

/** Alertmanager publishes to their topics, in this order. */
const bySns = (receiver: string, names: readonly (keyof typeof topics)[]): Check[] =>
    names.map((name, index) =>
        production.input(
            routing,
            told("receivers", where("name", receiver), "sns_configs", at(index), "topic_arn"),
            outputOf(topic(topics[name]), "arn"),
        ),
    );

/** Alertmanager writes to Slack, by an address that it finds in a file that is a secret. */
const bySlack = (receiver: string): Check[] => [
    production.input(
        routing,
        told("receivers", where("name", receiver), "slack_configs", at(0), "api_url_file"),
        is("/etc/alertmanager-secrets/slack.webhook-url"),
    ),
    production.input(objects("Secret", "alertmanager-secrets-0"), ["stringData"], isSecret),
    production.input(objects("Secret", "alertmanager-secrets-0"), ["stringData", secret, "slack.webhook-url"], is("[secret]")),
    production.input(
        objects("StatefulSet", "alertmanager"),
        [...container("alertmanager"), "volumeMounts", where("mountPath", "/etc/alertmanager-secrets"), "name"],
        is("alertmanager-secrets-0"),
    ),
];

/** Who listens to a topic. */
const listens = (name: string, to: string, protocol: string, endpoint: string): Check[] => {
    const subscription = resources("aws:sns/topicSubscription:TopicSubscription", `monitoring-${name}.${endpoint}`);
    return [
        production.input(subscription, ["topic"], outputOf(topic(to), "arn")),
        production.input(subscription, ["protocol"], is(protocol)),
        production.input(subscription, ["endpoint"], is(endpoint)),
    ];
};
const mailed = listens("email-mail", topics.mail, "email", "admin@td-buddy.com");
const texted = listens("sms-phone", topics.phone, "sms", "+12025550100");

/** What watches the system, and what is to be seen of it. */
export const monitoring: Table = {
    "004-012": met(
        scraped("td-buddy-backend", "backend"),
        ...pods,
        scraped("postgres", "postgres-exporter"),
        ...alert("TargetDown", /^up == 0 unless on \(node\) kube_node_spec_taint/, "critical"),
        ...alert("DatabaseConnectionPoolFull", connectionsTaken, "critical"),
        production.names(objects("StatefulSet", "alertmanager", "grafana", "prometheus"), "alertmanager", "grafana", "prometheus"),
        ...mailed,
    ),
    "004-013": met(
        production.names(objects("DaemonSet"), "fluent-bit", "nodes"),
        production.input(
            objects("ConfigMap", "fluent-bit"),
            ["data", "fluent-bit.yaml", yaml, "pipeline", "inputs", where("name", "tail"), "path"],
            includes("/var/log/containers/*_td-buddy_*.log"),
        ),
        production.input(group("access"), ["retentionInDays"], is(365)),
        production.input(group("error"), ["retentionInDays"], is(731)),
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
    "004-152": shown("Disk", nodes, 90, ...alert("NodeDiskFull", /^100 \* \(1 - .*node_filesystem_avail_bytes.* > 90$/, "critical")),
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
    "004-159": met(
        ...alert("HighErrorRate", new RegExp(`${failed.source}.* > 0\\.05$`), "critical"),
        goes(3, { matchers: ['severity="critical"'], receiver: "mail+slack", group_wait: "20s", repeat_interval: "1h" }),
        ...bySns("mail+slack", ["mail"]),
        ...bySlack("mail+slack"),
        ...mailed,
    ),
    "004-160": met(
        ...alert("SlowResponseTime", new RegExp(`${average.source}.* > 5$`), "warning"),
        goes(4, { receiver: "slack", group_wait: "30s", repeat_interval: "4h" }),
        ...bySlack("slack"),
    ),
    "004-161": met(
        ...alert("DatabaseConnectionPoolFull", connectionsTaken, "critical"),
        // The database has a hundred of them: percent and connections are the same.
        production.input(
            resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15"),
            ["parameters", where("name", "max_connections"), "value"],
            is("100"),
        ),
        production.input(files, rule("DatabaseConnectionPoolFull", "labels", "route"), is("mail,slack,phone")),
        goes(1, {
            matchers: ['route="mail,slack,phone"', 'severity="critical"'],
            receiver: "mail+phone+slack",
            group_wait: "20s",
            repeat_interval: "1h",
        }),
        ...bySns("mail+phone+slack", ["mail", "phone"]),
        ...bySlack("mail+phone+slack"),
        ...mailed,
        ...texted,
    ),
};
