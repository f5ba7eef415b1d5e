import { provesRule } from "./judge";

const ofGroup = "userGroupIds or authToken or authTokenWo";

const judging = provesRule("cache-auth", {
    "fail-group": [ofGroup],
    "fail-group-empty-token": [ofGroup],
    "fail-group-no-users": [ofGroup],
    "fail-serverless": ["userGroupId"],
    "fail-cluster-redis": ["engine"],
    "fail-memorydb": ["aclName"],
});

test("names what to set", async () => {
    const { violations } = await judging;
    expect(violations["fail-group"]).toEqual([`${ofGroup} is not set: whoever reaches the port reads and writes everything.`]);
    expect(violations["fail-cluster-redis"]).toEqual([
        'engine is "redis": a lone cluster of it has no password: whoever reaches the port reads and writes everything.',
    ]);
});

test("never prints a token", async () => {
    expect((await judging).text).not.toContain("correct-horse");
});
