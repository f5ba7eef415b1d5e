import { billed } from "../../billed";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { some, type Truth } from "../../truth";
import { at, fields, isSet, items, Unknown, type Value } from "../../values";

const type = "aws:budgets/budget:Budget";
const why = "the month's bill is the first to tell.";

/** A budget may also be told of an account's other stacks: a stack without one is given advice, no more. */
export const budgetWithNotification = stackRule(
    {
        name: "budget-with-notification",
        group: "cost",
        description: "A stack with resources that AWS bills has a budget, and somebody is told before and when it is spent.",
        why: "A loop that writes logs, or a forgotten cluster, costs thousands before the invoice shows it; a budget says so on the next day.",
        severity: "low",
        tags: ["cost", "aws", "budgets"],
        controls: [],
        url: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
        level: "advisory",
        examples: {
            fails: `new aws.budgets.Budget("shop", { budgetType: "COST", limitAmount: "500", limitUnit: "USD", timeUnit: "MONTHLY" });`,
            passes: `new aws.budgets.Budget("shop", {
  budgetType: "COST", limitAmount: "500", limitUnit: "USD", timeUnit: "MONTHLY",
  notifications: [{
    comparisonOperator: "GREATER_THAN", notificationType: "ACTUAL", threshold: 80, thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: ["owner@example.com"],
  }],
});`,
        },
        remediationSteps:
            "Make an aws.budgets.Budget with notifications below and at 100 percent, each with subscriberSnsTopicArns or subscriberEmailAddresses. " +
            "Where another stack's budget covers this one, exempt the stack's URN.",
    },
    stack => {
        const all = stack.map(given);
        const budgets = all.filter(one => one.type === type);
        if (budgets.length > 0) return budgets.map(one => ({ urn: one.urn, verdicts: judge(one) }));
        return all.some(one => billed.has(one.type)) ? [{ urn: "", verdicts: [`there is no ${type}: ${why}`] }] : [];
    },
);

function judge({ props }: Placed): readonly Verdict[] {
    const notifications = at(props, "notifications");
    if (notifications instanceof Unknown) return [notifications];
    if (items(notifications).length === 0) return [`notifications is not set: ${why}`];
    const inTime = some(fields(props, "notifications[*]").map(({ value }) => isInTime(value, at(props, "limitAmount"))));
    const late: readonly Verdict[] =
        inTime === true ? [] : [inTime || "notifications come when more than the budget is spent: who hears of it hears too late."];
    const deaf = fields(props, "notifications[*]").flatMap<Verdict>(({ path, value }) => {
        if (value instanceof Unknown) return [value];
        const told = ["subscriberSnsTopicArns", "subscriberEmailAddresses"].some(key => isSet(at(value, key)));
        return told ? [] : [`${path} has no subscriberSnsTopicArns and no subscriberEmailAddresses: nobody hears of it.`];
    });
    return [...late, ...deaf];
}

/** Before or when the budget is spent: a share of it, or an amount. */
function isInTime(notification: Value, limit: Value): Truth {
    if (notification instanceof Unknown) return notification;
    const [threshold, type] = [at(notification, "threshold"), at(notification, "thresholdType")];
    const unknown = [threshold, type, ...(type === "ABSOLUTE_VALUE" ? [limit] : [])].find(value => value instanceof Unknown);
    if (unknown) return unknown;
    return Number(threshold) <= (type === "ABSOLUTE_VALUE" ? Number(limit) : 100);
}
