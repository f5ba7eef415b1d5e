import type * as pulumi from "@pulumi/pulumi";
import { images, MonitoringStack, type AlarmDescription, type AppCluster, type PostgresWithBackups } from "pulumi-webstack";
import { alerts } from "./alerts";
import { dashboards } from "./dashboards";

/** Tells Prometheus how the database is: PostgreSQL itself does not speak its language. */
function addPostgresExporter(cluster: AppCluster, { connections, connection }: PostgresWithBackups): void {
    const database = connections.readOnly ?? connection;
    cluster.addService("postgres-exporter", {
        image: images.postgresExporter,
        args: ["--collector.stat_statements"],
        port: 9187,
        replicas: 1,
        resources: { cpu: "50m", memory: "64Mi" },
        uid: 65534,
        secretEnv: { DATA_SOURCE_NAME: database.url },
        stores: [database],
        health: { path: "/" },
        metrics: { job: "postgres" },
    });
}

/** Where monitoring is made: on AWS. */
export interface MonitoredPlace {
    readonly cluster: AppCluster;
    readonly postgres: PostgresWithBackups;
    readonly cloud: { readonly accountId: string; readonly region: string };
    /** What AWS itself tells of the stores and of the load balancer. */
    readonly alarms: readonly { readonly of: string; readonly alarms: readonly AlarmDescription[] }[];
    readonly days: { readonly logDays: number; readonly metricDays: number };
    /** Who is told. */
    readonly emails: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
}

export function createMonitoring(place: MonitoredPlace, opts: pulumi.ComponentResourceOptions): MonitoringStack {
    const { cluster, cloud, postgres, alarms, days, emails, tags } = place;
    addPostgresExporter(cluster, postgres);
    const eks = { ...cloud, clusterName: cluster.clusterName! };
    const { logDays } = days;
    return new MonitoringStack(
        "monitoring",
        {
            targets: cluster.metrics,
            alerts,
            dashboards,
            logs: {
                kind: "cloudwatch",
                ...eks,
                namespaces: [cluster.namespace],
                retentionDays: { access: logDays, error: logDays, audit: logDays },
            },
            notify: { kind: "sns", ...eks, emails },
            alarms,
            retentionDays: days.metricDays,
            tags,
        },
        opts,
    );
}
