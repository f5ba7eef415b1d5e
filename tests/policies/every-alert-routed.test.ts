import { stringify } from "yaml";
import { everyAlertRouted } from "../../policies/rules/audit/every-alert-routed";
import { provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const unrouted = (path: string, alert: string): string[] => [`${path} (alert ${alert})`];
const severity = (rule: number): string[] => [
    `data["rules.yml"].groups[0].rules[${rule}].labels.severity (alert Slow)`,
    ...unrouted(`data["rules.yml"].groups[0].rules[${rule}]`, "Slow"),
];

const judging = provesRule("every-alert-routed", {
    "fail-alarm-unset": ["alarmActions"],
    "fail-alarm-empty": ["alarmActions"],
    "fail-alarm-blank": ["alarmActions"],
    "fail-alarm-to-nobody": ["alarmActions"],
    "fail-alarm-well-again": ["alarmActions"],
    "fail-part-that-must-be-fine": ["alarmActions"],
    "fail-part-of-another-name": ["alarmActions"],
    "fail-composite": ["alarmActions"],
    "fail-composite-to-nobody": ["alarmActions"],
    "fail-severity": severity(1),
    "fail-severity-empty": severity(0),
    "fail-route": unrouted('data["rules.yml"].groups[0].rules[1]', "Noted"),
    "fail-second-file": unrouted('data["b.yml"].groups[0].rules[0]', "Noted"),
    "fail-list": unrouted('items[1].data["rules.yml"].groups[0].rules[0]', "Noted"),
    "fail-beside-unknown": unrouted('data["rules.yml"].groups[0].rules[0]', "Noted"),
});

provesInPreviews(everyAlertRouted, judging);

test("says where the way to people ends", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-alarm-unset"]).toEqual(["alarmActions is not set: the alarm goes off and nobody hears of it."]);
    expect(violations["fail-alarm-to-nobody"]).toEqual([
        "alarmActions has no topic that anybody subscribes to: the alarm goes off and nobody hears of it.",
    ]);
    expect(violations["fail-severity"]).toEqual([
        'data["rules.yml"].groups[0].rules[1].labels.severity (alert Slow) is not set: nobody can tell whether to get up for it.',
        'data["rules.yml"].groups[0].rules[1] (alert Slow) has no receiver that notifies anybody: the route for its labels ends at one without an integration.',
    ]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringMatching(/ \.actionsEnabled can't be known during preview$/));
});

const judgeThese = (resources: Record<string, Sketch>) => judgeSketch(everyAlertRouted, resources);
const fine = { violations: {}, unknown: undefined };
const unjudged = { violations: {}, unknown: expect.stringMatching(/ can't be known during preview$/) as string };

const map = (data: object | string): Sketch => ({ type: "kubernetes:core/v1:ConfigMap", props: { data } });
const secret = (props: object): Sketch => ({ type: "kubernetes:core/v1:Secret", props });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const down = { alert: "Down", expr: "up == 0", labels: { severity: "critical" } };
const rules = map({ "rules.yml": stringify({ groups: [{ rules: [down] }] }) });
const configuration = stringify({ route: { receiver: "people" }, receivers: [{ name: "people", webhook_configs: [{ url: "http://a" }] }] });
const silent = stringify({ route: { receiver: "people" }, receivers: [{ name: "people" }] });

describe("the configuration of Alertmanager", () => {
    test.each<[string, Sketch]>([
        ["a ConfigMap", map({ "alertmanager.yml": configuration })],
        ["a Secret", secret({ data: { "alertmanager.yaml": base64(configuration) } })],
        ["a Secret's text", secret({ stringData: { config: configuration } })],
    ])("counts in %s", async (_, one) => expect(await judgeThese({ rules, one })).toEqual(fine));

    test("is one of several", async () => {
        expect(await judgeThese({ rules, one: map({ "a.yml": silent }), other: map({ "b.yml": configuration }) })).toEqual(fine);
    });

    test("fails to be in a stack with alerts", async () => {
        const why = "has alerts, and the stack has no configuration of Alertmanager: they fire and nobody hears of it.";
        const violations = { rules: [`data["rules.yml"] ${why}`] };
        const odd = map({
            "alertmanager.yml": "route: {}\nreceivers: []\n",
            "other.yml": "route: [receivers",
            "text.yml": "route receivers",
        });
        expect(await judgeThese({ rules })).toEqual({ violations, unknown: undefined });
        expect(await judgeThese({ rules, odd })).toEqual({ violations, unknown: undefined });
    });

    test("fails with a receiver that tells nobody, and nothing of a Secret is printed", async () => {
        const { violations } = await judgeThese({ rules, one: secret({ stringData: { "alertmanager.yml": silent } }) });
        expect(violations).toEqual({ rules: [expect.stringContaining("has no receiver that notifies anybody")] });
        expect(JSON.stringify(violations)).not.toContain("people");
    });

    test("is not needed where nothing can fire", async () => expect(await judgeThese({ files: map({ "app.yml": "a: 1" }) })).toEqual(fine));

    test.each<[string, Sketch]>([
        ["a file", map({ "alertmanager.yml": sentinel })],
        ["a ConfigMap", map(sentinel)],
        ["a Secret's file", secret({ stringData: { "alertmanager.yaml": sentinel } })],
        ["a Secret", secret({ data: sentinel })],
    ])("is left to be judged later while %s is not known", async (_, one) => expect(await judgeThese({ rules, one })).toEqual(unjudged));

    test("is not a file of another name that is not known", async () => {
        const others = { one: secret({ stringData: { password: sentinel } }), two: map({ host: sentinel }) };
        const { violations, unknown } = await judgeThese({ rules, ...others });
        expect([violations.rules, unknown]).toEqual([[expect.stringContaining("no configuration of Alertmanager")], undefined]);
    });

    test("decides beside one that is not known, where it routes the alert", async () => {
        const other = map({ "app.yml": sentinel });
        expect(await judgeThese({ rules, other, one: map({ "alertmanager.yml": configuration }) })).toEqual(fine);
        expect(await judgeThese({ rules, other, one: map({ "alertmanager.yml": silent }) })).toEqual(unjudged);
    });
});

test.each(["rules.yml", "app-alerts.yaml"])("leaves %s, which is not known, to be judged later", async name => {
    expect(await judgeThese({ one: map({ [name]: sentinel }) })).toEqual(unjudged);
});

test("leaves a ConfigMap of which nothing is known to be judged later", async () => {
    expect(await judgeThese({ one: map(sentinel) })).toEqual(unjudged);
});

test.each(["app.yml", "rules.txt"])("takes %s, which is not known, for none of Prometheus' files", async name => {
    expect(await judgeThese({ one: map({ [name]: sentinel }) })).toEqual(fine);
});

describe("an alarm in a preview of a new stack", () => {
    const topic: Sketch = { type: "aws:sns/topic:Topic", props: {}, answers: { arn: sentinel } };
    const subscribed = (from?: Sketch["from"]): Sketch => ({
        type: "aws:sns/topicSubscription:TopicSubscription",
        props: { topic: sentinel },
        from,
    });
    const alarm = (from?: Sketch["from"], props: object = {}): Sketch => ({
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        props: { name: "cpu", alarmActions: [sentinel], ...props },
        from,
    });
    const ofTopic = { alarmActions: "topic" };

    test("reaches the topic it is made from", async () => {
        expect(await judgeThese({ topic, subscription: subscribed({ topic: "topic" }), alarm: alarm(ofTopic) })).toEqual(fine);
        expect((await judgeThese({ topic, alarm: alarm(ofTopic) })).violations).toEqual({
            alarm: [expect.stringMatching(/^alarmActions has/)],
        });
    });

    test("does something else that it is made from", async () => {
        const page: Sketch = { type: "aws:lambda/function:Function", props: {} };
        expect(await judgeThese({ page, alarm: alarm({ alarmActions: "page" }) })).toEqual(fine);
        expect(await judgeThese({ topic, alarm: alarm() })).toEqual(fine);
    });

    test("is left to be judged later where it cannot be told who subscribes to its topic", async () => {
        expect(await judgeThese({ topic, someone: subscribed(), alarm: alarm(ofTopic) })).toEqual(unjudged);
    });

    test("fails without actions, whatever AWS would say of them", async () => {
        const silentOne: Sketch = { type: alarm().type, props: { name: "cpu" }, answers: { alarmActions: sentinel } };
        expect((await judgeThese({ silentOne })).violations).toEqual({ silentOne: [expect.stringMatching(/^alarmActions is not set/)] });
    });
});
