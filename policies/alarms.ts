import { targets, type Target } from "./references";
import type { Placed, Verdict } from "./rule";
import { at, isSet, Unknown } from "./values";

const compositeType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
export const alarmTypes = ["aws:cloudwatch/metricAlarm:MetricAlarm", compositeType];
const topicType = "aws:sns/topic:Topic";

/** What subscribes to topics, and the property that names them. */
const subscribers = new Map([
    ["aws:sns/topicSubscription:TopicSubscription", "topic"],
    ["aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", "snsTopicArns[*]"],
    ["aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration", "snsTopicArns[*]"],
]);

const silent = "the alarm goes off and nobody hears of it.";

/** What is wrong with an alarm of CloudWatch. One whose actions are switched off is silent on purpose. */
export function judgeAlarm(alarm: Placed, all: readonly Placed[]): readonly Verdict[] {
    const enabled = at(alarm.props, "actionsEnabled");
    if (!alarmTypes.includes(alarm.type) || enabled === false || isPartOfAnother(alarm, all)) return [];
    if (enabled instanceof Unknown) return [enabled];
    if (!isSet(at(alarm.props, "alarmActions"))) return [`alarmActions is not set: ${silent}`];
    const heard = targets(alarm, "alarmActions[*]", all, topicType).map(action => isHeard(action, all));
    const unknown = heard.filter(answer => answer instanceof Unknown);
    if (heard.includes(true)) return [];
    return unknown.length > 0 ? unknown : [`alarmActions has no topic that anybody subscribes to: ${silent}`];
}

/**
 * Whether an action does anything: a topic of the stack needs a subscription, all else does by itself. What is not
 * known is made from none of the stack's topics.
 */
function isHeard(action: Target, all: readonly Placed[]): boolean | Unknown {
    if (!all.some(({ urn }) => urn === action)) return true;
    const subscribed = all.flatMap(one => {
        const path = subscribers.get(one.type);
        return path === undefined ? [] : targets(one, path, all, topicType);
    });
    return subscribed.includes(action) || (subscribed.find(topic => topic instanceof Unknown) ?? false);
}

/** Whether a composite alarm speaks for this one. It does by the name, as in `ALARM(cpu-high) OR ALARM("memory-high")`. */
function isPartOfAnother(alarm: Placed, all: readonly Placed[]): boolean {
    const names = ["name", "alarmName", "arn"].map(key => at(alarm.props, key)).filter(name => typeof name === "string");
    return all.some(({ type, props, madeFrom }) => {
        const rule = type === compositeType ? at(props, "alarmRule") : undefined;
        if (rule instanceof Unknown) return madeFrom.alarmRule?.includes(alarm.urn) ?? false;
        const named = typeof rule === "string" ? [...rule.matchAll(/\bALARM\(\s*"?([^")]+?)"?\s*\)/g)].map(([, name]) => name) : [];
        return named.some(name => names.includes(name!));
    });
}
