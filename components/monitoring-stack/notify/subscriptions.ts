import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { serviceTrust } from "../../core/encryption";
import { shortHash } from "../../core/hash";
import type { PagerDutyReceiver, ReceiverArgs, SlackReceiver } from "./args";
import { pagerDutyEvents } from "./receivers";
import type { Formerly, ReceiverTopics, TopicRegion } from "./topics";

/** Everybody who listens to a receiver's topics of a region; Slack's channel listens to those of all of them at once. */
export function subscribe(
    self: Component,
    name: string,
    receiver: ReceiverArgs,
    { mail, sms }: ReceiverTopics,
    { suffix, elsewhere }: TopicRegion,
    formerly: Formerly,
): void {
    if (receiver.kind === "pagerduty" && mail) callPagerDuty(self, `pagerduty-${name}${suffix}`, receiver, { topic: mail, ...elsewhere });
    if (receiver.kind !== "sns") return;
    // Named by address: who leaves takes nobody else's confirmation along. No receiver's name has a dot.
    const { emails = [], phoneNumbers = [] } = receiver;
    for (const endpoint of mail ? emails : []) {
        const args = { topic: mail!, protocol: "email", endpoint, ...elsewhere };
        self.child(aws.sns.TopicSubscription, `email-${name}${suffix}.${endpoint}`, args, formerly(`email-${endpoint}`));
    }
    for (const endpoint of sms ? phoneNumbers : []) {
        self.child(aws.sns.TopicSubscription, `sms-${name}${suffix}.${endpoint}`, { topic: sms!, protocol: "sms", endpoint, ...elsewhere });
    }
}

/** PagerDuty's Amazon CloudWatch integration; it confirms by itself, and passes over what is no alarm of CloudWatch. */
function callPagerDuty(
    self: Component,
    suffix: string,
    receiver: PagerDutyReceiver,
    at: Pick<aws.sns.TopicSubscriptionArgs, "topic" | "region">,
): void {
    self.child(aws.sns.TopicSubscription, suffix, {
        ...at,
        protocol: "https",
        endpoint: pulumi.secret(pulumi.interpolate`${pagerDutyEvents(receiver)}/integration/${receiver.cloudWatchKey}/enqueue`),
        endpointAutoConfirms: true,
    });
}

/** What the channel's role may: to draw the metric of an alarm. The channel's members may no more, whatever they type. */
const reads = [
    "cloudwatch:DescribeAlarmHistory",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DescribeAlarmsForMetric",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:GetMetricWidgetImage",
    "cloudwatch:ListMetrics",
];

/** Amazon Q Developer in chat applications (AWS Chatbot). Its configurations are of the account; four regions have its API. */
export function writeToSlack(
    self: Component,
    name: string,
    channel: NonNullable<SlackReceiver["chatbot"]>,
    snsTopicArns: pulumi.Output<string>[],
): void {
    const [role] = self.childrenOf("chatbot-role") as aws.iam.Role[];
    self.child(aws.chatbot.SlackChannelConfiguration, `slack-${name}`, {
        // Unique in the account, where stacks have components of the same name.
        configurationName: `${self.name}-${name}-${shortHash(`${pulumi.getProject()}/${pulumi.getStack()}`, 8)}`,
        iamRoleArn: (role ?? channelRole(self)).arn,
        guardrailPolicyArns: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
        slackTeamId: channel.workspaceId,
        slackChannelId: channel.channelId,
        snsTopicArns,
        loggingLevel: "ERROR",
        region: "us-east-2",
        tags: self.tags(`slack-${name}`),
    });
}

function channelRole(self: Component): aws.iam.Role {
    const role = self.child(aws.iam.Role, "chatbot-role", {
        assumeRolePolicy: serviceTrust("chatbot.amazonaws.com"),
        tags: self.tags("chatbot"),
    });
    self.child(aws.iam.RolePolicy, "chatbot-reads", {
        role: role.id,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: reads, Resource: "*" }] }),
    });
    return role;
}
