import type * as pulumi from "@pulumi/pulumi";
import { MonitoringStack, type Alarms, type AppCluster, type MetricsTarget, type NotifyArgs } from "pulumi-webstack";
import { alerts } from "./alerts";
import { kpis } from "./dashboards";
import { requests } from "./figures";

/** Where monitoring is made: on AWS. */
export interface MonitoredPlace {
    readonly cluster: AppCluster;
    readonly cloud: { readonly accountId: string; readonly region: string };
    readonly targets: readonly MetricsTarget[];
    /** What AWS itself tells. */
    readonly alarms: readonly Alarms[];
    readonly metricDays: number;
    readonly notify: NotifyArgs;
    readonly tags: Readonly<Record<string, string>>;
}

export function createMonitoring(place: MonitoredPlace, opts: pulumi.ComponentResourceOptions): MonitoringStack {
    const { cluster, cloud, targets, alarms, metricDays, notify, tags } = place;
    return new MonitoringStack(
        "monitoring",
        {
            cluster,
            aws: cloud,
            targets,
            http: { requests },
            alerts,
            dashboards: { extra: [kpis] },
            logs: { kind: "cloudwatch", namespaces: [cluster.namespace] },
            notify,
            alarms,
            highAvailability: true,
            retentionDays: metricDays,
            tags,
        },
        opts,
    );
}
