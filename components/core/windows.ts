import type { Problem } from "./errors";

/** Windows of AWS, in UTC. All arithmetic is in minutes, and round the clock: a window may pass midnight. */
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

interface Span {
    /** Minutes since midnight, or since Monday's midnight. */
    readonly start: number;
    readonly length: number;
}

const between = (from: number, to: number, round: number): number => (((to - from) % round) + round) % round;

function minutes(time: string): number {
    const [hour, minute] = time.split(":");
    return Number(hour) * 60 + Number(minute);
}

const time = "(?:[01]\\d|2[0-3]):[0-5]\\d";

function parseDaily(text: string): Span | undefined {
    const [, from, to] = new RegExp(`^(${time})-(${time})$`).exec(text) ?? [];
    if (!from || !to) return undefined;
    return { start: minutes(from), length: between(minutes(from), minutes(to), minutesOfDay) };
}

function parseWeekly(text: string): Span | undefined {
    const part = `(${days.join("|")}):(${time})`;
    const [, firstDay, from, lastDay, to] = new RegExp(`^${part}-${part}$`).exec(text) ?? [];
    if (!firstDay || !from || !lastDay || !to) return undefined;
    const start = days.indexOf(firstDay) * minutesOfDay + minutes(from);
    const end = days.indexOf(lastDay) * minutesOfDay + minutes(to);
    return { start, length: between(start, end, minutesOfWeek) };
}

/** Daily: `03:00-04:00`, at least as long as AWS asks for. */
export function dailyWindow(path: string, value: string, atLeast: number): Problem[] {
    const span = parseDaily(value);
    return span && span.length >= atLeast
        ? []
        : [{ path, got: value, allowed: `a window in UTC of ${atLeast} minutes or more, such as 03:00-04:00` }];
}

/** Weekly: `sun:04:30-sun:05:30`, at least as long as AWS asks for. */
export function weeklyWindow(path: string, value: string, atLeast: number): Problem[] {
    const span = parseWeekly(value);
    return span && span.length >= atLeast
        ? []
        : [{ path, got: value, allowed: `a weekly window in UTC of ${atLeast} minutes or more, such as sun:04:30-sun:05:30` }];
}

/** AWS refuses a weekly window that overlaps a daily one. What is no window at all is reported elsewhere. */
export function windowsApart(path: string, weekly: string, daily: string, what: string): Problem[] {
    const one = parseWeekly(weekly);
    const other = parseDaily(daily);
    if (!one || !other) return [];
    const overlap = days.some((_, day) => {
        const start = day * minutesOfDay + other.start;
        return between(one.start, start, minutesOfWeek) < one.length || between(start, one.start, minutesOfWeek) < other.length;
    });
    return overlap ? [{ path, got: weekly, allowed: `a window that does not overlap the ${what} window ${daily}` }] : [];
}

/**
 * The first of `count` hours in a row, by the clock of UTC, that keep an hour away from both windows: AWS Backup
 * takes no snapshot of a database in its windows, nor in the hour before.
 */
export function quietHours(daily: string, weekly: string, count: number): number {
    const busy = [parseDaily(daily), parseWeekly(weekly)].filter(span => span !== undefined);
    const touches = (hour: number): boolean =>
        busy.some(({ start, length }) => {
            const from = start - 60;
            const at = hour * 60;
            return between(from, at, minutesOfDay) < length + 60 || between(at, from, minutesOfDay) < 60;
        });
    // Before the working day in Europe, if it can be.
    const hours = Array.from({ length: 24 }, (_, index) => (index + 5) % 24);
    return hours.find(hour => Array.from({ length: count }, (_, index) => (hour + index) % 24).every(one => !touches(one))) ?? hours[0]!;
}
