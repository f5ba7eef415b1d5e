import { accountId, binaryQuantity, distinct, dnsLabel, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";
import { regionName } from "../core/regions";
import { validateAlarms, validateBudget } from "./alarms/validate";
import { standardAlerts } from "./alerts/rules";
import { thresholdsOf } from "./alerts/thresholds";
import { validateAlerts, validateHttp } from "./alerts/validate";
import { monitoringDefaults, type MonitoringStackArgs } from "./args";
import { collectorName } from "./backends/collector-config";
import { validateBackends } from "./backends/validate";
import { validateExporters } from "./exporters/validate";
import { validateDashboards, validateGrafana } from "./grafana/validate";
import { validateLogs } from "./logs/validate";
import { awsReach } from "./notify/reach";
import { validateNotify } from "./notify/validate";
import { validateRemoteWrite } from "./prometheus/validate";
import { validateTrail } from "./trail/validate";
import { alertContext, dashboardContext, watchedBy } from "./watched";

/** Jobs of Prometheus that are the monitoring's own. */
export const ownJobs = [
    ...["prometheus", "alertmanager", "containers", "kubelet", "nodes", "kube-state-metrics", "probes", "cloudflare", "pushgateway"],
    ...["fluent-bit", "grafana-tunnel", collectorName],
];

export function validateMonitoring(args: MonitoringStackArgs): Problem[] {
    const { scrapeSeconds, retentionDays, storage } = withDefaults(monitoringDefaults, args);
    const { aws, notify, logs, trail, budget, tags, alarms = [], remoteWrite = [], backends = [] } = args;
    const monitored = watchedBy(args, args.namespace ?? "monitoring", []);
    const context = alertContext(args, monitored);
    const reach = awsReach(notify);
    return [
        ...(args.namespace === undefined ? [] : dnsLabel("namespace", args.namespace, 40)),
        ...wholeNumber("scrapeSeconds", scrapeSeconds, 5, 60),
        ...wholeNumber("retentionDays", retentionDays, 1, 365),
        ...binaryQuantity("storage", storage),
        ...(args.ruleGroup === undefined || /^[\w.-]{1,100}$/.test(args.ruleGroup)
            ? []
            : [{ path: "ruleGroup", got: args.ruleGroup, allowed: "1–100 letters, digits, '-', '_' and '.'" }]),
        ...(aws ? [...accountId("aws.accountId", aws.accountId), ...regionName("aws.region", aws.region)] : placeProblems(args)),
        ...jobProblems(args),
        ...identityProblems(args),
        ...under("http", validateHttp(args.http)),
        ...under(
            "alerts",
            validateAlerts(context.args, {
                standard: standardAlerts({ ...context, thresholds: thresholdsOf(context.args.thresholds) }).map(({ name }) => name),
                receivers: Object.keys(notify.receivers),
                retentionDays,
            }),
        ),
        ...under("notify", validateNotify(notify, { aws: aws !== undefined })),
        ...validateAlarms(aws ? alarms : [], Object.keys(notify.receivers).length > 0 ? reach : undefined),
        ...(aws ? validateBudget(budget, tags, reach) : []),
        ...validateDashboards(dashboardContext(args, monitored)),
        ...validateGrafana(args.grafana ?? {}),
        ...(logs ? validateLogs(logs, args.cluster.clusterName !== undefined) : []),
        ...(trail ? validateTrail(trail) : []),
        ...validateRemoteWrite(remoteWrite, { aws: aws !== undefined && args.cluster.clusterName !== undefined }),
        ...validateExporters(args),
        ...validateBackends(backends),
    ];
}

/** What is made on AWS needs to know where. */
function placeProblems({ alarms = [], budget, trail, logs }: MonitoringStackArgs): Problem[] {
    const needing = [
        alarms.some(({ alarms: some }) => some.length > 0) && "alarms",
        budget && "budget",
        trail && "trail",
        (logs?.kind === "cloudwatch" || logs?.kind === "opensearch") && "logs",
    ].filter(part => typeof part === "string");
    return needing.length === 0
        ? []
        : [{ path: "aws", got: undefined, allowed: "an account and a region", fix: `It is needed by: ${needing.join(", ")}.` }];
}

/** Series of one job are one thing's. */
function jobProblems({ targets }: MonitoringStackArgs): Problem[] {
    const jobs = targets.flatMap(target => (target.kind === "pods" || target.kind === "store" ? [target.job] : []));
    return [
        ...distinct("targets", jobs),
        ...jobs
            .filter(job => ownJobs.includes(job))
            .map(got => ({ path: "targets", got, allowed: `jobs that are not the monitoring's own: ${ownJobs.join(", ")}` })),
    ];
}

/** Alertmanager publishes under its pod's own identity, which only a cluster on EKS gives. */
const identityProblems = ({ aws, cluster, notify }: MonitoringStackArgs): Problem[] =>
    aws && cluster.clusterName === undefined && Object.values(notify.receivers).some(({ kind }) => kind === "sns")
        ? [
              {
                  path: "cluster.clusterName",
                  got: undefined,
                  allowed: "the name of an EKS cluster, with a receiver of kind sns",
                  fix: "Pods elsewhere have no identity on AWS: take a receiver of another kind.",
              },
          ]
        : [];
