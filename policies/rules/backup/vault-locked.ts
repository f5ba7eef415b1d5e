import { isProduction } from "../../environment";
import { given, targets } from "../../references";
import { stackRule, type Verdict } from "../../rule";
import { Unknown } from "../../values";

const vaultType = "aws:backup/vault:Vault";
const lockType = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";

/** A rule on the whole stack: the lock is a resource of its own. Of production alone: elsewhere a lock only keeps rubbish. */
export const vaultLocked = stackRule(
    {
        name: "vault-locked",
        group: "security",
        description: "In production every vault of AWS Backup has a lock, in governance or compliance mode.",
        why: "Who takes over an account deletes the backups first, and then asks for money.",
        severity: "medium",
        tags: ["backup", "aws", "production"],
        controls: [],
        url: "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
        level: "advisory",
        remediationSteps:
            "Make an aws.backup.VaultLockConfiguration with minRetentionDays for the vault. With changeableForDays as well, nobody, AWS " +
            "included, takes the lock off after these days: try it without first.",
        examples: {
            fails: `new aws.backup.Vault("vault", { tags: { Environment: "production" } });`,
            passes: `const vault = new aws.backup.Vault("vault", { tags: { Environment: "production" } });
new aws.backup.VaultLockConfiguration("lock", { backupVaultName: vault.name, minRetentionDays: 7 });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const locked = all.filter(({ type }) => type === lockType).flatMap(lock => targets(lock, "backupVaultName", all, vaultType));
        const unknown = locked.filter(target => target instanceof Unknown);
        const verdicts = (urn: string): readonly Verdict[] => {
            if (locked.includes(urn)) return [];
            return unknown.length > 0 ? unknown : ["no lock is on the vault: whoever may delete its backups can do so at once."];
        };
        return all.filter(({ type }) => type === vaultType).map(({ urn }) => ({ urn, verdicts: verdicts(urn) }));
    },
);
