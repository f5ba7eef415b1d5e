import type { Rule } from "../../rule";
import { eksAllLogs } from "./eks-all-logs";
import { everyAlertRouted } from "./every-alert-routed";
import { retentionByClass } from "./retention-by-class";
import { trailComplete } from "./trail-complete";

export const auditRules: readonly Rule[] = [eksAllLogs, everyAlertRouted, retentionByClass, trailComplete];
