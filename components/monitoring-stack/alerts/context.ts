import type { Monitored } from "../monitored";
import type { AlertRule, AlertsArgs, HttpMetrics } from "./args";
import type { AlertThresholds } from "./thresholds";

/** What decides which alerts there are, and what they compare with. */
export interface AlertContext {
    readonly monitored: Monitored;
    /** What services call their own figures. */
    readonly http: Required<HttpMetrics>;
    readonly args: AlertsArgs;
    readonly thresholds: Required<AlertThresholds>;
    /** Whether something elsewhere waits for `Watchdog`: an alert that reaches nobody is none. */
    readonly watchdog: boolean;
    /** Whether there are two Alertmanagers. */
    readonly highAvailability: boolean;
    /** Days that metrics are kept: what they are compared with must still be there. */
    readonly retentionDays: number;
}

/** Whether what was a week ago is still known. */
export const keepsWeek = (retentionDays: number): boolean => retentionDays >= 8;

/** An alert, before its page is known; where its name is made of what the user says, the heading there is another. */
export type Row = Omit<AlertRule, "runbook"> & { readonly anchor?: string };

export const warning = (name: string, wait: string, expression: string, summary: string): Row => ({
    name,
    expression,
    for: wait,
    severity: "warning",
    summary,
});

export const critical = (name: string, wait: string, expression: string, summary: string): Row => ({
    ...warning(name, wait, expression, summary),
    severity: "critical",
});

/** A share, where what is not counted yet is none: a counter that never rose is not there. */
export const shareOf = (part: string, whole: string): string => `(${part} or 0 * ${whole}) / ${whole}`;

/**
 * Nodes that somebody takes away: Karpenter, and so EKS Auto Mode; the cluster autoscaler; a person with `kubectl cordon`.
 * What ends with them is no news.
 */
export const leaving =
    'kube_node_spec_taint{key=~"karpenter.sh/disrupted|ToBeDeletedByClusterAutoscaler|node.kubernetes.io/unschedulable"}';

/** A regular expression for just these values of a label, as it stands in PromQL. */
export const anyOf = (values: readonly string[]): string => values.map(value => value.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&")).join("|");
