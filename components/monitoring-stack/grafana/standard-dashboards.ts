import type { Dashboard, Panel } from "./dashboards";

/** What the standard dashboards cannot know. */
export interface DashboardSettings {
    /**
     * PromQL for the number of people who use the application now: services count them, in a gauge of their own.
     * @default "sum(active_users)"
     */
    readonly activeUsers?: string;
}

/**
 * How the nodes and pods are, how the application answers, how the database is. The figures come from the kubelets,
 * from services that expose `http_requests_total{status}` and `http_request_duration_seconds`, and from
 * postgres_exporter; a panel is empty where nothing exposes its metric.
 */
export const standardDashboards = ({ activeUsers = "sum(active_users)" }: DashboardSettings = {}): Dashboard[] => [
    { uid: "system", title: "System", panels: systemPanels },
    { uid: "application", title: "Application", panels: applicationPanels(activeUsers) },
    { uid: "database", title: "Database", panels: databasePanels },
];

const rate = (counter: string): string => `rate(${counter}[$__rate_interval])`;
const perNode = (expression: string): string => `sum by (instance) (${expression})`;
const perPod = (expression: string): string => `sum by (namespace, pod) (${expression})`;
const perJob = (expression: string): string => `sum by (job) (${expression})`;
const pod = "{{namespace}}/{{pod}}";

/** The control group above all others: the whole node. Of its interfaces, those that lead outside. */
const node = 'id="/"';
const outside = 'interface=~"eth.*|en[ospx].*"';

const systemPanels: readonly Panel[] = [
    {
        title: "CPU usage by node",
        unit: "percent",
        queries: [
            {
                expression: `100 * ${perNode(rate(`container_cpu_usage_seconds_total{${node}}`))} / ${perNode("machine_cpu_cores")}`,
                legend: "{{instance}}",
            },
        ],
    },
    {
        title: "CPU usage by pod",
        description: "CPUs",
        unit: "short",
        queries: [{ expression: perPod(rate('container_cpu_usage_seconds_total{container!=""}')), legend: pod }],
    },
    {
        title: "Memory usage by node",
        unit: "percent",
        queries: [
            {
                expression: `100 * ${perNode(`container_memory_working_set_bytes{${node}}`)} / ${perNode("machine_memory_bytes")}`,
                legend: "{{instance}}",
            },
        ],
    },
    {
        title: "Memory usage by pod",
        unit: "bytes",
        queries: [{ expression: perPod('container_memory_working_set_bytes{container!=""}'), legend: pod }],
    },
    {
        title: "Disk usage by node",
        unit: "percent",
        queries: [
            {
                expression:
                    `100 * max by (instance, device) (container_fs_usage_bytes{${node}}) / ` +
                    `max by (instance, device) (container_fs_limit_bytes{${node}} > 0)`,
                legend: "{{instance}} {{device}}",
            },
        ],
    },
    {
        title: "Disk usage by volume",
        unit: "percent",
        queries: [
            {
                expression:
                    "100 * max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes) / " +
                    "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes)",
                legend: "{{namespace}}/{{persistentvolumeclaim}}",
            },
        ],
    },
    {
        title: "Network traffic by node",
        unit: "Bps",
        queries: [
            { expression: perNode(rate(`container_network_receive_bytes_total{${node}, ${outside}}`)), legend: "{{instance}} in" },
            { expression: perNode(rate(`container_network_transmit_bytes_total{${node}, ${outside}}`)), legend: "{{instance}} out" },
        ],
    },
    {
        title: "Network traffic by pod",
        unit: "Bps",
        queries: [
            { expression: perPod(rate('container_network_receive_bytes_total{pod!=""}')), legend: `${pod} in` },
            { expression: perPod(rate('container_network_transmit_bytes_total{pod!=""}')), legend: `${pod} out` },
        ],
    },
];

const requests = perJob(rate("http_requests_total"));
const failures = perJob(rate('http_requests_total{status=~"5.."}'));
const answeredWithin = (share: number): string =>
    `histogram_quantile(${share}, sum by (job, le) (${rate("http_request_duration_seconds_bucket")}))`;

const applicationPanels = (activeUsers: string): Panel[] => [
    { title: "Requests per second", unit: "reqps", queries: [{ expression: requests, legend: "{{job}}" }] },
    {
        title: "Response time",
        unit: "s",
        queries: [50, 95, 99].map(percent => ({ expression: answeredWithin(percent / 100), legend: `{{job}} p${percent}` })),
    },
    {
        title: "Error rate",
        description: "Share of requests that the server answered with an error of its own",
        unit: "percentunit",
        // A service that never failed has no such counter yet: its rate is zero, not unknown.
        queries: [{ expression: `(${failures} or 0 * ${requests}) / ${requests}`, legend: "{{job}}" }],
    },
    { title: "Active users", unit: "short", queries: [{ expression: activeUsers, legend: "active users" }] },
];

/** Neither the templates of new databases nor that of RDS itself. */
const own = 'datname!~"template[01]|rdsadmin"';
const perDatabase = (expression: string): string => `sum by (datname) (${expression})`;
const statementSeconds = rate(`pg_stat_statements_seconds_total{${own}}`);
const statementCalls = rate(`pg_stat_statements_calls_total{${own}}`);
const transactions = ["commit", "rollback"].map(end => rate(`pg_stat_database_xact_${end}{${own}}`)).join(" + ");

const databasePanels: readonly Panel[] = [
    {
        title: "Connections",
        unit: "short",
        queries: [
            { expression: perDatabase(`pg_stat_database_numbackends{${own}}`), legend: "{{datname}}" },
            { expression: "max(pg_settings_max_connections)", legend: "limit" },
        ],
    },
    {
        title: "Query time",
        description: "Mean. By statement where the extension pg_stat_statements is installed; by transaction from PostgreSQL 14 on.",
        unit: "s",
        queries: [
            { expression: `${perDatabase(statementSeconds)} / ${perDatabase(statementCalls)}`, legend: "{{datname}} by statement" },
            {
                expression: `${perDatabase(rate(`pg_stat_database_active_time_seconds_total{${own}}`))} / ${perDatabase(transactions)}`,
                legend: "{{datname}} by transaction",
            },
        ],
    },
    {
        title: "Slowest statements",
        description: "Mean time of the five slowest statements, by their number in pg_stat_statements",
        unit: "s",
        queries: [
            {
                expression: `topk(5, sum by (datname, queryid) (${statementSeconds}) / sum by (datname, queryid) (${statementCalls}))`,
                legend: "{{datname}} {{queryid}}",
            },
        ],
    },
    {
        title: "Deadlocks",
        unit: "short",
        queries: [{ expression: perDatabase(`increase(pg_stat_database_deadlocks{${own}}[$__rate_interval])`), legend: "{{datname}}" }],
    },
    {
        title: "Database size",
        unit: "bytes",
        queries: [{ expression: `max by (datname) (pg_database_size_bytes{${own}})`, legend: "{{datname}}" }],
    },
];
