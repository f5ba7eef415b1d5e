import { distinct, oneOf, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { severities } from "../alerts/args";
import { pagerDutyDefaults, watchdogDefaults, type NotifyArgs, type ReceiverArgs } from "./args";
import { topicKinds } from "./reach";
import { routesOf } from "./routes";
import { validateMaintenance } from "./validate-maintenance";

export { awsReach } from "./reach";

/** An alarm of CloudWatch and a rule of EventBridge call five targets at most. */
const mostTopics = 5;

const kinds = ["sns", "pagerduty", "slack", "email", "webhook"] as const;

/** What is wrong with who is told. `aws`: whether there is a place on AWS. */
export function validateNotify(args: NotifyArgs, { aws }: { readonly aws: boolean }): Problem[] {
    const { receivers, watchdog, maintenance = [] } = args;
    return [
        ...(Object.keys(receivers).length > 0
            ? []
            : [{ path: "receivers", got: receivers, allowed: "at least one", fix: "An alert that reaches nobody is none." }]),
        ...Object.entries(receivers).flatMap(([name, receiver]) => [
            ...receiverName(name),
            ...under(`receivers.${name}`, validateReceiver(receiver, aws)),
        ]),
        ...distinctChannels(args),
        ...under("routes", routeProblems(args, aws)),
        ...(watchdog
            ? under("watchdog", [
                  ...address("url", watchdog.url),
                  ...wholeNumber("seconds", withDefaults(watchdogDefaults, watchdog).seconds, 60, 3600),
              ])
            : []),
        ...validateMaintenance(maintenance),
    ];
}

function receiverName(name: string): Problem[] {
    return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= 30
        ? []
        : [{ path: "receivers", got: name, allowed: "names of lower-case letters, digits and '-', at most 30 characters" }];
}

/** AWS has one configuration of a channel. */
function distinctChannels({ receivers }: NotifyArgs): Problem[] {
    const channels = Object.values(receivers).flatMap(receiver =>
        receiver.kind === "slack" && receiver.chatbot ? [receiver.chatbot] : [],
    );
    return distinct(
        "receivers",
        channels.map(({ workspaceId, channelId }) => `${workspaceId}/${channelId}`),
    );
}

function routeProblems(args: NotifyArgs, aws: boolean): Problem[] {
    const names = Object.keys(args.receivers);
    if (names.length === 0) return [];
    return severities.flatMap(severity => {
        const route = routesOf(args)[severity];
        const topics = aws ? [...new Set(route)].flatMap(name => (names.includes(name) ? topicKinds(args.receivers[name]!) : [])) : [];
        return [
            ...(route.length > 0
                ? []
                : [{ path: severity, got: route, allowed: "at least one receiver", fix: "An alert that reaches nobody is none." }]),
            ...route.filter(name => !names.includes(name)).map(got => ({ path: severity, got, allowed: names.join(", ") })),
            ...distinct(severity, route),
            ...(topics.length <= mostTopics
                ? []
                : [
                      {
                          path: severity,
                          got: topics.length,
                          allowed: `at most ${mostTopics} topics of SNS: CloudWatch tells no more`,
                          fix: "A receiver of kind sns has one for mails and one for text messages; put people who hear of the same into one.",
                      },
                  ]),
        ];
    });
}

function validateReceiver(receiver: ReceiverArgs, aws: boolean): Problem[] {
    const onAws = (path: string, got: unknown): Problem[] =>
        aws ? [] : [{ path, got, allowed: "none without aws", fix: "Give aws: { accountId, region }, or leave it out." }];
    switch (receiver.kind) {
        case "sns": {
            const { emails = [], phoneNumbers = [] } = receiver;
            const anybody = emails.length + phoneNumbers.length > 0;
            return [
                ...(aws ? [] : [{ path: "kind", got: "sns", allowed: kinds.slice(1).join(", "), fix: "Receivers of kind sns need aws." }]),
                ...(anybody ? [] : [{ path: "emails", got: emails, allowed: "at least one address, or phoneNumbers" }]),
                ...mailAddresses("emails", emails),
                ...phoneNumbers
                    .filter(number => !/^\+[1-9]\d{6,14}$/.test(number))
                    .map(got => ({ path: "phoneNumbers", got, allowed: "numbers in E.164 such as +353861234567" })),
                ...distinct("phoneNumbers", phoneNumbers),
            ];
        }
        case "pagerduty":
            return [
                ...filled("routingKey", receiver.routingKey),
                ...(receiver.cloudWatchKey === undefined
                    ? []
                    : [...filled("cloudWatchKey", receiver.cloudWatchKey), ...onAws("cloudWatchKey", "a key")]),
                ...oneOf("serviceRegion", withDefaults(pagerDutyDefaults, receiver).serviceRegion, ["us", "eu"]),
            ];
        case "slack":
            return [
                ...address("webhookUrl", receiver.webhookUrl),
                ...(receiver.channel === undefined || /^[#@][^\s#@]{1,80}$/.test(receiver.channel)
                    ? []
                    : [{ path: "channel", got: receiver.channel, allowed: "a channel such as #alerts" }]),
                ...(receiver.chatbot ? [...under("chatbot", slackIds(receiver.chatbot)), ...onAws("chatbot", receiver.chatbot)] : []),
            ];
        case "email":
            return [
                ...(receiver.to.length > 0 ? [] : [{ path: "to", got: receiver.to, allowed: "at least one address" }]),
                ...mailAddresses("to", receiver.to),
                ...mailAddresses("from", [receiver.from]),
                ...smarthost(receiver.smarthost),
                ...(receiver.login
                    ? under("login", [...filled("username", receiver.login.username), ...filled("password", receiver.login.password)])
                    : []),
            ];
        case "webhook":
            return [...address("url", receiver.url), ...(receiver.token === undefined ? [] : filled("token", receiver.token))];
        default:
            return oneOf("kind", (receiver as { kind: unknown }).kind, [...kinds]);
    }
}

const mailAddresses = (path: string, values: readonly string[]): Problem[] => [
    ...values
        .filter(value => !/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(value))
        .map(got => ({ path, got, allowed: "mail addresses" })),
    ...distinct(path, values),
];

function slackIds({ workspaceId, channelId }: { workspaceId: string; channelId: string }): Problem[] {
    return [
        ...(/^[TE][A-Z0-9]{2,}$/.test(workspaceId)
            ? []
            : [{ path: "workspaceId", got: workspaceId, allowed: "a workspace's id such as T07EA123LEP" }]),
        ...(/^[CG][A-Z0-9]{2,}$/.test(channelId)
            ? []
            : [{ path: "channelId", got: channelId, allowed: "a channel's id such as C07EZ1ABC23" }]),
    ];
}

function smarthost(value: string): Problem[] {
    const port = /^[A-Za-z0-9.-]+:(\d{1,5})$/.exec(value)?.[1];
    return port !== undefined && Number(port) >= 1 && Number(port) <= 65535
        ? []
        : [{ path: "smarthost", got: value, allowed: "a host and a port such as smtp.example.com:587" }];
}

/** What is only known later is not looked at; and what is secret is not shown. */
const filled = (path: string, value: unknown): Problem[] =>
    typeof value === "string" && value.trim() === "" ? [{ path, got: value, allowed: "a text that is not empty" }] : [];

function address(path: string, value: unknown): Problem[] {
    if (typeof value !== "string" || isPlainAddress(value)) return [];
    // It may be a secret that was written down plainly: the message does not repeat what follows the host.
    const got = URL.canParse(value) ? `${new URL(value).protocol}//…` : "no address";
    return [{ path, got, allowed: "an http or https address without a password in it" }];
}

function isPlainAddress(value: string): boolean {
    if (!URL.canParse(value) || /\s/.test(value)) return false;
    const { protocol, username, password, hostname } = new URL(value);
    return ["http:", "https:"].includes(protocol) && username === "" && password === "" && hostname !== "";
}
