import type * as pulumi from "@pulumi/pulumi";
import { MonitoringStack, type Alarms, type ClusterRef, type MetricsTarget, type NotifyArgs } from "pulumi-webstack";
import { alerts } from "./alerts";
import { dashboards } from "./dashboards";
import type { Size } from "./sizes";

/** Where monitoring is made: on AWS. */
export interface MonitoredPlace {
    readonly cluster: ClusterRef;
    readonly cloud: { readonly accountId: string; readonly region: string };
    readonly size: Size;
    readonly targets: readonly MetricsTarget[];
    /** What AWS itself tells. */
    readonly alarms: readonly Alarms[];
    readonly notify: NotifyArgs;
    readonly tags: Readonly<Record<string, string>>;
}

export function createMonitoring(
    { cluster, cloud, size, targets, alarms, notify, tags }: MonitoredPlace,
    opts: pulumi.ComponentResourceOptions,
): MonitoringStack {
    const { logDays, metricDays } = size.monitoring!;
    return new MonitoringStack(
        "monitoring",
        {
            cluster,
            aws: cloud,
            targets,
            alerts,
            dashboards: { activeUsers: "sum(users_active_now)", extra: dashboards },
            logs: {
                kind: "cloudwatch",
                namespaces: [cluster.namespace],
                retentionDays: { access: logDays, error: logDays },
            },
            notify,
            alarms,
            highAvailability: size.gateways > 1,
            retentionDays: metricDays,
            tags,
        },
        opts,
    );
}
