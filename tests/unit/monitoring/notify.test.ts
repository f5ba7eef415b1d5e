import * as pulumi from "@pulumi/pulumi";
import { alertmanagerConfig, configText } from "../../../components/monitoring-stack/notify/alertmanager-config";
import { alertmanagerAddresses } from "../../../components/monitoring-stack/notify/alertmanager";
import { messages } from "../../../components/monitoring-stack/notify/messages";
import { egressPorts } from "../../../components/monitoring-stack/notify/ports";
import type { NotifyArgs } from "../../../components/monitoring-stack/notify/args";
import { configOf, everyKind, topicArns } from "./notifying";

const watchdog = { url: "https://hc-ping.com/secret-check" };
const notify: NotifyArgs = { receivers: everyKind, watchdog };
const known = <T>(value: pulumi.Input<T>): Promise<T> =>
    new Promise(resolve => void pulumi.output(value).apply(value => resolve(value as T)));

/** What Alertmanager is told of one receiver alone. */
const alone = (name: keyof typeof everyKind): unknown => {
    const receivers = { [name]: everyKind[name] };
    return configOf({ receivers }).receivers.find(receiver => receiver.name === name);
};
const secret = (name: string): string => `/etc/alertmanager-secrets/${name}`;

describe("Alertmanager's receiver", () => {
    it("publishes mails and text messages to topics of their own", () => {
        const sigv4 = { region: "eu-west-1" };
        expect(alone("people")).toEqual({
            name: "people",
            sns_configs: [
                {
                    topic_arn: topicArns.people.mail,
                    sigv4,
                    subject: '{{ template "webstack.title" . }}',
                    message: '{{ template "webstack.text" . }}',
                    send_resolved: true,
                },
                { topic_arn: topicArns.people.sms, sigv4, subject: "", message: '{{ template "webstack.line" . }}', send_resolved: true },
            ],
        });
    });

    it("opens incidents of PagerDuty, where the account is", () => {
        expect(alone("pager")).toEqual({
            name: "pager",
            pagerduty_configs: [
                {
                    routing_key_file: secret("pager.routing-key"),
                    url: "https://events.pagerduty.com/v2/enqueue",
                    description: '{{ template "webstack.line" . }}',
                    severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
                    class: "{{ .GroupLabels.alertname }}",
                    component: "{{ .CommonLabels.job }}",
                    group: "{{ .CommonLabels.namespace }}",
                    client_url: '{{ template "webstack.address" . }}',
                    details: { text: '{{ template "webstack.text" . }}' },
                    timeout: "10s",
                    send_resolved: true,
                },
            ],
        });
        const receivers = { eu: { kind: "pagerduty", routingKey: "x", serviceRegion: "eu" } } as const;
        expect(configOf({ receivers }).receivers[1]).toMatchObject({
            pagerduty_configs: [{ url: "https://events.eu.pagerduty.com/v2/enqueue" }],
        });
    });

    it("writes to Slack in the colour of the severity", () => {
        expect(alone("team")).toEqual({
            name: "team",
            slack_configs: [
                {
                    api_url_file: secret("team.webhook-url"),
                    channel: "#alerts",
                    color: '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
                    title: '{{ template "webstack.title" . }}',
                    title_link: '{{ template "webstack.address" . }}',
                    text: '{{ template "webstack.slack.text" . }}',
                    fallback: '{{ template "webstack.line" . }}',
                    timeout: "10s",
                    send_resolved: true,
                },
            ],
        });
        const receivers = { own: { kind: "slack", webhookUrl: "https://x/" } } as const;
        expect(configOf({ receivers }).receivers[1]).not.toHaveProperty("slack_configs.0.channel");
    });

    it("sends mail over TLS, with a password where there is one", () => {
        const mail = {
            to: "ops@example.com, dev@example.com",
            from: "alerts@example.com",
            smarthost: "smtp.example.com:587",
            require_tls: true,
            headers: { Subject: '{{ template "webstack.title" . }}' },
            html: "",
            text: '{{ template "webstack.text" . }}',
            send_resolved: true,
        };
        expect(alone("mail")).toEqual({
            name: "mail",
            email_configs: [{ ...mail, auth_username: "alerts", auth_password_file: secret("mail.password") }],
        });
        const receivers = { mail: { ...everyKind.mail, login: undefined } };
        expect(configOf({ receivers }).receivers[1]).toEqual({ name: "mail", email_configs: [mail] });
    });

    it("calls the webhook, with its token", () => {
        expect(alone("hook")).toEqual({
            name: "hook",
            webhook_configs: [
                {
                    url_file: secret("hook.url"),
                    http_config: { authorization: { type: "Bearer", credentials_file: secret("hook.token") } },
                    timeout: "10s",
                    send_resolved: true,
                },
            ],
        });
        const receivers = { hook: { kind: "webhook", url: "https://x/" } } as const;
        expect(configOf({ receivers }).receivers[1]).not.toHaveProperty("webhook_configs.0.http_config");
    });

    it("has all integrations of several of ours", () => {
        const receivers = { ...everyKind, other: { kind: "slack", webhookUrl: "https://x/" } } as const;
        const all = configOf({ receivers }).receivers.find(({ name }) => name === "hook+mail+other+pager+people+team")!;
        expect(Object.entries(all).map(([key, value]) => [key, Array.isArray(value) ? value.length : value])).toEqual([
            ["name", "hook+mail+other+pager+people+team"],
            ["webhook_configs", 1],
            ["email_configs", 1],
            ["slack_configs", 2],
            ["pagerduty_configs", 1],
            ["sns_configs", 2],
        ]);
    });

    it("posts to the dead man's switch, and never that the Watchdog went", () => {
        expect(configOf(notify).receivers[0]).toEqual({
            name: "DeadMansSwitch",
            webhook_configs: [{ url_file: secret("dead-mans-switch"), send_resolved: false, timeout: "10s" }],
        });
    });
});

describe("secrets", () => {
    it("are in files of their own, whatever the receivers are called", () => {
        const { secretFiles } = alertmanagerConfig({ notify, alerts: [], scrapeSeconds: 15 });
        expect(secretFiles).toEqual({
            "pager.routing-key": "secret-routing-key",
            "team.webhook-url": "https://hooks.slack.com/services/secret-slack",
            "mail.password": "secret-password",
            "hook.url": "http://pager.internal:9095/secret-path",
            "hook.token": "secret-token",
            "dead-mans-switch": "https://hc-ping.com/secret-check",
        });
        const receivers = {
            a: { kind: "slack", webhookUrl: "one" },
            "a-webhook": { kind: "webhook", url: "two" },
            "dead-mans-switch": { kind: "webhook", url: "three" },
        } as const;
        expect(
            Object.values(alertmanagerConfig({ notify: { receivers, watchdog }, alerts: [], scrapeSeconds: 15 }).secretFiles),
        ).toHaveLength(4);
        expect(
            alertmanagerConfig({ notify: { receivers: { people: everyKind.people } }, alerts: [], scrapeSeconds: 15 }).secretFiles,
        ).toEqual({});
    });

    it("are neither in the configuration nor in the messages, nor mark them", async () => {
        const files = alertmanagerConfig({ notify, alerts: [], scrapeSeconds: 15, topics: topicArns, region: "eu-west-1" });
        const text = await known(files.config);
        expect(text).toBe(configText({ notify, alerts: [], scrapeSeconds: 15, topics: topicArns, region: "eu-west-1" }));
        expect(text).not.toMatch(/secret-(?!s\/)/);
        expect(files.messages).toBe(messages);
        expect(await pulumi.isSecret(files.config)).toBe(false);
        const hidden: NotifyArgs = {
            receivers: { hook: { kind: "webhook", url: pulumi.secret("https://x/planted"), token: pulumi.secret("planted") } },
            watchdog: { url: pulumi.secret("https://y/planted") },
        };
        const made = alertmanagerConfig({ notify: hidden, alerts: [], scrapeSeconds: 15 });
        expect(await known(made.config)).not.toContain("planted");
        expect(await pulumi.isSecret(made.config)).toBe(false);
    });
});

describe("Alertmanager's network", () => {
    const ports = (receivers: NotifyArgs["receivers"], watchdog?: NotifyArgs["watchdog"]): Promise<number[]> =>
        known(egressPorts({ receivers, watchdog })).then(all => all.map(({ port }) => port));
    const hook = (url: pulumi.Input<string>): NotifyArgs["receivers"] => ({ hook: { kind: "webhook", url } });

    it("lets it reach the receivers' ports, each once", async () => {
        expect(await known(egressPorts(notify))).toEqual([443, 587, 9095].map(port => ({ protocol: "TCP", port })));
        expect(await ports(hook("http://pager.internal/x"))).toEqual([80]);
        expect(await ports(hook("https://pager.internal/x"))).toEqual([443]);
        expect(await ports(hook("http://pager.internal/x"), watchdog)).toEqual([80, 443]);
        expect(await ports({ people: everyKind.people, pager: everyKind.pager })).toEqual([443]);
        expect(await ports({ team: { kind: "slack", webhookUrl: "https://slack.internal:8443/x" } })).toEqual([8443]);
    });

    it("keeps no port secret, and stands what is not known as it should be", async () => {
        expect(await ports(hook(pulumi.secret("https://x:8443/planted")))).toEqual([8443]);
        expect(await pulumi.isSecret(egressPorts({ receivers: hook(pulumi.secret("https://x:8443/planted")) }))).toBe(false);
        expect(await ports(hook(pulumi.output(undefined as unknown as string)))).toEqual([443]);
    });

    it("has a name for each of a pair", () => {
        expect(alertmanagerAddresses("watch", false)).toEqual(["alertmanager.watch.svc:9093"]);
        expect(alertmanagerAddresses("watch", true)).toEqual(["alertmanager-0.watch.svc:9093", "alertmanager-1.watch.svc:9093"]);
    });
});
