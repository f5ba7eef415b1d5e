export { MonitoringStack } from "./monitoring-stack";
export type { BudgetArgs } from "./alarms/args";
export type {
    AlertChange,
    AlertRule,
    AlertsArgs,
    BusinessSeries,
    Essential,
    ExternalApi,
    HttpMetrics,
    LatencyObjective,
    Objective,
    Severity,
} from "./alerts/args";
export type { AlertThresholds } from "./alerts/thresholds";
export type { Alarms, AwsPlace, MonitoredCluster, MonitoringStackArgs } from "./args";
export type { BackendArgs, DatadogBackend, OtlpBackend } from "./backends/args";
export type { PushgatewayArgs, ZoneExporterArgs } from "./exporters/args";
export type { Collector } from "./backends/collector-config";
export type { Pushgateway } from "./exporters/pushgateway";
export type { AllowedPeople, ApiUsage, CloudflareAccess, Dashboard, DashboardsArgs, GrafanaArgs, Panel, Query } from "./grafana/args";
export type * from "./logs/args";
export type {
    EmailReceiver,
    MaintenanceWindow,
    NotifyArgs,
    PagerDutyReceiver,
    ReceiverArgs,
    SlackReceiver,
    SnsReceiver,
    WatchdogArgs,
    WebhookReceiver,
} from "./notify/args";
export type { AmpRemoteWrite, OtherRemoteWrite, RemoteWriteArgs } from "./prometheus/args";
export type { TelemetryArgs } from "./telemetry/args";
export { telemetryService } from "./telemetry/service";
export type { TrailArgs } from "./trail/args";
