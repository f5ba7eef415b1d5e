import {
    answered,
    at,
    each,
    includes,
    is,
    isSecret,
    json,
    later,
    matches,
    met,
    objects,
    procedure,
    secret,
    where,
    yaml,
    type Check,
    type Path,
    type Table,
    secretClassOf,
} from "../../../traceability";
import { apps, container, environmentsOnAws, given, mayReach, password, production, runbook, variable } from "./parts";

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
const shows = (dashboard: "system" | "application" | "database", panel: string, metric: RegExp): Check =>
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

/** The kubelet of every node tells Prometheus what node-exporter would. */
const nodes: Check[] = [
    production.input(files, configuration("scrape_configs", where("job_name", "containers"), "metrics_path"), is("/metrics/cadvisor")),
    production.input(
        files,
        configuration("scrape_configs", where("job_name", "containers"), "kubernetes_sd_configs"),
        is([{ role: "node" }]),
    ),
    shows("system", "CPU usage by node", /container_cpu_usage_seconds_total\{id="\/"\}/),
    shows("system", "Memory usage by node", /container_memory_working_set_bytes\{id="\/"\}/),
    shows("system", "Disk usage by node", /container_fs_usage_bytes\{id="\/"\}/),
    shows("system", "Network traffic by node", /container_network_(receive|transmit)_bytes_total\{id="\/"/),
];

/** What watches the system, and what a person looks at when something is wrong. */
export const monitoring: Table = {
    "000-088": answered(
        "Browsers measure load times and Web Vitals, and the application sends them on to the endpoint. Memory is measured from outside, for every pod.",
        ...events,
        shows("system", "Memory usage by pod", /container_memory_working_set_bytes/),
        alert("HighMemoryUsage", /container_memory_working_set_bytes.* > 85$/),
    ),
    "000-089": later(
        "MonitoringStack",
        "Errors that the application reports and failures that the gateway logs are counted, and too many of them are told.",
    ),
    "000-090": answered("The application counts them itself, and sends them on with its key.", ...events, ...given("MONITORING_API_KEY")),
    "000-091": later("MonitoringStack", "Refused sign-ins and requests over the limits are counted, and too many of them are told."),
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
            [...container("grafana"), "env", where("name", "GF_SECURITY_ADMIN_PASSWORD"), "valueFrom", "secretKeyRef"],
            is({ name: "grafana-admin", key: "password" }),
        ),
        production.input(objects("Secret", "grafana-admin"), ["stringData"], isSecret),
        production.input(objects("Secret", "grafana-admin"), ["stringData", secret, "password"], is("[secret]")),
        production.after(objects("Secret", "grafana-admin"), password("monitoring-grafana-password")),
    ),
    "000-099": met(...keeps("grafana", "/var/lib/grafana")),
    "000-100": answered(
        "node-exporter reads the file system of its node, which pods may not. The kubelets know the same of CPU, memory, disk and network, and are asked.",
        ...nodes,
    ),
    "000-101": answered("The kubelets answer on a port of their own, by which Prometheus finds every node.", ...nodes.slice(0, 2)),
    "000-138": procedure(
        runbook("when-the-database-does-not-answer"),
        "kubectl -n wakeup exec deployment/wakeup-app-blue -- printenv DATABASE_POOL_SIZE DATABASE_TIMEOUT",
    ),
    "000-139": procedure(
        runbook("when-the-database-does-not-answer"),
        "kubectl -n wakeup exec deployment/wakeup-app-blue -- nc -zv -w 5 aws-0-ap-northeast-1.pooler.supabase.com 5432",
    ),
    "000-140": met(
        production.input(
            files,
            configuration("scrape_configs", where("job_name", "postgres"), "relabel_configs", at(0)),
            is({ source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: "postgres-exporter", action: "keep" }),
        ),
        production.input(
            secretClassOf("postgres-exporter"),
            ["spec", "parameters", "objects", json, at(0), "jmesPath", at(0), "path"],
            is('"DATABASE_URL"'),
        ),
        shows("database", "Connections", /pg_stat_database_numbackends|pg_settings_max_connections/),
        alert("DatabaseConnectionsHigh", /^sum\(pg_stat_database_numbackends\) \/ max\(pg_settings_max_connections\) > 0\.8$/),
        // The exporter gives up as the application does where the database does not answer in time.
        alert("DatabaseConnectionError", /^pg_up == 0 or absent\(pg_up\)$/),
    ),
    "000-142": later(
        "MonitoringStack",
        "Bodies that are too large (413) and answers that come too late (504) are in the gateway's log, and will be counted.",
    ),
    "000-143": procedure(runbook("see-what-an-instance-uses"), "kubectl -n wakeup exec deployment/wakeup-app-blue -- ps aux"),
    "000-144": procedure(runbook("follow-the-logs"), "kubectl -n wakeup logs deployment/wakeup-app-blue --tail=100 --follow"),
    "000-145": procedure(runbook("list-the-databases-sessions"), "psql \"$url\" --command='SELECT * FROM pg_stat_activity'"),
};
