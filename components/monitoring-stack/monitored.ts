import type { BackupMetrics, HostMetrics, MetricsTarget, PodMetrics, StoreMetrics, ZoneMetrics } from "../core/metrics";

/** What there is to look at, by kind: it decides which exporters run, which alerts there are, what dashboards show. */
export interface Monitored {
    readonly pods: readonly PodMetrics[];
    readonly databases: readonly StoreMetrics[];
    readonly caches: readonly StoreMetrics[];
    readonly hosts: readonly HostMetrics[];
    readonly zones: readonly ZoneMetrics[];
    readonly backups: readonly BackupMetrics[];
    /** Whether jobs push what they did. */
    readonly pushes: boolean;
    /** Whether logs leave their nodes. */
    readonly logs: boolean;
    /** Whether metrics are sent on. */
    readonly remoteWrite: boolean;
}

export function monitoredOf(targets: readonly MetricsTarget[], also: Pick<Monitored, "pushes" | "logs" | "remoteWrite">): Monitored {
    const of = <Kind extends MetricsTarget["kind"]>(kind: Kind) =>
        targets.filter((target): target is Extract<MetricsTarget, { kind: Kind }> => target.kind === kind);
    const stores = of("store");
    return {
        pods: of("pods"),
        databases: stores.filter(({ connection }) => connection.kind === "postgres"),
        caches: stores.filter(({ connection }) => connection.kind === "redis"),
        hosts: of("host"),
        zones: of("zone"),
        backups: of("backup"),
        ...also,
    };
}
