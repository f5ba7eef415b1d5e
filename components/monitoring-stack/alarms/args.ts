/**
 * What a month may cost. AWS Budgets looks a few times a day, and forecasts once it knows about five weeks.
 *
 * It counts by tags only from the day on which somebody has made them cost allocation tags, in the Billing console of the account that
 * pays: until then it counts nothing.
 */
export interface BudgetArgs {
    /** US dollars a month, from 1, with cents at most. */
    readonly monthlyUsd: number;
    /** Percents of it, each 1–1000: who hears of warnings is told once that much is spent. @default [80, 100] */
    readonly actualPercent?: readonly number[];
    /** The same, of what the month will cost by AWS's forecast; both lists have five figures at most. @default [100] */
    readonly forecastPercent?: readonly number[];
    /**
     * Tags of what is counted; `{}` counts the whole account.
     * @default `Project` and `Environment` of the component's own `tags`; with neither, this is required
     */
    readonly tags?: Readonly<Record<string, string>>;
}

export const budgetDefaults = { actualPercent: [80, 100], forecastPercent: [100] } as const;
