import { provesRule } from "./judge";

const judging = provesRule("rds-cmk", {
    "fail-instance-plain": ["storageEncrypted", "kmsKeyId"],
    "fail-instance-not-encrypted": ["storageEncrypted"],
    "fail-instance-default-key": ["kmsKeyId"],
    "fail-instance-empty-key": ["kmsKeyId"],
    "fail-instance-shared-alias": ["kmsKeyId"],
    "fail-instance-shared-alias-arn": ["kmsKeyId"],
    "fail-instance-beside-unknown": ["kmsKeyId"],
    "fail-replica-far": ["kmsKeyId"],
    "fail-replica-far-by-region": ["kmsKeyId"],
    "fail-replica-far-by-provider": ["kmsKeyId"],
    "fail-replica-far-shared-alias": ["kmsKeyId"],
    "fail-cluster-plain": ["storageEncrypted", "kmsKeyId"],
    "fail-cluster-default-key": ["kmsKeyId"],
    "fail-cluster-replica-far": ["kmsKeyId"],
});

test("says what is lost without a key of one's own", async () => {
    const { violations } = await judging;
    expect(violations["fail-instance-not-encrypted"]).toEqual(["storageEncrypted is false: the disks and snapshots are plain text."]);
    expect(violations["fail-instance-shared-alias"]).toEqual([
        'kmsKeyId is "alias/aws/rds": under AWS\'s shared key nobody can narrow who decrypts, or withdraw it. Set a customer-managed key.',
    ]);
});
