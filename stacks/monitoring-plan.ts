import * as pulumi from "@pulumi/pulumi";
import type { AppCluster, MonitoringStackArgs } from "../components";
import type { Settings } from "./config";
import { absentAccount } from "./cluster-plan";

type Monitoring = Settings["monitoring"];
type Receiver = Monitoring["receivers"][string];
type Args = Omit<MonitoringStackArgs, "targets" | "alarms" | "cluster">;
type Placed = Pick<AppCluster, "namespace">;

/** What a secret of the stack file becomes: it is in no state and no message as it is. */
type Hide = (text: string) => pulumi.Input<string>;

/**
 * What the stack file says of the monitoring; what there is to look at comes from the components.
 *
 * @param hide leaves secrets as they are where settings are checked, and nothing is made
 */
export function monitoringArgs(settings: Settings, { namespace }: Placed, hide: Hide = pulumi.secret): Args {
    const { monitoring } = settings;
    const { scrapeSeconds, retentionDays, storage, highAvailability, http, trail, budget, cloudflareToken, activeUsers } = monitoring;
    const aws = placeOf(settings);
    return {
        ...(aws ? { aws } : {}),
        ...{ scrapeSeconds, retentionDays, storage, highAvailability, http, budget },
        notify: notifyArgs(monitoring, hide),
        alerts: alertsArgs(monitoring),
        dashboards: { activeUsers },
        grafana: grafanaArgs(settings),
        logs: logsArgs(settings, namespace),
        trail,
        cloudflare: cloudflareToken === undefined ? undefined : { apiToken: hide(cloudflareToken) },
    };
}

/** Stores may be on AWS where the cluster is not. */
function placeOf({ cluster, region, accountId }: Settings): Args["aws"] {
    const placed = region !== undefined && accountId !== undefined;
    return placed || cluster.kind === "eks" ? { region: region ?? "", accountId: accountId ?? absentAccount } : undefined;
}

const notifyArgs = ({ receivers, routes, watchdog, maintenance }: Monitoring, hide: Hide): Args["notify"] => ({
    receivers: Object.fromEntries(Object.entries(receivers).map(([name, receiver]) => [name, secretly(receiver, hide)])),
    ...{ routes, maintenance },
    ...(watchdog ? { watchdog: { ...watchdog, url: hide(watchdog.url) } } : {}),
});

function secretly(receiver: Receiver, hide: Hide): Args["notify"]["receivers"][string] {
    const hidden = (text: string | undefined) => (text === undefined ? undefined : hide(text));
    switch (receiver.kind) {
        case "sns":
            return receiver;
        case "pagerduty":
            return { ...receiver, routingKey: hide(receiver.routingKey), cloudWatchKey: hidden(receiver.cloudWatchKey) };
        case "slack":
            return { ...receiver, webhookUrl: hide(receiver.webhookUrl) };
        case "email":
            return {
                ...receiver,
                ...(receiver.login ? { login: { ...receiver.login, password: hide(receiver.login.password) } } : {}),
            };
        case "webhook":
            return { ...receiver, url: hide(receiver.url), token: hidden(receiver.token) };
    }
}

const alertsArgs = ({ thresholds, objectives, essentials, externalApis, business, changes, runbooks }: Monitoring): Args["alerts"] => ({
    ...{ thresholds, objectives, essentials, externalApis, business, changes, runbooks },
});

/** Grafana's host lies in the edge's zone. */
function grafanaArgs({ monitoring, edge }: Settings): Args["grafana"] {
    if (!monitoring.grafana || edge.kind === "none") return undefined;
    const { host, teamDomain, emails, emailDomains, admins } = monitoring.grafana;
    return {
        access: {
            kind: "cloudflare-access",
            ...{ host, teamDomain, admins, allow: { emails, emailDomains } },
            zoneId: edge.zoneId,
            accountId: edge.accountId ?? "",
        },
    };
}

function logsArgs({ monitoring, environment }: Settings, namespace: string): Args["logs"] {
    const { logs } = monitoring;
    if (!logs || logs.kind === "none") return undefined;
    const common = { namespaces: [namespace], redact: logs.redact as RedactionArgs | undefined };
    const deletionProtection = environment === "production";
    switch (logs.kind) {
        case "loki":
            return { ...common, kind: "loki", days: logs.days, storage: logs.storage };
        case "opensearch":
            return { ...common, kind: "opensearch", retentionDays: daysOf(logs), readerRoleArns: logs.readerRoleArns, deletionProtection };
        case "cloudwatch":
            return {
                ...common,
                kind: "cloudwatch",
                retentionDays: daysOf(logs),
                deletionProtection,
                archive: logs.archiveDays === undefined ? undefined : { days: logs.archiveDays },
            };
    }
}

type RedactionArgs = NonNullable<NonNullable<Args["logs"]>["redact"]>;

const daysOf = ({ access, error, audit }: Partial<Record<"access" | "error" | "audit", number>>) => ({ access, error, audit });

/** Addresses of those who are told by mail, of all receivers. */
export const mailAddresses = ({ receivers }: Monitoring): string[] =>
    Object.values(receivers).flatMap(receiver =>
        receiver.kind === "sns" ? (receiver.emails ?? []) : receiver.kind === "email" ? receiver.to : [],
    );
