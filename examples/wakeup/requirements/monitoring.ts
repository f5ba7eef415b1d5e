import {
    answered,
    at,
    directive,
    each,
    includes,
    is,
    isSecret,
    json,
    matches,
    met,
    objects,
    outputOf,
    procedure,
    resources,
    secret,
    where,
    yaml,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    apps,
    container,
    environmentsOnAws,
    given,
    mayReach,
    nginxConfig,
    password,
    production,
    runbook,
    serverOf,
    variable,
} from "./parts";

const prometheus = objects("StatefulSet", "prometheus");
const grafana = objects("StatefulSet", "grafana");
const files = objects("ConfigMap", "prometheus-files-0");
const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const rule = (alert: string, ...path: Path): Path => [
    "data",
    "rules.yml",
    yaml,
    "groups",
    where("name", "wakeup.rules"),
    "rules",
    where("alert", alert),
    ...path,
];
const alert = (name: string, condition: RegExp): Check => production.input(files, rule(name, "expr"), matches(condition, "vector(1)"));

/** Grafana has the panel, and asks Prometheus for this metric. */
const shows = (dashboard: "system" | "browsers" | "database" | "edge", panel: string, metric: RegExp): Check =>
    production.input(
        objects("ConfigMap", "grafana-files-2"),
        ["data", `${dashboard}.json`, json, "panels", where("title", panel), "targets", each, "expr"],
        matches(metric, "vector(1)"),
    );

const runs = (name: string, image: RegExp): Check[] => [
    production.input(objects("StatefulSet", name), ["spec", "replicas"], is(1)),
    production.input(objects("StatefulSet", name), [...container(name), "image"], matches(image, `${name}:latest`)),
];

/** It keeps what lies at the path on a volume of its own. */
const keeps = (name: string, path: string): Check[] => [
    production.input(objects("StatefulSet", name), ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
    production.input(objects("StatefulSet", name), [...container(name), "volumeMounts", where("name", "data"), "mountPath"], is(path)),
];

const answersOn = (name: string, port: number): Check =>
    production.input(objects("Service", name), ["spec", "ports"], is([{ name: "http", port, targetPort: "http" }]));

/** What the application measures by itself has somewhere to go: an address, a key, and a way there. */
const events = environmentsOnAws.flatMap(({ stack, domain, supabase }) => [
    stack.input(apps, variable("NEXT_PUBLIC_ENABLE_MONITORING"), is("true")),
    stack.input(apps, variable("MONITORING_ENDPOINT"), is(`https://monitoring.${domain}/api/events`)),
    mayReach(stack, 0, 443, `${supabase}.supabase.co`, `monitoring.${domain}`),
]);

const exporter = objects("DaemonSet", "nodes");

/** Prometheus asks the pods of a workload, on this port. */
const asks = (job: string, workload: string, port: number): Check[] => {
    const ofJob = (...path: Path): Path => configuration("scrape_configs", where("job_name", job), "relabel_configs", ...path);
    return [
        production.input(
            files,
            ofJob(at(0)),
            is({ source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: workload, action: "keep" }),
        ),
        production.input(files, ofJob(where("target_label", "__address__"), "replacement"), is(`$1:${port}`)),
    ];
};

/** What pages report comes in beside them, from the site alone, and is counted where Prometheus asks for it. */
const reported: Check[] = [
    production.input(
        nginxConfig,
        serverOf("wakeup.example", directive("location ~ ^/vitals(/|$)"), directive("proxy_pass")),
        is("proxy_pass http://telemetry"),
    ),
    production.input(
        objects("Deployment", "telemetry"),
        [...container("telemetry"), "env", where("name", "TELEMETRY"), "value", json, "origins"],
        is(["https://wakeup.example"]),
    ),
    ...asks("telemetry", "telemetry", 9464),
];

/** CloudWatch counts lines of the log that somebody hears of when there are many. */
const counted = (name: string, pattern: string, most: number): Check[] => {
    const filter = resources("aws:cloudwatch/logMetricFilter:LogMetricFilter", `gateway-${name}`);
    const alarm = resources("aws:cloudwatch/metricAlarm:MetricAlarm", `monitoring-gateway-${name}`);
    return [
        production.input(filter, ["pattern"], is(pattern)),
        production.input(
            filter,
            ["logGroupName"],
            outputOf(resources("aws:cloudwatch/logGroup:LogGroup", "monitoring-logs-access"), "name"),
        ),
        production.input(filter, ["metricTransformation"], is({ namespace: "WakeUp/production", name, value: "1", defaultValue: "0" })),
        production.input(alarm, ["namespace"], is("WakeUp/production")),
        production.input(alarm, ["metricName"], is(name)),
        production.input(alarm, ["threshold"], is(most)),
        production.input(alarm, ["period"], is(300)),
        production.input(alarm, ["alarmActions", each], outputOf(resources("aws:sns/topic:Topic", "monitoring-alerts-mail"), "arn")),
    ];
};

/** What watches the system, and what a person looks at when something is wrong. */
export const monitoring: Table = {
    "000-088": met(
        ...reported,
        shows(
            "browsers",
            "Web Vitals and load times",
            /^histogram_quantile\(0\.75, sum by \(name, le\) \(rate\(web_vitals_seconds_bucket\[/,
        ),
        shows("browsers", "Layout shift", /web_layout_shift_bucket/),
        shows("browsers", "Memory of pages", /web_memory_bytes_bucket/),
        shows("system", "Memory usage by pod", /container_memory_working_set_bytes/),
        alert("HighMemoryUsage", /container_memory_working_set_bytes.* > 85$/),
    ),
    "000-089": met(
        ...reported,
        shows("browsers", "Errors a minute", /^60 \* sum by \(kind\) \(rate\(web_errors_total\[/),
        alert("BrowserErrors", /^sum by \(kind, page\) \(increase\(web_errors_total\[5m\]\)\) > 50$/),
    ),
    "000-090": met(
        // By the application itself, with its key; and what people do is counted, without anything of whom.
        ...events,
        ...given("MONITORING_API_KEY"),
        ...reported,
        production.input(
            objects("Deployment", "telemetry"),
            [...container("telemetry"), "env", where("name", "TELEMETRY"), "value", json, "events"],
            is(["session", "sign-up", "message-recorded", "message-sent"]),
        ),
        shows("browsers", "What people do, a minute", /^60 \* sum by \(event\) \(rate\(web_events_total\[/),
    ),
    "000-091": met(
        production.input(apps, variable("SECURITY_EVENTS_URL"), is("http://telemetry:8081/security")),
        production.input(objects("Service", "telemetry"), ["spec", "ports", where("name", "services"), "port"], is(8081)),
        ...asks("telemetry", "telemetry", 9464),
        shows("browsers", "Security events a minute", /^60 \* sum by \(service, kind\) \(rate\(security_events_total\[/),
        alert("SecurityEvents", /^sum by \(kind, service\) \(increase\(security_events_total\[5m\]\)\) > 50$/),
    ),
    "000-092": met(...runs("prometheus", /^docker\.io\/prom\/prometheus:v\d/)),
    "000-093": met(
        answersOn("prometheus", 9090),
        production.input(prometheus, [...container("prometheus"), "ports"], is([{ name: "http", containerPort: 9090 }])),
    ),
    "000-094": met(
        production.input(prometheus, [...container("prometheus"), "args"], includes("--config.file=/etc/prometheus/prometheus.yml")),
        production.input(
            prometheus,
            [...container("prometheus"), "volumeMounts", where("mountPath", "/etc/prometheus"), "name"],
            is("prometheus-files-0"),
        ),
        production.input(files, configuration("global", "scrape_interval"), is("15s")),
    ),
    "000-095": met(...keeps("prometheus", "/prometheus")),
    "000-096": met(...runs("grafana", /^docker\.io\/grafana\/grafana:\d/)),
    "000-097": answered(
        "Grafana is published to nobody: `kubectl -n monitoring port-forward service/grafana 3001:3000` brings it to port 3001 " +
            "of whoever may reach the cluster.",
        answersOn("grafana", 3000),
        production.input(grafana, [...container("grafana"), "ports"], is([{ name: "http", containerPort: 3000 }])),
        production.output("grafana", matches(/port-forward service\/grafana 3001:3000$/, "kubectl expose service/grafana")),
    ),
    "000-098": answered(
        "The stack makes it, and nobody need know it by heart: `admin` is what everybody tries first.",
        production.input(
            grafana,
            [...container("grafana"), "env", where("name", "GF_SECURITY_ADMIN_PASSWORD__FILE"), "value"],
            is("/etc/grafana/secrets/admin-password"),
        ),
        production.input(
            grafana,
            [...container("grafana"), "volumeMounts", where("mountPath", "/etc/grafana/secrets"), "name"],
            is("grafana-secrets-0"),
        ),
        production.input(objects("Secret", "grafana-secrets-0"), ["stringData"], isSecret),
        production.input(objects("Secret", "grafana-secrets-0"), ["stringData", secret, "admin-password"], is("[secret]")),
        production.after(objects("Secret", "grafana-secrets-0"), password("monitoring-grafana-password")),
    ),
    "000-099": met(...keeps("grafana", "/var/lib/grafana")),
    "000-100": met(
        production.input(
            exporter,
            [...container("nodes"), "image"],
            matches(/\/node-exporter:v\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/, "node-exporter:latest"),
        ),
        production.input(exporter, ["spec", "template", "spec", "tolerations"], is([{ operator: "Exists" }])),
        shows("system", "File systems by node", /node_filesystem_avail_bytes/),
        shows("system", "Load by node", /node_load5/),
        alert("NodeCPUHigh", /node_cpu_seconds_total/),
        alert("NodeMemoryHigh", /node_memory_MemAvailable_bytes/),
        alert("NodeDiskFull", /node_filesystem_avail_bytes/),
        // What it would have to be in the node's own network for, the kubelets tell.
        shows("system", "Network traffic by node", /container_network_(receive|transmit)_bytes_total\{id="\/"/),
    ),
    "000-101": met(
        production.input(exporter, [...container("nodes"), "args"], includes("--web.listen-address=:9100")),
        production.input(exporter, [...container("nodes"), "ports"], is([{ name: "http", containerPort: 9100 }])),
        ...asks("nodes", "nodes", 9100),
    ),
    "000-138": procedure(
        runbook("when-the-database-does-not-answer"),
        "kubectl -n wakeup exec deployment/wakeup-app-blue -- printenv DATABASE_POOL_SIZE DATABASE_TIMEOUT",
    ),
    "000-139": procedure(
        runbook("when-the-database-does-not-answer"),
        "kubectl -n wakeup exec deployment/wakeup-app-blue -- nc -zv -w 5 aws-0-ap-northeast-1.pooler.supabase.com 5432",
    ),
    "000-140": met(
        ...asks("postgres", "postgres-exporter", 9187),
        production.input(objects("Secret", "postgres-exporter-secrets-0"), ["stringData"], isSecret),
        production.input(objects("Secret", "postgres-exporter-secrets-0"), ["stringData", secret, "uri"], is("[secret]")),
        production.input(
            objects("NetworkPolicy", "postgres-exporter"),
            ["spec", "egress", at(1), "ports"],
            is([{ protocol: "TCP", port: 5432 }]),
        ),
        shows("database", "Connections", /pg_stat_database_numbackends|pg_settings_max_connections/),
        alert(
            "DatabaseConnectionsHigh",
            /^100 \* sum by \(job\) \(pg_stat_database_numbackends\) \/ max by \(job\) \(pg_settings_max_connections\) > 80$/,
        ),
        // The exporter gives up as the application does where the database does not answer in time.
        alert("DatabaseConnectionError", /^pg_up\{job=~"postgres"\} == 0$/),
    ),
    "000-142": answered(
        "nginx counts requests, and not by their status: CloudWatch counts the lines of its log that say 413, a body too large, and 504, an answer " +
            "too late. Five minutes later somebody hears of them.",
        ...counted("too-large", "{ $.status = 413 }", 20),
        ...counted("too-late", "{ $.status = 504 }", 10),
        production.input(
            nginxConfig,
            ["data", "nginx.conf"],
            matches(/"status":\$status,.*\n(.*\n)*\s*access_log \/dev\/stdout json;/, "access_log off;"),
        ),
    ),
    "000-143": procedure(runbook("see-what-an-instance-uses"), "kubectl -n wakeup exec deployment/wakeup-app-blue -- ps aux"),
    "000-144": procedure(runbook("follow-the-logs"), "kubectl -n wakeup logs deployment/wakeup-app-blue --tail=100 --follow"),
    "000-145": procedure(runbook("list-the-databases-sessions"), "psql \"$url\" --command='SELECT * FROM pg_stat_activity'"),
};
