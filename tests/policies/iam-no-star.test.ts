import { provesRule } from "./judge";

const first = "policy.Statement[0].Action";

const judging = provesRule("iam-no-star", {
    "fail-everything": [first],
    "fail-everything-on-resource": [first],
    "fail-everything-by-service": [first],
    "fail-among-others": ["policy.Statement[1].Action"],
    "fail-lone-statement": ["policy.Statement.Action"],
    "fail-every-bucket": [first],
    "fail-but-one-resource": [first],
    "fail-but-one-action": ["policy.Statement[0].NotAction"],
    "fail-with-condition": [first],
    "fail-malformed": ["policy"],
    "fail-no-document": ["policy"],
    "fail-role-policy-object": [first],
    "fail-role-policy-beside-unknown": ["policy.Statement[1].Action"],
    "fail-user-policy": [first],
    "fail-group-policy": [first],
    "fail-permission-set": ["inlinePolicy.Statement[0].Action"],
    "fail-role": ["inlinePolicies[1].policy.Statement[0].Action"],
});

test("names the action and what comes of it", async () => {
    const { violations } = await judging;
    expect(violations["fail-everything"]).toEqual([`${first} allows "*": whoever holds the policy may do anything. List what is needed.`]);
    expect(violations["fail-every-bucket"]).toEqual([
        `${first} allows "s3:*" on every resource: one leaked credential opens all of the service. List what is needed.`,
    ]);
});

test("fails a document that does not parse without printing it", async () => {
    const { violations, text } = await judging;
    expect(violations["fail-malformed"]).toEqual(["policy is not a policy document in JSON: IAM refuses it."]);
    expect(text).not.toContain("hunter2");
});
