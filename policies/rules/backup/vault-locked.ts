import { lockedBy, lockType, vaultType } from "../../backup-vaults";
import { wellArchitected } from "../../controls";
import { given } from "../../references";
import { stackRule } from "../../rule";
import { Unknown } from "../../values";

/** A rule on the whole stack: a vault's lock is a resource of its own. */
export const vaultLocked = stackRule(
    {
        name: "vault-locked",
        group: "reliability",
        description: "Vaults of AWS Backup have a lock.",
        why: "Whoever takes over an administrator's role deletes the backups first, and asks for money then.",
        severity: "medium",
        level: "advisory",
        tags: ["backup", "aws"],
        ...wellArchitected("REL09-BP02", "Secure and encrypt backups", "rel_backing_up_data_secured_backups_data"),
        remediationSteps:
            "Add an aws.backup.VaultLockConfiguration with minRetentionDays. Without changeableForDays it is a lock that administrators " +
            "may still remove; with it nobody can, for good, once these days are over.",
        examples: {
            fails: `new aws.backup.Vault("backups", { kmsKeyArn: key.arn });`,
            passes: `const vault = new aws.backup.Vault("backups", { kmsKeyArn: key.arn });
new aws.backup.VaultLockConfiguration("backups", { backupVaultName: vault.name, minRetentionDays: 7 });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const locked = all.filter(({ type }) => type === lockType).map(lock => lockedBy(lock, all));
        const unknown = locked.find(target => target instanceof Unknown);
        return all
            .filter(({ type }) => type === vaultType)
            .map(({ urn }) => ({
                urn,
                verdicts: locked.includes(urn) ? [] : [unknown ?? "vault has no lock: whoever may administer it may delete every backup."],
            }));
    },
);
