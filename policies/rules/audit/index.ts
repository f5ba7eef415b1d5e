import type { Rule } from "../../rule";
import { eksAllLogs } from "./eks-all-logs";
import { everyAlertRouted } from "./every-alert-routed";
import { retentionByClass } from "./retention-by-class";
import { s3AccessLogs } from "./s3-access-logs";
import { trailComplete } from "./trail-complete";

export const auditRules: readonly Rule[] = [eksAllLogs, everyAlertRouted, retentionByClass, s3AccessLogs, trailComplete];
