import { secret, unknown, type Proof } from "../proof";

const type = "aws:kms/key:Key";
const says = "enableKeyRotation is";

export const proof: Proof = {
    fails: {
        "a key that says nothing": { stack: { key: { type, props: {} } }, says: { key: says } },
        "one that says no": { stack: { key: { type, props: { enableKeyRotation: false } } }, says: { key: says } },
        "a symmetric one by name": { stack: { key: { type, props: { customerMasterKeySpec: "SYMMETRIC_DEFAULT" } } }, says: { key: says } },
    },
    passes: {
        "one that rotates": { key: { type, props: { enableKeyRotation: true } } },
        "one that signs": { key: { type, props: { customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" } } },
        "one in a store of one's own": { key: { type, props: { customKeyStoreId: "cks-1" } } },
    },
    unknowns: {
        "whether it rotates": {
            stack: { key: { type, props: { enableKeyRotation: unknown } }, other: { type, props: {} } },
            of: ["key"],
            says: { other: says },
        },
    },
    mends: {
        "a key that does not rotate, and leaves alone what is secret or not known": {
            of: { type, props: { enableKeyRotation: false, policy: secret("p"), description: unknown } },
            to: { enableKeyRotation: true, policy: secret("p"), description: unknown },
        },
        "no key that signs": { of: { type, props: { customerMasterKeySpec: "RSA_2048" } }, to: "unchanged" },
        "none of which nobody knows": { of: { type, props: { enableKeyRotation: unknown } }, to: "unchanged" },
    },
    secrets: { key: { type, props: { policy: secret("hunter2-policy") } } },
    ignores: {
        replica: { type: "aws:kms/replicaKey:ReplicaKey", props: {} },
        external: { type: "aws:kms/externalKey:ExternalKey", props: {} },
    },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, enableKeyRotation: false } } : one),
};
