import { judgePolicy } from "../../policies/iam-statements";
import { Unknown, type Value } from "../../policies/values";

const unknown = new Unknown(new Error("not known"));
const judge = (value: Value) => judgePolicy({ path: "policy", value });
const allow = (action: Value, resource: Value = "*"): Value => ({ Effect: "Allow", Action: action, Resource: resource });

describe("one statement in every form", () => {
    const statement = allow("s3:*");
    const documents: Record<string, Value> = {
        "text, in a list": JSON.stringify({ Statement: [statement] }),
        "text, alone": JSON.stringify({ Statement: statement }),
        "object, in a list": { Statement: [statement] },
        "object, alone": { Statement: statement },
        "lists of one": { Statement: [allow(["s3:*"], ["*"])] },
    };
    test.each(Object.keys(documents))("fails as %s", form => {
        expect(judge(documents[form])).toEqual([
            expect.stringMatching(/^policy\.Statement(\[0\])?\.Action allows "s3:\*" on every resource:/),
        ]);
    });
});

test.each(["*", "**", "*:*", "?*", "*:?*"])("fails the action %s on a single resource", action => {
    expect(judge({ Statement: allow(action, "arn:aws:s3:::reports") })).toHaveLength(1);
});

test.each(["*", "**", "arn:*", "arn:aws:*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "?*", "arn:aws:s3:*:*:*"])(
    "fails a whole service on %s",
    resource => {
        expect(judge({ Statement: allow("s*:*", ["arn:aws:s3:::reports", resource]) })).toHaveLength(1);
    },
);

test.each([
    "arn:aws:s3:::reports",
    "arn:aws:s3:::reports/*",
    "arn:aws:s3:::app-*",
    "arn:aws:logs:eu-west-1:1:log-group:*",
    "arn:aws:sqs:eu-west-1:1:app",
])("lets a whole service be allowed on %s", resource => expect(judge({ Statement: allow("s3:*", resource) })).toEqual([]));

test.each(["s3:Get*", "s3:GetObject", "ec2:Describe*"])("lets %s be allowed on everything", action => {
    expect(judge({ Statement: allow(action) })).toEqual([]);
});

test.each(["s3:?*", "s3:*?", "iam:**"])("fails the whole service %s on everything", action => {
    expect(judge({ Statement: allow(action) })).toHaveLength(1);
});

test("fails each of several wide actions by itself", () => {
    expect(judge({ Statement: allow(["s3:*", "s3:GetObject", "sqs:*", "*"]) })).toHaveLength(3);
});

test("lets a Deny name what it likes", () => {
    expect(
        judge({
            Statement: [
                { Effect: "Deny", Action: "*", Resource: "*" },
                { Effect: "Deny", NotAction: "s3:*", Resource: "*" },
            ],
        }),
    ).toEqual([]);
});

test.each(["", "{", "null", "[]", '"*"', "7"])("fails the text %p, which is no document", text => {
    expect(judge(text)).toEqual(["policy is not a policy document in JSON: IAM refuses it."]);
});

test("leaves an action that is no text to IAM", () => expect(judge({ Statement: allow(7) })).toEqual([]));

test("takes a document that is not given for none", () => expect(judge(undefined)).toEqual([]));

describe("what is not known", () => {
    test.each<[string, Value]>([
        ["the document", unknown],
        ["its statements", { Statement: unknown }],
        ["a statement", { Statement: [unknown] }],
        ["an effect", { Statement: { ...(allow("*") as object), Effect: unknown } }],
        ["an action", { Statement: allow(unknown) }],
        ["the resource of a whole service", { Statement: allow("s3:*", [unknown, "arn:aws:s3:::reports"]) }],
    ])("leaves %s to be judged later", (_, document) => expect(judge(document)).toEqual([unknown]));

    test("does not matter where it changes nothing", () => {
        expect(judge({ Statement: allow("s3:GetObject", unknown), Id: unknown })).toEqual([]);
        expect(judge({ Statement: allow("s3:*", [unknown, "*"]) })).toEqual([expect.any(String)]);
        expect(judge({ Statement: [unknown, allow("*", unknown)] })).toEqual([unknown, expect.any(String)]);
    });
});
