import type { EventAlarmDescription, MetricAlarmDescription } from "../../../components/core/alarms";
import type { BudgetArgs } from "../../../components/monitoring-stack/alarms/args";
import { validateAlarms, validateBudget } from "../../../components/monitoring-stack/alarms/validate";
import { lines } from "../support";

const metric = (more: Partial<MetricAlarmDescription> = {}): MetricAlarmDescription => ({
    name: "cpu",
    description: "Much CPU",
    severity: "warning",
    namespace: "AWS/RDS",
    metricName: "CPUUtilization",
    dimensions: {},
    statistic: "Average",
    comparison: "GreaterThanThreshold",
    threshold: 80,
    period: 60,
    periods: 5,
    missingData: "missing",
    ...more,
});
const event: EventAlarmDescription = {
    kind: "event",
    name: "failed",
    description: "It failed",
    severity: "critical",
    source: "aws.backup",
    detailType: "Copy Job State Change",
    detail: {},
};
const everybody = { critical: ["pager"], warning: ["mail"] };
const nobody = { critical: [], warning: [] };
const allowed = "a receiver of kind sns, pagerduty with cloudWatchKey, or slack with chatbot";

describe("alarms", () => {
    const problems = (alarms: readonly (MetricAlarmDescription | EventAlarmDescription)[], reach = everybody, of = "orders"): string[] =>
        lines(validateAlarms([{ of, alarms }], reach));

    it("are taken as they are described", () => {
        expect(problems([metric(), event, metric({ name: "lag", region: "us-west-1" })])).toEqual([]);
        expect(
            lines(
                validateAlarms(
                    [
                        { of: "a", alarms: [metric()] },
                        { of: "b", alarms: [metric()] },
                    ],
                    everybody,
                ),
            ),
        ).toEqual([]);
        expect(problems([], nobody)).toEqual([]);
    });

    it.each([
        [10, 8640],
        [30, 2880],
        [60, 1440],
        [300, 288],
        [3600, 168],
        [86_400, 7],
    ])("may look back a day, or a week in hours: %i seconds %i times", (period, periods) => {
        expect(problems([metric({ period, periods })])).toEqual([]);
        expect(problems([metric({ period, periods: periods + 1 })])).toEqual([
            `alarms.0.alarms.0.periods: got ${periods + 1}; allowed: a whole number from 1 to ${periods}.`,
        ]);
    });

    it.each([0, 5, 45, 90, -60, 61.5, 604_860])("fails with a period of %d seconds", period => {
        expect(problems([event, metric({ period })])).toEqual([
            `alarms.0.alarms.1.period: got ${period}; allowed: 10, 20, 30 or a multiple of 60 seconds, a week at most.`,
        ]);
    });

    it("fails with two of a name, also where the parts differ", () => {
        const described = [
            { of: "orders", alarms: [metric({ name: "db-cpu" })] },
            { of: "orders-db", alarms: [metric()] },
        ];
        expect(lines(validateAlarms(described, everybody))).toEqual(['alarms: got "orders-db-cpu"; allowed: each value once.']);
    });

    it("fails with a name or a region that is none", () => {
        expect(problems([metric({ region: "Ireland" })], everybody, "Orders")).toEqual([
            `alarms.0.of: got "Orders"; allowed: lower-case letters, digits and '-', at most 40 characters.`,
            'alarms.0.alarms.0.region: got "Ireland"; allowed: a region of AWS such as eu-west-1.',
        ]);
    });

    it("fails where they would be told to nobody", () => {
        const got = '"nobody whom AWS reaches"';
        expect(problems([metric(), metric({ name: "disk" }), metric({ name: "memory" }), event], nobody)).toEqual([
            `notify.routes.critical: got ${got}; allowed: ${allowed}. Nobody would hear of orders-failed.`,
            `notify.routes.warning: got ${got}; allowed: ${allowed}. Nobody would hear of orders-cpu and 2 more.`,
        ]);
        expect(problems([event], { critical: [], warning: ["mail"] })).toHaveLength(1);
        expect(problems([event], { critical: ["pager"], warning: [] })).toEqual([]);
    });
});

describe("a budget", () => {
    const tags = { Project: "shop" };
    const problems = (budget: BudgetArgs | undefined, own: Record<string, string> | undefined = tags, reach = everybody): string[] =>
        lines(validateBudget(budget, own, reach));

    it("is taken with its figures, and left out", () => {
        expect(problems(undefined, undefined, nobody as never)).toEqual([]);
        for (const monthlyUsd of [1, 500, 99.9, 12.34]) expect(problems({ monthlyUsd })).toEqual([]);
        expect(problems({ monthlyUsd: 5, actualPercent: [1, 50, 1000], forecastPercent: [90, 100] })).toEqual([]);
        expect(problems({ monthlyUsd: 5, tags: {} }, undefined)).toEqual([]);
    });

    it.each([0, 0.99, -5, 1.234, Number.NaN, Number.POSITIVE_INFINITY, 1e21])("fails with %d dollars a month", monthlyUsd => {
        expect(problems({ monthlyUsd })).toEqual([
            `budget.monthlyUsd: got ${JSON.stringify(monthlyUsd)}; allowed: US dollars from 1, with cents at most.`,
        ]);
    });

    it("fails with percents that are none, stand twice, or are too many or too few", () => {
        expect(problems({ monthlyUsd: 5, actualPercent: [0, 80, 80], forecastPercent: [1001] })).toEqual([
            "budget.actualPercent.0: got 0; allowed: a whole number from 1 to 1000.",
            'budget.actualPercent: got "80"; allowed: each value once.',
            "budget.forecastPercent.0: got 1001; allowed: a whole number from 1 to 1000.",
        ]);
        const count = "1 to 5 percents in actualPercent and forecastPercent";
        expect(problems({ monthlyUsd: 5, actualPercent: [10, 20, 30, 40, 50] })).toEqual([`budget: got 6; allowed: ${count}.`]);
        expect(problems({ monthlyUsd: 5, actualPercent: [], forecastPercent: [] })).toEqual([`budget: got 0; allowed: ${count}.`]);
    });

    it("fails without tags that say what is counted", () => {
        for (const own of [undefined, {}, { Owner: "ops" }] as (Record<string, string> | undefined)[])
            expect(lines(validateBudget({ monthlyUsd: 5 }, own, everybody))).toEqual([
                "budget.tags: is missing; allowed: tags of what is counted. {} counts the whole account.",
            ]);
    });

    it("fails where nobody would be told", () => {
        expect(problems({ monthlyUsd: 5 }, tags, { critical: ["pager"], warning: [] as string[] })).toEqual([
            `notify.routes.warning: got "nobody whom AWS reaches"; allowed: ${allowed}. Nobody would hear of the budget.`,
        ]);
    });
});
