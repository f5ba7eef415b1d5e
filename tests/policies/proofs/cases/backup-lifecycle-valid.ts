import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "aws:backup/plan:Plan";
const rule = { ruleName: "daily", targetVaultName: "vault", schedule: "cron(0 6 * * ? *)", lifecycle: { deleteAfter: 28 } };
const plan = (changes: object, from: Sketch["from"] = {}): Sketch => ({ type, props: { rules: [{ ...rule, ...changes }] }, from });
const copyArn = "arn:aws:backup:eu-central-1:123456789012:backup-vault:copies";
const vault: Sketch = { type: "aws:backup/vault:Vault", props: { name: "vault" }, answers: { id: "vault" } };
const copies: Sketch = { type: vault.type, props: { name: "copies" }, answers: { id: "copies", arn: copyArn } };
const lockOf = (name: string, of: string, most?: number): Sketch => ({
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    props: { backupVaultName: name, minRetentionDays: 7, ...(most === undefined ? {} : { maxRetentionDays: most }) },
    from: { backupVaultName: of },
});
const lock = lockOf("vault", "vault", 180);
const copiesLock = lockOf("copies", "copies", 180);
const copy = (lifecycle?: object) => ({ copyActions: [{ destinationVaultArn: copyArn, ...(lifecycle ? { lifecycle } : {}) }] });

export const proof: Proof = {
    fails: {
        "a schedule of Unix": { stack: { plan: plan({ schedule: "cron(0 6 * * *)" }) }, says: { plan: 'rules[0].schedule is "cron(0 6' } },
        "both days": { stack: { plan: plan({ schedule: "cron(0 6 * * * *)" }) }, says: { plan: "rules[0].schedule is" } },
        "an hour that there is not": { stack: { plan: plan({ schedule: "cron(0 24 * * ? *)" }) }, says: { plan: "rules[0].schedule is" } },
        "too small a window": { stack: { plan: plan({ startWindow: 30 }) }, says: { plan: "rules[0].startWindow is 30" } },
        "cold storage that ends too soon": {
            stack: { plan: plan({ lifecycle: { coldStorageAfter: 30, deleteAfter: 119 } }) },
            says: { plan: "rules[0].lifecycle.deleteAfter is 119" },
        },
        "that of a copy": {
            stack: { plan: plan(copy({ coldStorageAfter: 1, deleteAfter: 30 })) },
            says: { plan: "rules[0].copyActions[0].lifecycle.deleteAfter is 30" },
        },
        "continuous backups that are kept for ever": {
            stack: { plan: plan({ enableContinuousBackup: true, lifecycle: undefined }) },
            says: { plan: "rules[0].lifecycle.deleteAfter is not set" },
        },
        "continuous backups in cold storage": {
            stack: { plan: plan({ enableContinuousBackup: true, lifecycle: { coldStorageAfter: 10, deleteAfter: 35 } }) },
            says: { plan: ["rules[0].lifecycle.deleteAfter is 35", "rules[0].lifecycle.coldStorageAfter is 10"] },
        },
        "what the lock does not take": {
            stack: { vault, lock, plan: plan({ lifecycle: { deleteAfter: 3 } }, { rules: "vault" }) },
            says: { plan: "rules[0].lifecycle.deleteAfter is 3: the vault's lock takes what is kept 7 to 180 days." },
        },
        "what the lock does not keep for ever": {
            stack: { vault, lock, plan: plan({ lifecycle: undefined }, { rules: "vault" }) },
            says: { plan: "rules[0].lifecycle.deleteAfter is not set: the vault's lock" },
        },
        "a copy that the lock there does not take": {
            stack: { copies, copiesLock, plan: plan({ lifecycle: { deleteAfter: 365 }, ...copy() }) },
            says: { plan: "rules[0].lifecycle.deleteAfter is 365" },
        },
        "what a vault with an air gap does not take": {
            stack: {
                copies: { ...copies, type: "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault", props: { minRetentionDays: 30 } },
                plan: plan(copy()),
            },
            says: { plan: "rules[0].lifecycle.deleteAfter is 28" },
        },
    },
    passes: {
        "plain ones": {
            plan: plan({}),
            weekly: plan({ schedule: "cron(0/15 5,17 ? JAN-DEC MON#1 2027)" }),
            once: plan({ schedule: undefined }),
        },
        "a rate": { plan: plan({ schedule: "rate(12 hours)" }) },
        "cold storage": { plan: plan({ lifecycle: { coldStorageAfter: 30, deleteAfter: 120 } }) },
        "cold storage for ever": { plan: plan({ lifecycle: { coldStorageAfter: 30 } }) },
        "continuous ones": { plan: plan({ enableContinuousBackup: true, lifecycle: { deleteAfter: 35 } }) },
        "within the lock": { vault, lock, plan: plan({}, { rules: "vault" }) },
        "a lock without an end": { vault, lock: lockOf("vault", "vault"), plan: plan({ lifecycle: undefined }, { rules: "vault" }) },
        "vaults that are yet to be made, and take it all": {
            ...{ vault: { ...vault, props: {} }, copies: { ...copies, props: {}, answers: {} }, lock, copiesLock },
            plan: plan(
                { targetVaultName: unknown, copyActions: [{ destinationVaultArn: unknown, lifecycle: { deleteAfter: 28 } }] },
                { rules: ["vault", "copies"] },
            ),
        },
    },
    unknowns: {
        "how long they are kept": {
            stack: {
                vault,
                lock,
                plan: plan({ lifecycle: { deleteAfter: unknown } }, { rules: "vault" }),
                other: plan({ schedule: "daily" }),
            },
            of: ["plan"],
            says: { other: 'rules[0].schedule is "daily"' },
        },
        "which vault": {
            stack: {
                ...{ vault: { ...vault, props: {}, answers: {} }, copies: { ...copies, props: {}, answers: {} } },
                lock: lockOf("vault", "vault", 14),
                copiesLock,
                plan: plan({ targetVaultName: unknown, startWindow: 5 }, { rules: ["vault", "copies"] }),
            },
            of: ["plan"],
            says: { plan: "rules[0].startWindow is 5" },
        },
    },
    secrets: { plan: plan({ lifecycle: { deleteAfter: 3, coldStorageAfter: 3 }, recoveryPointTags: { Owner: secret("hunter2-owner") } }) },
    ignores: { vault, lock, framework: { type: "aws:backup/framework:Framework", props: {} } },
    breaks: one => {
        if (one.type !== type) return one;
        const rules = (one.inputs.rules as object[]).map((each, index) =>
            index === 0 ? { ...each, lifecycle: { deleteAfter: 1 } } : each,
        );
        return { ...one, inputs: { ...one.inputs, rules } };
    },
};
