import { judge } from "./judge";

const because = "holds the value of a secret and is not marked: the state and every preview show it in plain text.";

const judging = judge("secret-inputs-are-secret");

test("fails every input that holds a stack's secret, or what another input marks as one, and no other", async () => {
    const { violations } = await judging;
    expect(violations).toEqual({
        "fail-before-the-mark": [`displayName ${because}`],
        "fail-plain": [`displayName ${because}`],
        "fail-inside-a-text": [`displayName ${because}`],
        "fail-in-json": [`displayName ${because}`],
        "fail-in-an-address": [`displayName ${because}`],
        "fail-in-base64": [`displayName ${because}`],
        "fail-member-of-an-object": [`displayName ${because}`],
        "fail-made-by-apply": [`displayName ${because}`],
        "fail-in-a-tag": [`tags.Password ${because}`],
        "fail-nested": [`environment.variables.PLAIN ${because}`],
        "fail-in-a-list": [`ingress[0].description ${because}`],
    });
});

test("judges all others, and finds nothing: marked, made from what is marked, short, empty, unknown", async () => {
    const { names, violations, unknowns } = await judging;
    const passing = names.filter(name => name.startsWith("pass-"));
    expect(passing).toHaveLength(14);
    expect(passing.filter(name => violations[name] ?? unknowns[name])).toEqual([]);
});

test("changes no input: the program is what is to be mended", async () => {
    const { text } = await judging;
    expect((JSON.parse(text) as { remediations: unknown[] }).remediations).toEqual([]);
});

test("says nothing of the secret itself", async () => {
    const { text } = await judging;
    expect(text).not.toContain("a-token-of-thirty-two-characters");
});
