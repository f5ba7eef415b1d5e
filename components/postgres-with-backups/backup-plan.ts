import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import { quietHours } from "../core/windows";
import { rdsSettings, type RdsArgs } from "./args";

/**
 * AWS Backup beside point-in-time recovery: daily, weekly and monthly snapshots in a vault with a key, which
 * outlive the instance. Continuous backup stays off: RDS owns point-in-time recovery, and two owners would undo
 * each other's settings.
 */
export function createBackupPlan(self: Component, args: RdsArgs, instance: aws.rds.Instance, key: aws.kms.Key): void {
    const { backup, deletionProtection, maintenanceWindow } = rdsSettings(args);
    const hour = quietHours(backup.window, maintenanceWindow, 3);
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
            rule("daily", `cron(0 ${hour} * * ? *)`, backup.dailyDays),
            rule("weekly", `cron(0 ${(hour + 1) % 24} ? * SUN *)`, backup.weeklyWeeks * 7),
            rule("monthly", `cron(0 ${(hour + 2) % 24} 1 * ? *)`, backup.monthlyMonths * 30),
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
