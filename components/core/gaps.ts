import { cronFields } from "./cron";

const minutesOfDay = 24 * 60;

/** After 28 years every date falls on the same weekday again; 2001 begins such a round, and with a Monday. */
const daysOfRound = 28 * 365 + 7;
const dates = Array.from({ length: daysOfRound }, (_, index) => new Date(Date.UTC(2001, 0, 1 + index)));

/** The longest time between two runs of a schedule, in minutes; `undefined` for what is no schedule, or never comes. */
export function longestGap(schedule: string): number | undefined {
    const fields = cronFields(schedule);
    if (!fields) return undefined;
    const [minutes, hours, days, months, weekdays] = fields as [number[], number[], number[], number[], number[]];
    const [anyDay, anyWeekday] = [2, 4].map(index => /^\*(\/1)?$/.test(schedule.split(" ")[index]!));
    const runs = dates.flatMap((date, index) => {
        const day = days.includes(date.getUTCDate());
        const weekday = weekdays.includes(date.getUTCDay());
        // Where both are named, either is enough.
        const matches = anyDay || anyWeekday ? day && weekday : day || weekday;
        return months.includes(date.getUTCMonth() + 1) && matches ? [index] : [];
    });
    if (runs.length === 0) return undefined;
    const times = hours.flatMap(hour => minutes.map(minute => hour * 60 + minute)).sort((a, b) => a - b);
    const overnight = largestStep(runs, daysOfRound) * minutesOfDay - times.at(-1)! + times[0]!;
    return Math.max(overnight, ...times.slice(1).map((time, index) => time - times[index]!));
}

/** The longest step between neighbours of a sorted list that begins anew after `round`. */
const largestStep = (sorted: readonly number[], round: number): number =>
    sorted.reduce((longest, value, index) => Math.max(longest, (sorted[index + 1] ?? sorted[0]! + round) - value), 0);

/**
 * The longest time between two beginnings of what begins once in each of these daily windows, `03:00-04:00`, at any
 * minute of it: from the first minute of one to the last of the next. In minutes; `undefined` without a window. What is
 * no window is reported elsewhere, and left out.
 */
export function longestDailyGap(windows: readonly string[]): number | undefined {
    const spans = windows
        .map(window => window.split(/[:-]/).map(Number) as [number, number, number, number])
        .map(([hour, minute, endHour, endMinute]) => ({ start: hour * 60 + minute, end: endHour * 60 + endMinute }))
        .map(({ start, end }) => ({ start, length: (end - start + minutesOfDay) % minutesOfDay }))
        .filter(({ start, length }) => Number.isFinite(start + length))
        .sort((a, b) => a.start - b.start);
    if (spans.length === 0) return undefined;
    return Math.max(
        ...spans.map(({ start }, index) => {
            const next = spans[index + 1] ?? { ...spans[0]!, start: spans[0]!.start + minutesOfDay };
            return next.start + next.length - start;
        }),
    );
}
