import type { Rule } from "../../rule";
import { eksAllLogs } from "./eks-all-logs";
import { everyAlertRouted } from "./every-alert-routed";
import { everyStoreAlarmed } from "./every-store-alarmed";
import { rdsLogsMonitoring } from "./rds-logs-monitoring";
import { retentionByClass } from "./retention-by-class";
import { s3AccessLogs } from "./s3-access-logs";
import { trailComplete } from "./trail-complete";
import { watchdog } from "./watchdog";

export const auditRules: readonly Rule[] = [
    eksAllLogs,
    everyAlertRouted,
    everyStoreAlarmed,
    rdsLogsMonitoring,
    retentionByClass,
    s3AccessLogs,
    trailComplete,
    watchdog,
];
