import { backupPlanProblems, otherRegion } from "../../components/core/backups";
import { samePartition } from "../../components/core/regions";
import { range } from "./clusters";
import { changesOf, nameOf, rdsPlace, shown } from "./databases";
import { account, dig, json, lines, stackOf, type Stack } from "./support";

const program = (backups: Record<string, string>): string => `
${rdsPlace}
for (const [name, backup] of Object.entries({ ${Object.entries(backups)
    .map(([name, backup]) => `"${name}": ${backup}`)
    .join(", ")} }))
    exports[name] = new webstack.PostgresWithBackups(name, { ...rds, backup, tags: { Project: "shop" } }, { providers }).alarms;
`;

let stack: Stack;
let longer: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "backups",
        program({
            plain: "{}",
            "told-otherwise": '{ dailyDays: 14, weeklyWeeks: 2, monthlyMonths: 12, window: "22:00-23:00" }',
            copied: '{ copyTo: { region: "us-west-1", pointInTime: true }, pitrDays: 14 }',
            "copied-snapshots": '{ copyTo: { region: "us-west-1" } }',
            locked: '{ lock: { mode: "compliance", cannotBeUndone: true, graceDays: 7 }, copyTo: { region: "us-west-1" } }',
            tested: "{ restoreTesting: {} }",
            "tested-otherwise": '{ restoreTesting: { weekday: "SAT", hours: 24 } }',
        }),
    );
    longer = await stackOf(
        "backups-longer",
        program({
            plain: "{ monthlyMonths: 12 }",
            copied: '{ copyTo: { region: "us-west-1", pointInTime: true }, pitrDays: 35 }',
            "copied-snapshots": "{}",
        }),
    );
});

const rules = (name: string): Record<string, unknown>[] => stack.inputs(`Plan ${name}-backups`).rules as Record<string, unknown>[];

describe("backups by AWS Backup", () => {
    it("are kept for 7, 28 and 180 days, and leave point-in-time recovery to RDS", () => {
        const rule = (ruleName: string, schedule: string, deleteAfter: number): unknown => ({
            ruleName,
            schedule,
            scheduleExpressionTimezone: "UTC",
            startWindow: ruleName === "daily" ? 60 : 480,
            completionWindow: 1440,
            targetVaultName: stack.get("Vault plain-vault").outputs!.name,
            lifecycle: { deleteAfter },
        });
        expect(stack.inputs("Plan plain-backups")).toEqual({
            rules: [
                rule("daily", "cron(0 6 * * ? *)", 7),
                rule("weekly", "cron(0 7 ? * SUN *)", 28),
                rule("monthly", "cron(0 8 1 * ? *)", 180),
            ],
            tags: { Project: "shop", Component: "plain", Name: "plain-backups" },
        });
        expect(stack.inputs("Vault plain-vault")).toMatchObject({ kmsKeyArn: stack.arn("Key plain-key") });
    });

    it("are kept as long as a stack says, at hours that keep away from its windows", () => {
        expect(rules("told-otherwise").map(({ lifecycle, schedule }) => [dig(lifecycle, "deleteAfter"), schedule])).toEqual([
            [14, "cron(0 6 * * ? *)"],
            [14, "cron(0 7 ? * SUN *)"],
            [360, "cron(0 8 1 * ? *)"],
        ]);
    });

    it("are of the database, by a role that may back up and restore, in this account only", () => {
        expect(stack.inputs("Selection plain-backups")).toEqual({
            planId: stack.id("Plan plain-backups"),
            iamRoleArn: stack.arn("Role plain-backup-role"),
            resources: [stack.arn("Instance plain-instance")],
        });
        const policies = ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"];
        expect(stack.waitsFor("Selection plain-backups")).toEqual(expect.arrayContaining(policies.map(policy => `plain-${policy}`)));
        for (const policy of policies) {
            expect(stack.inputs(`RolePolicyAttachment plain-${policy}`)).toEqual({
                role: stack.get("Role plain-backup-role").outputs!.name,
                policyArn: `arn:aws:iam::aws:policy/service-role/${policy}`,
            });
        }
        expect(dig(json(stack.inputs("Role plain-backup-role").assumeRolePolicy), "Statement.0")).toMatchObject({
            Principal: { Service: "backup.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": account } },
        });
    });
});

describe("the lock of a vault", () => {
    it("lets exactly the plan's own backups in, and can be taken away by who may", () => {
        expect(stack.inputs("VaultLockConfiguration plain-vault-lock")).toEqual({
            backupVaultName: stack.get("Vault plain-vault").outputs!.name,
            minRetentionDays: 7,
            maxRetentionDays: 180,
        });
        expect(stack.inputs("VaultLockConfiguration told-otherwise-vault-lock")).toMatchObject({
            minRetentionDays: 14,
            maxRetentionDays: 360,
        });
    });

    it("is one of compliance when that is asked for by name, in both regions", () => {
        expect(stack.inputs("VaultLockConfiguration locked-vault-lock").changeableForDays).toBe(7);
        expect(stack.inputs("VaultLockConfiguration locked-copies-lock")).toEqual({
            backupVaultName: stack.get("Vault locked-copies").outputs!.name,
            region: "us-west-1",
            minRetentionDays: 7,
            maxRetentionDays: 180,
            changeableForDays: 7,
        });
    });

    it("makes way for another before that one comes: a vault has one", () => {
        const changes = changesOf("plain", stack, longer);
        expect(changes.map(change => shown("plain", change))).toEqual([
            "Plan backups: rules[2].lifecycle.deleteAfter",
            "replaced VaultLockConfiguration vault-lock: maxRetentionDays",
        ]);
        expect(changes.filter(({ loses }) => loses)).toEqual([]);
        const locks = stack.ofType("VaultLockConfiguration").map(({ urn }) => `VaultLockConfiguration ${nameOf(urn)}`);
        expect(locks).toHaveLength(10);
        expect(stack.outputs.deletedFirst).toEqual(expect.arrayContaining(locks));
    });
});

describe("copies in another region", () => {
    it("are made by every rule, into a vault with a key of that region, both guarded", () => {
        const destinationVaultArn = stack.arn("Vault copied-copies");
        expect(rules("copied").map(({ copyActions }) => copyActions)).toEqual(
            [7, 28, 180].map(deleteAfter => [{ destinationVaultArn, lifecycle: { deleteAfter } }]),
        );
        expect(stack.inputs("Vault copied-copies")).toMatchObject({ region: "us-west-1", kmsKeyArn: stack.arn("Key copied-copies-key") });
        expect(stack.inputs("Key copied-copies-key")).toMatchObject({ region: "us-west-1", enableKeyRotation: true });
        for (const child of ["Vault copied-copies", "Key copied-copies-key"]) expect(stack.get(child).protect).toBe(true);
        expect(rules("plain").some(rule => "copyActions" in rule)).toBe(false);
    });

    it("are of any second where that is asked for, for as many days", () => {
        expect(stack.inputs("InstanceAutomatedBackupsReplication copied-copies-instance")).toEqual({
            region: "us-west-1",
            sourceDbInstanceArn: stack.arn("Instance copied-instance"),
            kmsKeyId: stack.arn("Key copied-copies-key"),
            retentionPeriod: 14,
        });
        expect(stack.children("copied-snapshots").filter(child => child.startsWith("InstanceAutomated"))).toEqual([]);
    });

    it("begin anew for other days, after the former have ended: there is one of an instance", () => {
        expect(changesOf("copied", stack, longer).map(change => shown("copied", change))).toEqual(
            expect.arrayContaining([
                "Instance instance: backupRetentionPeriod",
                "replaced InstanceAutomatedBackupsReplication copies-instance: retentionPeriod",
            ]),
        );
        expect(stack.outputs.deletedFirst).toContain("InstanceAutomatedBackupsReplication copied-copies-instance");
    });

    it("fails at Pulumi when they are given up: what is kept there is guarded", () => {
        const gone = changesOf("copied-snapshots", stack, longer).filter(({ kind }) => kind === "deleted");
        expect(gone.map(change => [shown("copied-snapshots", change), change.loses, change.protected])).toEqual(
            expect.arrayContaining([
                ["- Vault copies", "backup vault", true],
                ["- Key copies-key", "key", true],
            ]),
        );
    });
});

describe("a restore for a test", () => {
    it("is made each week of the newest backup, where the database stands, and is gone after four hours", () => {
        const plan = stack.inputs("RestoreTestingPlan tested-restore-test");
        expect(plan).toEqual({
            name: expect.stringMatching(/^tested_[0-9a-f]{8}$/) as string,
            scheduleExpression: "cron(0 12 ? * WED *)",
            scheduleExpressionTimezone: "UTC",
            startWindowHours: 1,
            recoveryPointSelection: {
                algorithm: "LATEST_WITHIN_WINDOW",
                includeVaults: [stack.arn("Vault tested-vault")],
                recoveryPointTypes: ["SNAPSHOT"],
                selectionWindowDays: 7,
            },
            tags: { Project: "shop", Component: "tested", Name: "tested-restore-test" },
        });
        expect(stack.inputs("RestoreTestingSelection tested-restore-test")).toEqual({
            name: plan.name,
            restoreTestingPlanName: plan.name,
            iamRoleArn: stack.arn("Role tested-backup-role"),
            protectedResourceType: "RDS",
            protectedResourceArns: [stack.arn("Instance tested-instance")],
            restoreMetadataOverrides: {
                dbSubnetGroupName: stack.get("SubnetGroup tested-subnets").outputs!.name,
                vpcSecurityGroupIds: JSON.stringify([stack.id("SecurityGroup tested-group")]),
                multiAz: "false",
                publiclyAccessible: "false",
            },
            validationWindowHours: 4,
        });
    });

    it("is made when and for as long as a stack says, and not at all by default", () => {
        expect(stack.inputs("RestoreTestingPlan tested-otherwise-restore-test")).toMatchObject({
            name: expect.stringMatching(/^tested_otherwise_[0-9a-f]{8}$/) as string,
            scheduleExpression: "cron(0 12 ? * SAT *)",
        });
        expect(stack.inputs("RestoreTestingSelection tested-otherwise-restore-test").validationWindowHours).toBe(24);
        expect(stack.children("plain").filter(child => child.includes("restore-test"))).toEqual([]);
    });

    it("is of other databases at once: the provider updates nothing but these by making it anew", () => {
        expect(stack.get("RestoreTestingSelection tested-restore-test").replaceOnChanges).toEqual(["protectedResourceArns"]);
        expect(stack.outputs.deletedFirst).toContain("RestoreTestingSelection tested-restore-test");
    });
});

describe("alarms of backups", () => {
    const alarmsOf = (name: string): Record<string, unknown>[] =>
        (stack.outputs[name] as Record<string, unknown>[]).filter(
            ({ namespace, source }) => namespace === "AWS/Backup" || source === "aws.backup",
        );
    const event = (name: string, severity: string, description: string, detailType: string, detail: object): unknown => ({
        kind: "event",
        source: "aws.backup",
        name,
        severity,
        description,
        detailType,
        detail,
    });
    const none = (name: string): unknown => ({
        name: "backup",
        description: "No backup has come into AWS Backup's vault for 26 hours",
        severity: "critical",
        namespace: "AWS/Backup",
        metricName: "NumberOfBackupJobsCompleted",
        dimensions: { BackupVaultName: stack.get(`Vault ${name}-vault`).outputs!.name },
        statistic: "Sum",
        comparison: "LessThanThreshold",
        threshold: 1,
        period: 3600,
        periods: 26,
        missingData: "breaching",
    });
    const failed = (name: string): unknown =>
        event(
            "backup-failed",
            "warning",
            "A job of AWS Backup that takes a backup failed, was stopped or never began",
            "Backup Job State Change",
            {
                state: ["FAILED", "ABORTED", "EXPIRED"],
                backupVaultArn: [stack.arn(`Vault ${name}-vault`)],
            },
        );

    it("are of backups that do not come, and of jobs that fail", () => expect(alarmsOf("plain")).toEqual([none("plain"), failed("plain")]));

    it("are of copies, where there are any", () => {
        expect(alarmsOf("copied")).toEqual([
            none("copied"),
            failed("copied"),
            event("backup-copy-failed", "warning", "AWS Backup could not copy a backup to the other region", "Copy Job State Change", {
                state: ["FAILED"],
                sourceBackupVaultArn: [stack.arn("Vault copied-vault")],
            }),
        ]);
    });

    it("are of restores for a test, where there are any", () => {
        expect(alarmsOf("tested")).toEqual([
            none("tested"),
            failed("tested"),
            event(
                "restore-test-failed",
                "critical",
                "AWS Backup could not restore the newest backup for the weekly test: nobody knows whether the backups are any good",
                "Restore Job State Change",
                { status: ["FAILED", "ABORTED"], restoreTestingPlanArn: [stack.arn("RestoreTestingPlan tested-restore-test")] },
            ),
        ]);
    });
});

describe("backupPlanProblems", () => {
    const check = (args: object): string[] => lines(backupPlanProblems("backup", args, "eu-west-1"));

    it("takes nothing, and all there is", () => {
        expect(lines(backupPlanProblems("backup", undefined, "eu-west-1"))).toEqual([]);
        expect(
            check({ copyTo: { region: "us-west-1" }, lock: { mode: "governance" }, restoreTesting: { weekday: "SUN", hours: 168 } }),
        ).toEqual([]);
        expect(check({ lock: { mode: "compliance", cannotBeUndone: true, graceDays: 3 } })).toEqual([]);
    });

    it.each<[string, object, string[]]>([
        [
            "days, weeks and months",
            { dailyDays: 0, weeklyWeeks: 105, monthlyMonths: 121 },
            [range("backup.dailyDays", 0, 1, 365), range("backup.weeklyWeeks", 105, 1, 104), range("backup.monthlyMonths", 121, 1, 120)],
        ],
        [
            "mode of a lock",
            { lock: { mode: "legal", cannotBeUndone: true, graceDays: 3 } },
            ['backup.lock.mode: got "legal"; allowed: governance, compliance.'],
        ],
        [
            "lock that nobody has thought about",
            { lock: { mode: "compliance", graceDays: 2 } },
            [
                "backup.lock.cannotBeUndone: is missing; allowed: true, with mode compliance. After graceDays nobody can shorten or delete anything in the vault, AWS included. Take governance otherwise.",
                range("backup.lock.graceDays", 2, 3, 36500),
            ],
        ],
        [
            "restores for a test",
            { restoreTesting: { weekday: "MONDAY", hours: 169 } },
            [
                'backup.restoreTesting.weekday: got "MONDAY"; allowed: SUN, MON, TUE, WED, THU, FRI, SAT.',
                range("backup.restoreTesting.hours", 169, 1, 168),
            ],
        ],
        [
            "region of copies",
            { copyTo: { region: "Oregon" } },
            ['backup.copyTo.region: got "Oregon"; allowed: a region of AWS such as eu-west-1.'],
        ],
        [
            "copies in the same region",
            { copyTo: { region: "eu-west-1" } },
            ['backup.copyTo.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));
});

describe("regions", () => {
    it.each(["us-gov-east-1", "cn-north-1", "us-isob-east-1", "us-iso-east-1", "eusc-de-east-1"])(
        "of other partitions are apart: %s",
        other => {
            expect(samePartition("eu-west-1", other)).toBe(false);
            expect(otherRegion("r", other, "eu-west-1")).toHaveLength(1);
            expect(otherRegion("r", other, other.replace("1", "2"))).toEqual([]);
        },
    );

    it("of one partition are not", () => expect(samePartition("us-east-1", "ap-northeast-1")).toBe(true));
});
