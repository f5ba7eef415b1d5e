import { alarmTypes, judgeAlarm } from "../../alarms";
import { notifies } from "../../alertmanager";
import { alertFilesOf, configurationsOf, type Alert, type AlertFile } from "../../alerts";
import { securityHub } from "../../controls";
import { given } from "../../references";
import { stackRule, type Verdict } from "../../rule";
import { Unknown, type Value } from "../../values";

/** A rule on the whole stack: from an alarm or an alert the way to people leads over other resources. */
export const everyAlertRouted = stackRule(
    {
        name: "every-alert-routed",
        group: "reliability",
        description: "Every alarm of CloudWatch and every alert of Prometheus reaches somebody.",
        why: "An alarm that reaches nobody is found after the outage, by its customers.",
        severity: "high",
        tags: ["monitoring", "aws", "cloudwatch", "kubernetes", "prometheus"],
        ...securityHub("CloudWatch.15", "CloudWatch alarms should have specified actions configured"),
        examples: {
            fails: `new aws.cloudwatch.MetricAlarm("cpu", { namespace: "AWS/RDS", metricName: "CPUUtilization", threshold: 80 });`,
            passes: `new aws.cloudwatch.MetricAlarm("cpu", { namespace: "AWS/RDS", metricName: "CPUUtilization", threshold: 80, alarmActions: [topic.arn] });
new aws.sns.TopicSubscription("oncall", { topic: topic.arn, protocol: "email", endpoint: "oncall@example.com" });`,
        },
        remediationSteps:
            "Give an alarm alarmActions with an SNS topic, and the topic an aws.sns.TopicSubscription. Give an alert the label " +
            "severity, and Alertmanager's configuration a route for it to a receiver with an integration such as sns_configs, " +
            "webhook_configs or pagerduty_configs.",
    },
    stack => {
        const all = stack.map(given);
        const configurations = all.flatMap(configurationsOf);
        return all.flatMap(one => {
            if (alarmTypes.includes(one.type)) return [{ urn: one.urn, verdicts: judgeAlarm(one, all) }];
            const files = alertFilesOf(one);
            return files.length > 0 ? [{ urn: one.urn, verdicts: files.flatMap(file => judgeFile(file, configurations)) }] : [];
        });
    },
);

function judgeFile({ path, alerts }: AlertFile, configurations: readonly Value[]): readonly Verdict[] {
    if (alerts instanceof Unknown) return [alerts];
    const severities = alerts.flatMap(judgeSeverity);
    if (configurations.length === 0) {
        return [...severities, `${path} has alerts, and the stack has no configuration of Alertmanager: they fire and nobody hears of it.`];
    }
    return [...severities, ...alerts.flatMap(alert => judgeRoute(alert, configurations))];
}

const judgeSeverity = ({ path, name, labels }: Alert): readonly Verdict[] =>
    labels.severity === undefined ? [`${path}.labels.severity (alert ${name}) is not set: nobody can tell whether to get up for it.`] : [];

/** A stack with several Alertmanagers may send an alert to any. */
function judgeRoute({ path, name, labels }: Alert, configurations: readonly Value[]): readonly Verdict[] {
    const unknown = configurations.filter(configuration => configuration instanceof Unknown);
    if (configurations.some(configuration => !(configuration instanceof Unknown) && notifies(configuration, labels))) return [];
    return unknown.length > 0
        ? unknown
        : [`${path} (alert ${name}) has no receiver that notifies anybody: the route for its labels ends at one without an integration.`];
}
