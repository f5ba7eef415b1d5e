import { s3DenyHttp } from "../../policies/rules/transit/s3-deny-http";
import { provesRule } from "./judge";
import { provesInPreviews } from "./preview";

const allowsHttp = ["policy"];

const judging = provesRule("s3-deny-http", {
    "fail-no-deny": allowsHttp,
    "fail-allow": allowsHttp,
    "fail-no-effect": allowsHttp,
    "fail-some-principal": allowsHttp,
    "fail-no-principal": allowsHttp,
    "fail-some-action": allowsHttp,
    "fail-all-but-some-actions": allowsHttp,
    "fail-bucket-alone": allowsHttp,
    "fail-objects-alone": allowsHttp,
    "fail-some-objects": allowsHttp,
    "fail-another-bucket": allowsHttp,
    "fail-https": allowsHttp,
    "fail-another-operator": allowsHttp,
    "fail-another-key": allowsHttp,
    "fail-no-condition": allowsHttp,
    "fail-narrowed-by-operator": allowsHttp,
    "fail-narrowed-by-key": allowsHttp,
    "fail-by-two-that-leave-a-gap": allowsHttp,
    "fail-name-unknown": allowsHttp,
    "fail-malformed": allowsHttp,
    "fail-no-statement": allowsHttp,
    "fail-odd": allowsHttp,
    "fail-unknown-too-late": allowsHttp,
    "fail-none": ["bucket"],
    "fail-v2-none": ["bucket"],
    "fail-inline": allowsHttp,
    "fail-inline-empty": ["bucket"],
    "fail-covered-another": ["bucket"],
});

provesInPreviews(s3DenyHttp, judging);

test("says what the policy lacks, and prints none of it", async () => {
    const { violations, unknowns, text } = await judging;
    const why = "who asks over plain HTTP is answered, for everyone on the way to read and to change.";
    expect(violations["fail-no-deny"]).toEqual([
        `policy has no Deny of s3:* to Principal * on the bucket and its objects where aws:SecureTransport is false: ${why}`,
    ]);
    expect(violations["fail-none"]).toEqual([`bucket has no BucketPolicy: ${why}`]);
    expect(text).not.toContain("hunter2");
    expect(Object.values(unknowns).flat().length).toBeGreaterThan(0);
});
