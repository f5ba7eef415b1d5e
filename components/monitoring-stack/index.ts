export { MonitoringStack } from "./monitoring-stack";
export { standardAlerts, type AlertRule, type AlertThresholds } from "./alert-rules";
export type { MonitoringStackArgs, SnsNotifyArgs, WebhookNotifyArgs } from "./args";
