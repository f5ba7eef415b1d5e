import type { NotifyArgs } from "pulumi-webstack";
import { phoneNumbers, slackChannel } from "./settings";
import { toldBy } from "./told-by";

/** As the document has it: mail and Slack of what is critical, Slack of warnings; telephones where an alert names them. */
export const notify = (emails: readonly string[]): NotifyArgs => ({
    receivers: {
        mail: { kind: "sns", emails },
        slack: { kind: "slack", webhookUrl: toldBy("TD_BUDDY_SLACK_WEBHOOK_URL"), channel: "#td-buddy-alerts", chatbot: slackChannel() },
        phone: { kind: "sns", phoneNumbers: phoneNumbers() },
    },
    routes: { critical: ["mail", "slack"], warning: ["slack"] },
});
