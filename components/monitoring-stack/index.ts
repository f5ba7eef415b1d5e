export { MonitoringStack } from "./monitoring-stack";
export { standardAlerts, type AlertRule, type AlertThresholds } from "./alert-rules";
export type { MonitoringStackArgs, SnsNotifyArgs, WebhookNotifyArgs } from "./args";
export type { Dashboard, Panel, Query } from "./dashboards";
export type { CloudWatchLogsArgs, LogClass } from "./logs-args";
export { standardDashboards, type DashboardSettings } from "./standard-dashboards";
