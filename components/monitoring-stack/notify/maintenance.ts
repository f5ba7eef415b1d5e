import { withDefaults } from "../../core/defaults";
import { windowDefaults, type MaintenanceWindow } from "./args";

/** Alerts that share windows of their own. */
export interface MutedAlerts {
    readonly names: readonly string[];
    /** The windows, by name. */
    readonly windows: readonly string[];
}

/** The windows of all alerts, and those of single ones. */
export function windowsOf(windows: readonly MaintenanceWindow[]): { general: readonly string[]; ofAlerts: readonly MutedAlerts[] } {
    const alerts = [...new Set(windows.flatMap(({ alerts = [] }) => alerts))];
    const groups = new Map<string, MutedAlerts>();
    for (const name of alerts) {
        const own = windows.filter(window => window.alerts?.includes(name)).map(({ name }) => name);
        const key = own.join(",");
        groups.set(key, { names: [...(groups.get(key)?.names ?? []), name], windows: own });
    }
    return { general: windows.filter(({ alerts }) => !alerts).map(({ name }) => name), ofAlerts: [...groups.values()] };
}

/** As Alertmanager has them. */
export const timeIntervals = (windows: readonly MaintenanceWindow[]): object[] =>
    windows.map(window => {
        const { name, weekdays, from, to, timeZone } = withDefaults(windowDefaults, window);
        return {
            name,
            time_intervals: [{ times: [{ start_time: from, end_time: to }], ...(weekdays ? { weekdays } : {}), location: timeZone }],
        };
    });
