import { secret, unknown, type Proof } from "../proof";

const type = "aws:budgets/budget:Budget";
const when = { comparisonOperator: "GREATER_THAN", notificationType: "ACTUAL", threshold: 80, thresholdType: "PERCENTAGE" };
const budget = (notifications?: unknown) => ({ type, props: { budgetType: "COST", limitAmount: "500", notifications } });
const mail = { ...when, subscriberEmailAddresses: ["owner@example.com"] };
const topic = { ...when, subscriberSnsTopicArns: [unknown] };
const cluster = { type: "aws:eks/cluster:Cluster", props: {} };

export const proof: Proof = {
    fails: {
        "a stack with a cluster and no budget": {
            stack: { cluster },
            says: { "": `there is no ${type}: the month's bill is the first to tell` },
        },
        "a budget that tells nobody": { stack: { cluster, budget: budget() }, says: { budget: "notifications is not set:" } },
        "one that tells too late": {
            stack: {
                share: budget([
                    { ...mail, threshold: 101 },
                    { ...mail, threshold: 10_000 },
                ]),
                amount: budget([{ ...mail, threshold: 501, thresholdType: "ABSOLUTE_VALUE" }]),
            },
            says: { share: "notifications come when more than the budget is spent", amount: "notifications come when more" },
        },
        "one whose second notification nobody gets": {
            stack: { budget: budget([mail, { ...when, subscriberEmailAddresses: [] }]) },
            says: { budget: "notifications[1] has no subscriberSnsTopicArns and no subscriberEmailAddresses" },
        },
    },
    passes: {
        "budgets that tell somebody by mail and by topic": {
            cluster,
            mail: budget([mail]),
            topic: { ...budget([topic]), from: { notifications: "cluster" } },
        },
        "one that tells by an amount, and at the end as well": {
            budget: budget([
                { ...mail, threshold: 500, thresholdType: "ABSOLUTE_VALUE" },
                { ...mail, threshold: 120 },
            ]),
        },
        "a lone notification": { budget: budget(mail) },
    },
    unknowns: {
        "the notifications, and one of them": {
            stack: {
                all: { ...budget(unknown), from: { notifications: "cluster" } },
                one: { ...budget([mail, unknown]), from: { notifications: "cluster" } },
                cluster,
                other: budget(),
            },
            of: ["all", "one"],
            says: { other: "notifications is not set" },
        },
    },
    secrets: { budget: budget([{ ...when, subscriberEmailAddresses: secret(["hunter2@example.com"]) }, when]) },
    ignores: { role: { type: "aws:iam/role:Role", props: {} }, pod: { type: "kubernetes:core/v1:Pod", props: {} } },
    breaks: one => (one.type === type ? undefined : one),
};
