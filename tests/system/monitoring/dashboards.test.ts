import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { stringify } from "yaml";
import { dashboardsOf } from "../../../components/monitoring-stack/grafana/pages";
import { everything } from "../../unit/monitoring/dashboard-context";
import { freePorts, until } from "../kubernetes/server";
import { PostgresServer } from "../postgres-server";
import { RedisServer } from "../redis-server";
import { aWeekAgo, expositions, stubStatus } from "./expositions";
import { redisExporterProgram } from "./redis-exporter";
import { AlertmanagerServer, MonitoringProcess, PrometheusServer } from "./servers";
import type { GoTool } from "./tools";

/** What is to be stopped in the end, the last first. */
const ends: (() => unknown)[] = [];

const started = Date.now();
const seconds = (): number => 1 + Math.floor((Date.now() - started) / 1000);

const listening = async (server: http.Server | https.Server): Promise<number> => {
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    ends.push(() => {
        server.closeAllConnections();
        server.close();
    });
    return (server.address() as AddressInfo).port;
};

/** All that is answered here: expositions, what nginx tells, and 200 to whoever is told or written to. */
const answers = http.createServer((request, response) => {
    const name = request.url!.slice(1);
    response.setHeader("Content-Type", "text/plain; version=0.0.4");
    if (name === "stub_status") return response.end(stubStatus(seconds()));
    if (name === "a-week-ago") return response.end(aWeekAgo(started));
    const lines = Object.entries(expositions).find(([job]) => job === name)?.[1] ?? [];
    request.resume();
    return response.end(lines.map(line => `${line.replace(/~$/, String(seconds()))}\n`).join(""));
});

async function exporter(
    tool: GoTool,
    args: (port: number) => readonly string[],
    healthPath: string,
    env: Record<string, string> = {},
): Promise<string> {
    const [port] = await freePorts(1);
    const running = new MonitoringProcess(tool, port!);
    ends.push(() => running.stop());
    await running.start([...args(port!)], healthPath, env);
    return `127.0.0.1:${port}`;
}

async function startRedisExporter(redis: RedisServer): Promise<string> {
    const [port] = await freePorts(1);
    const running: ChildProcess = spawn(redisExporterProgram(), ["--skip-tls-verification", `--web.listen-address=127.0.0.1:${port}`], {
        stdio: "ignore",
        env: { REDIS_ADDR: `rediss://127.0.0.1:${redis.port}`, REDIS_USER: "default", REDIS_PASSWORD: redis.password },
    });
    ends.push(() => running.kill());
    await until("redis_exporter answers", async () => (await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok === true);
    return `127.0.0.1:${port}`;
}

let prometheus: PrometheusServer;

beforeAll(async () => {
    const here = `127.0.0.1:${await listening(answers)}`;
    const postgres = await PostgresServer.start({ settings: [["shared_preload_libraries", "pg_stat_statements"]] });
    ends.push(() => postgres.stop());
    const orders = postgres.createOwner("orders", "orders");
    postgres.query("create extension pg_stat_statements", { ...postgres.admin, database: "orders" });
    const redis = await RedisServer.start({ memory: "256Mi", eviction: "allkeys-lru" });
    ends.push(() => redis.delete());
    const tls = { key: fs.readFileSync(`${postgres.data}/../key.pem`), cert: fs.readFileSync(postgres.certificate) };
    const site = await listening(https.createServer(tls, (_, response) => response.end("well")));

    // Something for each to tell of.
    const busy = setInterval(() => {
        postgres.query("select count(*) from pg_class", orders);
        redis.run(["SET a 1 EX 1", "GET a", "GET b"]);
    }, 2000);
    ends.push(() => clearInterval(busy));

    const probeConfig = stringify({
        modules: { https: { prober: "http", http: { fail_if_not_ssl: true, tls_config: { insecure_skip_verify: true } } } },
    });
    const blackbox = await exporter(
        "blackbox_exporter",
        port => {
            const file = `/tmp/blackbox-${port}.yml`;
            fs.writeFileSync(file, probeConfig);
            ends.push(() => fs.rmSync(file));
            return [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`];
        },
        "/-/healthy",
    );
    const pushgateway = await exporter("pushgateway", port => [`--web.listen-address=127.0.0.1:${port}`], "/-/ready");
    await fetch(`http://${pushgateway}/metrics/job/import`, { method: "POST", body: "imported_rows 3\n" });
    const alertmanager = await AlertmanagerServer.start(
        stringify({
            route: { receiver: "people", group_wait: "0s", group_interval: "1s", repeat_interval: "1s" },
            receivers: [{ name: "people", webhook_configs: [{ url: `http://${here}/told` }] }],
        }),
    );
    ends.push(() => alertmanager.stop());

    const targets: Record<string, string> = {
        nodes: await exporter("node_exporter", port => [`--web.listen-address=127.0.0.1:${port}`], "/"),
        orders: await exporter(
            "postgres_exporter",
            port => [`--web.listen-address=127.0.0.1:${port}`, "--collector.stat_statements", "--collector.long_running_transactions"],
            "/",
            {
                DATA_SOURCE_URI: `127.0.0.1:${postgres.port}/orders?sslmode=require`,
                DATA_SOURCE_USER: postgres.admin.user,
                DATA_SOURCE_PASS: postgres.admin.password,
            },
        ),
        sessions: await startRedisExporter(redis),
        gateway: await exporter(
            "nginx-prometheus-exporter",
            port => [`--web.listen-address=127.0.0.1:${port}`, `--nginx.scrape-uri=http://${here}/stub_status`],
            "/metrics",
        ),
        alertmanager: `127.0.0.1:${alertmanager.port}`,
        pushgateway,
    };
    const job = (name: string, target: string, labels: Record<string, string> = {}, more: object = {}): object => ({
        job_name: name,
        static_configs: [{ targets: [target], labels }],
        ...more,
    });
    const config = (own: string): string =>
        stringify({
            global: { scrape_interval: "1s", evaluation_interval: "1s", scrape_timeout: "1s" },
            storage: { tsdb: { out_of_order_time_window: "10d" } },
            rule_files: ["/etc/prometheus/rules.yml"],
            alerting: { alertmanagers: [{ static_configs: [{ targets: [targets.alertmanager] }] }] },
            remote_write: [{ url: `http://${here}/written`, name: "elsewhere" }],
            scrape_configs: [
                job("prometheus", own),
                ...Object.entries(targets).map(([name, target]) =>
                    job(name, target, name === "nodes" ? { node: "node-a" } : {}, name === "pushgateway" ? { honor_labels: true } : {}),
                ),
                ...Object.keys(expositions).map(name =>
                    job(
                        name,
                        here,
                        name === "web"
                            ? { namespace: "shop", pod: "web-1", color: "blue" }
                            : name === "containers"
                              ? { node: "node-a" }
                              : {},
                        {
                            metrics_path: `/${name}`,
                            honor_labels: true,
                        },
                    ),
                ),
                job("past", here, {}, { metrics_path: "/a-week-ago" }),
                job(
                    "probes",
                    blackbox,
                    { instance: "www.example.com" },
                    {
                        metrics_path: "/probe",
                        params: { module: ["https"], target: [`https://127.0.0.1:${site}/`] },
                    },
                ),
            ],
        });
    const rules = {
        groups: [
            {
                name: "shop.rules",
                rules: [
                    { alert: "Watchdog", expr: "vector(1)" },
                    { alert: "Down", expr: "up{job='absent'} == 0" },
                ],
            },
        ],
    };
    const reloads = ["--config.auto-reload", "--config.auto-reload-interval=1s"];
    prometheus = await PrometheusServer.start(config("127.0.0.1:1"), stringify(rules), reloads);
    ends.push(() => prometheus.stop());
    // It knows its own port once it runs.
    const known = config(`127.0.0.1:${prometheus.port}`);
    prometheus.write("prometheus.yml", known.replaceAll("/etc/prometheus/", `${prometheus.folder}/`));
}, 400_000);

afterAll(async () => {
    for (const end of ends.reverse()) await end();
});

const queries = dashboardsOf(everything).flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expression, legend }) => ({ at: `${uid}: ${title}: ${legend}`, expression }))),
);

it("every expression of every page gives Prometheus something to show", async () => {
    let empty: string[] = queries.map(({ at }) => at);
    const ask = async (): Promise<boolean> => {
        empty = [];
        for (const { at, expression } of queries) {
            const result = await prometheus.query(expression.replaceAll("$__rate_interval", "15s"));
            // Nothing, or no number: a share of nothing.
            if (!result.some(({ value }) => Number.isFinite(Number(value[1])))) empty.push(at);
        }
        return empty.length === 0;
    };
    expect(await prometheus.query("redis_used_memory_bytes")).toEqual([]);
    await until("every expression has a result", ask, 120).catch(() => undefined);
    expect(empty).toEqual([]);
});
