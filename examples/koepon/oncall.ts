import type { NotifyArgs } from "pulumi-webstack";
import { slackChannel } from "./settings";
import { toldBy } from "./told-by";

/** Who hears of trouble, in the system and at the edge. */
export const oncall = ["oncall@koepon.app"];

/**
 * Mail of everything, warnings in a channel of Slack; where somebody is to be woken, PagerDuty for what is critical, and a
 * switch elsewhere that tells when nothing here does any more.
 */
export const notify = (wakes: boolean): NotifyArgs => ({
    receivers: {
        mail: { kind: "sns", emails: oncall },
        slack: { kind: "slack", webhookUrl: toldBy("KOEPON_SLACK_WEBHOOK_URL"), channel: "#koepon-alerts", chatbot: slackChannel },
        ...(wakes
            ? {
                  pagerduty: {
                      kind: "pagerduty",
                      routingKey: toldBy("KOEPON_PAGERDUTY_ROUTING_KEY"),
                      cloudWatchKey: toldBy("KOEPON_PAGERDUTY_CLOUDWATCH_KEY"),
                  },
              }
            : {}),
    },
    routes: { critical: wakes ? ["pagerduty", "mail"] : ["slack", "mail"], warning: ["slack", "mail"] },
    watchdog: wakes ? { url: toldBy("KOEPON_HEARTBEAT_URL") } : undefined,
});
