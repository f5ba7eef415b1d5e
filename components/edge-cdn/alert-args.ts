import type * as pulumi from "@pulumi/pulumi";
import { distinct } from "../core/checks";
import { under, type Problem } from "../core/errors";

/** Who hears of trouble at the edge: the same that MonitoringStack tells. Needs `accountId`. */
export interface EdgeAlerts {
    /** Addresses that get a mail. With `webhook`, at least one of both. */
    readonly emails: readonly string[];
    /** What takes Cloudflare's webhooks, from Pro. @default none */
    readonly webhook?: {
        readonly url: pulumi.Input<string>;
        /** Sent along in the header `cf-webhook-auth`. @default none */
        readonly secret?: pulumi.Input<string>;
    };
}

export function validateAlerts({ emails, webhook }: EdgeAlerts): Problem[] {
    const url = webhook?.url;
    return under("alerts", [
        ...(emails.length > 0 || webhook
            ? []
            : [{ path: "emails", got: [], allowed: "at least one address, or a webhook", fix: "An alert that reaches nobody is none." }]),
        ...emails.filter(mail => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail)).map(got => ({ path: "emails", got, allowed: "mail addresses" })),
        ...distinct("emails", emails),
        ...(typeof url === "string" && !/^https:\/\/[^\s@]+$/.test(url)
            ? [{ path: "webhook.url", got: "another address", allowed: "an https address without a password in it" }]
            : []),
    ]);
}
