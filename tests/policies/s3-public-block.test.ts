import { provesRule } from "./judge";

const judging = provesRule("s3-public-block", {
    "fail-no-block": ["bucket"],
    "fail-no-block-name-unknown": ["bucket"],
    "fail-v2-no-block": ["bucket"],
    "fail-blocked-another": ["bucket"],
    "fail-block-one-off": ["restrictPublicBuckets"],
    "fail-block-one-missing": ["ignorePublicAcls"],
    "fail-block-empty": ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
    "fail-block-beside-unknown": ["blockPublicPolicy"],
    "fail-acl-of-bucket": ["acl"],
    "fail-grant-of-bucket": ["grants[0].uri"],
    "fail-acl": ["acl"],
    "fail-acl-grant": ["accessControlPolicy.grants[0].grantee.uri"],
    "fail-acl-v2": ["acl"],
    "fail-acl-of-bucket-v2": ["acl"],
    "fail-object": ["acl"],
    "fail-object-v2": ["acl"],
    "fail-object-copy": ["acl"],
});

test("says who gets in", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-no-block"]).toEqual([
        "bucket has no BucketPublicAccessBlock: one careless policy or ACL makes its objects readable to anyone.",
    ]);
    expect(violations["fail-block-one-off"]).toEqual(["restrictPublicBuckets is false: the block leaves a way to make the bucket public."]);
    expect(violations["fail-acl-of-bucket"]).toEqual(['acl is "public-read": it lets the public in. Remove it, or make it private.']);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .blockPublicAcls"));
});
