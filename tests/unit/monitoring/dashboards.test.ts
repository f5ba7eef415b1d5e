import type { Dashboard, Panel } from "../../../components/monitoring-stack/grafana/args";
import { dashboardFolders } from "../../../components/monitoring-stack/grafana/files";
import { dashboardsOf } from "../../../components/monitoring-stack/grafana/pages";
import type { DashboardContext } from "../../../components/monitoring-stack/grafana/queries";
import { dashboardFiles, placesOf } from "../../../components/monitoring-stack/grafana/render";
import { dig, json } from "../support";
import { everything, nothing } from "./dashboard-context";
import { exposed } from "./exposed-metrics";
import { parse } from "./promql";

const panel: Panel = { title: "Load", unit: "percent", queries: [{ expression: "up", legend: "{{job}}" }] };
const dashboard: Dashboard = { uid: "load", title: "Load", panels: [panel] };

const uids = (context: DashboardContext): string[] => dashboardsOf(context).map(({ uid }) => uid);
const panelsOf = (uid: string, context = everything): readonly Panel[] => dashboardsOf(context).find(page => page.uid === uid)!.panels;
const expressions = (uid: string, title: string, context = everything): string[] =>
    panelsOf(uid, context)
        .find(each => each.title === title)!
        .queries.map(({ expression }) => expression);

describe("there is a page", () => {
    const monitored = (some: Partial<DashboardContext["monitored"]>): DashboardContext => ({
        ...nothing,
        monitored: { ...nothing.monitored, ...some },
    });
    const alerts = (some: DashboardContext["alerts"]): DashboardContext => ({ ...nothing, alerts: some });
    const all = everything.monitored;

    it.each<[string, DashboardContext, string[]]>([
        ["of the nodes and of the monitoring, always", nothing, ["system", "monitoring"]],
        ["of services", monitored({ pods: [all.pods[0]!] }), ["system", "application", "release", "monitoring"]],
        ["of the gateway", monitored({ pods: [all.pods[1]!] }), ["system", "edge", "monitoring"]],
        ["of the tunnel", monitored({ pods: [all.pods[2]!] }), ["system", "edge", "monitoring"]],
        ["of hosts", monitored({ hosts: all.hosts }), ["system", "edge", "monitoring"]],
        ["of zones", monitored({ zones: all.zones }), ["system", "edge", "monitoring"]],
        ["of databases", monitored({ databases: all.databases }), ["system", "database", "monitoring"]],
        ["of backups", monitored({ backups: all.backups }), ["system", "database", "monitoring"]],
        ["of caches", monitored({ caches: all.caches }), ["system", "cache", "monitoring"]],
        ["of what is promised", alerts({ objectives: everything.alerts.objectives }), ["system", "slo", "monitoring"]],
        ["of the business", alerts({ business: everything.alerts.business }), ["system", "business", "monitoring"]],
        ["of others' APIs", alerts({ externalApis: everything.alerts.externalApis }), ["system", "external", "monitoring"]],
        [
            "of all of them",
            everything,
            ["system", "application", "database", "cache", "edge", "release", "slo", "business", "external", "monitoring"],
        ],
        ["not of what one does without", { ...nothing, args: { without: ["system"] } }, ["monitoring"]],
        ["of one's own, after the others", { ...nothing, args: { extra: [dashboard] } }, ["system", "monitoring", "load"]],
    ])("%s", (_, context, expected) => expect(uids(context)).toEqual(expected));

    it("of one's own in the place of a standard one, even of one that there would not be", () => {
        const own = (uid: string): Dashboard => ({ ...dashboard, uid, title: `My ${uid}` });
        const pages = dashboardsOf({ ...nothing, args: { extra: [own("system"), own("business"), dashboard] } });
        expect(pages.map(({ uid, title }) => [uid, title])).toEqual([
            ["system", "My system"],
            ["business", "My business"],
            ["monitoring", "Monitoring"],
            ["load", "Load"],
        ]);
    });
});

it("the pages show this", () => {
    const shown = dashboardsOf(everything).map(({ title, panels }) => [
        title,
        panels.map(({ title, unit, kind = "lines" }) => `${title} (${unit}${kind === "figure" ? ", figure" : ""})`),
    ]);
    expect(Object.fromEntries(shown)).toEqual({
        Application: [
            "Requests per second (reqps)",
            "Response time (s)",
            "Error rate (percentunit)",
            "Refused requests (percentunit)",
            "Requests per second by status (reqps)",
            "Active users (short)",
            "Requests per second by route (reqps)",
            "Response time by route (s)",
            "Errors per second by route (reqps)",
            "Mean response time (s)",
        ],
        Business: ["Revenue (currencyEUR)"],
        Cache: [
            "Caches that answer (short, figure)",
            "Memory in use (percentunit, figure)",
            "Clients (short, figure)",
            "Keys (short, figure)",
            "Memory of the limit (percentunit)",
            "Hit rate (percentunit)",
            "Evictions per second (short)",
            "Connected clients (short)",
            "Commands per second (ops)",
            "Time by command (s)",
            "Rejected connections (short)",
            "Expired keys per second (short)",
        ],
        Database: [
            "Databases that answer (short, figure)",
            "Connections in use (percentunit, figure)",
            "Replication lag (s, figure)",
            "Size of all databases (bytes, figure)",
            "Connections (short)",
            "Query time (s)",
            "Slowest statements (s)",
            "Transactions per second (short)",
            "Deadlocks (short)",
            "Locks (short)",
            "Cache hit rate (percentunit)",
            "Replication lag by server (s)",
            "Longest transaction (s)",
            "Database size (bytes)",
            "Hours since the last backup (h)",
        ],
        Edge: [
            "Hosts that answer (percentunit, figure)",
            "Days of the certificate (short, figure)",
            "Time to answer by host (s)",
            "Time to answer by phase (s)",
            "Answers by host (short)",
            "Days of the certificate by host (short)",
            "Requests per second at Cloudflare (reqps)",
            "Cached share (percentunit)",
            "Bandwidth at Cloudflare (Bps)",
            "Threats (short)",
            "Error rate at Cloudflare (percentunit)",
            "Requests per second by status at Cloudflare (reqps)",
            "Requests per second at the gateway (reqps)",
            "Connections at the gateway (short)",
            "Refused connections at the gateway (short)",
            "Requests per second in the tunnel (reqps)",
            "Answers per second in the tunnel (reqps)",
            "Errors in the tunnel (percentunit)",
            "Connections of the tunnel (short)",
        ],
        "External APIs": [
            "Calls of gemini (reqps)",
            "Errors of gemini (percentunit)",
            "Calls of gemini in a day (short)",
            "Calls of gemini over the quota (short)",
            "Tokens of gemini in an hour (short)",
            "Cost of gemini in a day (currencyUSD)",
            "Calls of claude (reqps)",
            "Errors of claude (percentunit)",
            "Calls of claude in a day (short)",
            "Calls of claude over the quota (short)",
        ],
        Monitoring: [
            "Targets that do not answer (short, figure)",
            "Alerts that fire (short, figure)",
            "Configurations in force (percentunit, figure)",
            "Configurations in force of Alertmanager (percentunit, figure)",
            "Targets that do not answer by job (short)",
            "Alerts that fire by name (short)",
            "Samples per second (short)",
            "Series (short)",
            "Disk of the metrics (bytes)",
            "Time to evaluate the rules (s)",
            "Rules that failed (short)",
            "Alerts to Alertmanager (short)",
            "Messages to people (short)",
            "Time to tell people (s)",
            "Scrape time (s)",
            "Silences (short)",
            "Remote write (short)",
            "Remote write is behind (s)",
            "Hours since a job pushed (h)",
            "Lines of logs per second (short)",
            "Lines of logs that were lost (short)",
        ],
        Objectives: [
            "Budget left of web: 99.9 % without an error (percentunit, figure)",
            "Budget left of web: 95 % within 0.5 s (percentunit, figure)",
            "Budget left of web: 99 % within 1 s (percentunit, figure)",
            "Burn rate of web: 99.9 % without an error (short)",
            "Burn rate of web: 95 % within 0.5 s (short)",
            "Burn rate of web: 99 % within 1 s (short)",
        ],
        Release: [
            "Requests per second by colour (reqps)",
            "Error rate by colour (percentunit)",
            "Response time by colour (s)",
            "Pods by image (short)",
            "Rollouts (short)",
            "Containers that wait (short)",
        ],
        System: [
            "Nodes that are ready (short, figure)",
            "Pods that do not run (short, figure)",
            "Deployments short of pods (short, figure)",
            "Restarts in an hour (short, figure)",
            "CPU usage by node (percent)",
            "CPU usage by pod (short)",
            "Memory usage by node (percent)",
            "Memory usage by pod (bytes)",
            "Disk usage by node (percent)",
            "Disk usage by volume (percent)",
            "Network traffic by node (Bps)",
            "Network traffic by pod (Bps)",
            "Load by node (short)",
            "File systems by node (percentunit)",
            "Busy disks by node (percentunit)",
            "Network errors by node (pps)",
            "Memory of its limit by pod (percentunit)",
            "Throttled CPU by pod (percentunit)",
            "Autoscalers (percentunit)",
            "Restarts by pod (short)",
        ],
    });
});

describe("the pages ask", () => {
    it("for these figures of services", () => {
        expect(expressions("application", "Requests per second")).toEqual(["sum by (job) (rate(http_requests_total[$__rate_interval]))"]);
        expect(expressions("application", "Error rate")).toEqual([
            '(sum by (job) (rate(http_requests_total{status=~"5.."}[$__rate_interval])) or 0 * sum by (job) (rate(http_requests_total[$__rate_interval]))) / sum by (job) (rate(http_requests_total[$__rate_interval]))',
        ]);
        expect(expressions("application", "Response time")).toEqual(
            ["0.5", "0.95", "0.99"].map(
                share => `histogram_quantile(${share}, sum by (job, le) (rate(http_request_duration_seconds_bucket[$__rate_interval])))`,
            ),
        );
        expect(expressions("application", "Active users")).toEqual(["sum(active_users)"]);
        const own = { ...everything, args: { ...everything.args, activeUsers: "count(sessions)" } };
        expect(expressions("application", "Active users", own)).toEqual(["count(sessions)"]);
    });

    it("services by the names that they have for their own figures", () => {
        const http = { requests: "requests", duration: "seconds", statusLabel: "code", routeLabel: "path" };
        const own = { ...everything, http };
        expect(expressions("application", "Errors per second by route", own)).toEqual([
            'topk(10, sum by (job, path) (rate(requests{code=~"5.."}[$__rate_interval])))',
        ]);
        expect(expressions("release", "Response time by colour", own)[1]).toBe(
            "histogram_quantile(0.95, sum by (job, color, le) (rate(seconds_bucket[$__rate_interval])))",
        );
        const asked = ["application", "release", "slo"].flatMap(uid =>
            panelsOf(uid, own).flatMap(({ queries }) => queries.flatMap(({ expression }) => parse(expression).metrics)),
        );
        expect(asked.filter(name => name.startsWith("http_"))).toEqual([]);
    });

    it("how much of what is promised is left, and how fast it goes", () => {
        expect(expressions("slo", "Budget left of web: 99.9 % without an error")).toEqual([
            '1 - ((sum(rate(http_requests_total{job="web", status=~"5.."}[30d])) or 0 * sum(rate(http_requests_total{job="web"}[30d]))) / sum(rate(http_requests_total{job="web"}[30d]))) / (1 - 0.999)',
        ]);
        expect(expressions("slo", "Burn rate of web: 95 % within 0.5 s")).toEqual(
            ["1h", "6h", "1d", "3d"].map(
                window =>
                    `(1 - sum(rate(http_request_duration_seconds_bucket{job="web", le="0.5"}[${window}])) / sum(rate(http_request_duration_seconds_count{job="web"}[${window}]))) / (1 - 0.95)`,
            ),
        );
        expect(expressions("slo", "Burn rate of web: 99 % within 1 s")[0]).toContain('le=~"1(\\\\.0)?"');
    });

    it("what the business goes by, now and a week ago", () =>
        expect(panelsOf("business")).toEqual([
            {
                title: "Revenue",
                unit: "currencyEUR",
                queries: [
                    { expression: "sum(increase(revenue_total[1d]))", legend: "now" },
                    { expression: "last_over_time((sum(increase(revenue_total[1d])))[5m:1m] offset 7d)", legend: "a week ago" },
                ],
            },
        ]));

    it("what APIs of others are asked and what they take, by the names that services have", () => {
        expect(panelsOf("external").map(({ title }) => title)).toEqual([
            ...["Calls of gemini", "Errors of gemini", "Calls of gemini in a day", "Calls of gemini over the quota"],
            ...["Tokens of gemini in an hour", "Cost of gemini in a day"],
            ...["Calls of claude", "Errors of claude", "Calls of claude in a day", "Calls of claude over the quota"],
        ]);
        expect(expressions("external", "Calls of gemini")).toEqual(["sum by (job) (rate(gemini_api_requests_total[$__rate_interval]))"]);
        expect(expressions("external", "Tokens of gemini in an hour")).toEqual([
            "sum by (job, direction) (increase(gemini_tokens_total[1h]))",
        ]);
        expect(expressions("external", "Errors of claude")[0]).toContain('claude_requests_total{outcome="error"}');
        expect(expressions("external", "Calls of claude over the quota")[0]).toContain('claude_requests_total{outcome="limited"}');
    });

    it("how old backups are, and tell when one is late", () => {
        const age = panelsOf("database").find(({ title }) => title === "Hours since the last backup")!;
        expect(age.queries[0]!.expression).toBe(
            '(time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{cronjob=~"orders-dump"})) / 3600',
        );
        expect(age.thresholds).toEqual({ warning: 26, critical: 50 });
    });

    const queries = dashboardsOf(everything).flatMap(({ uid, panels }) =>
        panels.flatMap(({ title, kind, queries }) => queries.map(query => ({ at: `${uid}: ${title}`, kind, ...query }))),
    );

    it("in PromQL", () => {
        for (const { at, expression } of queries) expect([at, parse(expression).errors]).toEqual([at, []]);
        expect(parse("sum by (job) (rate(x[5m])) +").errors).toHaveLength(1);
    });

    it("for metrics that something exposes, and for all of these", () => {
        const used = new Set(queries.flatMap(({ expression }) => parse(expression).metrics));
        expect([...used].sort()).toEqual(Object.values(exposed).flat().sort());
    });

    it("for labels that the expressions leave, in the legends", () => {
        for (const { at, kind, expression, legend } of queries) {
            const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
            // A figure is one of all that there is.
            const left = kind === "figure" ? [] : [...parse(expression).grouped];
            expect([at, named.sort()]).toEqual([at, left.sort()]);
        }
    });
});

describe("a dashboard", () => {
    const many: Dashboard = {
        ...dashboard,
        panels: [
            { ...panel, title: "Figure", kind: "figure", thresholds: { warning: 20, critical: 3 } },
            { ...panel, description: "How much", thresholds: { warning: 80, critical: 90 } },
        ],
    };
    const page = (one: Dashboard): Record<string, unknown> => json(dashboardFiles([one])[`${one.uid}.json`]) as Record<string, unknown>;

    it("is a page of Grafana that nobody changes in the browser", () => {
        const { panels, links, ...rest } = page(many);
        expect(rest).toEqual({
            uid: "load",
            title: "Load",
            tags: ["webstack"],
            editable: false,
            schemaVersion: 42,
            time: { from: "now-6h", to: "now" },
            refresh: "1m",
            timezone: "browser",
            fiscalYearStartMonth: 0,
            graphTooltip: 0,
            templating: {},
            annotations: {},
        });
        expect(links).toMatchObject([{ title: "Pages", type: "dashboards", tags: ["webstack"], asDropdown: true, keepTime: true }]);
        expect(panels).toMatchObject([
            {
                id: 1,
                type: "stat",
                title: "Figure",
                gridPos: { x: 0, y: 0, w: 6, h: 4 },
                options: { colorMode: "background", textMode: "value_and_name", reduceOptions: { calcs: ["lastNotNull"] } },
                targets: [{ refId: "A", expr: "up", legendFormat: "{{job}}" }],
            },
            {
                id: 2,
                type: "timeseries",
                title: "Load",
                description: "How much",
                gridPos: { x: 0, y: 4, w: 12, h: 8 },
                fieldConfig: { defaults: { unit: "percent", custom: { thresholdsStyle: { mode: "dashed" } } } },
            },
        ]);
    });

    it("turns yellow and red where much is bad, and where little is", () => {
        const steps = [0, 1].map(index => dig(page(many), `panels.${index}.fieldConfig.defaults.thresholds.steps`));
        expect(steps).toEqual([
            [
                { value: null, color: "red" },
                { value: 3, color: "yellow" },
                { value: 20, color: "green" },
            ],
            [
                { value: null, color: "green" },
                { value: 80, color: "yellow" },
                { value: 90, color: "red" },
            ],
        ]);
    });

    it("names no data source: it asks the default one", () => expect(JSON.stringify(page(many))).not.toContain("datasource"));

    it("is written the same each time", () =>
        expect(dashboardFiles(dashboardsOf(everything))).toEqual(dashboardFiles(dashboardsOf(everything))));

    it("has its figures four in a row and its lines two, each in rows of their own", () => {
        const kinds = (["figure", "figure", "figure", "figure", "figure", "lines", "lines", "lines", "figure"] as const).map(kind => ({
            kind,
        }));
        expect(placesOf(kinds).map(({ x, y }) => [x, y])).toEqual([
            [0, 0],
            [6, 0],
            [12, 0],
            [18, 0],
            [0, 4],
            [0, 8],
            [12, 8],
            [0, 16],
            [0, 24],
        ]);
    });
});

describe("the dashboards' files", () => {
    const pages = ["a", "b", "c"].map(uid => ({ ...dashboard, uid, title: uid }));
    const bytes = Buffer.byteLength(dashboardFiles(pages)["a.json"]!);

    it("lie in one folder, or in as many as there must be for each to fit into a ConfigMap", () => {
        const names = (most?: number): unknown =>
            Object.fromEntries(Object.entries(dashboardFolders(pages, most)).map(([folder, files]) => [folder, Object.keys(files)]));
        expect(names()).toEqual({ "/etc/grafana/dashboards/0": ["a.json", "b.json", "c.json"] });
        expect(names(2 * bytes)).toEqual({ "/etc/grafana/dashboards/0": ["a.json", "b.json"], "/etc/grafana/dashboards/1": ["c.json"] });
        expect(names(2 * bytes - 1)).toEqual({
            "/etc/grafana/dashboards/0": ["a.json"],
            "/etc/grafana/dashboards/1": ["b.json"],
            "/etc/grafana/dashboards/2": ["c.json"],
        });
        expect(dashboardFolders([])).toEqual({});
    });
});
