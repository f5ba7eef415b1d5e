import { named, targets, type Target } from "./references";
import type { Placed } from "./rule";
import { Unknown, type Field } from "./values";

export const planType = "aws:backup/plan:Plan";
export const vaultType = "aws:backup/vault:Vault";
export const lockType = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
/** A vault of this type is born with a lock. */
export const airGappedType = "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault";

/** The vault that a lock is on. */
export const lockedBy = (lock: Placed, all: readonly Placed[]): Target | undefined =>
    lock.type === airGappedType ? lock.urn : targets(lock, "backupVaultName", all, vaultType)[0];

/** What holds recovery points of the vault that a field of a plan names; of one that is not known, what may. */
export function locksOn(
    plan: Placed,
    vault: Field,
    all: readonly Placed[],
): { readonly locks: readonly Placed[]; readonly unknown?: Unknown } {
    const locks = all.filter(({ type }) => type === lockType || type === airGappedType);
    const [target] = named(plan, vault, all, vaultType, airGappedType);
    if (!(target instanceof Unknown)) return { locks: locks.filter(lock => target !== undefined && lockedBy(lock, all) === target) };
    const [property] = vault.path.split(/[.[]/);
    const sources = plan.madeFrom[property!] ?? [];
    return { locks: locks.filter(lock => sources.includes(lockedBy(lock, all) as string)), unknown: target };
}
