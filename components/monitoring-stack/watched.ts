import type { PodMetrics } from "../core/metrics";
import { withDefaults } from "../core/defaults";
import { httpDefaults } from "./alerts/args";
import type { AlertContext } from "./alerts/context";
import { monitoringDefaults, type MonitoringStackArgs } from "./args";
import { collectorTarget } from "./backends/collector-config";
import { tunnelTarget } from "./grafana/access";
import type { DashboardContext } from "./grafana/queries";
import { monitoredOf, type Monitored } from "./monitored";

/** All that there is to look at: what was asked for, and what is made here for it. */
export function watchedBy(args: MonitoringStackArgs, namespace: string, agents: readonly PodMetrics[]): Monitored {
    const { targets, grafana, cloudflare, pushgateway, logs, remoteWrite = [], backends = [] } = args;
    const own = [
        ...agents,
        ...(grafana?.access ? [tunnelTarget(namespace)] : []),
        ...(backends.length > 0 ? [collectorTarget(namespace)] : []),
    ];
    // Whom nobody may ask says nothing.
    const asked = cloudflare ? targets : targets.filter(({ kind }) => kind !== "zone");
    return monitoredOf([...asked, ...own], {
        pushes: pushgateway !== undefined,
        logs: logs !== undefined,
        remoteWrite: remoteWrite.length > 0,
    });
}

/** What decides on the alerts. */
export function alertContext(args: MonitoringStackArgs, monitored: Monitored): Omit<AlertContext, "thresholds"> {
    const { highAvailability, retentionDays } = withDefaults(monitoringDefaults, args);
    return {
        monitored,
        http: withDefaults(httpDefaults, args.http),
        args: args.alerts ?? {},
        watchdog: args.notify.watchdog !== undefined,
        highAvailability,
        retentionDays,
    };
}

/** What decides on the pages. */
export const dashboardContext = (args: MonitoringStackArgs, monitored: Monitored): DashboardContext => ({
    monitored,
    http: withDefaults(httpDefaults, args.http),
    alerts: args.alerts ?? {},
    args: args.dashboards ?? {},
});
