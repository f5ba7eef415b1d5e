import type * as pulumi from "@pulumi/pulumi";
import {
    images,
    MonitoringStack,
    standardAlerts,
    type AlertRule,
    type AppCluster,
    type PostgresWithBackups,
    type RedisCache,
} from "pulumi-webstack";
import { given, supabase } from "./settings";

/** What the connections of all instances are counted by, and whether the database answers at all. */
const databaseAlerts: readonly AlertRule[] = [
    {
        name: "DatabaseConnectionError",
        expression: "pg_up == 0 or absent(pg_up)",
        for: "1m",
        severity: "critical",
        summary: "Database connection lost",
    },
    {
        name: "DatabaseConnectionsHigh",
        expression: "sum(pg_stat_database_numbackends) / max(pg_settings_max_connections) > 0.8",
        for: "5m",
        severity: "warning",
        summary: "More than 80 % of the database's connections are taken",
    },
];

/** Tells Prometheus how the database at Supabase is. */
function addPostgresExporter(cluster: AppCluster): void {
    cluster.addService("postgres-exporter", {
        image: images.postgresExporter,
        args: ["--collector.stat_statements"],
        port: 9187,
        replicas: 1,
        resources: { cpu: "50m", memory: "64Mi" },
        uid: 65534,
        secretEnv: { DATA_SOURCE_NAME: given("DATABASE_URL") },
        reaches: [supabase.database],
        health: { path: "/" },
        metrics: { job: "postgres" },
    });
}

/** Where monitoring is made: on AWS. */
export interface MonitoredPlace {
    readonly cluster: AppCluster;
    readonly redis: RedisCache;
    readonly postgres: PostgresWithBackups;
    readonly cloud: { readonly accountId: string; readonly region: string };
    readonly tags: Readonly<Record<string, string>>;
}

export function createMonitoring(
    { cluster, redis, postgres, cloud, tags }: MonitoredPlace,
    opts: pulumi.ComponentResourceOptions,
): MonitoringStack {
    addPostgresExporter(cluster);
    const eks = { ...cloud, clusterName: cluster.clusterName! };
    return new MonitoringStack(
        "monitoring",
        {
            targets: cluster.metrics,
            alerts: [...standardAlerts(), ...databaseAlerts],
            logs: { kind: "cloudwatch", ...eks, namespaces: [cluster.namespace] },
            notify: { kind: "sns", ...eks, emails: ["oncall@wakeup.example"] },
            alarms: [
                { of: "app", alarms: cluster.alarms },
                { of: "redis", alarms: redis.alarms },
                { of: "postgres", alarms: postgres.alarms },
            ],
            retentionDays: 30,
            tags,
        },
        opts,
    );
}
