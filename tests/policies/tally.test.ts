import * as fc from "fast-check";
import { outcomes, Tally, worst } from "../../policies/tally";

const anOutcome = fc.constantFrom(...outcomes);

test("a resource counts once for each rule, by the worst that was found of it", () => {
    const tally = new Tally();
    tally.note("a", "one", "failed");
    tally.note("a", "one", "passed");
    tally.note("a", "two", "exempted");
    tally.note("b", "one", "notEvaluable");
    expect(tally.take(["a", "b", "c"], 5)).toEqual(
        new Map([
            ["a", { passed: 0, exempted: 1, notEvaluable: 0, failed: 1, notApplicable: 3 }],
            ["b", { passed: 0, exempted: 0, notEvaluable: 1, failed: 0, notApplicable: 4 }],
            ["c", { passed: 0, exempted: 0, notEvaluable: 0, failed: 0, notApplicable: 5 }],
        ]),
    );
});

test("the next stack begins with nothing", () => {
    const tally = new Tally();
    tally.note("a", "one", "failed");
    tally.take(["a"], 1);
    expect(tally.take(["a"], 1).get("a")).toEqual({ passed: 0, exempted: 0, notEvaluable: 0, failed: 0, notApplicable: 1 });
});

test("of what was found of one resource the worst stands, in whatever order; of nothing, that it passed", () => {
    expect(worst([])).toBe("passed");
    fc.assert(
        fc.property(fc.array(anOutcome, { minLength: 1 }), found => {
            expect(worst(found)).toBe([...outcomes].reverse().find(outcome => found.includes(outcome)));
        }),
    );
});

test("no resource is lost: the counts of a rule add up to the stack's resources", () => {
    const notes = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), anOutcome));
    fc.assert(
        fc.property(notes, found => {
            const tally = new Tally();
            for (const [urn, outcome] of found) tally.note("rule", urn, outcome);
            const counts = Object.values(tally.take(["rule"], 3).get("rule")!);
            expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
        }),
    );
});
