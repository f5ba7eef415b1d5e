import * as fc from "fast-check";
import { factsOf } from "../../../components/edge-cdn/worker/facts";
import { byWeight, chooseTarget } from "../../../components/edge-cdn/worker/splits";

const targets = (...weights: readonly number[]) =>
    weights.map((weight, index) => ({ name: `t${index}`, host: `t${index}.example`, weight }));
const facts = (cookie = "") => factsOf(new Request("https://shop.example/", { headers: { Cookie: cookie } }));
const split = { name: "app", host: "shop.example", targets: targets(90, 10), cookie: "release" };

describe("a share by weight", () => {
    it.each([
        [0, "t0"],
        [0.899999, "t0"],
        [0.9, "t1"],
        [0.999999, "t1"],
    ])("of 90 and 10 goes at %d to %s", (random, name) => {
        expect(byWeight(split.targets, random)?.name).toBe(name);
    });

    it("is exact over evenly spread numbers, whatever the weights", () => {
        const weights = fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }).filter(all => all.some(weight => weight > 0));
        fc.assert(
            fc.property(weights, all => {
                const total = all.reduce((sum, weight) => sum + weight, 0);
                const got = all.map(() => 0);
                for (let step = 0; step < total; step++) got[Number(byWeight(targets(...all), (step + 0.5) / total)!.name.slice(1))]!++;
                expect(got).toEqual(all);
            }),
        );
    });

    it("is the first target's where nobody has a weight", () => {
        expect(byWeight(targets(0, 0), 0.7)?.name).toBe("t0");
        expect(byWeight([], 0.7)).toBeUndefined();
    });
});

describe("a client's target", () => {
    it("is the one that its cookie names, where there is such a one", () => {
        expect(chooseTarget([split], facts("release=t1"), () => 0)).toEqual({ split, target: split.targets[1], known: true });
        expect(chooseTarget([split], facts("release=t9"), () => 0)).toEqual({ split, target: split.targets[0], known: false });
    });

    it("is another one once its own has no weight left, on the way back from a release", () => {
        const back = { ...split, targets: targets(100, 0) };
        expect(chooseTarget([back], facts("release=t1"), () => 0.99)).toEqual({ split: back, target: back.targets[0], known: false });
    });

    it("is the one that it wants to look at, whatever the weights", () => {
        const back = { ...split, targets: targets(100, 0) };
        expect(chooseTarget([back], facts("release=t0; release-look=t1"), () => 0)).toEqual({
            split: back,
            target: back.targets[1],
            known: true,
        });
        expect(chooseTarget([back], facts("release-look=t9"), () => 0)).toEqual({ split: back, target: back.targets[0], known: false });
    });

    it("is none for another host", () => {
        expect(chooseTarget([{ ...split, host: "other.example" }], facts(), () => 0)).toBeUndefined();
    });
});
