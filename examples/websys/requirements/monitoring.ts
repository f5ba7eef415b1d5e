import {
    answered,
    at,
    each,
    includes,
    is,
    isSecret,
    matches,
    met,
    objects,
    outputOf,
    procedure,
    resources,
    secret,
    where,
    yaml,
    type Path,
    type Table,
} from "../../../traceability";
import { answersOn, container, password, production, runbook } from "./parts";

const prometheus = objects("StatefulSet", "prometheus");
const grafana = objects("StatefulSet", "grafana");
const files = objects("ConfigMap", "prometheus-files-0");
const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const groups: Path = ["data", "rules.yml", yaml, "groups"];
const rule = (alert: string, ...path: Path): Path => [...groups, where("name", "websys.rules"), "rules", where("alert", alert), ...path];

/** The alert fires on this condition, after this long, as loud as this. */
const alert = (name: string, condition: RegExp, without: string, wait: string, severity: string) => [
    production.input(files, rule(name, "expr"), matches(condition, without)),
    production.input(files, rule(name, "for"), is(wait)),
    production.input(files, rule(name, "labels", "severity"), is(severity)),
    production.input(files, configuration("rule_files"), is(["/etc/prometheus/rules.yml"])),
];

const says = (name: string, summary: string) => production.input(files, rule(name, "annotations", "summary"), is(summary));

/** Prometheus asks every pod of the service, on this port. */
const scrapes = (job: string, service: string, port: number) => {
    const ofJob = (...path: Path): Path => configuration("scrape_configs", where("job_name", job), ...path);
    return [
        production.input(files, ofJob("metrics_path"), is("/metrics")),
        production.input(files, ofJob("relabel_configs", where("target_label", "__address__"), "replacement"), is(`$1:${port}`)),
        production.input(
            files,
            ofJob("relabel_configs", at(0)),
            is({ source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: service, action: "keep" }),
        ),
    ];
};
const scraped = {
    backend: scrapes("websys-backend", "backend", 8000),
    frontend: scrapes("websys-frontend", "frontend", 3000),
    postgres: scrapes("postgres", "postgres-exporter", 9187),
};

const runs = (name: string, image: RegExp) => [
    production.input(objects("StatefulSet", name), ["spec", "replicas"], is(1)),
    production.input(objects("StatefulSet", name), [...container(name), "image"], matches(image, `${name}:latest`)),
];

/** It keeps what lies at the path on a volume of its own. */
const keeps = (name: string, path: string) => [
    production.input(objects("StatefulSet", name), ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
    production.input(objects("StatefulSet", name), [...container(name), "volumeMounts", where("name", "data"), "mountPath"], is(path)),
];

/** What the load balancer counts has an alarm that somebody hears. */
const watched = [
    { alarm: "lb-errors", metric: "HTTPCode_ELB_5XX_Count" },
    { alarm: "lb-target-errors", metric: "HTTPCode_Target_5XX_Count" },
    { alarm: "lb-response-time", metric: "TargetResponseTime" },
    { alarm: "lb-unreachable-targets", metric: "TargetConnectionErrorCount" },
    { alarm: "lb-rejected", metric: "RejectedConnectionCount" },
].flatMap(({ alarm: name, metric }) => {
    const made = resources("aws:cloudwatch/metricAlarm:MetricAlarm", `monitoring-app-${name}`);
    return [
        production.input(made, ["metricName"], is(metric)),
        production.input(made, ["namespace"], is("AWS/ApplicationELB")),
        production.input(made, ["period"], is(60)),
        production.input(made, ["alarmActions", each], outputOf(resources("aws:sns/topic:Topic"), "arn")),
    ];
});

/** Prometheus and its alerts, and Grafana; what they show is in `dashboards.ts`. */
export const monitoring: Table = {
    "001-018": procedure(runbook("read-the-logs"), "kubectl -n websys logs --follow deployment/backend"),
    "001-042": met(production.names(objects("StatefulSet"), "alertmanager", "grafana", "prometheus")),
    "001-057": met(...runs("prometheus", /^docker\.io\/prom\/prometheus:v\d/)),
    "001-058": met(
        production.input(prometheus, [...container("prometheus"), "args"], includes("--config.file=/etc/prometheus/prometheus.yml")),
        production.input(
            prometheus,
            [...container("prometheus"), "volumeMounts", where("mountPath", "/etc/prometheus"), "name"],
            is("prometheus-files-0"),
        ),
        production.input(files, configuration("rule_files"), is(["/etc/prometheus/rules.yml"])),
        ...keeps("prometheus", "/prometheus"),
    ),
    "001-059": met(...runs("grafana", /^docker\.io\/grafana\/grafana:\d/)),
    "001-060": met(
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
    "001-061": met(...keeps("grafana", "/var/lib/grafana")),
    "001-062": answered(
        "Grafana is published to nobody: `kubectl -n monitoring port-forward service/grafana 3001:3000` brings it to port 3001 " +
            "of whoever may reach the cluster.",
        answersOn(production, "grafana", 3000),
        production.input(grafana, [...container("grafana"), "ports"], is([{ name: "http", containerPort: 3000 }])),
    ),
    "001-081": met(production.input(files, configuration("global", "scrape_interval"), is("15s"))),
    "001-082": met(...scraped.backend),
    "001-083": met(...scraped.frontend),
    "001-084": answered(
        "Port 5432 speaks SQL: the exporter asks there, and Prometheus asks the exporter.",
        ...scraped.postgres,
        production.input(
            objects("NetworkPolicy", "postgres-exporter"),
            ["spec", "egress", at(1), "ports"],
            is([{ protocol: "TCP", port: 5432 }]),
        ),
    ),
    "001-085": answered(
        "The load balancer stands in for nginx, and tells CloudWatch every minute: of errors, its own and the pods', of slow answers, of pods " +
            "that it cannot reach, of connections that it turned away. Each has an alarm.",
        ...watched,
    ),
    "001-086": answered(
        "The three that run have these names. There is no nginx to scrape; the load balancer's figures are CloudWatch's.",
        ...scraped.backend,
        ...scraped.frontend,
        ...scraped.postgres,
    ),
    "001-099": met(...alert("HighCPUUsage", / > 80$/, "cpu > 90", "5m", "warning")),
    "001-100": answered(
        "The exporter calls it `pg_up`. Of an exporter of which nothing is heard, `TargetMissing` tells.",
        ...alert("DatabaseConnectionError", /^pg_up\{job=~"postgres\|postgres-replica-0"\} == 0$/, "pg_up == 1", "1m", "critical"),
    ),
    "001-101": met(...alert("HighErrorRate", /status=~"5\.\.".* > 0\.05$/, "errors > 0.5", "2m", "warning")),
    "001-102": met(production.input(files, [...groups, each, "name"], is("websys.rules"))),
    "001-103": met(
        says("HighCPUUsage", "High CPU usage detected"),
        says("DatabaseConnectionError", "Database connection lost"),
        says("HighErrorRate", "High error rate detected"),
    ),
};
