import type { Problem } from "./errors";

/** The fields of a schedule in their order, with what Kubernetes takes in each. */
const ranges = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
] as const;
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A schedule of Kubernetes in numbers: `30 2 * * *`. One that names no day of any year is refused too. */
export function cronSchedule(path: string, value: string): Problem[] {
    const [, , days, months] = cronFields(value) ?? [];
    // A weekday counts beside a day of the month, not within it.
    const comes = !value.endsWith(" *") || months?.some(month => days?.some(day => day <= longestMonths[month - 1]!));
    return days && comes
        ? []
        : [{ path, got: value, allowed: "minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *" }];
}

/** What each of the five fields stands for; `undefined` where the schedule is none. */
export function cronFields(value: string): number[][] | undefined {
    const texts = value.split(" ");
    const fields = texts.map((text, index) => numbers(text, ranges[index])).filter(field => field !== undefined);
    return texts.length === ranges.length && fields.length === ranges.length ? fields : undefined;
}

/** What a field stands for: `*`, `5`, `1-5`, each with a step behind `/`, and lists of these. */
function numbers(text: string, range: readonly [number, number] | undefined): number[] | undefined {
    if (!range) return undefined;
    const parts = text.split(",").map(part => {
        const { all, from, to, step } = /^(?:(?<all>\*)|(?<from>\d+)(?:-(?<to>\d+))?)(?:\/(?<step>\d+))?$/.exec(part)?.groups ?? {};
        if (!all && !from) return undefined;
        const first = all ? range[0] : Number(from);
        const last = to ? Number(to) : all || step ? range[1] : first;
        const by = step ? Number(step) : 1;
        if (first < range[0] || last > range[1] || first > last || by < 1) return undefined;
        return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
    });
    return parts.every(part => part !== undefined) ? parts.flat() : undefined;
}
