import { parse } from "yaml";
import { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import {
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    TooltipDisplayMode,
    VizLegendOptionsBuilder,
    VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { dashboardFiles, validateDashboards, type Dashboard, type Panel } from "../../components/monitoring-stack/grafana/dashboards";
import { standardDashboards } from "../../components/monitoring-stack/grafana/standard-dashboards";
import { validateMonitoring } from "../../components/monitoring-stack/args";
import { dig, json, lines, stackOf, type Stack } from "./support";

const panel: Panel = { title: "Load", unit: "percent", queries: [{ expression: "up", legend: "{{job}}" }] };
const dashboard: Dashboard = { uid: "load", title: "Load", panels: [panel] };

/** The same page, made by Grafana's own SDK. */
function built({ uid, title, panels }: Dashboard): unknown {
    const page = new DashboardBuilder(title).uid(uid).time({ from: "now-6h", to: "now" }).refresh("1m").readonly();
    for (const { title, unit, queries, description } of panels) {
        const lines = new PanelBuilder()
            .title(title)
            .unit(unit)
            .height(8)
            .span(12)
            .legend(
                new VizLegendOptionsBuilder()
                    .displayMode(LegendDisplayMode.List)
                    .placement(LegendPlacement.Bottom)
                    .showLegend(true)
                    .calcs([]),
            )
            .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
            .targets(
                queries.map(({ expression, legend }, index) =>
                    new DataqueryBuilder().refId("ABC"[index]!).expr(expression).legendFormat(legend),
                ),
            );
        page.withPanel(description ? lines.description(description) : lines);
    }
    return JSON.parse(JSON.stringify(page.build()));
}

describe("a dashboard", () => {
    const many: Dashboard = {
        ...dashboard,
        panels: [1, 2, 3, 4, 5].map(number => ({ ...panel, title: `Load ${number}`, description: "How much" })),
    };

    it.each([dashboard, many, ...standardDashboards()].map(page => [page.title, page] as const))(
        "is what the builders of Grafana's SDK write: %s",
        (_, page) => expect(json(dashboardFiles([page])[`${page.uid}.json`])).toEqual(built(page)),
    );

    it("has its panels two in a row", () => {
        const places = (json(dashboardFiles([many])["load.json"]) as { panels: { gridPos: unknown }[] }).panels.map(
            ({ gridPos }) => gridPos,
        );
        expect(places).toEqual(
            [
                [0, 0],
                [12, 0],
                [0, 8],
                [12, 8],
                [0, 16],
            ].map(([x, y]) => ({ x, y, w: 12, h: 8 })),
        );
    });
});

describe("the standard dashboards", () => {
    it("show this", () => {
        expect(
            standardDashboards().map(({ uid, title, panels }) => [uid, title, panels.map(each => `${each.title} (${each.unit})`)]),
        ).toEqual([
            [
                "system",
                "System",
                [
                    "CPU usage by node (percent)",
                    "CPU usage by pod (short)",
                    "Memory usage by node (percent)",
                    "Memory usage by pod (bytes)",
                    "Disk usage by node (percent)",
                    "Disk usage by volume (percent)",
                    "Network traffic by node (Bps)",
                    "Network traffic by pod (Bps)",
                ],
            ],
            [
                "application",
                "Application",
                ["Requests per second (reqps)", "Response time (s)", "Error rate (percentunit)", "Active users (short)"],
            ],
            [
                "database",
                "Database",
                ["Connections (short)", "Query time (s)", "Slowest statements (s)", "Deadlocks (short)", "Database size (bytes)"],
            ],
        ]);
    });

    const expressionOf = (title: string, query = 0): string =>
        standardDashboards()
            .flatMap(({ panels }) => panels)
            .find(each => each.title === title)!.queries[query]!.expression;

    it("ask for these figures", () => {
        expect(expressionOf("CPU usage by node")).toBe(
            '100 * sum by (instance) (rate(container_cpu_usage_seconds_total{id="/"}[$__rate_interval])) / sum by (instance) (machine_cpu_cores)',
        );
        expect(expressionOf("Error rate")).toBe(
            '(sum by (job) (rate(http_requests_total{status=~"5.."}[$__rate_interval])) or 0 * sum by (job) (rate(http_requests_total[$__rate_interval]))) / sum by (job) (rate(http_requests_total[$__rate_interval]))',
        );
        expect([0, 1, 2].map(query => expressionOf("Response time", query))).toEqual(
            ["0.5", "0.95", "0.99"].map(
                share => `histogram_quantile(${share}, sum by (job, le) (rate(http_request_duration_seconds_bucket[$__rate_interval])))`,
            ),
        );
        expect(expressionOf("Query time", 1)).toBe(
            'sum by (datname) (rate(pg_stat_database_active_time_seconds_total{datname!~"template[01]|rdsadmin"}[$__rate_interval])) / sum by (datname) (rate(pg_stat_database_xact_commit{datname!~"template[01]|rdsadmin"}[$__rate_interval]) + rate(pg_stat_database_xact_rollback{datname!~"template[01]|rdsadmin"}[$__rate_interval]))',
        );
        expect(expressionOf("Active users")).toBe("sum(active_users)");
        expect(standardDashboards({ activeUsers: "count(sessions)" })[1]!.panels[3]!.queries).toEqual([
            { expression: "count(sessions)", legend: "active users" },
        ]);
    });

    // Each was seen in the source of what exposes it: cAdvisor and kubelet of Kubernetes, postgres_exporter 0.17.1 and 0.20.1.
    const exposed = new Set([
        "active_users",
        "container_cpu_usage_seconds_total",
        "container_fs_limit_bytes",
        "container_fs_usage_bytes",
        "container_memory_working_set_bytes",
        "container_network_receive_bytes_total",
        "container_network_transmit_bytes_total",
        "http_request_duration_seconds_bucket",
        "http_requests_total",
        "kubelet_volume_stats_capacity_bytes",
        "kubelet_volume_stats_used_bytes",
        "machine_cpu_cores",
        "machine_memory_bytes",
        "pg_database_size_bytes",
        "pg_settings_max_connections",
        "pg_stat_database_active_time_seconds_total",
        "pg_stat_database_deadlocks",
        "pg_stat_database_numbackends",
        "pg_stat_database_xact_commit",
        "pg_stat_database_xact_rollback",
        "pg_stat_statements_calls_total",
        "pg_stat_statements_seconds_total",
    ]);

    it("use metrics that something here exposes, and all of these", () => {
        const expressions = standardDashboards().flatMap(({ panels }) =>
            panels.flatMap(({ queries }) => queries.map(query => query.expression)),
        );
        const used = expressions.flatMap(text => text.replace(/\$__rate_interval|\{[^}]*\}/g, "").match(/[a-z]+(_[a-z]+)+/g) ?? []);
        expect([...new Set(used)].filter(name => name !== "histogram_quantile").sort()).toEqual([...exposed].sort());
    });

    it("name in a legend what their expressions leave of the labels", () => {
        for (const { panels } of standardDashboards()) {
            for (const { expression, legend } of panels.flatMap(({ queries }) => queries)) {
                const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
                const left = (/by \(([^)]*)\)/.exec(expression)?.[1] ?? "").split(", ").filter(label => label && label !== "le");
                expect([expression, named.sort()]).toEqual([expression, left.sort()]);
            }
        }
    });
});

describe("Grafana", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "monitoring-stack-dashboards",
            `
const notify = { kind: "webhook", url: "http://pager.internal:9095/alerts" };
new webstack.MonitoringStack("usual", { targets: [], notify }, { providers });
new webstack.MonitoringStack("own", { targets: [], notify, dashboards: [${JSON.stringify(dashboard)}] }, { providers });
new webstack.MonitoringStack("none", { targets: [], notify, dashboards: [] }, { providers });
`,
        );
    });

    it("finds its dashboards in a folder, which nobody changes in the browser", () => {
        const { data } = stack.inputs("ConfigMap usual-grafana-files-1");
        expect(parse((data as Record<string, string>)["webstack.yaml"]!)).toEqual({
            apiVersion: 1,
            providers: [{ name: "webstack", type: "file", allowUiUpdates: false, options: { path: "/etc/grafana/dashboards" } }],
        });
        expect(dig(stack.inputs("StatefulSet usual-grafana"), "spec.template.spec.containers.0.volumeMounts")).toEqual([
            { name: "data", mountPath: "/var/lib/grafana" },
            { name: "tmp", mountPath: "/tmp" },
            { name: "grafana-files-0", mountPath: "/etc/grafana/provisioning/datasources", readOnly: true },
            { name: "grafana-files-1", mountPath: "/etc/grafana/provisioning/dashboards", readOnly: true },
            { name: "grafana-files-2", mountPath: "/etc/grafana/dashboards", readOnly: true },
        ]);
        expect(stack.waitsFor("StatefulSet usual-grafana")).toEqual([
            "usual-grafana-files-0",
            "usual-grafana-files-1",
            "usual-grafana-files-2",
            "usual-namespace",
        ]);
    });

    it("has the standard ones, those that a stack names, or none", () => {
        expect(stack.inputs("ConfigMap usual-grafana-files-2").data).toEqual(dashboardFiles(standardDashboards()));
        expect(stack.inputs("ConfigMap own-grafana-files-2").data).toEqual(dashboardFiles([dashboard]));
        expect(stack.children("none").filter(child => child.startsWith("ConfigMap none-grafana"))).toEqual([
            "ConfigMap none-grafana-files-0",
        ]);
        expect(dig(stack.inputs("StatefulSet none-grafana"), "spec.template.spec.volumes.length")).toBe(2);
    });
});

describe("validateDashboards", () => {
    const check = (...dashboards: Dashboard[]): string[] => lines(validateDashboards(dashboards));

    it("takes the standard ones, and none", () => {
        expect(check(...standardDashboards())).toEqual([]);
        expect(check()).toEqual([]);
    });

    const large = { ...panel, queries: [{ expression: "x".repeat(1_048_000), legend: "" }] };

    it.each<[string, Dashboard[], string[]]>([
        ["uid twice", [dashboard, { ...dashboard, title: "Other" }], ['dashboards: got "load"; allowed: each value once.']],
        ["title twice", [dashboard, { ...dashboard, uid: "other" }], ['dashboards: got "Load"; allowed: each value once.']],
        [
            "uid and title",
            [{ ...dashboard, uid: "my load", title: " " }],
            [
                "dashboards.0.uid: got \"my load\"; allowed: 1–40 letters, digits, '-' and '_'.",
                'dashboards.0.title: got " "; allowed: a title.',
            ],
        ],
        [
            "long uid",
            [{ ...dashboard, uid: "a".repeat(41) }],
            [`dashboards.0.uid: got "${"a".repeat(41)}"; allowed: 1–40 letters, digits, '-' and '_'.`],
        ],
        ["lack of panels", [{ ...dashboard, panels: [] }], ["dashboards.0.panels: got []; allowed: at least one panel."]],
        ["panel twice", [{ ...dashboard, panels: [panel, panel] }], ['dashboards.0.panels: got "Load"; allowed: each value once.']],
        [
            "panel",
            [{ ...dashboard, panels: [panel, { title: "", unit: "", queries: [] }] }],
            [
                'dashboards.0.panels.1.title: got ""; allowed: a title.',
                'dashboards.0.panels.1.unit: got ""; allowed: a unit of Grafana, such as percent or short.',
                "dashboards.0.panels.1.queries: got []; allowed: at least one query.",
            ],
        ],
        [
            "query",
            [{ ...dashboard, panels: [{ ...panel, queries: [...panel.queries, { expression: " ", legend: "" }] }] }],
            ['dashboards.0.panels.0.queries.1.expression: got " "; allowed: an expression of PromQL.'],
        ],
        [
            "size",
            [{ ...dashboard, panels: [large] }],
            [
                expect.stringMatching(
                    /^dashboards: got "10486\d\d bytes"; allowed: 1048576 bytes together, which is what a ConfigMap holds\.$/,
                ) as string,
            ],
        ],
    ])("fails for its %s", (_, dashboards, said) => expect(check(...dashboards)).toEqual(said));

    it("fails as a part of the whole", () =>
        expect(
            lines(validateMonitoring({ targets: [], notify: { kind: "webhook", url: "http://x" }, dashboards: [dashboard, dashboard] })),
        ).toEqual(['dashboards: got "load"; allowed: each value once.', 'dashboards: got "Load"; allowed: each value once.']));
});
