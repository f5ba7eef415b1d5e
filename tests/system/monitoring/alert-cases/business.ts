import { counter, day, hour, minute, swing, whole, type AlertCase } from "./case";

const revenue = 'revenue_total{job="web"}';

export const businessCases: readonly AlertCase[] = [
    swing({
        alert: "RevenueDrop",
        severity: "warning",
        after: hour,
        // Looks back over eight days, a day at a time.
        step: 5 * minute,
        calm: 8 * day,
        sees: whole(day),
        series: pens => ({ [revenue]: pens.counter(79.95, 80.05, 100) }),
        silent: { "nothing is known of a week ago": { [revenue]: counter([100, 2 * day], [10, 2 * day]) } },
    }),
];
