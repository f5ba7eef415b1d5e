import { account, json, region, stackOf, type Stack } from "../support";

const program = `
const { Component } = require("../../../dist/components/core/component");
const { createBudget } = require("../../../dist/components/monitoring-stack/alarms/budget");
class Watch extends Component {
    constructor(name, args, budget, opts) {
        super("Watch", name, args, [], opts, 38);
        createBudget(this, budget, {
            place: { accountId: "${account}", region: "${region}" },
            tags: args.tags,
            topics: ["arn:mail", pulumi.output("arn:pager")],
            keyArn: "arn:key",
        });
    }
}
const tags = { Project: "shop", Environment: "production", Owner: "ops" };
new Watch("watch", { tags }, { monthlyUsd: 499.5 }, { providers });
new Watch("other", { tags }, { monthlyUsd: 20, actualPercent: [50], forecastPercent: [], tags: { Team: "web" } }, { providers });
new Watch("whole", { tags }, { monthlyUsd: 1000, actualPercent: undefined, tags: {} }, { providers });
`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf("alarms-budget", program);
});

describe("a budget", () => {
    const notification = (notificationType: string, threshold: number, name = "watch"): unknown => ({
        notificationType,
        comparisonOperator: "GREATER_THAN",
        threshold,
        thresholdType: "PERCENTAGE",
        subscriberSnsTopicArns: [stack.arn(`Topic ${name}-budget`)],
    });
    const tagged = (name: string) => ({
        Project: "shop",
        Environment: "production",
        Owner: "ops",
        Component: name,
        Name: `${name}-budget`,
    });

    it("makes exactly this", () => {
        expect(stack.children("watch")).toEqual(["Budget", "MetricAlarm", "Topic", "TopicPolicy"].map(type => `${type} watch-budget`));
    });

    it("counts what has the stack's tags, and tells at 80 and 100 % spent, and when the forecast passes 100 %", () => {
        expect(stack.inputs("Budget watch-budget")).toEqual({
            accountId: account,
            budgetType: "COST",
            timeUnit: "MONTHLY",
            limitAmount: "499.5",
            limitUnit: "USD",
            metrics: "UnblendedCost",
            filterExpression: {
                ands: [{ tags: { key: "Project", values: ["shop"] } }, { tags: { key: "Environment", values: ["production"] } }],
            },
            notifications: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
            tags: tagged("watch"),
        });
        expect(stack.waitsFor("Budget watch-budget")).toEqual(["watch-budget", "watch-budget"]);
    });

    it("counts other tags, or the whole account, where it is told to", () => {
        expect(stack.inputs("Budget other-budget")).toMatchObject({
            metrics: "UnblendedCost",
            filterExpression: { tags: { key: "Team", values: ["web"] } },
            notifications: [notification("ACTUAL", 50, "other")],
        });
        const whole = stack.inputs("Budget whole-budget");
        expect(whole).not.toHaveProperty("filterExpression");
        expect(whole).not.toHaveProperty("metrics");
        expect(whole.notifications).toHaveLength(3);
    });

    it("tells an encrypted topic, which the service of budgets may publish to", () => {
        expect(stack.inputs("Topic watch-budget")).toEqual({ kmsMasterKeyId: "arn:key", tags: tagged("watch") });
        const { arn, policy } = stack.inputs("TopicPolicy watch-budget");
        expect(arn).toBe(stack.arn("Topic watch-budget"));
        const { Statement } = json(policy) as { readonly Statement: readonly object[] };
        expect(Statement).toContainEqual(
            expect.objectContaining({
                Effect: "Allow",
                Principal: { Service: "budgets.amazonaws.com" },
                Action: "sns:Publish",
                Resource: arn,
                Condition: { StringEquals: { "aws:SourceAccount": account } },
            }),
        );
    });

    it("has an alarm on what comes to that topic, which tells everybody who hears of warnings", () => {
        expect(stack.inputs("MetricAlarm watch-budget")).toEqual({
            alarmDescription:
                "warning: The month of Project shop, Environment production costs more than planned: of 499.5 USD it passed one of " +
                "80 % spent, 100 % spent, 100 % forecast. Billing, Budgets has the figures",
            namespace: "AWS/SNS",
            metricName: "NumberOfMessagesPublished",
            dimensions: { TopicName: stack.get("Topic watch-budget").outputs!.name },
            statistic: "Sum",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            period: 300,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
            alarmActions: ["arn:mail", "arn:pager"],
            tags: { ...tagged("watch"), Severity: "warning" },
        });
        expect(stack.inputs("MetricAlarm whole-budget").alarmDescription).toContain("The month of the account costs more");
    });
});
