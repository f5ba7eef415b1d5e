import {
    counter,
    day,
    hour,
    level,
    minute,
    swing,
    whole,
    type AlertCase,
    type Course,
    type Series,
    type Stretch,
    type Swing,
} from "./case";

/** Google's figures for a budget of 30 days; where a long window must be full, `coarse` is from one sample to the next. */
const paces = [
    { pace: "Fast", severity: "critical", after: 2 * minute, factor: 14.4, long: hour, short: 5 * minute, step: minute, coarse: minute },
    {
        pace: "Steady",
        severity: "critical",
        after: 15 * minute,
        factor: 6,
        long: 6 * hour,
        short: 30 * minute,
        step: minute,
        coarse: 3 * minute,
    },
    { pace: "Slow", severity: "warning", after: hour, factor: 3, long: day, short: 2 * hour, step: 5 * minute, coarse: 10 * minute },
    {
        pace: "Creeping",
        severity: "warning",
        after: 3 * hour,
        factor: 1,
        long: 3 * day,
        short: 6 * hour,
        step: 5 * minute,
        coarse: 30 * minute,
    },
] as const;

const bucket = (le: string): string => `http_request_duration_seconds_bucket{job="web", le="${le}"}`;
const requests = (status: string): string => `http_requests_total{job="web", route="/", status="${status}"}`;
const count = 'http_request_duration_seconds_count{job="web"}';

/** Series in which a share of 100 requests a minute breaks the promise. */
interface Promised {
    readonly name: string;
    readonly objective: string;
    readonly budget: number;
    readonly series: (share: (of: (broken: number) => number) => Course) => Series;
}

const promises: readonly Promised[] = [
    {
        name: "AvailabilityBudget",
        objective: "99.9 % without an error",
        budget: 0.001,
        series: share => ({ [requests("500")]: share(broken => broken), [requests("200")]: share(broken => 100 - broken) }),
    },
    {
        name: "LatencyBudget",
        objective: "95 % within 0.5 s",
        budget: 0.05,
        series: share => ({
            [bucket("0.5")]: share(broken => 100 - broken),
            [bucket("1.0")]: share(() => 100),
            [count]: share(() => 100),
        }),
    },
    {
        name: "LatencyBudget",
        objective: "99 % within 1 s",
        budget: 0.01,
        series: share => ({
            // Within the promise of the other, which the same budget does not break.
            [bucket("0.5")]: share(broken => 100 - broken),
            [bucket("1.0")]: share(broken => 100 - broken),
            [count]: share(() => 100),
        }),
    },
];

const budgetCases = promises.flatMap(({ name, objective, budget, series }) =>
    paces.flatMap(({ pace, severity, after, factor, long, short, step, coarse }): AlertCase[] => {
        const most = 100 * factor * budget;
        const between = (fires: number, silent: number, more: Pick<Swing, "calm" | "step" | "sees" | "silent">): AlertCase =>
            swing({
                alert: `${name}${pace}`,
                severity,
                after,
                labels: { job: "web", objective },
                series: pens => series(of => pens.counter(of(fires), of(silent), of(0))),
                ...more,
            });
        const broken = (...stretches: Stretch[]): Series =>
            series(of => counter(...stretches.map(([share, seconds]): Stretch => [of(share!), seconds])));
        // As many samples as the windows have rises, and several times as much as the pace allows.
        const [inLong, inShort, calm] = [long / coarse - 1, short / step - 1, short / step];
        const times = Math.min(3.9, 100 / most);
        const [more, less] = [most * (1 + 1 / (2 * inLong)), most * (1 - 1 / (2 * inLong))];
        const bearable = Math.floor((0.95 * inLong) / times) * coarse;
        return [
            between(more, less, {
                calm: long,
                step: coarse,
                sees: whole(long),
                silent: {
                    "a burst that the long window bears": broken([0, long], [times * most, bearable], [0, short]),
                    "what the short window no longer knows": broken([0, long], [times * most, 2 * coarse], [less, long]),
                },
            }),
            // The short window ends the alert, while the long one is still full of it.
            between(times * most, 0.9 * most, {
                calm: short,
                step,
                sees: () => ({
                    delay: (Math.floor(calm / (times - 1)) + 1) * step,
                    lag: Math.ceil(inShort * (1 - 1 / times)) * step,
                }),
            }),
        ];
    }),
);

const measured = [
    { objective: "99.9 % without an error", name: requests("200") },
    { objective: "95 % within 0.5 s", name: bucket("0.5") },
    { objective: "99 % within 1 s", name: bucket("1.0") },
];

export const objectiveCases: readonly AlertCase[] = [
    ...budgetCases,
    ...measured.map(({ objective, name }) =>
        swing({
            alert: "ObjectiveUnmeasured",
            severity: "warning",
            after: hour,
            step: minute,
            labels: { job: "web", objective },
            series: pens =>
                Object.fromEntries(measured.map(one => [one.name, one.name === name ? pens.level(undefined, 0) : pens.level(1, 1)])),
            silent: {
                "a bound without a point": Object.fromEntries(
                    measured.map(one => [one.name.replace('"1.0"', '"1"'), level([1, 2 * hour])]),
                ),
            },
        }),
    ),
];
