import { stringify } from "yaml";
import {
    alarm,
    alert,
    chatOf,
    composite,
    configuration,
    down,
    groups,
    kubernetesSecret,
    map,
    noted,
    silent,
    subscription,
    toHeard,
    topic,
    topics,
    toUnheard,
} from "../alerting";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";
import { casesInPreviews, later, stacksInPreviews, wired } from "../unmade";

const unset = "alarmActions is not set: the alarm goes off and nobody hears of it.";
const unheard = "alarmActions has no topic that anybody subscribes to: the alarm goes off and nobody hears of it.";
const unsaid = (path: string): string => `${path}.labels.severity (alert Slow) is not set: nobody can tell whether to get up for it.`;
const unrouted = (path: string, name = "Noted"): string =>
    `${path} (alert ${name}) has no receiver that notifies anybody: the route for its labels ends at one without an integration.`;
const unconfigured = 'data["rules.yml"] has alerts, and the stack has no configuration of Alertmanager: they fire and nobody hears of it.';

const rules = map({ "rules.yml": groups(down) });
const alertmanager = map({ "alertmanager.yml": configuration });
const second = (rule: number): string => `data["rules.yml"].groups[0].rules[${rule}]`;
const routed = (data: unknown): Stack => ({ alertmanager, one: map(data) });
const said = (data: object, ...one: readonly string[]) => ({ stack: routed(data), says: { one } });

const ofDisk = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:disk-full";

const alarms = {
    "an alarm without actions": { stack: { one: alarm() }, says: { one: unset } },
    "an alarm without actions, whatever AWS would say of them": {
        stack: { one: { ...alarm(), answers: { alarmActions: unknown } } },
        says: { one: unset },
    },
    "an alarm with an empty list of actions": { stack: { one: alarm([]) }, says: { one: unset } },
    "an alarm with an action of no name": { stack: { one: alarm([""]) }, says: { one: unheard } },
    "a topic that nobody subscribes to": { stack: { ...topics, one: alarm(toUnheard) }, says: { one: unheard } },
    "an alarm that only tells when all is well": {
        stack: { ...topics, one: alarm(undefined, { okActions: toHeard, insufficientDataActions: toHeard }) },
        says: { one: unset },
    },
    "a part that must be fine, and one of another name": {
        stack: {
            ...topics,
            deploying: alarm([], { name: "deploying" }),
            disk: alarm([], { name: "disk" }),
            composite: composite("ALARM(disk-full) AND OK( deploying )", toHeard),
        },
        says: { deploying: unset, disk: unset },
    },
    "a composite alarm that tells nobody": {
        stack: { ...topics, unset: composite("ALARM(disk)"), nobody: composite('ALARM("disk")', toUnheard) },
        says: { unset, nobody: unheard },
    },
};

const heard: Readonly<Record<string, Stack>> = {
    "a topic that somebody subscribes to": { ...topics, one: alarm(toHeard) },
    "one of two topics": { ...topics, one: alarm([...toUnheard, ...toHeard]) },
    "a chat's topic": { heard: topic("heard"), chat: chatOf("SlackChannelConfiguration"), one: alarm(toHeard) },
    "a topic of Teams": { heard: topic("heard"), chat: chatOf("TeamsChannelConfiguration"), one: alarm(toHeard) },
    "a topic of another stack": { one: alarm(["arn:aws:sns:eu-west-1:123456789012:oncall"]) },
    "a function": { ...topics, one: alarm([...toUnheard, "arn:aws:lambda:eu-west-1:123456789012:function:page"]) },
    "an alarm that is switched off": { one: alarm([], { actionsEnabled: false }) },
    "an alarm of which something else is not known": { ...topics, one: alarm(toHeard, { threshold: unknown }) },
    "an action that another stack has": { ...topics, one: alarm([...toUnheard, unknown]) },
    "a part of a composite alarm": {
        ...topics,
        disk: alarm([], { name: "disk-full" }),
        composite: composite('ALARM(memory) OR ALARM("disk-full")', toHeard),
    },
    "a composite alarm in another": {
        ...topics,
        disk: alarm([], { name: "disk-full" }),
        inner: composite("ALARM(disk-full)", [], "inner"),
        outer: composite("ALARM( inner )", toHeard, "outer"),
    },
    "a part of one whose rule is not known": {
        ...topics,
        disk: alarm([]),
        composite: later(composite(unknown, toHeard), { alarmRule: "disk" }),
    },
    "a function of the stack": {
        page: { type: "aws:lambda/function:Function" },
        one: later(alarm([unknown]), { alarmActions: "page" }),
    },
};

/** Objects in which Alertmanager may find its configuration. */
const configured: Readonly<Record<string, Sketch>> = {
    "a ConfigMap": alertmanager,
    "a Secret": kubernetesSecret({ data: { "alertmanager.yaml": Buffer.from(configuration).toString("base64") } }),
    "a Secret's text": kubernetesSecret({ stringData: { config: configuration } }),
};

/** Those of which it is not known what they hold, and of whom the rule says so. */
const hidden: Readonly<Record<string, readonly [object: Sketch, ...of: readonly string[]]>> = {
    "in a file": [map({ "alertmanager.yml": unknown }), "one", "rules"],
    "in a ConfigMap": [map(unknown), "one", "rules"],
    "in a Secret's file": [kubernetesSecret({ stringData: { "alertmanager.yaml": unknown } }), "rules"],
    "in a Secret": [kubernetesSecret({ data: unknown }), "rules"],
};

const named = <T, U>(cases: Readonly<Record<string, T>>, before: string, change: (one: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(cases).map(([what, one]) => [`${before} ${what}`, change(one)]));

export const proof: Proof = {
    fails: {
        ...casesInPreviews(alarms),
        "an alert without a severity": said(
            { "rules.yml": groups(down, alert("Slow")) },
            ...[unsaid(second(1)), unrouted(second(1), "Slow")],
        ),
        "an alert with an empty one": said(
            { "rules.yml": groups({ ...alert("Slow"), labels: { severity: "", team: "web" } }) },
            ...[unsaid(second(0)), unrouted(second(0), "Slow")],
        ),
        "a severity that nobody is told of": said({ "rules.yml": groups(down, noted) }, unrouted(second(1))),
        "one in a second file": said({ "a.yml": groups(down), "b.yml": groups(noted) }, unrouted('data["b.yml"].groups[0].rules[0]')),
        "one in a list of objects": {
            stack: {
                alertmanager,
                list: {
                    type: "kubernetes:core/v1:ConfigMapList",
                    props: { items: [{ data: { "rules.yml": groups(down) } }, { data: { "rules.yml": groups(noted) } }] },
                },
            },
            says: { list: unrouted('items[1].data["rules.yml"].groups[0].rules[0]') },
        },
        "one beside a file that is not known": said({ "notes.txt": unknown, "rules.yml": groups(noted) }, unrouted(second(0))),
        "alerts without a configuration of Alertmanager": { stack: { rules }, says: { rules: unconfigured } },
        "alerts beside what is no configuration": {
            stack: {
                rules,
                odd: map({
                    "alertmanager.yml": "route: {}\nreceivers: []\n",
                    "other.yml": "route: [receivers",
                    "text.yml": "route receivers",
                }),
            },
            says: { rules: unconfigured },
        },
        "alerts beside files of another name that are not known": {
            stack: { rules, one: kubernetesSecret({ stringData: { password: unknown } }), two: map({ host: unknown }) },
            says: { rules: unconfigured },
        },
        "a receiver that tells nobody": {
            stack: { rules, one: kubernetesSecret({ stringData: { "alertmanager.yml": silent } }) },
            says: { rules: unrouted(second(0), "Down") },
        },
    },
    passes: {
        ...stacksInPreviews(heard),
        "a part that a composite alarm names by its ARN": {
            ...topics,
            disk: { ...alarm([], { name: "disk-full" }), answers: { arn: ofDisk } },
            composite: composite(`ALARM("${ofDisk}")`, toHeard),
        },
        ...named(configured, "a configuration in", (one): Stack => ({ rules, one })),
        "one configuration of two": { rules, one: map({ "a.yml": silent }), other: alertmanager },
        "a configuration beside one that is not known": { rules, alertmanager, other: map({ "app.yml": unknown }) },
        "a warning for the chat": routed({ "rules.yml": groups(down, alert("Slow", "warning")) }),
        "alerts in JSON": routed({ "rules.json": JSON.stringify({ groups: [{ rules: [down] }] }) }),
        "a severity of the group": routed({
            "rules.yml": stringify({ groups: [{ labels: { severity: "critical" }, rules: [alert("Down")] }] }),
        }),
    },
    unknowns: {
        "the switch of an alarm": { stack: wired({ one: alarm([], { actionsEnabled: unknown }) }), of: { one: "actionsEnabled" } },
        "who subscribes to the topic": {
            stack: wired({
                ...{ heard: topic("heard"), someone: subscription(unknown) },
                one: later(alarm([unknown]), { alarmActions: "heard" }),
            }),
            of: { one: "topic" },
        },
        ...named(hidden, "the configuration,", ([one, ...of]) => ({ stack: wired({ rules, one }), of })),
        "one configuration, beside one that tells nobody": {
            stack: wired({ rules, one: map({ "alertmanager.yml": silent }), other: map({ "app.yml": unknown }) }),
            of: ["rules"],
        },
        "the alerts": {
            stack: wired({ one: map({ "rules.yml": unknown }), other: map({ "app-alerts.yaml": unknown }), third: map(unknown) }),
            of: ["one", "other", "third"],
        },
    },
    secrets: {
        rules,
        one: kubernetesSecret({
            stringData: { "alertmanager.yml": secret(silent.replaceAll("people", "hunter2-people")) },
        }),
        alarm: alarm(secret(["hunter2-action", ""])),
        other: alarm(undefined, { name: secret("hunter2-name") }),
        composite: composite(secret("ALARM(hunter2-part)"), []),
        map: map(secret({ "rules.yml": groups(alert("hunter2-alert"), { ...alert("Slow"), labels: { severity: "hunter2-severity" } }) })),
    },
    ignores: {
        recorded: map({ "rules.yml": groups({ record: "up:sum", expr: "sum(up)" }) }),
        files: map({ "app.yml": "a: 1" }),
        "not known": map({ "app.yml": unknown, "rules.txt": unknown }),
        others: map({
            "app.yml": "groups: [admins]\nalert: none\n",
            "list.yml": "- groups\n- alert\n",
            "broken.yml": "groups: [{rules: [{alert: Down}",
            "endless.yml": "groups: &a [{rules: *a, alert: Down}, *a]",
            "several.yml": "groups: []\n---\nalert: Down\n",
            "odd.yml": "groups: [7, {rules: [8, {alert: [Down]}, {alert: ''}]}, {rules: {alert: 9}}]",
        }),
        topic: topic("unheard"),
        dashboard: { type: "aws:cloudwatch/dashboard:Dashboard", props: { dashboardName: "all" } },
    },
    breaks: one => (one.type === "aws:sns/topicSubscription:TopicSubscription" ? undefined : one),
};
