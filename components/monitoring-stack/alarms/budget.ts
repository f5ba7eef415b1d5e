import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import type { AwsPlace } from "../args";
import { topicPolicy } from "../notify/topic-policy";
import { metricAlarm } from "./alarms";
import { budgetDefaults, type BudgetArgs } from "./args";

/** What is made for the budget tells these. */
export interface BudgetParts {
    readonly place: AwsPlace;
    /** The component's own. */
    readonly tags: Readonly<Record<string, string>> | undefined;
    /** ARNs of the topics of those who hear of warnings. */
    readonly topics: readonly pulumi.Input<string>[];
    /** The key of those topics, which budgets may use. */
    readonly keyArn: pulumi.Input<string>;
}

/**
 * A budget, a topic of its own that it tells, and an alarm on what comes there. A notification of a budget takes one topic alone, and
 * PagerDuty's CloudWatch integration understands alarms alone: the alarm tells every receiver.
 */
export function createBudget(self: Component, args: BudgetArgs, { place, tags: own, topics, keyArn }: BudgetParts): void {
    const tags = self.tags("budget");
    const topic = self.child(aws.sns.Topic, "budget", { kmsMasterKeyId: keyArn, tags });
    const policy = self.child(aws.sns.TopicPolicy, "budget", { arn: topic.arn, policy: topic.arn.apply(arn => topicPolicy(arn, place)) });
    const counted = countedTags(args, own);
    self.child(
        aws.budgets.Budget,
        "budget",
        {
            accountId: place.accountId,
            budgetType: "COST",
            timeUnit: "MONTHLY",
            limitAmount: String(args.monthlyUsd),
            limitUnit: "USD",
            ...filterOf(counted),
            notifications: thresholdsOf(args).map(({ type, percent }) => ({
                notificationType: type,
                comparisonOperator: "GREATER_THAN",
                threshold: percent,
                thresholdType: "PERCENTAGE",
                subscriberSnsTopicArns: [topic.arn],
            })),
            tags,
        },
        { dependsOn: [policy] },
    );
    self.child(aws.cloudwatch.MetricAlarm, "budget", {
        ...metricAlarm(
            {
                name: "budget",
                description: descriptionOf(args, counted),
                severity: "warning",
                namespace: "AWS/SNS",
                metricName: "NumberOfMessagesPublished",
                dimensions: { TopicName: topic.name },
                statistic: "Sum",
                comparison: "GreaterThanThreshold",
                threshold: 0,
                period: 300,
                periods: 1,
                missingData: "notBreaching",
            },
            tags,
        ),
        alarmActions: [...topics],
    });
}

/** Tags of what is counted; `{}` for the whole account. */
export function countedTags(args: BudgetArgs, own: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    return args.tags ?? Object.fromEntries(Object.entries(own).filter(([key]) => ["Project", "Environment"].includes(key)));
}

type Threshold = { readonly type: "ACTUAL" | "FORECASTED"; readonly percent: number };

function thresholdsOf(args: BudgetArgs): Threshold[] {
    const { actualPercent, forecastPercent } = withDefaults(budgetDefaults, args);
    return [
        ...actualPercent.map(percent => ({ type: "ACTUAL" as const, percent })),
        ...forecastPercent.map(percent => ({ type: "FORECASTED" as const, percent })),
    ];
}

/** All of the tags; a filter takes `ands` for two and more. */
function filterOf(counted: Readonly<Record<string, string>>): Pick<aws.budgets.BudgetArgs, "filterExpression" | "metrics"> {
    const filters = Object.entries(counted).map(([key, value]) => ({ tags: { key, values: [value] } }));
    if (filters.length === 0) return {};
    return { filterExpression: filters.length === 1 ? filters[0]! : { ands: filters }, metrics: "UnblendedCost" };
}

function descriptionOf(args: BudgetArgs, counted: Readonly<Record<string, string>>): string {
    const what = Object.entries(counted).map(([key, value]) => `${key} ${value}`);
    const percents = thresholdsOf(args).map(({ type, percent }) => `${percent} % ${type === "ACTUAL" ? "spent" : "forecast"}`);
    const of = what.length > 0 ? what.join(", ") : "the account";
    return `The month of ${of} costs more than planned: of ${args.monthlyUsd} USD it passed one of ${percents.join(", ")}. Billing, Budgets has the figures`;
}
