import type * as pulumi from "@pulumi/pulumi";
import { accountId as accountIdCheck, binaryQuantity, distinct, dnsLabel, wholeNumber } from "../core/checks";
import type { AlarmDescription } from "../core/alarms";
import type { ComponentArgs } from "../core/component";
import type { Problem } from "../core/errors";
import type { MetricsTarget } from "../core/metrics";
import { logAlerts, severities, type AlertRule } from "./alerts/standard";
import { validateDashboards, type Dashboard } from "./grafana/dashboards";
import { agentName } from "./logs/fluent-bit-config";
import { validateLogs, type CloudWatchLogsArgs } from "./logs/args";
import { standardDashboards } from "./grafana/standard-dashboards";
import { withDefaults } from "../core/defaults";

export interface MonitoringStackArgs extends ComponentArgs {
    /** A namespace of its own, made here. @default the component's name */
    readonly namespace?: string;
    /** What is scraped: the `metrics` of AppCluster and other components. */
    readonly targets: readonly MetricsTarget[];
    /**
     * The alerts.
     * @default the standard ones (`standardAlerts`)
     */
    readonly alerts?: readonly AlertRule[];
    /**
     * First part of the name of the alerts' group, `<ruleGroup>.rules`: letters, digits, '-', '_' and '.'.
     * @default the project's name
     */
    readonly ruleGroup?: string;
    /**
     * What Grafana shows; none for an empty list.
     * @default the standard ones (`standardDashboards`)
     */
    readonly dashboards?: readonly Dashboard[];
    /** Where the pods' logs go. @default they stay on the nodes, for as long as the kubelet keeps them */
    readonly logs?: CloudWatchLogsArgs;
    /** Who is told. */
    readonly notify: SnsNotifyArgs | WebhookNotifyArgs;
    /**
     * Metrics of AWS worth an alarm: the `alarms` of PostgresWithBackups and RedisCache. They need `notify.kind`
     * sns, and work while the cluster does not.
     * @default none
     */
    readonly alarms?: readonly { readonly of: string; readonly alarms: readonly AlarmDescription[] }[];
    /**
     * Seconds between two scrapes, 5–300.
     * @default 15
     */
    readonly scrapeSeconds?: number;
    /**
     * Days that metrics are kept, 1–365.
     * @default 15
     */
    readonly retentionDays?: number;
    /** Disk for metrics. @default "20Gi" */
    readonly storage?: string;
}

/**
 * An encrypted SNS topic with subscriptions: Alertmanager publishes to it under the pod's own identity, so that no
 * key and no token is needed; CloudWatch's alarms go the same way.
 */
export interface SnsNotifyArgs {
    readonly kind: "sns";
    readonly accountId: string;
    readonly region: string;
    /** EKS cluster whose pods publish. */
    readonly clusterName: pulumi.Input<string>;
    /** Addresses that get a mail; each must confirm once. At least one. */
    readonly emails: readonly string[];
}

/** An HTTP endpoint that takes Alertmanager's webhook. */
export interface WebhookNotifyArgs {
    readonly kind: "webhook";
    /** `http://…` or `https://…`, without a password in it. */
    readonly url: string;
}

/** What is scraped without being asked. */
const ownJobs = ["prometheus", "alertmanager", "containers", "kubelet"];

export const monitoringDefaults = { scrapeSeconds: 15, retentionDays: 15, storage: "20Gi" } as const;

export function validateMonitoring(args: MonitoringStackArgs): Problem[] {
    const { scrapeSeconds, retentionDays, storage, alerts = [], alarms = [], logs } = withDefaults(monitoringDefaults, args);
    const taken = logs ? [...ownJobs, agentName] : ownJobs;
    return [
        ...(args.namespace === undefined ? [] : dnsLabel("namespace", args.namespace, 40)),
        ...wholeNumber("scrapeSeconds", scrapeSeconds, 5, 300),
        ...wholeNumber("retentionDays", retentionDays, 1, 365),
        ...binaryQuantity("storage", storage),
        ...distinct(
            "targets",
            args.targets.map(({ job }) => job),
        ),
        ...args.targets
            .filter(({ job }) => taken.includes(job))
            .map(({ job }) => ({ path: "targets", got: job, allowed: `jobs that are not the monitoring's own: ${taken.join(", ")}` })),
        ...distinct(
            "alerts",
            [...alerts, ...(logs ? logAlerts : [])].map(({ name }) => name),
        ),
        ...alerts.flatMap((rule, index) => alertProblems(`alerts.${index}`, rule)),
        ...(args.ruleGroup === undefined || /^[\w.-]{1,100}$/.test(args.ruleGroup)
            ? []
            : [{ path: "ruleGroup", got: args.ruleGroup, allowed: "1–100 letters, digits, '-', '_' and '.'" }]),
        ...validateDashboards(args.dashboards ?? standardDashboards()),
        ...(logs ? validateLogs(logs) : []),
        ...notifyProblems(args.notify),
        ...distinct(
            "alarms",
            alarms.flatMap(({ of, alarms: some }) => some.map(({ name }) => `${of}-${name}`)),
        ),
        ...(alarms.some(({ alarms: some }) => some.length > 0) && args.notify.kind !== "sns"
            ? [
                  {
                      path: "notify.kind",
                      got: args.notify.kind,
                      allowed: "sns, where there are alarms of AWS",
                      fix: "CloudWatch reaches people through SNS only.",
                  },
              ]
            : []),
    ];
}

function alertProblems(path: string, rule: AlertRule): Problem[] {
    return [
        ...(/^[A-Za-z_]\w*$/.test(rule.name) ? [] : [{ path: `${path}.name`, got: rule.name, allowed: "letters, digits and _" }]),
        ...(/^\d+(s|m|h|d)$/.test(rule.for) ? [] : [{ path: `${path}.for`, got: rule.for, allowed: "a duration such as 0s, 2m or 1h" }]),
        ...(severities.includes(rule.severity) ? [] : [{ path: `${path}.severity`, got: rule.severity, allowed: severities.join(", ") }]),
        ...(rule.expression.trim() ? [] : [{ path: `${path}.expression`, got: rule.expression, allowed: "an expression of PromQL" }]),
    ];
}

function notifyProblems(notify: MonitoringStackArgs["notify"]): Problem[] {
    if (notify.kind === "webhook") {
        return /^https?:\/\/[^\s@]+$/.test(notify.url) && URL.canParse(notify.url)
            ? []
            : [{ path: "notify.url", got: notify.url, allowed: "an http or https address without a password in it" }];
    }
    return [
        ...accountIdCheck("notify.accountId", notify.accountId),
        ...(notify.emails.length > 0
            ? []
            : [{ path: "notify.emails", got: [], allowed: "at least one address", fix: "An alert that reaches nobody is none." }]),
        ...notify.emails
            .filter(mail => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail))
            .map(got => ({ path: "notify.emails", got, allowed: "mail addresses" })),
        ...distinct("notify.emails", notify.emails),
    ];
}
