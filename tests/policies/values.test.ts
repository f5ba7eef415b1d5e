import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import { at, fields, isSet, items, Unknown, valueOf } from "../../policies/values";

/** What the engine writes where a value is not known. */
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const proxied = (props: object): object => (unknownCheckingProxy as (props: object) => object)(props);

describe("the SDK's proxy as plain data", () => {
    const value = valueOf(proxied({ a: sentinel, b: [1, sentinel, { c: sentinel, d: "x" }], e: null, f: { g: false } }));

    test("leaves everything beside an unknown readable", () => {
        expect(value).toEqual({
            a: expect.any(Unknown),
            b: [1, expect.any(Unknown), { c: expect.any(Unknown), d: "x" }],
            e: undefined,
            f: { g: false },
        });
    });

    test("keeps the SDK's error, which names the place", () => {
        const unknown = at(fields(value, "b[*]")[2]!.value, "c") as Unknown;
        expect(unknown.error).toBeInstanceOf(UnknownValueError);
        expect(unknown.error.message).toBe("string value at .b.2.c can't be known during preview");
    });

    test("fails with any other error of the proxy's", () => {
        const broken = {
            get a(): string {
                throw new TypeError("broken");
            },
        };
        expect(() => valueOf(broken)).toThrow("broken");
    });
});

describe("paths", () => {
    const unknown = new Unknown(new Error());

    test("lead to every member of a list", () => {
        expect(fields({ a: [{ b: [1, 2] }, { b: 3 }, {}] }, "a[*].b[*]")).toEqual([
            { path: "a[0].b[0]", value: 1 },
            { path: "a[0].b[1]", value: 2 },
            { path: "a[1].b[0]", value: 3 },
        ]);
    });

    test("end at an unknown, which stands for what it would hold", () => {
        expect(at({ a: unknown }, "a", "b", "c")).toBe(unknown);
        expect(fields({ a: unknown }, "a[*].b")).toEqual([{ path: "a[0].b", value: unknown }]);
    });

    test("lead nowhere through a scalar", () => expect(at({ a: "text" }, "a", "length")).toBeUndefined());
});

test("a lone value is a list of one, and what is not set is empty", () => {
    expect([items("a"), items(["a"]), items(undefined)]).toEqual([["a"], ["a"], []]);
});

test("an unknown is set; an empty text or list is not", () => {
    expect([new Unknown(new Error()), false, 0, "a", {}, [1]].map(isSet)).not.toContain(false);
    expect([undefined, "", []].map(isSet)).not.toContain(true);
});
