import { given, named, targets } from "../../policies/references";
import type { Placed } from "../../policies/rule";
import { Unknown, type Properties } from "../../policies/values";

const unknown = new Unknown(new Error());

const placed = (urn: string, props: Properties, madeFrom: Placed["madeFrom"] = {}, type = "subnet"): Placed => ({
    urn,
    type,
    props,
    madeFrom,
    parent: "",
    protect: false,
});

test("what is given leaves out the unknowns that are no input", () => {
    const one = placed("urn", { id: unknown, name: "a", port: unknown, list: [unknown] }, { port: ["other"] });
    expect(given(one)).toEqual({ ...one, props: { name: "a", port: unknown, list: [unknown] } });
    const opaque = { ...one, props: unknown };
    expect(given(opaque).props).toBe(unknown);
});

describe("what a property names", () => {
    const all = [
        placed("urn:a", { id: "subnet-a" }),
        placed("urn:b", { id: unknown }),
        placed("urn:c", {}),
        placed("urn:vpc", { id: "vpc-1" }, {}, "vpc"),
    ];
    const of = (value: Properties[string], ...sources: string[]) => {
        const from = placed("urn:group", { subnetIds: value }, { subnetIds: sources });
        return targets(from, "subnetIds[*]", all, "subnet");
    };

    test.each([
        ["nothing", undefined, [], []],
        ["no text", ["", 5, { id: "subnet-a" }], ["urn:a"], []],
        ["by id", ["subnet-a"], [], ["urn:a"]],
        ["by id, whatever it is made from", ["subnet-a"], ["urn:b", "urn:c"], ["urn:a"]],
        ["twice", ["subnet-a", "subnet-a"], [], ["urn:a"]],
        ["what is not of the stack", ["subnet-x", "vpc-1"], ["urn:vpc"], ["subnet-x", "vpc-1"]],
        ["what it is made from", [unknown], ["urn:b", "urn:vpc"], ["urn:b"]],
        ["any that the list is made from", [unknown, unknown], ["urn:b", "urn:c"], ["urn:b", "urn:c"]],
        ["all of a list that is not known", unknown, ["urn:b", "urn:c"], ["urn:b", "urn:c"]],
        ["some by id and the others by what they are made from", ["subnet-a", unknown], ["urn:a", "urn:b"], ["urn:a", "urn:b"]],
        ["one that is made and one that is not", [unknown, "subnet-x"], ["urn:b"], ["urn:b", "subnet-x"]],
        ["ids that the stack's resources do not show", ["subnet-b", "subnet-c"], ["urn:b", "urn:c"], ["urn:b", "urn:c"]],
        ["nobody knows what", [unknown], ["urn:vpc"], [unknown]],
        ["more unknowns than it is made from", [unknown, unknown], ["urn:b"], ["urn:b", unknown]],
    ])("%s", (_, value, sources, expected) => expect(of(value, ...sources)).toEqual(expected));

    test.each([
        ["one source", unknown, ["urn:b"], ["urn:b"]],
        ["no telling which of two", unknown, ["urn:b", "urn:c"], [unknown]],
        ["a text that may be either of two", "subnet-b", ["urn:b", "urn:c"], ["subnet-b"]],
    ])("where there is one place: %s", (_, value, sources, expected) => {
        const from = placed("urn:association", {}, { routes: sources });
        expect(named(from, { path: "routes[0].subnetId", value }, all, "subnet")).toEqual(expected);
    });
});
