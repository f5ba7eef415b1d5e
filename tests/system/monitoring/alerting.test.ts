import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse, stringify } from "yaml";
import type { Connection } from "../../../components/core/connection";
import { thirdPartyImages } from "../../../components/core/images";
import type { PodMetrics, StoreMetrics } from "../../../components/core/metrics";
import { httpDefaults, type AlertsArgs } from "../../../components/monitoring-stack/alerts/args";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import { rulesFile } from "../../../components/monitoring-stack/alerts/rules-file";
import { monitoredOf } from "../../../components/monitoring-stack/monitored";
import { configText } from "../../../components/monitoring-stack/notify/alertmanager-config";
import type { NotifyArgs } from "../../../components/monitoring-stack/notify/args";
import { messages, messagesFile } from "../../../components/monitoring-stack/notify/messages";
import { secretFilesOf, secretsFolder } from "../../../components/monitoring-stack/notify/receivers";
import { prometheusConfig } from "../../../components/monitoring-stack/prometheus/config";
import { freePorts, pause, until } from "../kubernetes/server";
import { PostgresServer } from "../postgres-server";
import { MonitoringProcess, PrometheusServer } from "./servers";

/**
 * The way of an alert from a server that dies to whoever hears of it, with the real Prometheus and Alertmanager, on the
 * configuration that is deployed: discovery by the API server is replaced by what it would find, addresses of receivers
 * by that of a server here, and half a minute by seconds.
 */
const scrape = 2;
const wait = 6;
/** Seconds in which a group's first alerts are gathered. */
const gathers = 2 * scrape;
/** Between what a group is told: both pods are back well within it, wherever it begins. */
const interval = 20;

interface Told {
    readonly to: string;
    readonly status: string;
    /** When, in milliseconds. */
    readonly at: number;
    readonly alerts: readonly { readonly labels: Readonly<Record<string, string>>; readonly status: string }[];
}
const told: Told[] = [];

/** Stands for each receiver: Alertmanager's own webhook, Slack's and PagerDuty's. */
const receivers = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        const to = request.url!.slice(1);
        const at = Date.now();
        if (to === "hook") told.push({ to, at, status: body.status as string, alerts: body.alerts as Told["alerts"] });
        if (to === "slack") told.push({ to, at, status: JSON.stringify(body), alerts: [] });
        if (to.startsWith("pager")) told.push({ to: "pager", at, status: body.event_action as string, alerts: [] });
        response.setHeader("Content-Type", "application/json");
        response.end(to.startsWith("pager") ? '{"status":"success"}' : "ok");
    });
});
const toldOf = (to: string): Told[] => told.filter(one => one.to === to);

/** Two pods of one service, at two addresses and one port. */
class Service {
    readonly #servers = new Map<string, http.Server>();
    #requests = 0;
    constructor(readonly port: number) {}

    async start(): Promise<void> {
        for (const address of ["127.0.0.2", "127.0.0.3"]) {
            const server = http.createServer((_, response) => {
                this.#requests += 1;
                response.setHeader("Content-Type", "text/plain; version=0.0.4");
                response.end(`http_requests_total{status="200",route="/"} ${this.#requests}\n`);
            });
            await new Promise<void>(resolve => server.listen(this.port, address, resolve));
            this.#servers.set(address, server);
        }
    }

    async stop(): Promise<void> {
        for (const server of this.#servers.values()) {
            server.closeAllConnections();
            await new Promise(resolve => server.close(resolve));
        }
        this.#servers.clear();
    }
}

const notify: NotifyArgs = {
    receivers: {
        pager: { kind: "pagerduty", routingKey: "routing-key" },
        hook: { kind: "webhook", url: "http://receivers/hook" },
        team: { kind: "slack", webhookUrl: "http://receivers/slack" },
    },
    routes: { critical: ["pager", "hook"], warning: ["team"] },
};
const soon = { for: `${wait}s` };
const alerts: AlertsArgs = { changes: { TargetDown: soon, DatabaseConnectionError: soon, ServiceDown: soon, HighErrorRate: soon } };

/** What of the API server's answer the jobs look at. */
const found = (name: string, address: string): object => ({
    targets: [address],
    labels: {
        __meta_kubernetes_namespace: "shop",
        __meta_kubernetes_pod_name: `${name}-${address.at(-1)}`,
        __meta_kubernetes_pod_node_name: "node-1",
        __meta_kubernetes_pod_phase: "Running",
        __meta_kubernetes_pod_ip: address,
        __meta_kubernetes_pod_label_app_kubernetes_io_name: name,
    },
});

const monitored = (servicePort: number, connection: Connection) => {
    const web: PodMetrics = { kind: "pods", job: "web", namespace: "shop", labels: { "app.kubernetes.io/name": "web" }, port: servicePort };
    const orders: StoreMetrics = { kind: "store", job: "orders", connection };
    return monitoredOf([web, orders], { pushes: false, logs: false, remoteWrite: false });
};

let service: Service;
let postgres: PostgresServer;
let prometheus: PrometheusServer;
let alertmanager: MonitoringProcess;
let exporter: MonitoringProcess;
let rules = "";
const stops: (() => unknown)[] = [];

beforeAll(async () => {
    process.stderr.write(
        `Prometheus ${thirdPartyImages.prometheus.version}, Alertmanager ${thirdPartyImages.alertmanager.version}, as deployed\n`,
    );
    await new Promise<void>(resolve => receivers.listen(0, "127.0.0.1", resolve));
    stops.push(() => receivers.close());
    const here = `http://127.0.0.1:${(receivers.address() as AddressInfo).port}`;
    const [servicePort, exporterPort, alertmanagerPort] = (await freePorts(3)) as [number, number, number];
    service = new Service(servicePort);
    await service.start();
    stops.push(() => service.stop());
    postgres = await PostgresServer.start();
    stops.push(() => postgres.stop());
    exporter = new MonitoringProcess("postgres_exporter", exporterPort);
    await exporter.start([`--web.listen-address=127.0.0.1:${exporterPort}`], "/", {
        DATA_SOURCE_URI: `127.0.0.1:${postgres.port}/postgres?sslmode=require`,
        DATA_SOURCE_USER: postgres.admin.user,
        DATA_SOURCE_PASS: postgres.admin.password,
    });
    stops.push(() => exporter.stop());

    const watched = monitored(servicePort, { kind: "postgres", name: "orders", port: 5432 } as Connection);
    const context = { monitored: watched, http: httpDefaults, args: alerts, watchdog: false, highAvailability: false, retentionDays: 15 };
    rules = rulesFile("shop", alertRules(context));
    const own = alertRules(context);

    alertmanager = new MonitoringProcess("alertmanager", alertmanagerPort);
    alertmanager.write(messagesFile, messages);
    for (const [name, text] of Object.entries(secretFilesOf(notify))) {
        const value = await new Promise<string>(resolve => pulumi.output(text).apply(resolve));
        alertmanager.write(path.join("secrets", name), value.replace("http://receivers", here));
    }
    const config = configText({ notify, alerts: own, scrapeSeconds: scrape })
        .replaceAll(secretsFolder, path.join(alertmanager.folder, "secrets"))
        .replaceAll("https://events.pagerduty.com", `${here}/pager`)
        .replaceAll(/group_wait: \d+s/g, `group_wait: ${gathers}s`)
        .replaceAll("group_interval: 5m", `group_interval: ${interval}s`);
    const file = alertmanager.write("alertmanager.yml", config);
    await alertmanager.start(
        [
            `--config.file=${file}`,
            `--storage.path=${alertmanager.folder}/data`,
            `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
            "--cluster.listen-address=",
        ],
        "/-/ready",
    );
    stops.push(() => alertmanager.stop());

    const rendered = parse(
        prometheusConfig({
            monitored: watched,
            exporters: [
                {
                    metrics: {
                        kind: "pods",
                        job: "orders",
                        namespace: "shop",
                        labels: { "app.kubernetes.io/name": "orders-exporter" },
                        port: exporterPort,
                    },
                },
            ],
            scrapeSeconds: scrape,
            retentionDays: 15,
            alertmanagers: [`127.0.0.1:${alertmanagerPort}`],
            remoteWrite: [],
            externalLabels: {},
        }),
    ) as { scrape_configs: { job_name: string; kubernetes_sd_configs?: { role: string }[]; static_configs?: object[] }[] };
    rendered.scrape_configs = rendered.scrape_configs
        .filter(({ job_name }) => !["prometheus", "containers", "kubelet"].includes(job_name))
        .map(({ kubernetes_sd_configs, ...job }) =>
            kubernetes_sd_configs === undefined
                ? job
                : {
                      ...job,
                      static_configs:
                          job.job_name === "web"
                              ? [found("web", "127.0.0.2"), found("web", "127.0.0.3"), found("other", "127.0.0.4")]
                              : [found("orders-exporter", "127.0.0.1")],
                  },
        );
    prometheus = await PrometheusServer.start(stringify(rendered), rules, ["--config.auto-reload", "--config.auto-reload-interval=1s"]);
    stops.push(() => prometheus.stop());
    await until("all is well", async () => (await prometheus.query('up{job=~"web|orders"} == 1')).length === 3);
}, 900_000);
afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
});

interface Active {
    readonly labels: Readonly<Record<string, string>>;
    readonly state: string;
    readonly activeAt: string;
}
const active = async (name: string): Promise<Active[]> => {
    const { data } = (await (await fetch(`${prometheus.address}/api/v1/alerts`)).json()) as { data: { alerts: Active[] } };
    return data.alerts.filter(({ labels }) => labels.alertname === name);
};

test("targets are found by their labels, and say where they are", async () => {
    const series = await prometheus.query('up{job="web"}');
    expect(series.map(({ metric }) => metric).sort((a, b) => a.pod!.localeCompare(b.pod!))).toEqual(
        [2, 3].map(last => ({
            __name__: "up",
            job: "web",
            instance: `127.0.0.${last}:${service.port}`,
            namespace: "shop",
            node: "node-1",
            pod: `web-${last}`,
        })),
    );
});

describe("a service dies, with both of its pods", () => {
    test("those who hear of what is critical are told once, of both", async () => {
        await service.stop();
        const killed = Date.now();
        await until("it fires", async () => (await active("TargetDown")).filter(({ state }) => state === "firing").length === 2);
        const since = Math.max(...(await active("TargetDown")).map(({ activeAt }) => Date.parse(activeAt)));
        // Active from the first scrape that fails, at the next evaluation: it fires within its time and two scrapes.
        expect(since - killed).toBeLessThanOrEqual(2 * scrape * 1000);
        await until("somebody is told", () => toldOf("hook").length > 0 && toldOf("pager").length > 0);
        // And a second for the way.
        expect(toldOf("hook")[0]!.at - killed).toBeLessThanOrEqual((2 * scrape + wait + gathers + 1) * 1000);
        // Were there more, they would come in these seconds.
        await pause(6000);
        expect(
            toldOf("hook").map(({ status, alerts: some }) => [status, some.map(({ labels }) => [labels.alertname, labels.pod])]),
        ).toEqual([
            [
                "firing",
                [
                    ["TargetDown", "web-2"],
                    ["TargetDown", "web-3"],
                ],
            ],
        ]);
        expect(toldOf("pager").map(({ status }) => status)).toEqual(["trigger"]);
        expect(toldOf("slack")).toEqual([]);
    });

    test("and once more when it is back", async () => {
        await service.start();
        await until("all is well again", () => toldOf("hook").length > 1 && toldOf("pager").length > 1);
        await pause(4000);
        expect(toldOf("hook").map(({ status, alerts: some }) => [status, some.length])).toEqual([
            ["firing", 2],
            ["resolved", 2],
        ]);
        expect(toldOf("pager").map(({ status }) => status)).toEqual(["trigger", "resolve"]);
    });
});

test("a database dies: its exporter says so, and nothing else of it is told", async () => {
    told.length = 0;
    postgres.kill();
    await until("somebody is told", () => toldOf("hook").length > 0);
    await pause(4000);
    expect(toldOf("hook").map(({ alerts: some }) => some.map(({ labels }) => [labels.alertname, labels.job]))).toEqual([
        [["DatabaseConnectionError", "orders"]],
    ]);
    expect(toldOf("slack")).toEqual([]);
});

test("new rules are taken up while an alert goes on, and nothing that is known is lost", async () => {
    const [before] = await active("DatabaseConnectionError");
    const scraped = async () => Number((await prometheus.query('count_over_time(up{job="web", pod="web-2"}[30m])'))[0]!.value[1]);
    const samples = await scraped();
    const [started] = await prometheus.query("process_start_time_seconds or vector(0)");
    const text = rules.replace("groups:\n", 'groups:\n  - name: more.rules\n    rules:\n      - { record: "more:up", expr: "sum(up)" }\n');
    prometheus.write("rules.yml", text);
    await until("the new rule has a value", async () => (await prometheus.query("more:up")).length === 1);
    expect((await active("DatabaseConnectionError"))[0]).toEqual(before);
    // Those of before are there: the rules may be read before the next scrape, so that there need not be more.
    expect(await scraped()).toBeGreaterThanOrEqual(samples);
    expect((await prometheus.query("process_start_time_seconds or vector(0)"))[0]!.value[1]).toBe(started!.value[1]);

    prometheus.write("rules.yml", "groups: [{ name: broken, rules: [{ alert: Broken, expr: 'sum(' }] }]");
    await pause(3000);
    expect((await prometheus.query("more:up")).length).toBe(1);
    expect((await active("DatabaseConnectionError"))[0]).toEqual(before);
});

describe("Alertmanager", () => {
    const post = (name: string, labels: Readonly<Record<string, string>>) => ({ labels: { alertname: name, ...labels }, annotations: {} });
    const tell = (...all: object[]) =>
        fetch(`${alertmanager.address}/api/v2/alerts`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(all),
        });
    interface Known {
        readonly labels: Readonly<Record<string, string>>;
        readonly status: { readonly state: string; readonly inhibitedBy: readonly string[]; readonly silencedBy: readonly string[] };
    }
    const known = async (name: string): Promise<Known[]> =>
        ((await (await fetch(`${alertmanager.address}/api/v2/alerts`)).json()) as Known[]).filter(
            ({ labels }) => labels.alertname === name,
        );

    test("a node that is lost silences its own pods, and no others", async () => {
        const pod = (node: string) => post("PodNotReady", { severity: "warning", namespace: "shop", pod: `web-${node}`, node });
        await tell(post("NodeNotReady", { severity: "critical", node: "node-1" }), pod("node-1"), pod("node-2"));
        await until("both are judged", async () => (await known("PodNotReady")).every(({ status }) => status.state !== "unprocessed"));
        const states = (await known("PodNotReady")).map(({ labels, status }) => [labels.node, status.state, status.inhibitedBy.length]);
        expect(states.sort()).toEqual([
            ["node-1", "suppressed", 1],
            ["node-2", "active", 0],
        ]);
        await until("of the other one somebody is told", () => toldOf("slack").some(({ status }) => status.includes("web-node-2")));
        expect(toldOf("slack").filter(({ status }) => status.includes("web-node-1"))).toEqual([]);
    });

    test("a silence holds, and ends", async () => {
        told.length = 0;
        const times = { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 600_000).toISOString() };
        const silence = { matchers: [{ name: "job", value: "quiet", isRegex: false }], ...times, createdBy: "test", comment: "test" };
        const answer = await fetch(`${alertmanager.address}/api/v2/silences`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(silence),
        });
        const { silenceID } = (await answer.json()) as { silenceID: string };
        await tell(post("ServiceDown", { severity: "critical", job: "quiet" }));
        await until("it is judged", async () => (await known("ServiceDown")).some(({ status }) => status.state === "suppressed"));
        await pause((gathers + 2) * 1000);
        expect(told.filter(({ alerts: some }) => some.some(({ labels }) => labels.job === "quiet"))).toEqual([]);
        await fetch(`${alertmanager.address}/api/v2/silence/${silenceID}`, { method: "DELETE" });
        await until("somebody is told", () => told.some(({ alerts: some }) => some.some(({ labels }) => labels.job === "quiet")));
    });
});
