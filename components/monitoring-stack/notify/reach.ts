import type { Severity } from "../alerts/args";
import type { NotifyArgs, ReceiverArgs } from "./args";
import { routesOf } from "./routes";

/** What is published by a topic: text messages have one of their own, as they are shorter than what a mail says. */
export type TopicKind = "mail" | "sms";

/** The topics by which AWS reaches a receiver; none where it does not. */
export function topicKinds(receiver: ReceiverArgs): readonly TopicKind[] {
    switch (receiver.kind) {
        case "sns": {
            const { emails = [], phoneNumbers = [] } = receiver;
            return [...(emails.length > 0 ? (["mail"] as const) : []), ...(phoneNumbers.length > 0 ? (["sms"] as const) : [])];
        }
        case "pagerduty":
            return receiver.cloudWatchKey === undefined ? [] : ["mail"];
        case "slack":
            return receiver.chatbot === undefined ? [] : ["mail"];
        case "email":
        case "webhook":
            return [];
    }
}

/** Receivers that AWS reaches without the cluster, by severity. */
export function awsReach(notify: Pick<NotifyArgs, "receivers" | "routes">): Record<Severity, readonly string[]> {
    const { critical, warning } = routesOf(notify);
    const reached = (names: readonly string[]): string[] =>
        names.filter(name => {
            const receiver = notify.receivers[name];
            return receiver !== undefined && topicKinds(receiver).length > 0;
        });
    return { critical: reached(critical), warning: reached(warning) };
}
