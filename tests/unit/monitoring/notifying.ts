import { parse } from "yaml";
import { configText } from "../../../components/monitoring-stack/notify/alertmanager-config";
import type { NotifyArgs } from "../../../components/monitoring-stack/notify/args";
import type { RoutedAlert } from "../../../components/monitoring-stack/notify/routes";

/** Alertmanager's configuration, as far as tests look at it. */
export interface Config {
    readonly route: ConfigRoute;
    readonly receivers: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
    readonly inhibit_rules: readonly unknown[];
    readonly time_intervals?: readonly unknown[];
    readonly templates: readonly string[];
}

export interface ConfigRoute {
    readonly matchers?: readonly string[];
    readonly receiver: string;
    readonly group_by?: readonly string[];
    readonly group_wait?: string;
    readonly group_interval?: string;
    readonly repeat_interval?: string;
    readonly mute_time_intervals?: readonly string[];
    readonly routes?: readonly ConfigRoute[];
}

export type Labels = Readonly<Record<string, string>>;

/** One receiver of each kind. */
export const everyKind = {
    people: { kind: "sns", emails: ["a@example.com", "b@example.com"], phoneNumbers: ["+353861234567"] },
    pager: { kind: "pagerduty", routingKey: "secret-routing-key" },
    team: { kind: "slack", webhookUrl: "https://hooks.slack.com/services/secret-slack", channel: "#alerts" },
    mail: {
        kind: "email",
        to: ["ops@example.com", "dev@example.com"],
        from: "alerts@example.com",
        smarthost: "smtp.example.com:587",
        login: { username: "alerts", password: "secret-password" },
    },
    hook: { kind: "webhook", url: "http://pager.internal:9095/secret-path", token: "secret-token" },
} as const satisfies NotifyArgs["receivers"];

export const topicArns = { people: { mail: "arn:aws:sns:eu-west-1:123456789012:mail", sms: "arn:aws:sns:eu-west-1:123456789012:sms" } };

export const configOf = (notify: NotifyArgs, alerts: readonly RoutedAlert[] = [], scrapeSeconds = 15): Config =>
    parse(configText({ notify, alerts, scrapeSeconds, topics: topicArns, region: "eu-west-1" })) as Config;

/** The route that Alertmanager takes: the first one below that matches, and again below that. None of ours continues. */
export function routeOf(config: Config, labels: Labels): ConfigRoute {
    const at = (route: ConfigRoute): ConfigRoute => {
        const next = route.routes?.find(({ matchers = [] }) => matchers.every(matcher => holds(matcher, labels)));
        return next ? at(next) : route;
    };
    return at(config.route);
}

export function holds(matcher: string, labels: Labels): boolean {
    const [, label, operator, quoted] = /^(\w+)(=~|!=|=)(".*")$/.exec(matcher)!;
    const wanted = JSON.parse(quoted!) as string;
    const value = labels[label!] ?? "";
    if (operator === "=~") return new RegExp(`^(?:${wanted})$`).test(value);
    return operator === "=" ? value === wanted : value !== wanted;
}
