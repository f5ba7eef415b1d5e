/** A field of AWS's cron expressions: its range, the names that stand for its numbers, and what else it may say. */
interface Field {
    readonly range: readonly [least: number, most: number];
    readonly names?: readonly string[];
    readonly also?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Minutes, hours, day of the month, month, day of the week, year. */
const cron: readonly Field[] = [
    { range: [0, 59] },
    { range: [0, 23] },
    { range: [1, 31], also: /^(\?|L(-\d+)?|LW|\d+W)$/ },
    { range: [1, 12], names: months },
    { range: [1, 7], names: weekdays, also: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/ },
    { range: [1970, 2199] },
];

/** Whether AWS's schedulers take the text: `cron(0 6 * * ? *)` or `rate(1 day)`. One of the two fields for days is `?`. */
export function isSchedule(text: string): boolean {
    const [, form, inner = ""] = /^(cron|rate)\((.*)\)$/.exec(text.trim()) ?? [];
    if (form === "rate") return /^(1 (minute|hour|day)|[1-9]\d* (minute|hour|day)s)$/.test(inner.trim());
    const parts = inner.trim().toUpperCase().split(/\s+/);
    if (form !== "cron" || parts.length !== cron.length) return false;
    return (parts[2] === "?") !== (parts[4] === "?") && cron.every((field, index) => fits(parts[index]!, field));
}

const fits = (part: string, field: Field): boolean => part.split(",").every(member => field.also?.test(member) || isRange(member, field));

/** `*`, `5`, `MON-FRI`, and any of them with a step, as in `0/15`. */
function isRange(member: string, { range: [least, most], names = [] }: Field): boolean {
    const [base = "", step, ...more] = member.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (base === "*") return true;
    const ends = base.split("-");
    return ends.length <= 2 && ends.every(end => names.includes(end) || (/^\d+$/.test(end) && Number(end) >= least && Number(end) <= most));
}
