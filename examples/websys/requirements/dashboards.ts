import { each, is, json, matches, met, objects, where, yaml, type Answer, type Table } from "../../../traceability";
import { container, production } from "./parts";

const grafana = objects("StatefulSet", "grafana");

/** Grafana reads the dashboard from its folder, and the panel asks Prometheus for this metric. */
const shows = (dashboard: "system" | "application" | "database", panel: string, metric: RegExp): Answer =>
    met(
        production.input(
            objects("ConfigMap", "grafana-files-2"),
            ["data", `${dashboard}.json`, json, "panels", where("title", panel), "targets", each, "expr"],
            matches(metric, "vector(1)"),
        ),
        production.input(
            grafana,
            [...container("grafana"), "volumeMounts", where("mountPath", "/etc/grafana/dashboards/0"), "name"],
            is("grafana-files-2"),
        ),
        production.input(
            objects("ConfigMap", "grafana-files-0"),
            ["data", "prometheus.yaml", yaml, "datasources", where("isDefault", true), "url"],
            is("http://prometheus:9090"),
        ),
    );

/** What Grafana shows. Requests and users are counted by the application, which alone knows them. */
export const dashboards: Table = {
    "001-087": shows("system", "CPU usage by node", /container_cpu_usage_seconds_total/),
    "001-088": shows("system", "Memory usage by node", /container_memory_working_set_bytes/),
    "001-089": shows("system", "Disk usage by node", /container_fs_usage_bytes/),
    "001-090": shows("system", "Network traffic by node", /container_network_(receive|transmit)_bytes_total/),
    "001-091": shows("application", "Requests per second", /^sum by \(job\) \(rate\(http_requests_total\[/),
    "001-092": shows("application", "Response time", /^histogram_quantile\(.*http_request_duration_seconds_bucket/),
    "001-093": shows("application", "Error rate", /http_requests_total\{status=~"5\.\."\}/),
    "001-094": shows("application", "Active users", /active_users/),
    "001-095": shows("database", "Connections", /pg_stat_database_numbackends|pg_settings_max_connections/),
    "001-096": shows("database", "Query time", /pg_stat_statements_seconds_total|pg_stat_database_active_time_seconds_total/),
    "001-097": shows("database", "Deadlocks", /pg_stat_database_deadlocks/),
    "001-098": shows("database", "Database size", /pg_database_size_bytes/),
};
