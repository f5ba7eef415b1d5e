import type * as pulumi from "@pulumi/pulumi";
import { pagerDutyDefaults, type NotifyArgs, type PagerDutyReceiver, type ReceiverArgs } from "./args";
import { deadMansSwitch, nobody } from "./routes";

/** Where Alertmanager finds what its configuration must not hold. It reads each file anew for each message. */
export const secretsFolder = "/etc/alertmanager-secrets";

/** ARNs of what Alertmanager publishes to. */
export interface PublishedTopics {
    /** Of mails. */
    readonly mail?: string;
    /** Of text messages. */
    readonly sms?: string;
}

/** Integrations by Alertmanager's name for their kind: `slack_configs`. */
type Integrations = Readonly<Record<string, readonly object[]>>;

/** A file of its own for each secret. No receiver's name has a dot, so that no two are the same. */
const fileOf = (receiver: string, secret: string): string => `${receiver}.${secret}`;
const watchdogFile = "dead-mans-switch";

const title = '{{ template "webstack.title" . }}';
const line = '{{ template "webstack.line" . }}';
const text = '{{ template "webstack.text" . }}';
const runbook = '{{ template "webstack.address" . }}';
const told = { send_resolved: true } as const;
/** Who does not answer is asked again before the next message of the group. */
const patience = { timeout: "10s" } as const;

/** What must be in `secretsFolder`, by name. */
export function secretFilesOf({ receivers, watchdog }: NotifyArgs): Record<string, pulumi.Input<string>> {
    const files = Object.entries(receivers).flatMap(([name, receiver]) =>
        Object.entries(secretsOf(receiver)).map(([secret, value]) => [fileOf(name, secret), value] as const),
    );
    return { ...Object.fromEntries(files), ...(watchdog ? { [watchdogFile]: watchdog.url } : {}) };
}

function secretsOf(receiver: ReceiverArgs): Readonly<Record<string, pulumi.Input<string>>> {
    switch (receiver.kind) {
        case "sns":
            return {};
        case "pagerduty":
            return { "routing-key": receiver.routingKey };
        case "slack":
            return { "webhook-url": receiver.webhookUrl };
        case "email":
            return receiver.login ? { password: receiver.login.password } : {};
        case "webhook":
            return { url: receiver.url, ...(receiver.token === undefined ? {} : { token: receiver.token }) };
    }
}

/** Alertmanager's receiver for one or several of ours. */
export function receiverOf(
    name: string,
    members: readonly string[],
    { receivers }: NotifyArgs,
    topics: Readonly<Record<string, PublishedTopics>>,
    region: string | undefined,
): object {
    const merged = new Map<string, object[]>();
    for (const member of members) {
        for (const [kind, configs] of Object.entries(integrations(member, receivers[member]!, topics[member] ?? {}, region))) {
            merged.set(kind, [...(merged.get(kind) ?? []), ...configs]);
        }
    }
    return { name, ...Object.fromEntries(merged) };
}

/** Who hears of `Watchdog`. */
export const watchdogReceiver = ({ watchdog }: NotifyArgs): object =>
    watchdog
        ? {
              name: deadMansSwitch,
              // That the alert went is no sign of life.
              webhook_configs: [{ url_file: `${secretsFolder}/${watchdogFile}`, send_resolved: false, ...patience }],
          }
        : { name: nobody };

function integrations(name: string, receiver: ReceiverArgs, topics: PublishedTopics, region: string | undefined): Integrations {
    const file = (secret: string): string => `${secretsFolder}/${fileOf(name, secret)}`;
    switch (receiver.kind) {
        case "sns": {
            const sigv4 = { region };
            return {
                sns_configs: [
                    ...(topics.mail === undefined ? [] : [{ topic_arn: topics.mail, sigv4, subject: title, message: text, ...told }]),
                    ...(topics.sms === undefined ? [] : [{ topic_arn: topics.sms, sigv4, subject: "", message: line, ...told }]),
                ],
            };
        }
        case "pagerduty":
            return {
                pagerduty_configs: [
                    {
                        routing_key_file: file("routing-key"),
                        url: `${pagerDutyEvents(receiver)}/v2/enqueue`,
                        description: line,
                        severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
                        class: "{{ .GroupLabels.alertname }}",
                        component: "{{ .CommonLabels.job }}",
                        group: "{{ .CommonLabels.namespace }}",
                        client_url: runbook,
                        details: { text },
                        ...patience,
                        ...told,
                    },
                ],
            };
        case "slack":
            return {
                slack_configs: [
                    {
                        api_url_file: file("webhook-url"),
                        ...(receiver.channel === undefined ? {} : { channel: receiver.channel }),
                        color: '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
                        title,
                        title_link: runbook,
                        text: '{{ template "webstack.slack.text" . }}',
                        fallback: line,
                        ...patience,
                        ...told,
                    },
                ],
            };
        case "email":
            return {
                email_configs: [
                    {
                        to: receiver.to.join(", "),
                        from: receiver.from,
                        smarthost: receiver.smarthost,
                        ...(receiver.login ? { auth_username: receiver.login.username, auth_password_file: file("password") } : {}),
                        require_tls: true,
                        headers: { Subject: title },
                        html: "",
                        text,
                        ...told,
                    },
                ],
            };
        case "webhook":
            return {
                webhook_configs: [
                    {
                        url_file: file("url"),
                        ...(receiver.token === undefined
                            ? {}
                            : { http_config: { authorization: { type: "Bearer", credentials_file: file("token") } } }),
                        ...patience,
                        ...told,
                    },
                ],
            };
    }
}

/** PagerDuty's Events API, of the region that keeps the account. */
export const pagerDutyEvents = ({ serviceRegion = pagerDutyDefaults.serviceRegion }: Pick<PagerDutyReceiver, "serviceRegion">): string =>
    serviceRegion === "eu" ? "https://events.eu.pagerduty.com" : "https://events.pagerduty.com";
