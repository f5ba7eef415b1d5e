import { monitoringDefaults, type MonitoringStackArgs } from "../../../components/monitoring-stack/args";
import type { CloudflareAccess } from "../../../components/monitoring-stack/grafana/args";
import { ownJobs, validateMonitoring } from "../../../components/monitoring-stack/validate";
import type { MetricAlarmDescription } from "../../../components/core/alarms";
import type { MetricsTarget } from "../../../components/core/metrics";
import { account, lines, region } from "../support";

const aws = { accountId: account, region };
const eks = { name: "app", clusterName: "shop", securityGroupId: "sg-pods" };
const elsewhere = { name: "app", clusterName: undefined, securityGroupId: undefined };
const target = (job: string): MetricsTarget => ({ kind: "pods", job, namespace: "shop", labels: {}, port: 8080 });
const hook = { kind: "webhook", url: "https://pager.internal/alerts" } as const;
const sns = { kind: "sns", emails: ["a@example.com"] } as const;
const alarm: MetricAlarmDescription = {
    ...{ name: "cpu", description: "Much CPU", severity: "critical", namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: {} },
    ...{ statistic: "Average", comparison: "GreaterThanThreshold", threshold: 80, period: 60, periods: 5, missingData: "missing" },
};
const alarms = [{ of: "orders", alarms: [alarm] }];
const amp = { kind: "amp", workspaceArn: "w", url: "u" } as const;
const good: MonitoringStackArgs = { cluster: elsewhere, targets: [target("web")], notify: { receivers: { hook } } };
const onAws: MonitoringStackArgs = { ...good, cluster: eks, aws, notify: { receivers: { sns } } };
const opensearch = { kind: "opensearch", namespaces: ["shop"], readerRoleArns: [`arn:aws:iam::${account}:role/reader`] } as const;
const check = (args: Partial<MonitoringStackArgs>, to: MonitoringStackArgs = good): string[] =>
    lines(validateMonitoring({ ...to, ...args }));
const access: CloudflareAccess = {
    kind: "cloudflare-access",
    host: "grafana.example.com",
    zoneId: "a".repeat(32),
    accountId: "b".repeat(32),
    teamDomain: "acme.cloudflareaccess.com",
    allow: { emailDomains: ["example.com"] },
};

describe("validateMonitoring", () => {
    it("takes the defaults, with AWS and without", () => {
        expect(check({})).toEqual([]);
        expect(check({ logs: { kind: "loki", namespaces: ["shop"] } })).toEqual([]);
        expect(check({ alarms, budget: { monthlyUsd: 1, tags: {} }, trail: {}, logs: opensearch }, onAws)).toEqual([]);
        expect(check({ alarms: [{ of: "a", alarms: [alarm] }, { of: "b", alarms: [alarm] }] }, onAws)).toEqual([]); // prettier-ignore
        // Components without any give none.
        expect(check({ alarms: [{ of: "nothing", alarms: [] }] })).toEqual([]);
        expect(monitoringDefaults).toEqual({ highAvailability: false, scrapeSeconds: 15, retentionDays: 15, storage: "20Gi" });
    });

    it("takes a place on AWS without EKS, where people are reached by others", () => {
        const pager = { kind: "pagerduty", routingKey: "r", cloudWatchKey: "c" } as const;
        expect(check({ aws, alarms, budget: { monthlyUsd: 1, tags: {} }, trail: {}, notify: { receivers: { pager } } })).toEqual([]);
    });

    it.each<[string, Partial<MonitoringStackArgs>]>([
        ["alarms", { alarms }],
        ["budget", { budget: { monthlyUsd: 1, tags: {} } }],
        ["trail", { trail: {} }],
        ["logs", { cluster: eks, logs: { kind: "cloudwatch", namespaces: ["shop"] } }],
        ["logs", { cluster: eks, logs: opensearch }],
        ["alarms, budget, trail", { alarms, budget: { monthlyUsd: 1, tags: {} }, trail: {} }],
    ])("fails for %s without a place on AWS", (needing, args) =>
        expect(check(args)).toEqual([`aws: is missing; allowed: an account and a region. It is needed by: ${needing}.`]),
    );

    it("fails for what pods have no identity for on AWS, outside of EKS", () => {
        expect(check({ cluster: elsewhere }, onAws)).toEqual([
            "cluster.clusterName: is missing; allowed: the name of an EKS cluster, with a receiver of kind sns. Pods elsewhere have no identity on AWS: take a receiver of another kind.",
        ]);
        for (const kind of ["cloudwatch", "opensearch"] as const) {
            expect(check({ aws, logs: { ...opensearch, kind } })).toEqual([
                `logs.kind: got "${kind}"; allowed: loki, on a cluster that is not EKS. Pods elsewhere have no identity on AWS.`,
            ]);
        }
        const refused = expect.stringMatching(/^remoteWrite\.0\.kind: got "amp"; allowed: other, outside of EKS\./) as string;
        const write = { ...amp, workspaceArn: `arn:aws:aps:${region}:${account}:workspace/ws-1`, url: "https://aps/api/v1/remote_write" };
        for (const args of [{}, { aws }]) expect(check({ ...args, remoteWrite: [write] })).toEqual([refused]);
        expect(check({ remoteWrite: [write] }, onAws)).toEqual([]);
    });

    it("knows the jobs that Prometheus has by itself", () =>
        expect([...ownJobs].sort()).toEqual([
            "alertmanager",
            "cloudflare",
            "containers",
            "fluent-bit",
            "grafana-tunnel",
            "kube-state-metrics",
            "kubelet",
            "nodes",
            "opentelemetry-collector",
            "probes",
            "prometheus",
            "pushgateway",
        ]));

    it.each(ownJobs)("fails for the job %s, which is the monitoring's own", job =>
        expect(check({ targets: [target(job)] })).toEqual([
            `targets: got "${job}"; allowed: jobs that are not the monitoring's own: ${ownJobs.join(", ")}.`,
        ]),
    );

    it.each<[string, Partial<MonitoringStackArgs>, string[]]>([
        ["namespace", { namespace: "My" }, [`namespace: got "My"; allowed: lower-case letters, digits and '-', at most 40 characters.`]],
        [
            "numbers and sizes",
            { scrapeSeconds: 4, retentionDays: 366, storage: "20G" },
            [
                "scrapeSeconds: got 4; allowed: a whole number from 5 to 60.",
                "retentionDays: got 366; allowed: a whole number from 1 to 365.",
                'storage: got "20G"; allowed: a size such as 512Mi or 4Gi.',
            ],
        ],
        ...["", "my group", "a".repeat(101)].map((ruleGroup): [string, Partial<MonitoringStackArgs>, string[]] => [
            `group of rules ${JSON.stringify(ruleGroup)}`,
            { ruleGroup },
            [`ruleGroup: got ${JSON.stringify(ruleGroup)}; allowed: 1–100 letters, digits, '-', '_' and '.'.`],
        ]),
        [
            "place",
            { aws: { accountId: "12", region: "Dublin" } },
            [
                'aws.accountId: got "12"; allowed: an AWS account id: 12 digits, in quotes.',
                expect.stringMatching(/^aws\.region: got "Dublin"; allowed: /) as string,
            ],
        ],
        ["target twice", { targets: [target("web"), target("web")] }, ['targets: got "web"; allowed: each value once.']],
        [
            "alarm that reaches nobody",
            { aws, alarms },
            [
                'notify.routes.critical: got "nobody whom AWS reaches"; allowed: a receiver of kind sns, pagerduty with cloudWatchKey, or slack with chatbot. Nobody would hear of orders-cpu.',
            ],
        ],
        [
            "receiver of AWS, without a place",
            { notify: { receivers: { sns } } },
            ['notify.receivers.sns.kind: got "sns"; allowed: pagerduty, slack, email, webhook. Receivers of kind sns need aws.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for all of its parts at once, each by its path", () => {
        const said = check({
            namespace: "My",
            aws: { accountId: "1", region },
            targets: [target("nodes")],
            http: { requests: "a b" },
            alerts: { runbooks: "x/", changes: { NoSuchAlert: { off: "no" } } },
            notify: { receivers: { hook, gone: { kind: "webhook", url: "" } }, watchdog: { url: hook.url, seconds: 1 } },
            alarms: [{ of: "A", alarms: [] }],
            budget: { monthlyUsd: 0, tags: {} },
            dashboards: { activeUsers: " " },
            grafana: { access: { ...access, host: "grafana" } },
            logs: { kind: "loki", namespaces: [] },
            trail: { days: 1 },
            remoteWrite: [{ kind: "other", url: "ftp://x" }],
            cloudflare: { apiToken: "" },
            pushgateway: { namespaces: [] },
            backends: [{ kind: "otlp", name: "", endpoint: "https://x.example" }],
            storage: "1",
        });
        expect(said.map(line => line.slice(0, line.indexOf(": "))).sort()).toEqual([
            "alarms.0.of",
            "alerts.changes.NoSuchAlert",
            "alerts.runbooks",
            "aws.accountId",
            "backends.0.name",
            "budget.monthlyUsd",
            "cloudflare.apiToken",
            "dashboards.activeUsers",
            "grafana.access.host",
            "http.requests",
            "logs.namespaces",
            "namespace",
            "notify.receivers.gone.url",
            "notify.routes.warning",
            "notify.watchdog.seconds",
            "pushgateway.namespaces",
            "remoteWrite.0.url",
            "storage",
            "targets",
            "trail.days",
        ]);
    });

    it("never shows a secret", () => {
        const said = check({
            notify: {
                receivers: {
                    hook: { kind: "webhook", url: "ftp://x/PLANTED", token: " " },
                    team: { kind: "slack", webhookUrl: "PLANTED" },
                },
                watchdog: { url: "https://me:PLANTED@example.com" },
            },
            remoteWrite: [
                {
                    kind: "other",
                    url: "https://me:PLANTED@mimir.example.com",
                    login: { kind: "basic", username: "a b", password: "PLANTED" },
                },
            ],
            backends: [{ kind: "otlp", name: "x", endpoint: "https://me:PLANTED@otlp.example.com", headers: { "a b": "PLANTED" } }],
            cloudflare: { apiToken: "PLANTED", image: "x" },
        });
        expect(said.length).toBeGreaterThanOrEqual(7);
        expect(said.join("\n")).not.toContain("PLANTED");
    });
});
