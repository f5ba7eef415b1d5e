import fc from "fast-check";
import { longestDailyGap, longestGap } from "../../components/core/gaps";

const hour = 60;
const day = 24 * hour;

test.each([
    ["30 2 * * *", day],
    ["0 */6 * * *", 6 * hour],
    ["*/15 * * * *", 15],
    ["* * * * *", 1],
    ["0 2,14 * * *", 12 * hour],
    ["0 8-18/2 * * *", 14 * hour],
    ["15,45 1,5 * * *", 19 * hour + 30],
    ["0 3 * * 1-5", 3 * day],
    ["0 3 * * 0", 7 * day],
    ["0 3 1 * *", 31 * day],
    ["0 3 31 * *", 61 * day],
    ["0 3 29 2 *", 4 * 365 * day + day],
    // A day of the month beside a weekday: both come.
    ["0 3 1 * 1", 7 * day],
    // Every day by name is every day, and so is none by name.
    ["0 3 1-31 * 1", day],
    ["0 3 */1 * 1", 7 * day],
    ["0 3 */2 * *", 2 * day],
    ["0 0 1 1 *", 366 * day],
    ["59 23 1 1,7 *", 184 * day],
])("%s comes at least every %i minutes", (schedule, expected) => {
    expect(longestGap(schedule)).toBe(expected);
});

test("a schedule of more hours never has a longer gap", () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 5 });
    fc.assert(
        fc.property(hours, fc.integer({ min: 0, max: 23 }), (some, one) => {
            const gap = (list: readonly number[]) => longestGap(`0 ${list.join(",")} * * *`)!;
            expect(gap([...some, one])).toBeLessThanOrEqual(gap(some));
        }),
        { numRuns: 50 },
    );
});

test("of daily windows: from the first minute of one to the last of the next", () => {
    expect(longestDailyGap(["03:00-04:00"])).toBe(25 * hour);
    expect(longestDailyGap(["03:00-04:00", "05:00-06:00"])).toBe(23 * hour);
    expect(longestDailyGap(["05:00-06:00", "03:00-04:00"])).toBe(23 * hour);
    expect(longestDailyGap(["03:00-04:00", "15:00-16:00"])).toBe(13 * hour);
    expect(longestDailyGap(["23:30-00:30"])).toBe(25 * hour);
    expect(longestDailyGap(["23:30-00:30", "05:00-06:00"])).toBe(19 * hour + 30);
    expect(longestDailyGap(["03:00-04:00", "03:00-04:00"])).toBe(25 * hour);
    expect(longestDailyGap([])).toBeUndefined();
});

describe("fails", () => {
    test("for what is no schedule, or never comes", () => {
        for (const schedule of ["", "daily", "0 3 * *", "60 3 * * *", "0 3 31 2 *", "0 3 * * 7"]) {
            expect(longestGap(schedule)).toBeUndefined();
        }
    });

    test("for what is no window", () => {
        expect(longestDailyGap(["at night"])).toBeUndefined();
        expect(longestDailyGap(["at night", "03:00-04:00"])).toBe(25 * hour);
    });
});
