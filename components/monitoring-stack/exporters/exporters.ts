import type { ChildOptions, Component } from "../../core/component";
import type { MonitoredCluster } from "../args";
import type { Monitored } from "../monitored";
import type { PushgatewayArgs, ZoneExporterArgs } from "./args";
import { createZoneExporter } from "./cloudflare";
import type { Exporter } from "./exporter";
import { createKubeStateMetrics } from "./kube-state-metrics";
import { createNodeExporter } from "./nodes";
import { createPostgresExporter } from "./postgres";
import { createProbes } from "./probes";
import { createPushgateway } from "./pushgateway";
import { createRedisExporter } from "./redis";

/** What decides which exporters there are. */
export interface ExportersArgs {
    readonly monitored: Monitored;
    readonly cluster: MonitoredCluster;
    readonly cloudflare?: ZoneExporterArgs;
    readonly pushgateway?: PushgatewayArgs;
}

/** Makes what stands before all that is monitored and does not speak Prometheus' language. */
export function createExporters(self: Component, namespace: string, args: ExportersArgs, opts: ChildOptions): readonly Exporter[] {
    const { monitored, cluster, cloudflare, pushgateway } = args;
    const { databases, caches, hosts, zones } = monitored;
    return [
        createNodeExporter(self, namespace),
        createKubeStateMetrics(self, namespace, opts),
        ...databases.map(store => createPostgresExporter(self, namespace, cluster, store, opts)),
        ...caches.map(store => createRedisExporter(self, namespace, cluster, store, opts)),
        ...(hosts.length > 0 ? [createProbes(self, namespace, hosts, opts)] : []),
        ...(zones.length > 0 && cloudflare ? [createZoneExporter(self, namespace, zones, cloudflare, opts)] : []),
        ...(pushgateway ? [createPushgateway(self, namespace, pushgateway, opts)] : []),
    ];
}
