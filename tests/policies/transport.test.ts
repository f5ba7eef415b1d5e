import { judgeTransport } from "../../policies/transport";
import { Unknown, type Value } from "../../policies/values";

const unknown = new Unknown(new Error("not known"));
const judge = (policy: Value, bucket: Value = "reports") => judgeTransport({ path: "policy", value: policy }, bucket);
const deny = (changes: Record<string, Value> = {}): Value => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    ...changes,
});

test("takes a policy that denies plain HTTP", () => expect(judge({ Statement: deny() })).toEqual([]));

describe("what is not known", () => {
    test.each<[string, Value]>([
        ["the policy", unknown],
        ["its statements", { Statement: unknown }],
        ["a statement", { Statement: [unknown] }],
        ["the effect", { Statement: deny({ Effect: unknown }) }],
        ["the principal", { Statement: deny({ Principal: unknown }) }],
        ["a principal of AWS", { Statement: deny({ Principal: { AWS: [unknown] } }) }],
        ["an action", { Statement: deny({ Action: ["s3:GetObject", unknown] }) }],
        ["the resources", { Statement: deny({ Resource: unknown }) }],
        ["a resource", { Statement: deny({ Resource: ["arn:aws:s3:::reports", unknown] }) }],
        ["the condition", { Statement: deny({ Condition: unknown }) }],
        ["what the condition compares", { Statement: deny({ Condition: { Bool: unknown } }) }],
        ["what it compares with", { Statement: deny({ Condition: { Bool: { "aws:SecureTransport": unknown } } }) }],
    ])("leaves %s to be judged later", (_, policy) => expect(judge(policy)).toEqual([unknown]));

    test.each<[string, Value]>([
        ["a statement beside one that denies", { Statement: [unknown, deny()] }],
        ["an action beside s3:*", { Statement: deny({ Action: [unknown, "s3:*"] }) }],
        ["a principal beside *", { Statement: deny({ Principal: { AWS: [unknown, "*"] } }) }],
        ["a resource beside the whole", { Statement: deny({ Resource: [unknown, "*"] }) }],
    ])("does not matter in %s", (_, policy) => expect(judge(policy)).toEqual([]));

    test.each<[string, Value]>([
        ["an allowance", { Statement: deny({ Effect: "Allow", Resource: unknown }) }],
        ["a narrowed condition", { Statement: deny({ Condition: { Bool: unknown, IpAddress: unknown } }) }],
        ["another key", { Statement: deny({ Condition: { Bool: { "aws:ViaAWSService": unknown } } }) }],
    ])("does not save %s", (_, policy) => expect(judge(policy)).toEqual([expect.stringMatching(/^policy has no Deny of /)]));
});

describe("a bucket whose name is not known", () => {
    test.each<[string, readonly string[]]>([
        ["one name", ["arn:aws:s3:::any", "arn:aws:s3:::any/*"]],
        ["everything", ["*"]],
        ["every bucket", ["arn:aws:s3:::*"]],
    ])("is denied by %s", (_, resources) => expect(judge({ Statement: deny({ Resource: resources }) }, unknown)).toEqual([]));

    test.each<[string, readonly string[]]>([
        ["objects of another", ["arn:aws:s3:::any", "arn:aws:s3:::other/*"]],
        ["objects alone", ["arn:aws:s3:::any/*"]],
        ["nothing", []],
    ])("fails with %s", (_, resources) => expect(judge({ Statement: deny({ Resource: resources }) }, unknown)).toHaveLength(1));
});

test("takes the bucket's own ARN, whatever its form, beside the one that its name makes", () => {
    const arn = "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-1/bucket/reports";
    const deny = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const field = { path: "policy", value: JSON.stringify({ Statement: [deny] }) };
    expect(judgeTransport(field, "reports", arn)).toEqual([]);
    expect(judgeTransport(field, "reports", `${arn}-eu`)).toHaveLength(1);
    expect(judgeTransport(field, "reports")).toHaveLength(1);
});
