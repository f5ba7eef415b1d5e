import type { Rule } from "../../rule";
import { eksAllLogs } from "./eks-all-logs";
import { everyAlertRouted } from "./every-alert-routed";
import { rdsLogsMonitoring } from "./rds-logs-monitoring";
import { retentionByClass } from "./retention-by-class";
import { s3AccessLogs } from "./s3-access-logs";
import { trailComplete } from "./trail-complete";

export const auditRules: readonly Rule[] = [eksAllLogs, everyAlertRouted, rdsLogsMonitoring, retentionByClass, s3AccessLogs, trailComplete];
