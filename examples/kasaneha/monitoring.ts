import type * as pulumi from "@pulumi/pulumi";
import {
    MonitoringStack,
    type AppCluster,
    type Dashboard,
    type EdgeCDN,
    type FileStorage,
    type MonitoringStackArgs,
    type Network,
    type Panel,
} from "pulumi-webstack";
import { contactOf } from "./edge";
import type { Environment } from "./environment";
import type { Stores } from "./stores";

/** What is watched. */
export interface Watched extends Stores {
    readonly cluster: AppCluster;
    readonly network: Network | undefined;
    readonly edge: EdgeCDN;
    readonly backups: FileStorage | undefined;
    /** Where it is on AWS; a laptop is nowhere. */
    readonly cloud: { readonly accountId: string; readonly region: string } | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

const panel = (title: string, unit: string, legend: string, expression: string): Panel => ({
    title,
    unit,
    queries: [{ legend, expression }],
});

/** The document's own page, beside those that there are anyway. */
const metrics: Dashboard = {
    uid: "kasaneha",
    title: "Kasaneha Metrics",
    panels: [
        panel("API Request Rate", "reqps", "{{route}} {{status}}", "rate(http_requests_total[5m])"),
        panel("Database Connections", "short", "{{datname}}", "pg_stat_database_numbackends"),
        panel("Gemini API Usage", "reqps", "{{status}}", "rate(gemini_api_requests_total[5m])"),
    ],
};

export function createMonitoring(environment: Environment, watched: Watched, opts: pulumi.ComponentResourceOptions): MonitoringStack {
    const { cluster, network, edge, postgres, redis, files, backups, cloud, tags } = watched;
    return new MonitoringStack(
        "monitoring",
        {
            cluster,
            aws: cloud,
            targets: [...cluster.metrics, ...postgres.metrics, ...redis.metrics, ...edge.metrics],
            alerts: { externalApis: [{ name: "gemini" }] },
            dashboards: { extra: [metrics] },
            notify: {
                receivers: cloud
                    ? { mail: { kind: "sns", emails: [contactOf(environment)] } }
                    : { laptop: { kind: "webhook", url: "http://host.docker.internal:9095/alerts" } },
            },
            alarms: [
                { of: "network", alarms: network?.alarms ?? [] },
                { of: "app", alarms: cluster.alarms },
                { of: "postgres", alarms: postgres.alarms },
                { of: "redis", alarms: redis.alarms },
                { of: "files", alarms: files?.alarms ?? [] },
                { of: "backups", alarms: backups?.alarms ?? [] },
            ],
            logs: logsOf(environment, watched),
            highAvailability: environment.gateways > 1,
            tags,
        },
        opts,
    );
}

/** People search them in the cluster's own Loki on a laptop, in CloudWatch in staging, and in OpenSearch in production. */
function logsOf({ logs }: Environment, { cluster: { namespace }, cloud, network }: Watched): MonitoringStackArgs["logs"] {
    const namespaces = [namespace];
    switch (logs) {
        case "loki":
            return { kind: "loki", namespaces };
        case "cloudwatch":
            return { kind: "cloudwatch", namespaces, retentionDays: { access: 30, error: 30, audit: 90 }, deletionProtection: false };
        case "opensearch":
            return {
                kind: "opensearch",
                namespaces,
                readerRoleArns: [`arn:aws:iam::${cloud?.accountId}:role/kasaneha-read-only`],
                // Nobody reaches it from outside: the Dashboards are looked at from a machine inside the VPC.
                network: network && { vpcId: network.vpcId, subnetIds: network.subnetIds.app },
            };
    }
}
