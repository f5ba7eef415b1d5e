import { unknown, type Proof, type Sketch } from "../proof";

const vault = (name: string): Sketch => ({ type: "aws:backup/vault:Vault", props: { name }, answers: { id: name } });
const lock = (backupVaultName: unknown, from: Sketch["from"] = {}): Sketch => ({
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    props: { backupVaultName, minRetentionDays: 7 },
    from,
});
const says = "vault has no lock: whoever may administer it";

export const proof: Proof = {
    fails: {
        "a vault without a lock": { stack: { vault: vault("backups") }, says: { vault: says } },
        "the one of two that has none": {
            stack: { vault: vault("backups"), lock: lock("backups"), other: vault("copies") },
            says: { other: says },
        },
    },
    passes: {
        "a lock by the vault's name": { vault: vault("backups"), lock: lock("backups") },
        "one before there is a name": {
            vault: { type: "aws:backup/vault:Vault", props: {} },
            lock: lock(unknown, { backupVaultName: "vault" }),
        },
    },
    unknowns: {
        "whose a lock is": {
            stack: {
                vault: vault("backups"),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                lock: lock(unknown, { backupVaultName: "elsewhere" }),
            },
            of: ["vault"],
        },
    },
    secrets: { none: "names of vaults are no secrets, and no other value is read" },
    ignores: { lock: lock("backups"), gapped: { type: "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault", props: {} } },
    breaks: one => (one.urn.endsWith("::postgres-vault-lock") ? undefined : one),
};
