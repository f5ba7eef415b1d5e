import type { AlarmDescription } from "./alarms";
import type * as aws from "./aws";

/** What a plan of AWS Backup has. */
export interface BackedUp {
    readonly vault: aws.backup.Vault;
    readonly hasCopies: boolean;
    readonly restoreTest: aws.backup.RestoreTestingPlan | undefined;
}

/** A daily backup comes an hour later or earlier, by when AWS begins and how much there is. */
const hoursWithoutBackup = 26;

/**
 * AWS Backup's events, as its developer guide has them ("Monitoring AWS Backup events using Amazon EventBridge"): jobs of
 * backups and copies have a state, those of restores a status. An event may be lost, and a job that was never begun has
 * none: that no backup comes is told by the metric that counts them.
 */
export function backupAlarms({ vault, hasCopies, restoreTest }: BackedUp): AlarmDescription[] {
    const event = { kind: "event", source: "aws.backup" } as const;
    const fails: AlarmDescription[] = [
        {
            ...event,
            name: "backup-failed",
            description: "A job of AWS Backup that takes a backup failed, was stopped or never began",
            severity: "warning",
            detailType: "Backup Job State Change",
            detail: { state: ["FAILED", "ABORTED", "EXPIRED"], backupVaultArn: [vault.arn] },
        },
    ];
    const copies: AlarmDescription[] = [
        {
            ...event,
            name: "backup-copy-failed",
            description: "AWS Backup could not copy a backup to the other region",
            severity: "warning",
            detailType: "Copy Job State Change",
            detail: { state: ["FAILED"], sourceBackupVaultArn: [vault.arn] },
        },
    ];
    const tests = (plan: aws.backup.RestoreTestingPlan): AlarmDescription[] => [
        {
            ...event,
            name: "restore-test-failed",
            description:
                "AWS Backup could not restore the newest backup for the weekly test: nobody knows whether the backups are any good",
            severity: "critical",
            detailType: "Restore Job State Change",
            detail: { status: ["FAILED", "ABORTED"], restoreTestingPlanArn: [plan.arn] },
        },
    ];
    return [
        {
            name: "backup",
            description: `No backup has come into AWS Backup's vault for ${hoursWithoutBackup} hours`,
            severity: "critical",
            namespace: "AWS/Backup",
            metricName: "NumberOfBackupJobsCompleted",
            dimensions: { BackupVaultName: vault.name },
            statistic: "Sum",
            comparison: "LessThanThreshold",
            threshold: 1,
            period: 3600,
            periods: hoursWithoutBackup,
            missingData: "breaching",
        },
        ...fails,
        ...(hasCopies ? copies : []),
        ...(restoreTest ? tests(restoreTest) : []),
    ];
}
