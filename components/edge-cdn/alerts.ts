import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { accountName } from "./names";
import { plans, type Plan } from "./plans";
import type { EdgeAlerts } from "./alert-args";

type Filters = cloudflare.types.input.NotificationPolicyFilters;

/** Where the things are that alerts are about. */
export interface AlertScope {
    readonly accountId: string;
    readonly zoneId: string;
    readonly plan: Plan;
}

/** What Cloudflare tells of, from which plan. */
interface EdgeAlert {
    readonly suffix: string;
    readonly alertType: string;
    readonly from: Plan;
    readonly description: string;
    readonly filters?: (scope: AlertScope) => Filters;
}

/**
 * As the list of available notifications has them (cloudflare-docs: notifications/index.yaml, read 2026-11). Those without filters are the
 * account's, of all its zones: Cloudflare takes no filters for them.
 */
export const edgeAlerts: readonly EdgeAlert[] = [
    {
        suffix: "origin-unreachable",
        alertType: "real_origin_monitoring",
        from: "free",
        description: "Cloudflare cannot reach the origin",
    },
    {
        suffix: "origin-errors",
        alertType: "http_alert_origin_error",
        from: "enterprise",
        description: "More 5xx of the origin than usual",
        filters: ({ zoneId }) => ({ zones: [zoneId], slos: ["99.9"] }),
    },
    {
        suffix: "security-events",
        alertType: "clickhouse_alert_fw_anomaly",
        from: "business",
        description: "More requests are turned away than usual",
        filters: ({ zoneId }) => ({ zones: [zoneId] }),
    },
    { suffix: "ddos", alertType: "dos_attack_l7", from: "free", description: "An HTTP DDoS attack is being mitigated" },
    {
        suffix: "certificate",
        alertType: "universal_ssl_event_type",
        from: "free",
        description: "Universal SSL: validation, issuance, renewal",
    },
    {
        suffix: "pull-certificate",
        alertType: "hostname_aop_custom_certificate_expiration_type",
        from: "free",
        description: "The certificate shown to the origin expires",
    },
];

/** What a plan tells of. */
export const alertsOf = (plan: Plan): readonly EdgeAlert[] => edgeAlerts.filter(({ from }) => plans.indexOf(from) <= plans.indexOf(plan));

export function createAlerts(self: Component, scope: AlertScope, { emails, webhook }: EdgeAlerts): void {
    const { accountId, plan } = scope;
    const hook =
        webhook &&
        self.child(cloudflare.NotificationPolicyWebhooks, "alerts", {
            accountId,
            name: accountName(self.name),
            // A credential, where it is Slack's.
            url: pulumi.secret(webhook.url),
            ...(webhook.secret === undefined ? {} : { secret: pulumi.secret(webhook.secret) }),
        });
    for (const { suffix, alertType, description, filters } of alertsOf(plan)) {
        self.child(cloudflare.NotificationPolicy, `alert-${suffix}`, {
            accountId,
            name: `${accountName(self.name)}: ${suffix}`,
            description,
            alertType,
            enabled: true,
            ...(filters ? { filters: filters(scope) } : {}),
            mechanisms: {
                ...(emails.length > 0 ? { emails: emails.map(id => ({ id })) } : {}),
                ...(hook ? { webhooks: [{ id: hook.id }] } : {}),
            },
        });
    }
}
