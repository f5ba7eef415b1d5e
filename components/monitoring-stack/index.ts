export { MonitoringStack } from "./monitoring-stack";
export { standardAlerts, type AlertRule, type AlertThresholds } from "./alerts/standard";
export type { MonitoringStackArgs, SnsNotifyArgs, WebhookNotifyArgs } from "./args";
export type { Dashboard, Panel, Query } from "./grafana/dashboards";
export type { CloudWatchLogsArgs, LogClass } from "./logs/args";
export { standardDashboards, type DashboardSettings } from "./grafana/standard-dashboards";
