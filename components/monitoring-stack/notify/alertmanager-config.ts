import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { NotifyArgs } from "./args";
import { inhibitRules } from "./inhibitions";
import { timeIntervals } from "./maintenance";
import { messages, messagesFile } from "./messages";
import { receiverOf, secretFilesOf, watchdogReceiver, type PublishedTopics } from "./receivers";
import { receiverSets, routeTree, type RoutedAlert } from "./routes";

type Known<T> = { readonly [Key in keyof T]: pulumi.Input<string> };

/** What Alertmanager's configuration is made from. */
export interface Notifying {
    readonly notify: NotifyArgs;
    /** Those with a `route` of their own have routes of their own. */
    readonly alerts: readonly RoutedAlert[];
    /** Seconds between two scrapes of a target: a group waits longer than that for its first alerts. */
    readonly scrapeSeconds: number;
    /** ARNs of the topics of receivers of kind `sns`, by receiver. @default none */
    readonly topics?: Readonly<Record<string, Known<PublishedTopics>>>;
    /** Region of the topics. */
    readonly region?: string;
}

/** Alertmanager's own files, and the secrets that they name, which belong into `secretsFolder`. */
export interface AlertmanagerFiles {
    readonly config: pulumi.Output<string>;
    readonly messages: string;
    readonly secretFiles: Readonly<Record<string, pulumi.Input<string>>>;
}

export const configFile = "alertmanager.yml";

export function alertmanagerConfig({ topics = {}, ...notifying }: Notifying): AlertmanagerFiles {
    return {
        config: pulumi.output(topics).apply(topics => configText({ ...notifying, topics })),
        messages,
        secretFiles: secretFilesOf(notifying.notify),
    };
}

/** The configuration, with the topics' ARNs in it. */
export function configText(notifying: Notifying & { readonly topics?: Readonly<Record<string, PublishedTopics>> }): string {
    const { notify, alerts, scrapeSeconds, topics = {}, region } = notifying;
    const sets = [...receiverSets(notify, alerts)];
    const windows = notify.maintenance ?? [];
    return stringify(
        {
            templates: [messagesFile],
            route: routeTree(notify, alerts, scrapeSeconds),
            inhibit_rules: inhibitRules,
            receivers: [watchdogReceiver(notify), ...sets.map(([name, members]) => receiverOf(name, members, notify, topics, region))],
            ...(windows.length > 0 ? { time_intervals: timeIntervals(windows) } : {}),
        },
        { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" },
    );
}
