import { unknown, type Proof, type Sketch } from "../proof";

const lockType = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const tags = { Environment: "production" };
const vault = (name: string, changes: object = {}): Sketch => ({ type: "aws:backup/vault:Vault", props: { name, tags, ...changes } });
const lock = (backupVaultName: unknown, from?: string): Sketch => ({
    type: lockType,
    props: { backupVaultName, minRetentionDays: 7 },
    ...(from === undefined ? {} : { from: { backupVaultName: from } }),
});
const nobody = "no lock is on the vault";

export const proof: Proof = {
    fails: {
        "a vault without": { stack: { vault: vault("shop") }, says: { vault: nobody } },
        "the one of two that has none": {
            stack: { vault: vault("shop"), copies: vault("copies"), lock: lock("shop") },
            says: { copies: nobody },
        },
    },
    passes: {
        "one by name": { vault: vault("shop"), lock: lock("shop") },
        "one by reference": { vault: vault("shop"), lock: lock(unknown, "vault") },
        "another environment": { vault: vault("shop", { tags: {} }) },
    },
    unknowns: {
        "whose a lock is": {
            stack: {
                vault: vault("shop"),
                copies: vault("copies"),
                lock: lock(unknown, "elsewhere"),
                other: lock("copies"),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
            },
            of: ["vault"],
        },
    },
    secrets: { none: "a vault's name and its lock hold nothing secret" },
    ignores: { plan: { type: "aws:backup/plan:Plan", props: { tags } } },
    breaks: one => (one.type === lockType ? undefined : one),
};
