import type * as pulumi from "@pulumi/pulumi";
import { MonitoringStack, type Alarms, type AlertsArgs, type AppCluster, type MetricsTarget } from "pulumi-webstack";
import { answerAlarms, countAnswers } from "./answers";
import { browsers } from "./dashboards";

/** Where monitoring is made: on AWS. */
export interface MonitoredPlace {
    readonly cluster: AppCluster;
    readonly cloud: { readonly accountId: string; readonly region: string };
    readonly targets: readonly MetricsTarget[];
    /** What AWS itself tells. */
    readonly alarms: readonly Alarms[];
    readonly tags: Readonly<Record<string, string>>;
}

/** The application exposes no figures of its requests: what the gateway answers is counted from its log, in `answers.ts`. */
const off = "Nobody counts requests by their status for Prometheus";
const changes: AlertsArgs["changes"] = Object.fromEntries(
    ["ServiceDown", "HighErrorRate", "ElevatedErrorRate", "HighLatency", "TrafficAnomaly", "SuspiciousRequests"].map(name => [
        name,
        { off },
    ]),
);

export function createMonitoring(
    { cluster, cloud, targets, alarms, tags }: MonitoredPlace,
    opts: pulumi.ComponentResourceOptions,
): MonitoringStack {
    const monitoring = new MonitoringStack(
        "monitoring",
        {
            cluster,
            aws: cloud,
            targets,
            alerts: { changes },
            dashboards: { without: ["application"], extra: [browsers] },
            logs: { kind: "cloudwatch", namespaces: [cluster.namespace] },
            notify: { receivers: { mail: { kind: "sns", emails: ["oncall@wakeup.example"] } } },
            alarms: [...alarms, { of: "gateway", alarms: answerAlarms }],
            highAvailability: true,
            retentionDays: 30,
            tags,
        },
        opts,
    );
    const { aws } = opts.providers as Readonly<Record<string, pulumi.ProviderResource>>;
    countAnswers(monitoring.logGroups!.access, { provider: aws });
    return monitoring;
}
