import type { AlertsArgs } from "../../../components/monitoring-stack/alerts/args";
import { alertRules, runbookPages } from "../../../components/monitoring-stack/alerts/rules";
import { thresholdDefaults, thresholdNames, type AlertThresholds } from "../../../components/monitoring-stack/alerts/thresholds";
import type { Monitored } from "../../../components/monitoring-stack/monitored";
import { all, allArgs, bare, changedRule, namesOf, ruleOf, rulesWith } from "./alerts-context";
import { exposedToAlerts } from "./alerts-metrics";
import { everything } from "./dashboard-context";
import { exposed } from "./exposed-metrics";
import { parse } from "./promql";

const rules = alertRules(all);
const described = (given: typeof all): string[] =>
    alertRules(given).map(({ name, for: wait, severity, runbook }) => `${name} ${wait} ${severity} ${runbook}`);

describe("the alerts", () => {
    it("of a place with nothing but the cluster are those of targets, nodes, pods and the monitoring itself", () => {
        expect(described(bare)).toEqual([
            "TargetDown 1m critical targets#targetdown",
            "TargetMissing 5m critical targets#targetmissing",
            "NodeNotReady 30s critical nodes#nodenotready",
            "NodeCPUHigh 5m warning nodes#nodecpuhigh",
            "NodeMemoryHigh 5m warning nodes#nodememoryhigh",
            "NodeDiskFull 5m critical nodes#nodediskfull",
            "NodeDiskFillsUp 1h warning nodes#nodediskfillsup",
            "NodePressure 5m warning nodes#nodepressure",
            "NodeClockWrong 10m warning nodes#nodeclockwrong",
            "HighCPUUsage 5m warning pods#highcpuusage",
            "HighMemoryUsage 5m warning pods#highmemoryusage",
            "PodCrashLooping 10m warning pods#podcrashlooping",
            "PodNotReady 15m warning pods#podnotready",
            "PodPending 15m warning pods#podpending",
            "PodOutOfMemory 0s warning pods#podoutofmemory",
            "ReplicasMismatch 15m warning pods#replicasmismatch",
            "StatefulSetReplicasMismatch 15m warning pods#statefulsetreplicasmismatch",
            "AutoscalerAtLimit 15m warning pods#autoscaleratlimit",
            "VolumeFull 10m critical pods#volumefull",
            "JobFailed 0s warning pods#jobfailed",
            "MigrationFailed 0s critical pods#migrationfailed",
            "PrometheusRuleFailures 5m critical monitoring#prometheusrulefailures",
            "PrometheusConfigRejected 10m critical monitoring#prometheusconfigrejected",
            "PrometheusNotificationsFailing 5m critical monitoring#prometheusnotificationsfailing",
            "PrometheusNotificationsDropped 5m critical monitoring#prometheusnotificationsdropped",
            "PrometheusStorageFailing 15m critical monitoring#prometheusstoragefailing",
            "AlertmanagerConfigRejected 10m critical monitoring#alertmanagerconfigrejected",
            "AlertmanagerNotificationsFailing 5m critical monitoring#alertmanagernotificationsfailing",
        ]);
    });

    const { pods, databases, caches, hosts, zones, backups } = everything.monitored;
    const ofTelemetry = pods.filter(({ job }) => job === "telemetry");
    const role = (wanted: string | undefined): Partial<Monitored> => ({
        pods: pods.filter(one => one.role === wanted && !ofTelemetry.includes(one)),
    });
    const standard = namesOf(alertRules(bare));

    it.each<[string, Partial<Monitored>, string[]]>([
        [
            "a service",
            role(undefined),
            ["ServiceDown", "HighErrorRate", "ElevatedErrorRate", "HighLatency", "TrafficAnomaly", "SuspiciousRequests"],
        ],
        [
            "the telemetry endpoint",
            { pods: ofTelemetry },
            [
                "ServiceDown",
                "HighErrorRate",
                "ElevatedErrorRate",
                "HighLatency",
                "TrafficAnomaly",
                "SuspiciousRequests",
                "SecurityEvents",
                "BrowserErrors",
            ],
        ],
        ["a gateway", role("gateway"), ["GatewayDown", "GatewayConnectionsDropped"]],
        ["a tunnel", role("tunnel"), ["TunnelDown", "TunnelErrors"]],
        [
            "a database",
            { databases: databases.filter(({ replica }) => !replica) },
            [
                "DatabaseConnectionError",
                "DatabaseConnectionsHigh",
                "DatabaseConnectionPoolFull",
                "DatabaseDeadlocks",
                "SlowQueries",
                "LongTransaction",
            ],
        ],
        [
            "a database with a replica",
            { databases },
            [
                "DatabaseConnectionError",
                "DatabaseConnectionsHigh",
                "DatabaseConnectionPoolFull",
                "DatabaseDeadlocks",
                "SlowQueries",
                "LongTransaction",
                "ReplicaLag",
            ],
        ],
        ["a cache", { caches }, ["CacheDown", "CacheMemoryHigh", "CacheEvictions", "CacheConnectionsRejected", "CacheHitRateLow"]],
        ["a backup", { backups }, ["BackupMissing"]],
        ["a host", { hosts }, ["ProbeFailed", "CertificateExpires", "CertificateExpiresSoon"]],
        ["a zone", { zones }, ["EdgeErrors"]],
        ["jobs that push", { pushes: true }, ["PushFailed"]],
        ["logs", { logs: true }, ["LogsDelayed", "LogsLost"]],
        ["other stores", { remoteWrite: true }, ["RemoteWriteFailing", "RemoteWriteBehind"]],
    ])("of %s come with it", (_, monitored, more) => {
        const names = namesOf(rulesWith(monitored));
        expect(names.filter(name => !standard.includes(name))).toEqual(more);
        expect(names.filter(name => standard.includes(name))).toEqual(standard);
    });

    it.each<[string, AlertsArgs, string[]]>([
        ["an essential", { essentials: allArgs.essentials }, ["PaymentFailure"]],
        ["an API of somebody else", { externalApis: allArgs.externalApis }, ["ExternalApiErrors", "ExternalApiQuota"]],
        ["a figure of the business", { business: allArgs.business }, ["RevenueDrop"]],
        ["a figure that is shown alone", { business: [{ name: "Revenue", expression: "revenue" }] }, []],
        [
            "availability",
            { objectives: [{ job: "web", availability: 0.999 }] },
            ["Fast", "Steady", "Slow", "Creeping"].map(pace => `AvailabilityBudget${pace}`).concat("ObjectiveUnmeasured"),
        ],
        [
            "latency",
            { objectives: [{ job: "web", latency: [{ share: 0.95, seconds: 0.5 }] }] },
            ["Fast", "Steady", "Slow", "Creeping"].map(pace => `LatencyBudget${pace}`).concat("ObjectiveUnmeasured"),
        ],
    ])("of %s come with it", (_, args, more) => {
        expect(namesOf(rulesWith({}, args)).filter(name => !standard.includes(name))).toEqual(more);
    });

    it("of the pair of Alertmanagers, of a switch elsewhere, of sign-ins and of a week ago are there where those are", () => {
        const missing = (given: Partial<typeof all>): string[] => {
            const names = namesOf(alertRules({ ...all, ...given }));
            return namesOf(rules).filter(name => !names.includes(name));
        };
        expect(missing({ highAvailability: false })).toEqual(["AlertmanagerAlone"]);
        expect(missing({ watchdog: false })).toEqual(["Watchdog"]);
        expect(missing({ args: { ...allArgs, signIns: undefined } })).toEqual(["FailedLogins"]);
        expect(missing({ retentionDays: 8 })).toEqual([]);
        expect(missing({ retentionDays: 7 })).toEqual(["TrafficAnomaly"]);
    });

    it("have a name each, and a page", () => {
        expect(new Set(namesOf(rules)).size).toBe(rules.length);
        const anchors: Readonly<Record<string, string>> = { PaymentFailure: "failure", RevenueDrop: "drop" };
        for (const { name, runbook } of rules) {
            const [page, anchor] = runbook.split("#");
            expect(runbookPages).toContain(page);
            expect(anchor).toBe(anchors[name] ?? name.toLowerCase());
        }
        expect([...new Set(rules.map(({ runbook }) => runbook.split("#")[0]))]).toEqual(runbookPages);
    });

    it("are written in PromQL", () => {
        for (const { name, expression } of rules) expect([name, parse(expression).errors]).toEqual([name, []]);
    });

    it("fails to pass for PromQL what is none", () => {
        expect(parse("sum(rate(up[5m]) > 0").errors).not.toEqual([]);
    });

    it("ask for what somebody exposes, and all of that list is asked for", () => {
        const asked = [...new Set(rules.flatMap(({ expression }) => parse(expression).metrics))];
        const more = Object.values(exposedToAlerts).flat();
        const known = new Set([...Object.values(exposed).flat(), ...more]);
        expect(asked.filter(metric => !known.has(metric))).toEqual([]);
        expect(more.filter(metric => !asked.includes(metric))).toEqual([]);
    });

    it("name labels alone in what people read", () => {
        for (const { summary } of rules) {
            expect(summary.replaceAll(/\{\{ \$labels\.[a-z_]+ \}\}/g, "")).not.toMatch(/[{}]|undefined|NaN/);
        }
    });
});

describe("an alert", () => {
    it.each<[string, string]>([
        [
            "TargetDown",
            'up == 0 unless on (node) kube_node_spec_taint{key=~"karpenter.sh/disrupted|ToBeDeletedByClusterAutoscaler|node.kubernetes.io/unschedulable"}',
        ],
        [
            "TargetMissing",
            [
                "containers",
                "kubelet",
                "nodes",
                "kube-state-metrics",
                "web",
                "gateway",
                "cloudflared",
                "telemetry",
                "orders",
                "orders-replica-0",
                "sessions",
                "cloudflare",
                "pushgateway",
            ]
                .map(job => `absent(up{job="${job}"})`)
                .join(" or "),
        ],
        [
            "HighErrorRate",
            '(sum by (job) (rate(http_requests_total{status=~"5.."}[2m])) or 0 * sum by (job) (rate(http_requests_total[2m]))) / sum by (job) (rate(http_requests_total[2m])) > 0.05',
        ],
        ["HighLatency", "histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m]))) > 1"],
        ["FailedLogins", 'sum by (job) (increase(http_requests_total{route=~"/api/auth.*", status="401"}[5m])) > 100'],
        [
            "HighMemoryUsage",
            'max by (namespace, pod) (100 * sum by (namespace, pod, container) (container_memory_working_set_bytes{container!=""}) / sum by (namespace, pod, container) (container_spec_memory_limit_bytes{container!=""} > 0)) > 85',
        ],
        ["DatabaseConnectionError", 'pg_up{job=~"orders|orders-replica-0"} == 0'],
        [
            "BackupMissing",
            'time() - (kube_cronjob_status_last_successful_time{namespace="shop", cronjob="orders-dump"} or kube_cronjob_created{namespace="shop", cronjob="orders-dump"}) > 93600 or absent(kube_cronjob_created{namespace="shop", cronjob="orders-dump"}) and on () up{job="kube-state-metrics"} == 1',
        ],
        [
            "ExternalApiQuota",
            'label_replace(sum(increase(gemini_api_requests_total{status="429"}[5m])) > 0, "api", "gemini", "", "") or label_replace(sum(increase(claude_requests_total{outcome="limited"}[5m])) > 0, "api", "claude", "", "")',
        ],
        ["RevenueDrop", "(sum(increase(revenue_total[1d]))) < 0.8 * (last_over_time((sum(increase(revenue_total[1d])))[1m:1m] offset 1w))"],
        ["Watchdog", "vector(1)"],
    ])("%s compares what it says", (name, expression) => {
        expect(ruleOf(name).expression).toBe(expression);
    });

    it("asks about each database and each backup, whatever their jobs are called", () => {
        const [database] = everything.monitored.databases;
        const [backup] = everything.monitored.backups;
        const given = rulesWith({
            databases: [database!, { ...database!, job: "a.b" }],
            backups: [backup!, { ...backup!, cronJob: "weekly", everyHours: 168 }],
        });
        const expression = (name: string): string => given.find(rule => rule.name === name)!.expression;
        expect(expression("DatabaseConnectionError")).toBe('pg_up{job=~"orders|a\\\\.b"} == 0');
        expect(expression("BackupMissing").match(/> \d+/g)).toEqual(["> 93600", "> 612000"]);
        expect(expression("BackupMissing")).toMatch(/cronjob="weekly"\}\) > 612000/);
    });

    it("asks for what services call their figures", () => {
        const own = { requests: "app_calls_total", duration: "app_seconds", statusLabel: "code", routeLabel: "path" };
        const given = { ...all, http: own };
        expect(ruleOf("HighLatency", given).expression).toContain("app_seconds_bucket[5m]");
        expect(ruleOf("SuspiciousRequests", given).expression).toBe('sum by (job) (increase(app_calls_total{code=~"403|429"}[5m])) > 500');
        expect(ruleOf("PaymentFailure", given).expression).toContain('app_calls_total{route=~"/api/payment.*", code=~"5.."}');
        const names = alertRules(given).flatMap(({ expression }) => parse(expression).metrics);
        expect(names.filter(metric => metric.startsWith("http_"))).toEqual([]);
    });
});

describe("a threshold", () => {
    /** A figure that no other has, the alerts that compare with it, and how it stands there. */
    const effects: Readonly<Record<keyof AlertThresholds, [number, string[], string?]>> = {
        errorRate: [0.07, ["HighErrorRate"]],
        elevatedErrorRate: [0.03, ["ElevatedErrorRate"]],
        downErrorRate: [0.7, ["ServiceDown", "PaymentFailure"]],
        latencySeconds: [2.5, ["HighLatency"]],
        trafficFactor: [7, ["TrafficAnomaly"], "> 7 *"],
        failedSignIns: [77, ["FailedLogins"]],
        refusedRequests: [777, ["SuspiciousRequests"]],
        securityEvents: [71, ["SecurityEvents"]],
        browserErrors: [72, ["BrowserErrors"]],
        cpuPercent: [73, ["NodeCPUHigh", "HighCPUUsage"]],
        memoryPercent: [74, ["NodeMemoryHigh", "HighMemoryUsage"]],
        diskPercent: [75, ["NodeDiskFull", "VolumeFull"]],
        connectionsPercent: [76, ["DatabaseConnectionsHigh"]],
        connectionsFullPercent: [97, ["DatabaseConnectionPoolFull"]],
        slowQuerySeconds: [3.5, ["SlowQueries"]],
        transactionSeconds: [779, ["LongTransaction"]],
        replicaLagSeconds: [78, ["ReplicaLag"]],
        cacheMemoryPercent: [79, ["CacheMemoryHigh"], "> 79 unless"],
        cacheHitPercent: [37, ["CacheHitRateLow"], "< 37 and"],
        backupLateHours: [5, ["BackupMissing"], "> 104400 or"],
        certificateDays: [27, ["CertificateExpires"], "< 27"],
        certificateUrgentDays: [4, ["CertificateExpiresSoon"], "< 4"],
        externalErrorRate: [0.08, ["ExternalApiErrors"], "> 0.08,"],
        edgeErrorRate: [0.09, ["EdgeErrors"]],
    };

    it.each(thresholdNames)("%s is what its alerts compare with, and no other does", name => {
        const [value, alerts, written = `> ${value}`] = effects[name];
        expect(value).not.toBe(thresholdDefaults[name]);
        const changed = alertRules({ ...all, args: { ...allArgs, thresholds: { [name]: value } } });
        const differ = changed.filter((rule, index) => rule.expression !== rules[index]!.expression);
        expect(namesOf(differ)).toEqual(alerts);
        for (const { expression } of differ) expect(expression).toContain(written);
    });

    it("that is not given is the default", () => {
        expect(alertRules({ ...all, args: { ...allArgs, thresholds: { cpuPercent: undefined } } })).toEqual(rules);
    });
});

describe("a change", () => {
    const before = ruleOf("HighErrorRate");

    it("is of severity, duration and receivers, and of nothing else", () => {
        const changes = { HighErrorRate: { severity: "critical", for: "5m", route: ["pager", "mail"] } } as const;
        expect(changedRule("HighErrorRate", { changes })).toEqual({ ...before, severity: "critical", for: "5m", route: ["pager", "mail"] });
        expect(changedRule("HighErrorRate", { changes: { HighErrorRate: { for: undefined } } })).toEqual(before);
        expect(changedRule("ServiceDown", { changes })).toEqual(ruleOf("ServiceDown"));
    });

    it("takes an alert away", () => {
        const names = namesOf(alertRules({ ...all, args: { ...allArgs, changes: { PodPending: { off: "Pods wait for nodes here" } } } }));
        expect(names).toEqual(namesOf(rules).filter(name => name !== "PodPending"));
    });

    it("is of one's own alerts as well, which come last", () => {
        const mine = { ...before, name: "Mine", runbook: "https://wiki.example.com/mine" };
        const given = alertRules({ ...all, args: { ...allArgs, extra: [mine], changes: { Mine: { for: "1h" } } } });
        expect(given.slice(0, -1)).toEqual(rules);
        expect(given.at(-1)).toEqual({ ...mine, for: "1h" });
    });
});
