import fc from "fast-check";
import { hideSecrets, markSecret } from "../../synth/wire";
import { atLeast, includes, is, isSecret, matches, outputOf, resources, type Expectation } from "../../traceability";
import { resource } from "./state";

const holds = (expectation: Expectation, value: unknown): boolean => expectation.holds(value, []);

describe("expectations", () => {
    it.each<[Expectation, unknown, unknown]>([
        [is("a"), "a", "b"],
        [is(3), 3, "3"],
        [is(true), true, undefined],
        [is([1, 2]), [1, 2], [2, 1]],
        [is({ a: 1, b: [{ c: 2, d: 3 }] }), { b: [{ d: 3, c: 2 }], a: 1 }, { a: 1 }],
        [is(null), null, undefined],
        [is([]), [], undefined],
        [atLeast(2), 2, 1],
        [atLeast(2), 3, "3"],
        [matches(/^v\d/, "latest"), "v3", "latest"],
        [matches(/./, ""), "a", ["a"]],
        [includes("b"), "abc", "ac"],
        [includes("b"), ["a", "b"], ["ab"]],
        [includes(80), [80], 80],
        [isSecret, hideSecrets(markSecret("x")), "x"],
    ])("%j holds for %j and not for %j", (expectation, right, wrong) => {
        expect(holds(expectation, right)).toBe(true);
        expect(holds(expectation, wrong)).toBe(false);
    });

    it("of an output hold for what a resource of the state gives out, and for nothing else", () => {
        const files = resource("aws:s3/bucket:Bucket", "files", { id: "files-1", outputs: { arn: "arn:files", rule: [{ name: "a" }] } });
        const arn = outputOf(resources("aws:s3/bucket:Bucket"), "arn");
        expect(arn.holds("arn:files", [files])).toBe(true);
        expect(arn.holds("arn:other", [files])).toBe(false);
        expect(arn.holds("arn:files", [])).toBe(false);
        expect(outputOf(resources("aws:s3/bucket:Bucket"), "id").holds("files-1", [files])).toBe(true);
        // Nothing on both sides is no reference.
        expect(outputOf(resources("aws:s3/bucket:Bucket"), "none").holds(undefined, [files])).toBe(false);
    });

    it("say what they demand", () => {
        expect(
            [is("a"), atLeast(2), matches(/a/, ""), includes("b"), outputOf(resources("aws:s3/bucket:Bucket", "x"), "arn")].map(
                one => one.text,
            ),
        ).toEqual(['is "a"', "is at least 2", "matches /a/", 'includes "b"', "is the arn of Bucket x"]);
    });
});

test("a value that is near the expected one does not hold", () => {
    fc.assert(
        fc.property(fc.jsonValue(), value => {
            const expectation = is(value);
            expect(holds(expectation, value)).toBe(true);
            expect(expectation.broken.filter(broken => holds(expectation, broken))).toEqual([]);
        }),
        { examples: [[{ "": { toString: null } }]] },
    );
});
