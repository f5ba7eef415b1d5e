import { provesRule } from "./judge";

const judging = provesRule("rds-pitr", {
    "fail-instance-default": ["backupRetentionPeriod"],
    "fail-instance-off": ["backupRetentionPeriod"],
    "fail-instance-short": ["backupRetentionPeriod"],
    "fail-instance-too-long": ["backupRetentionPeriod"],
    "fail-cluster-default": ["backupRetentionPeriod"],
    "fail-cluster-short": ["backupRetentionPeriod"],
    "fail-cluster-replica": ["backupRetentionPeriod"],
});

test("names the days that were found", async () => {
    const { violations } = await judging;
    const why = "without 7 to 35 days of automatic backups the database cannot go back to a moment before the damage.";
    expect(violations["fail-instance-short"]).toEqual([`backupRetentionPeriod is 6: ${why}`]);
    expect(violations["fail-instance-default"]).toEqual([`backupRetentionPeriod is not set: ${why}`]);
});
