import type * as pulumi from "@pulumi/pulumi";
import type { Severity } from "../alerts/args";

/** Who is told of what. */
export interface NotifyArgs {
    /** Those who can be told, by names of your own: lower-case letters, digits and `-`. At least one. */
    readonly receivers: Readonly<Record<string, ReceiverArgs>>;
    /**
     * Receivers of each severity, by name; at least one each.
     * @default every receiver, for both
     */
    readonly routes?: Readonly<Partial<Record<Severity, readonly string[]>>>;
    /**
     * A switch somewhere else that calls people when it hears nothing: Alertmanager posts to it while all is well.
     * @default none: nobody hears when the monitoring itself is gone
     */
    readonly watchdog?: WatchdogArgs;
    /** Times at which nobody is told, of anything or of some alerts. @default none */
    readonly maintenance?: readonly MaintenanceWindow[];
}

export type ReceiverArgs = SnsReceiver | PagerDutyReceiver | SlackReceiver | EmailReceiver | WebhookReceiver;

/** Encrypted SNS topics: mail and text messages, without a server or a password. On AWS. */
export interface SnsReceiver {
    readonly kind: "sns";
    /** Addresses that get a mail; each must confirm once. @default none */
    readonly emails?: readonly string[];
    /** Numbers that get a text message, in E.164: `+353861234567`. @default none */
    readonly phoneNumbers?: readonly string[];
}

/** A service of PagerDuty. */
export interface PagerDutyReceiver {
    readonly kind: "pagerduty";
    /** Integration key of the service's Events API v2; a secret. */
    readonly routingKey: pulumi.Input<string>;
    /**
     * Integration key of the service's Amazon CloudWatch integration, by which alarms of AWS reach it; a secret.
     * @default none: alarms of AWS do not reach this receiver
     */
    readonly cloudWatchKey?: pulumi.Input<string>;
    /** Where PagerDuty keeps the account: `us` or `eu`. @default "us" */
    readonly serviceRegion?: "us" | "eu";
}

/** A channel of Slack. */
export interface SlackReceiver {
    readonly kind: "slack";
    /** Address of an incoming webhook; a secret. */
    readonly webhookUrl: pulumi.Input<string>;
    /** `#alerts`. @default the webhook's own */
    readonly channel?: string;
    /**
     * The same channel to Amazon Q Developer in chat applications (AWS Chatbot), by which alarms of AWS reach it. The
     * workspace must have been let in once, in the console.
     * @default none: alarms of AWS do not reach this receiver
     */
    readonly chatbot?: { readonly workspaceId: string; readonly channelId: string };
}

/** Mail by a server of your own. */
export interface EmailReceiver {
    readonly kind: "email";
    /** At least one address. */
    readonly to: readonly string[];
    readonly from: string;
    /** `smtp.example.com:587`; TLS is required. */
    readonly smarthost: string;
    /** @default none: the server asks for no password */
    readonly login?: { readonly username: string; readonly password: pulumi.Input<string> };
}

/** An HTTP endpoint that takes Alertmanager's webhook. */
export interface WebhookReceiver {
    readonly kind: "webhook";
    /** `http://…` or `https://…`; it may be a secret. */
    readonly url: pulumi.Input<string>;
    /** Sent as `Authorization: Bearer …`; a secret. @default none */
    readonly token?: pulumi.Input<string>;
}

/** A dead man's switch: healthchecks.io, Dead Man's Snitch, PagerDuty's. */
export interface WatchdogArgs {
    /** Address that is posted to; it is usually a secret. */
    readonly url: pulumi.Input<string>;
    /** Seconds from one post to the next, 60–3600. @default 60 */
    readonly seconds?: number;
}

/** When nobody is told. */
export interface MaintenanceWindow {
    /** `sunday-night`: lower-case letters, digits and `-`. */
    readonly name: string;
    /** `sunday`; `monday:friday`, of a week that begins on Sunday. @default every day */
    readonly weekdays?: readonly string[];
    /** `02:00`, in the time zone. */
    readonly from: string;
    /** `04:30`, at most `24:00`; after `from`: a window over midnight is two. */
    readonly to: string;
    /** Of the IANA database: `Europe/Dublin`. @default "UTC" */
    readonly timeZone?: string;
    /** The alerts that are silent, by name. @default all but Watchdog */
    readonly alerts?: readonly string[];
}

export const pagerDutyDefaults = { serviceRegion: "us" } as const;
export const watchdogDefaults = { seconds: 60 } as const;
export const windowDefaults = { timeZone: "UTC" } as const;
