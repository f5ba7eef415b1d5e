import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "./alarms";
import * as aws from "./aws";
import { backupAlarms } from "./backup-alarms";
import { oneOf, wholeNumber } from "./checks";
import type { Component } from "./component";
import { withDefaults } from "./defaults";
import { keyArgs, serviceTrust } from "./encryption";
import type { Problem } from "./errors";
import { shortHash } from "./hash";
import { regionName, samePartition } from "./regions";

/** How long AWS Backup keeps what it takes, and where else. */
export interface BackupPlanArgs {
    /** Days that daily backups are kept, 1–365. @default 7 */
    readonly dailyDays?: number;
    /** Weeks that weekly backups are kept, 1–104. @default 4 */
    readonly weeklyWeeks?: number;
    /** Months of 30 days that monthly backups are kept, 1–120. @default 6 */
    readonly monthlyMonths?: number;
    /**
     * Another region, to which every backup is copied, into a vault with a key of that region; kept there as long. It
     * must be of the same partition, and the account must have it enabled.
     * @default no copies
     */
    readonly copyTo?: { readonly region: string };
    /**
     * Vault Lock. `governance`: nobody deletes a backup before its time but who may take the lock away. `compliance`:
     * nobody at all, not the account's root and not AWS, once `graceDays` (3–36500) are over; the vault and what it
     * costs stay until every backup has expired. That needs `cannotBeUndone: true`, for it cannot be.
     * @default { mode: "governance" }
     */
    readonly lock?:
        { readonly mode: "governance" } | { readonly mode: "compliance"; readonly cannotBeUndone: true; readonly graceDays: number };
    /**
     * Restores the newest backup each week, looks whether that works, and deletes what it restored; costs what runs for
     * these hours.
     * @default none
     */
    readonly restoreTesting?: RestoreTestingArgs;
}

export interface RestoreTestingArgs {
    /** At noon by UTC. @default "WED" */
    readonly weekday?: Weekday;
    /** How long what was restored stays for somebody to look at it, 1–168. @default 4 */
    readonly hours?: number;
}

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;
type Weekday = (typeof weekdays)[number];

export const backupPlanDefaults = { dailyDays: 7, weeklyWeeks: 4, monthlyMonths: 6 } as const;
export const restoreTestingDefaults = { weekday: "WED", hours: 4 } as const;

/** @param region where the backups are taken */
export function backupPlanProblems(path: string, args: BackupPlanArgs | undefined, region: string): Problem[] {
    const { dailyDays, weeklyWeeks, monthlyMonths, copyTo, lock, restoreTesting } = withDefaults(backupPlanDefaults, args);
    return [
        ...wholeNumber(`${path}.dailyDays`, dailyDays, 1, 365),
        ...wholeNumber(`${path}.weeklyWeeks`, weeklyWeeks, 1, 104),
        ...wholeNumber(`${path}.monthlyMonths`, monthlyMonths, 1, 120),
        ...(copyTo ? otherRegion(`${path}.copyTo.region`, copyTo.region, region) : []),
        ...lockProblems(`${path}.lock`, lock),
        ...(restoreTesting
            ? [
                  ...oneOf(`${path}.restoreTesting.weekday`, restoreTesting.weekday ?? restoreTestingDefaults.weekday, weekdays),
                  ...wholeNumber(`${path}.restoreTesting.hours`, restoreTesting.hours ?? restoreTestingDefaults.hours, 1, 168),
              ]
            : []),
    ];
}

/** A region that is not this one, and that data may be copied to. */
export function otherRegion(path: string, value: string, region: string): Problem[] {
    const wrong = regionName(path, value);
    if (wrong.length > 0) return wrong;
    return value !== region && samePartition(value, region)
        ? []
        : [{ path, got: value, allowed: `another region than ${region}, of the same partition of AWS` }];
}

function lockProblems(path: string, lock: BackupPlanArgs["lock"]): Problem[] {
    if (lock === undefined) return [];
    if (lock.mode === "governance") return [];
    return [
        ...oneOf<string>(`${path}.mode`, lock.mode, ["governance", "compliance"]),
        ...((lock.cannotBeUndone as unknown) === true
            ? []
            : [
                  {
                      path: `${path}.cannotBeUndone`,
                      got: lock.cannotBeUndone as unknown,
                      allowed: "true, with mode compliance",
                      fix: "After graceDays nobody can shorten or delete anything in the vault, AWS included. Take governance otherwise.",
                  },
              ]),
        ...wholeNumber(`${path}.graceDays`, lock.graceDays, 3, 36500),
    ];
}

/** What is backed up. */
export interface BackupParts {
    readonly accountId: string;
    readonly resources: readonly pulumi.Input<string>[];
    readonly keyArn: pulumi.Input<string>;
    readonly plan: BackupPlanArgs | undefined;
    /** The hours that backups begin in, by the clock of UTC. */
    readonly hours: { readonly daily: number; readonly weekly: number; readonly monthly: number };
    /** Managed policies of the role, by name, in `service-role/` or not. */
    readonly policies: readonly string[];
    /** What a restore for a test is like. */
    readonly restored: { readonly type: "RDS" | "S3"; readonly metadata: Record<string, pulumi.Input<string>> };
    readonly protect: boolean | undefined;
}

/** Where recovery points lie. */
export interface Vaults {
    readonly vault: aws.backup.Vault;
    /** Where copies go, and the key that encrypts them; `undefined` for none. */
    readonly copies: { readonly vault: aws.backup.Vault; readonly key: aws.kms.Key } | undefined;
}

type VaultParts = Pick<BackupParts, "accountId" | "keyArn" | "plan" | "protect">;

/** Days that recovery points are kept, by the rule that takes them. */
const keptDays = ({ dailyDays, weeklyWeeks, monthlyMonths }: Required<Pick<BackupPlanArgs, keyof typeof backupPlanDefaults>>) => ({
    daily: dailyDays,
    weekly: weeklyWeeks * 7,
    monthly: monthlyMonths * 30,
});

/** The vaults alone: for what must know them before there is anything to back up. */
export function createVaults(self: Component, { accountId, keyArn, plan, protect }: VaultParts): Vaults {
    const { copyTo, lock: lockArgs, ...kept } = withDefaults(backupPlanDefaults, plan);
    const days = Object.values(keptDays(kept));
    const vault = self.child(aws.backup.Vault, "vault", { kmsKeyArn: keyArn, tags: self.tags("backups") }, { protect });
    lock(self, "vault-lock", vault, lockArgs, days);
    if (!copyTo) return { vault, copies: undefined };
    const { region } = copyTo;
    const tags = self.tags("copies");
    const key = self.child(aws.kms.Key, "copies-key", { ...keyArgs(`Copies of ${self.name}`, accountId, [], tags), region }, { protect });
    const copies = self.child(aws.backup.Vault, "copies", { kmsKeyArn: key.arn, region, tags }, { protect });
    lock(self, "copies-lock", copies, lockArgs, days, region);
    return { vault, copies: { vault: copies, key } };
}

/**
 * AWS Backup: daily, weekly and monthly recovery points in a vault with a key and a lock, which outlive what they were
 * taken of. Continuous backup stays off: RDS owns point-in-time recovery, and two owners would undo each other's settings.
 *
 * @returns what is worth an alarm
 */
export function createBackups(self: Component, parts: BackupParts, vaults: Vaults = createVaults(self, parts)): AlarmDescription[] {
    const { accountId, hours } = parts;
    const { vault, copies } = vaults;
    const plan = withDefaults(backupPlanDefaults, parts.plan);
    const days = keptDays(plan);
    const rule = (ruleName: keyof typeof days, schedule: string): aws.types.input.backup.PlanRule => {
        const lifecycle = { deleteAfter: days[ruleName] };
        return {
            ruleName,
            targetVaultName: vault.name,
            schedule,
            scheduleExpressionTimezone: "UTC",
            // AWS backs up one thing at a time: where days meet, the others wait for the daily one.
            startWindow: ruleName === "daily" ? 60 : 480,
            completionWindow: 1440,
            lifecycle,
            ...(copies ? { copyActions: [{ destinationVaultArn: copies.vault.arn, lifecycle }] } : {}),
        };
    };
    const backupPlan = self.child(aws.backup.Plan, "backups", {
        rules: [
            rule("daily", `cron(0 ${hours.daily} * * ? *)`),
            rule("weekly", `cron(0 ${hours.weekly} ? * SUN *)`),
            rule("monthly", `cron(0 ${hours.monthly} 1 * ? *)`),
        ],
        tags: self.tags("backups"),
    });
    const role = self.child(aws.iam.Role, "backup-role", {
        assumeRolePolicy: serviceTrust("backup.amazonaws.com", undefined, { StringEquals: { "aws:SourceAccount": accountId } }),
        tags: self.tags("backups"),
    });
    const policies = parts.policies.map(policy =>
        self.child(aws.iam.RolePolicyAttachment, policy.split("/").at(-1)!, {
            role: role.name,
            policyArn: `arn:aws:iam::aws:policy/${policy}`,
        }),
    );
    self.child(
        aws.backup.Selection,
        "backups",
        { planId: backupPlan.id, iamRoleArn: role.arn, resources: [...parts.resources] },
        { dependsOn: policies },
    );
    const restoreTest = plan.restoreTesting && createRestoreTests(self, parts, plan.restoreTesting, vault, role);
    return parts.resources.length === 0 ? [] : backupAlarms({ vault, hasCopies: copies !== undefined, restoreTest });
}

function lock(
    self: Component,
    suffix: string,
    vault: aws.backup.Vault,
    args: BackupPlanArgs["lock"],
    days: readonly number[],
    region?: string,
): void {
    self.child(
        aws.backup.VaultLockConfiguration,
        suffix,
        {
            backupVaultName: vault.name,
            // Backups that would be kept shorter or longer are refused: exactly the plan's own fit.
            minRetentionDays: Math.min(...days),
            maxRetentionDays: Math.max(...days),
            // Its presence alone is what makes the lock one of compliance.
            ...(args?.mode === "compliance" ? { changeableForDays: args.graceDays } : {}),
            ...(region ? { region } : {}),
        },
        // A vault has one lock: to delete the former one afterwards would take the new one away.
        { deleteBeforeReplace: true },
    );
}

/** A drill of AWS: each week the newest recovery point is restored, and what was restored is deleted again. */
function createRestoreTests(
    self: Component,
    { restored, resources }: BackupParts,
    args: RestoreTestingArgs,
    vault: aws.backup.Vault,
    role: aws.iam.Role,
): aws.backup.RestoreTestingPlan {
    const { weekday, hours } = withDefaults(restoreTestingDefaults, args);
    // Letters, digits and _, at most 50, and unique in the account and region: no name of Pulumi's making fits.
    const where = `${pulumi.getProject()}/${pulumi.getStack()}/${self.name}`;
    const name = `${self.name.replaceAll("-", "_")}_${shortHash(where, 8)}`;
    const plan = self.child(aws.backup.RestoreTestingPlan, "restore-test", {
        name,
        scheduleExpression: `cron(0 12 ? * ${weekday} *)`,
        scheduleExpressionTimezone: "UTC",
        startWindowHours: 1,
        recoveryPointSelection: {
            algorithm: "LATEST_WITHIN_WINDOW",
            includeVaults: [vault.arn],
            recoveryPointTypes: ["SNAPSHOT"],
            selectionWindowDays: 7,
        },
        tags: self.tags("restore-test"),
    });
    self.child(
        aws.backup.RestoreTestingSelection,
        "restore-test",
        {
            name,
            restoreTestingPlanName: plan.name,
            iamRoleArn: role.arn,
            protectedResourceType: restored.type,
            protectedResourceArns: [...resources],
            restoreMetadataOverrides: restored.metadata,
            validationWindowHours: hours,
        },
        // The provider passes over an update of nothing but these, and the name is taken as long as the former one is there.
        { replaceOnChanges: ["protectedResourceArns"], deleteBeforeReplace: true },
    );
    return plan;
}
