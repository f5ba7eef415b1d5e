import { provesRule } from "./judge";

const judging = provesRule("cache-tls-required", {
    "fail-group-default": ["transitEncryptionEnabled"],
    "fail-group-off": ["transitEncryptionEnabled"],
    "fail-group-preferred": ["transitEncryptionMode"],
    "fail-group-beside-unknown": ["transitEncryptionMode"],
    "fail-cluster-redis": ["transitEncryptionEnabled"],
    "fail-cluster-memcached": ["transitEncryptionEnabled"],
    "fail-memorydb": ["tlsEnabled"],
});

test("says that a preferred TLS is none", async () => {
    const { violations } = await judging;
    expect(violations["fail-group-preferred"]).toEqual([
        'transitEncryptionMode is "preferred": clients may go on without TLS, and what applications store there, sessions and tokens among it, crosses the network in plain text.',
    ]);
});
