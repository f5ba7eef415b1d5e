import type { AlarmDescription, MetricAlarmDescription } from "../../core/alarms";
import { distinct, dnsLabel, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";
import { regionName } from "../../core/regions";
import { severities, type Severity } from "../alerts/args";
import type { Alarms } from "../args";
import { budgetDefaults, type BudgetArgs } from "./args";
import { countedTags } from "./budget";

/** Receivers whom AWS reaches, by severity. */
type AwsReach = Readonly<Record<Severity, readonly string[]>>;

/** @param reach `undefined` where nobody is named at all, which is said already */
export function validateAlarms(described: readonly Alarms[], reach: AwsReach | undefined): Problem[] {
    const all = described.flatMap(({ of, alarms }) => alarms.map(alarm => ({ name: `${of}-${alarm.name}`, alarm })));
    return [
        ...described.flatMap(({ of }, index) => dnsLabel(`alarms.${index}.of`, of, 40)),
        ...distinct(
            "alarms",
            all.map(({ name }) => name),
        ),
        ...described.flatMap(({ alarms }, index) => alarms.flatMap((alarm, at) => alarmProblems(`alarms.${index}.alarms.${at}`, alarm))),
        ...severities.flatMap(severity =>
            reachProblems(
                severity,
                all.filter(({ alarm }) => alarm.severity === severity).map(({ name }) => name),
                reach,
            ),
        ),
    ];
}

function alarmProblems(path: string, alarm: AlarmDescription): Problem[] {
    return [
        ...(alarm.region === undefined ? [] : regionName(`${path}.region`, alarm.region)),
        ...(alarm.kind === "event" ? [] : periodProblems(path, alarm)),
    ];
}

/** In seconds. */
const day = 86_400;
const week = 7 * day;

/** What CloudWatch takes: a day of data points at most, and a week of those of an hour and more. */
function periodProblems(path: string, { period, periods }: MetricAlarmDescription): Problem[] {
    const right = [10, 20, 30].includes(period) || (Number.isInteger(period / 60) && period > 0 && period <= week);
    if (!right) return [{ path: `${path}.period`, got: period, allowed: "10, 20, 30 or a multiple of 60 seconds, a week at most" }];
    return wholeNumber(`${path}.periods`, periods, 1, Math.floor((period < 3600 ? day : week) / period));
}

/** @param names what is told at that severity */
function reachProblems(severity: Severity, names: readonly string[], reach: AwsReach | undefined): Problem[] {
    const [first] = names;
    if (first === undefined || reach === undefined || reach[severity].length > 0) return [];
    return [
        {
            path: `notify.routes.${severity}`,
            got: "nobody whom AWS reaches",
            allowed: "a receiver of kind sns, pagerduty with cloudWatchKey, or slack with chatbot",
            fix: `Nobody would hear of ${first}${names.length > 1 ? ` and ${names.length - 1} more` : ""}.`,
        },
    ];
}

/** @param tags the component's own */
export function validateBudget(
    budget: BudgetArgs | undefined,
    tags: Readonly<Record<string, string>> | undefined,
    reach: AwsReach,
): Problem[] {
    if (budget === undefined) return [];
    const { monthlyUsd, actualPercent, forecastPercent } = withDefaults(budgetDefaults, budget);
    const count = actualPercent.length + forecastPercent.length;
    return [
        ...(monthlyUsd >= 1 && /^\d+(\.\d{1,2})?$/.test(String(monthlyUsd))
            ? []
            : [{ path: "budget.monthlyUsd", got: monthlyUsd, allowed: "US dollars from 1, with cents at most" }]),
        ...percentProblems("budget.actualPercent", actualPercent),
        ...percentProblems("budget.forecastPercent", forecastPercent),
        ...(count >= 1 && count <= 5
            ? []
            : [{ path: "budget", got: count, allowed: "1 to 5 percents in actualPercent and forecastPercent" }]),
        ...(budget.tags === undefined && Object.keys(countedTags(budget, tags)).length === 0
            ? [{ path: "budget.tags", got: undefined, allowed: "tags of what is counted", fix: "{} counts the whole account." }]
            : []),
        ...reachProblems("warning", ["the budget"], reach),
    ];
}

const percentProblems = (path: string, percents: readonly number[]): Problem[] => [
    ...percents.flatMap((percent, index) => wholeNumber(`${path}.${index}`, percent, 1, 1000)),
    ...distinct(path, percents.map(String)),
];
