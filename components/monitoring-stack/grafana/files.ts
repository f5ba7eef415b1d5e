import type { Dashboard } from "./args";
import { dashboardFiles } from "./render";

/** Where Grafana looks for dashboards: in folders below it, too. */
export const dashboardFolder = "/etc/grafana/dashboards";

/** What a ConfigMap holds at most (Kubernetes API, ConfigMap). */
export const mostBytes = 1_048_576;

type Files = Readonly<Record<string, string>>;

/** The dashboards in folders, each of which a ConfigMap holds: as few as they fit into in their order. */
export function dashboardFolders(dashboards: readonly Dashboard[], most = mostBytes): Record<string, Files> {
    const parts: Record<string, string>[] = [];
    let left = 0;
    for (const [name, text] of Object.entries(dashboardFiles(dashboards))) {
        const bytes = Buffer.byteLength(text);
        if (bytes > left) {
            parts.push({});
            left = most;
        }
        parts.at(-1)![name] = text;
        left -= bytes;
    }
    return Object.fromEntries(parts.map((files, index) => [`${dashboardFolder}/${index}`, files]));
}
