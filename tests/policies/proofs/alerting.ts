import { stringify } from "yaml";
import type { Sketch } from "./proof";

const arnOf = (name: string): string => `arn:aws:sns:eu-west-1:123456789012:${name}`;
/** A topic, and who subscribes to it. */
export const topic = (name: string): Sketch => ({ type: "aws:sns/topic:Topic", props: { name }, answers: { arn: arnOf(name) } });
export const subscription = (to: unknown = arnOf("heard")): Sketch => ({
    type: "aws:sns/topicSubscription:TopicSubscription",
    props: { topic: to, protocol: "email", endpoint: "oncall@example.com" },
});
export const chatOf = (kind: string): Sketch => ({
    type: `aws:chatbot/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`,
    props: { configurationName: "alerts", snsTopicArns: [arnOf("heard")] },
});
/** A topic with a subscription, and one without. */
export const topics = { heard: topic("heard"), subscription: subscription(), unheard: topic("unheard") };
export const [toHeard, toUnheard] = [[arnOf("heard")], [arnOf("unheard")]];

export const alarm = (alarmActions?: unknown, more: object = {}): Sketch => ({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    props: { name: "cpu", metricName: "CPUUtilization", namespace: "AWS/EC2", threshold: 80, alarmActions, ...more },
});
export const composite = (alarmRule: unknown, alarmActions?: unknown, alarmName = "all"): Sketch => ({
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    props: { alarmName, alarmRule, alarmActions },
});

export const map = (data: unknown): Sketch => ({ type: "kubernetes:core/v1:ConfigMap", props: { data } });
export const kubernetesSecret = (props: object): Sketch => ({ type: "kubernetes:core/v1:Secret", props });

/** A rule of Prometheus. */
export const alert = (name: string, severity?: string): object => ({
    ...{ alert: name, expr: "up == 0" },
    ...(severity === undefined ? {} : { labels: { severity } }),
});
export const groups = (...rules: readonly object[]): string => stringify({ groups: [{ name: "app", rules }] });
export const down = alert("Down", "critical");
export const noted = alert("Noted", "info");

/** A configuration that tells people what is critical and a chat what is a warning, and nobody of anything else. */
export const configuration = stringify({
    route: {
        receiver: "nobody",
        routes: [
            { matchers: ['severity="critical"'], receiver: "people" },
            { match: { severity: "warning" }, receiver: "chat" },
        ],
    },
    receivers: [{ name: "nobody" }, { name: "people", sns_configs: [{}] }, { name: "chat", slack_configs: [{}] }],
});
export const silent = stringify({ route: { receiver: "people" }, receivers: [{ name: "people" }] });
