import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import { quietHours } from "../core/windows";
import { rdsSettings, type RdsArgs } from "./args";

/**
 * The hours that backups begin in, by the clock of UTC: those of AWS Backup keep away from the windows of RDS, and
 * that of the dump follows them. It need not be quiet itself: it begins when the third ends, an hour before any window.
 */
export function backupHours({ backup, maintenanceWindow }: ReturnType<typeof rdsSettings>) {
    const first = quietHours(backup.window, maintenanceWindow, 3);
    const after = (hours: number): number => (first + hours) % 24;
    return { daily: first, weekly: after(1), monthly: after(2), dump: after(3) };
}

/**
 * AWS Backup beside point-in-time recovery: daily, weekly and monthly snapshots in a vault with a key, which
 * outlive the instance. Continuous backup stays off: RDS owns point-in-time recovery, and two owners would undo
 * each other's settings.
 */
export function createBackupPlan(self: Component, args: RdsArgs, instance: aws.rds.Instance, key: aws.kms.Key): void {
    const settings = rdsSettings(args);
    const { backup, deletionProtection } = settings;
    const hours = backupHours(settings);
    const vault = self.child(
        aws.backup.Vault,
        "vault",
        { kmsKeyArn: key.arn, tags: self.tags("backups") },
        { protect: deletionProtection || undefined },
    );
    const rule = (ruleName: string, schedule: string, deleteAfter: number): aws.types.input.backup.PlanRule => ({
        ruleName,
        targetVaultName: vault.name,
        schedule,
        scheduleExpressionTimezone: "UTC",
        startWindow: 60,
        completionWindow: 360,
        lifecycle: { deleteAfter },
    });
    const plan = self.child(aws.backup.Plan, "backups", {
        rules: [
            rule("daily", `cron(0 ${hours.daily} * * ? *)`, backup.dailyDays),
            rule("weekly", `cron(0 ${hours.weekly} ? * SUN *)`, backup.weeklyWeeks * 7),
            rule("monthly", `cron(0 ${hours.monthly} 1 * ? *)`, backup.monthlyMonths * 30),
        ],
        tags: self.tags("backups"),
    });
    const role = self.child(aws.iam.Role, "backup-role", {
        assumeRolePolicy: serviceTrust("backup.amazonaws.com", undefined, { StringEquals: { "aws:SourceAccount": args.accountId } }),
        tags: self.tags("backups"),
    });
    const policies = ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"].map(policy =>
        self.child(aws.iam.RolePolicyAttachment, policy, { role: role.name, policyArn: `arn:aws:iam::aws:policy/service-role/${policy}` }),
    );
    self.child(
        aws.backup.Selection,
        "backups",
        { planId: plan.id, iamRoleArn: role.arn, resources: [instance.arn] },
        { dependsOn: policies },
    );
}
