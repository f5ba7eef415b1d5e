import type { AlarmDescription } from "../core/alarms";
import type { ClusterRef } from "../core/cluster";
import type { ComponentArgs } from "../core/component";
import type { MetricsTarget } from "../core/metrics";
import type { BudgetArgs } from "./alarms/args";
import type { AlertsArgs, HttpMetrics } from "./alerts/args";
import type { BackendArgs } from "./backends/args";
import type { PushgatewayArgs, ZoneExporterArgs } from "./exporters/args";
import type { DashboardsArgs, GrafanaArgs } from "./grafana/args";
import type { LogsArgs } from "./logs/args";
import type { NotifyArgs } from "./notify/args";
import type { RemoteWriteArgs } from "./prometheus/args";
import type { TrailArgs } from "./trail/args";

export interface MonitoringStackArgs extends ComponentArgs {
    /** A namespace of its own, made here; two more begin with its name. @default the component's name */
    readonly namespace?: string;
    /** The cluster that it runs in: an AppCluster. Stores let it in by its name; on EKS pods have an identity by it. */
    readonly cluster: MonitoredCluster;
    /**
     * Where on AWS. What needs it: receivers of kind `sns`, `alarms`, `budget`, `trail`, logs in CloudWatch and
     * OpenSearch, AMP.
     * @default nowhere: nothing is made on AWS
     */
    readonly aws?: AwsPlace;
    /** What there is to look at: `[...cluster.metrics, ...postgres.metrics, ...redis.metrics, ...edge.metrics]`. */
    readonly targets: readonly MetricsTarget[];
    /** What services call their own figures. @default those that Prometheus' client libraries suggest */
    readonly http?: HttpMetrics;
    /** What is told. @default all that suits the targets, with the thresholds of `AlertThresholds` */
    readonly alerts?: AlertsArgs;
    /**
     * First part of the name of the alerts' group, `<ruleGroup>.rules`: letters, digits, '-', '_' and '.'.
     * @default the project's name
     */
    readonly ruleGroup?: string;
    /** Who is told. */
    readonly notify: NotifyArgs;
    /**
     * Metrics and events of AWS worth an alarm, which work while the cluster does not: the `alarms` of Network,
     * AppCluster, PostgresWithBackups, RedisCache, FileStorage, EdgeCDN. Needs `aws`.
     * @default none
     */
    readonly alarms?: readonly Alarms[];
    /** Tells when the month costs more than it should. Needs `aws`. @default none */
    readonly budget?: BudgetArgs;
    /** What Grafana shows. @default all that suits the targets */
    readonly dashboards?: DashboardsArgs;
    /** How Grafana is reached. @default by `kubectl port-forward` alone */
    readonly grafana?: GrafanaArgs;
    /** Where the pods' logs go. @default they stay on the nodes, for as long as the kubelet keeps them */
    readonly logs?: LogsArgs;
    /** Who did what in the AWS account, for accounts in which nobody records it yet. Needs `aws`. @default none */
    readonly trail?: TrailArgs;
    /** Stores of metrics that get all of them as well. @default none */
    readonly remoteWrite?: readonly RemoteWriteArgs[];
    /** Shows Prometheus what Cloudflare counts. @default Cloudflare's zones are not asked */
    readonly cloudflare?: ZoneExporterArgs;
    /** Takes the figures of jobs that are gone before anybody could ask them. @default none */
    readonly pushgateway?: PushgatewayArgs;
    /** Somebody else's monitoring, which gets the same figures. @default none */
    readonly backends?: readonly BackendArgs[];
    /** Two Alertmanagers, so that a node's end keeps no alert from people. @default false */
    readonly highAvailability?: boolean;
    /**
     * Seconds between two scrapes, 5–60: alerts look at rates over two minutes.
     * @default 15
     */
    readonly scrapeSeconds?: number;
    /**
     * Days that metrics are kept, 1–365.
     * @default 15
     */
    readonly retentionDays?: number;
    /**
     * Disk for metrics, which take up to 80 % of it, whatever `retentionDays` says. One that is there keeps its size:
     * the runbook of VolumeFull says how to let it grow.
     * @default "20Gi"
     */
    readonly storage?: string;
}

export type MonitoredCluster = Pick<ClusterRef, "name" | "clusterName" | "securityGroupId">;

export interface AwsPlace {
    /** 12 digits. */
    readonly accountId: string;
    readonly region: string;
}

export interface Alarms {
    /** First part of the alarms' names: `postgres`. */
    readonly of: string;
    readonly alarms: readonly AlarmDescription[];
}

export const monitoringDefaults = { highAvailability: false, scrapeSeconds: 15, retentionDays: 15, storage: "20Gi" } as const;
