import { answered, at, is, json, matches, met, objects, where, yaml, type Check, type Path, type Table } from "../../../traceability";
import { container, everywhere } from "./parts";

const files = objects("ConfigMap", "prometheus-files-0");
const configuration = (...path: Path): Path => ["data", "prometheus.yml", yaml, ...path];
const ofJob = (job: string, ...path: Path): Path => configuration("scrape_configs", where("job_name", job), ...path);
const runs = (name: string, image: RegExp): Check[] =>
    everywhere.map(stack =>
        stack.input(objects("StatefulSet", name), [...container(name), "image"], matches(image, "example.com/other:1")),
    );

/** The pods with this name, at this port, under this job. */
const scrapes = (job: string, pods: string, port: number): Check[] =>
    everywhere.flatMap(stack => [
        stack.input(files, ofJob(job, "metrics_path"), is("/metrics")),
        stack.input(files, ofJob(job, "relabel_configs", at(0), "regex"), is(pods)),
        stack.input(files, ofJob(job, "relabel_configs", at(2), "replacement"), is(`$1:${port}`)),
    ]);

/** A panel of the document's page, with the document's own expression. */
const shows = (title: string, expression: string): Check[] =>
    everywhere.map(stack =>
        stack.input(
            objects("ConfigMap", "grafana-files-2"),
            ["data", "kasaneha.json", json, "panels", where("title", title), "targets", at(0), "expr"],
            is(expression),
        ),
    );

/** What looks at the system, and what people look at. */
export const monitoring: Table = {
    "003-082": met(...runs("prometheus", /^docker\.io\/prom\/prometheus:v\d/)),
    "003-083": met(...everywhere.map(stack => stack.input(files, configuration("global", "scrape_interval"), is("15s")))),
    "003-084": met(...scrapes("kasaneha-backend", "backend", 8080)),
    "003-085": answered(
        "Port 5432 speaks SQL: an exporter asks there, and Prometheus asks the exporter.",
        ...scrapes("postgres", "postgres-exporter", 9187),
    ),
    "003-086": answered(
        "On port 80 nginx sends clients on to HTTPS: what it counts an exporter beside it tells, on a port that nobody else reaches.",
        ...scrapes("nginx", "gateway", 9113),
    ),
    "003-087": met(
        ...scrapes("kasaneha-backend", "backend", 8080),
        ...scrapes("postgres", "postgres-exporter", 9187),
        ...scrapes("nginx", "gateway", 9113),
    ),
    "003-088": met(...runs("grafana", /^docker\.io\/grafana\/grafana:\d/)),
    "003-089": met(
        ...everywhere.map(stack =>
            stack.input(objects("ConfigMap", "grafana-files-2"), ["data", "kasaneha.json", json, "title"], is("Kasaneha Metrics")),
        ),
    ),
    "003-090": met(...shows("API Request Rate", "rate(http_requests_total[5m])")),
    "003-091": met(...shows("Database Connections", "pg_stat_database_numbackends")),
    "003-092": met(...shows("Gemini API Usage", "rate(gemini_api_requests_total[5m])")),
};
