import fc from "fast-check";
import * as path from "node:path";
import { validateFileStorage } from "../../components/file-storage/args";
import { root, synthesize } from "../support/synth";
import { account, json, lines, region, stackOf, type Stack } from "./support";

const elsewhere = "us-west-1";
const everything = `{
    accountId: "${account}", region: "${region}", expireDays: 400, replicateTo: { region: "${elsewhere}" }, objectLock: { days: 30 },
    accessLogs: { days: 365 }, backup: { dailyDays: 14, copyTo: { region: "${elsewhere}" }, restoreTesting: {} },
    corsOrigins: ["https://www.example.com", "https://admin.example.com:8443"],
}`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "file-storage-options",
        `
const files = new webstack.FileStorage("files", ${everything}, { providers });
exports.logs = files.accessLogsBucketName;
exports.alarms = files.alarms;
const grants = [];
files.grantReadWrite({ name: "web", grant: grant => grants.push(grant) });
exports.grants = grants;
const longest = "a".repeat(34);
new webstack.FileStorage(longest, ${everything}, { providers });
tryTo(() => new webstack.FileStorage(longest + "b", ${everything}, { providers }));
`,
    );
});

describe("FileStorage with accessLogs", () => {
    it("makes a bucket for them, with S3's own encryption and no lock, since S3 delivers to no other", () => {
        expect(stack.children("files").filter(child => child.includes("access-logs"))).toEqual([
            "Bucket files-access-logs",
            "BucketLifecycleConfiguration files-access-logs-lifecycle",
            "BucketLogging files-access-logs-delivery",
            "BucketOwnershipControls files-access-logs-owner",
            "BucketPolicy files-access-logs-policy",
            "BucketPublicAccessBlock files-access-logs-private",
            "BucketServerSideEncryptionConfiguration files-access-logs-encryption",
            "BucketVersioning files-access-logs-versions",
        ]);
        expect(stack.inputs("BucketServerSideEncryptionConfiguration files-access-logs-encryption").rules).toEqual([
            { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
        ]);
        expect(stack.get("Bucket files-access-logs").protect).toBe(true);
        expect(stack.outputs.logs).toBe(stack.id("Bucket files-access-logs"));
    });

    it("lets S3's logging write there, of this bucket and account alone", () => {
        expect(json(stack.inputs("BucketPolicy files-access-logs-policy").policy)).toMatchObject({
            Statement: [
                { Sid: "TlsOnly" },
                {
                    Sid: "AccessLogsOfTheFiles",
                    Effect: "Allow",
                    Principal: { Service: "logging.s3.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: `${stack.arn("Bucket files-access-logs")}/files/*`,
                    Condition: {
                        ArnLike: { "aws:SourceArn": stack.arn("Bucket files-bucket") },
                        StringEquals: { "aws:SourceAccount": account },
                    },
                },
            ],
        });
    });

    it("writes them by day, once it may", () => {
        expect(stack.inputs("BucketLogging files-access-logs-delivery")).toEqual({
            bucket: stack.id("Bucket files-bucket"),
            targetBucket: stack.id("Bucket files-access-logs"),
            targetPrefix: "files/",
            targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
        });
        expect(stack.waitsFor("BucketLogging files-access-logs-delivery")).toContain("files-access-logs-policy");
        expect(stack.inputs("BucketLifecycleConfiguration files-access-logs-lifecycle").rules).toContainEqual({
            id: "expire",
            status: "Enabled",
            filter: {},
            expiration: { days: 365 },
        });
    });
});

describe("FileStorage with backup", () => {
    it("tells EventBridge of changes, which AWS Backup goes by", () => {
        expect(stack.inputs("BucketNotification files-events")).toEqual({ bucket: stack.id("Bucket files-bucket"), eventbridge: true });
    });

    it("is backed up daily, weekly and monthly, and copied", () => {
        const copied = { destinationVaultArn: stack.arn("Vault files-copies") };
        const rule = (ruleName: string, schedule: string, deleteAfter: number): unknown => ({
            ruleName,
            schedule,
            targetVaultName: expect.stringMatching(/^files-vault-/) as string,
            scheduleExpressionTimezone: "UTC",
            startWindow: ruleName === "daily" ? 60 : 480,
            completionWindow: 1440,
            lifecycle: { deleteAfter },
            copyActions: [{ ...copied, lifecycle: { deleteAfter } }],
        });
        expect(stack.inputs("Plan files-backups").rules).toEqual([
            rule("daily", "cron(0 1 * * ? *)", 14),
            rule("weekly", "cron(0 3 ? * SUN *)", 28),
            rule("monthly", "cron(0 5 1 * ? *)", 180),
        ]);
        expect(stack.inputs("Selection files-backups").resources).toEqual([stack.arn("Bucket files-bucket")]);
        expect(stack.inputs("Vault files-vault").kmsKeyArn).toBe(stack.arn("Key files-key"));
        expect(stack.inputs("Vault files-copies").region).toBe(elsewhere);
        expect(stack.inputs("RestoreTestingSelection files-restore-test")).toMatchObject({
            protectedResourceType: "S3",
            protectedResourceArns: [stack.arn("Bucket files-bucket")],
        });
    });

    it("describes alarms of the replica, and of every kind of job of AWS Backup", () => {
        const told = ["name", "severity", "dimensions", "detail"];
        const vault = { backupVaultArn: [stack.arn("Vault files-vault")] };
        expect((stack.outputs.alarms as Record<string, unknown>[]).map(alarm => told.map(key => alarm[key]))).toEqual([
            ["replication-failures", "warning", expect.anything(), undefined],
            ["backup", "critical", { BackupVaultName: stack.get("Vault files-vault").outputs!.name }, undefined],
            ["backup-failed", "warning", undefined, { state: ["FAILED", "ABORTED", "EXPIRED"], ...vault }],
            ["backup-copy-failed", "warning", undefined, { state: ["FAILED"], sourceBackupVaultArn: vault.backupVaultArn }],
            [
                "restore-test-failed",
                "critical",
                undefined,
                { status: ["FAILED", "ABORTED"], restoreTestingPlanArn: [stack.arn("RestoreTestingPlan files-restore-test")] },
            ],
        ]);
    });

    it("is backed up under a role with AWS Backup's own policies, and those for S3", () => {
        const attached = stack.ofType("RolePolicyAttachment").filter(({ urn }) => urn.includes("::files-"));
        expect(attached.map(({ inputs }) => inputs!.policyArn).sort()).toEqual([
            "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
            "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        ]);
    });

    it("has names within AWS's 50 characters for vaults and 63 for buckets, and fails with a longer one", () => {
        const longest = "a".repeat(34);
        const lengths = (type: string): number[] => stack.ofType(type).map(({ urn }) => `${urn.split("::").at(-1)!}-1234567`.length);
        expect(Math.max(...lengths("Vault"), ...lengths("Plan"))).toBe(50);
        expect(Math.max(...lengths("Bucket"))).toBeLessThanOrEqual(63);
        expect(Math.max(...lengths("Role"))).toBeLessThanOrEqual(64);
        expect(stack.outputs.refused).toEqual([
            `FileStorage '${longest}b': 1 problem\n  name: got "${longest}b"; allowed: a letter, then lower-case letters, digits and single '-', at most 34 characters.`,
        ]);
    });
});

describe("FileStorage with corsOrigins", () => {
    it("lets pages of these sites upload, in parts too, and nobody else's", () => {
        expect(stack.inputs("BucketCorsConfiguration files-cors")).toEqual({
            bucket: stack.id("Bucket files-bucket"),
            corsRules: [
                {
                    allowedOrigins: ["https://www.example.com", "https://admin.example.com:8443"],
                    allowedMethods: ["GET", "HEAD", "PUT", "POST"],
                    allowedHeaders: ["*"],
                    exposeHeaders: ["ETag"],
                    maxAgeSeconds: 3600,
                },
            ],
        });
    });
});

describe("FileStorage with all its options", () => {
    it("grants the bucket alone: not its replica, its logs, nor the right to lift a lock", () => {
        const [{ statements }] = stack.outputs.grants as [{ statements: { actions: string[]; resources: string[] }[] }];
        expect(statements.flatMap(({ resources }) => resources)).toEqual([
            stack.arn("Bucket files-bucket"),
            `${stack.arn("Bucket files-bucket")}/*`,
            stack.arn("Key files-key"),
        ]);
        expect(statements.flatMap(({ actions }) => actions)).toEqual([
            "s3:ListBucket",
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "kms:Decrypt",
            "kms:GenerateDataKey",
        ]);
    });

    /** What is not the component's: tags and a budget are the program's, and logs of a replica need a bucket in its region. */
    const others = ["budget-with-notification", "required-tags", "s3-access-logs"];

    async function judged(name: string): Promise<readonly string[]> {
        const directory = path.join(root, "out", "tests", name);
        const { policy } = await synthesize({ directory, stack: "test", policyPacks: [path.join(root, "policies")] });
        const own = policy!.findings.filter(({ rule }) => !others.includes(rule));
        return own.map(({ rule, urn }) => `${rule} ${urn.split("::").at(-1)}`).sort();
    }

    it("keeps every rule of the policy pack", async () => {
        expect(await judged("file-storage-options")).toEqual([]);
    });

    it("fails in the pack for each bucket that is laid open, those of the options too", async () => {
        await stackOf(
            "file-storage-open",
            `new webstack.FileStorage("files", { ...${everything}, transform: {
                "s3.BucketPolicy": { policy: '{"Version":"2012-10-17","Statement":[]}' },
                "s3.BucketPublicAccessBlock": { blockPublicPolicy: false },
            } }, { providers });`,
        );
        expect(await judged("file-storage-open")).toEqual([
            "s3-deny-http files-access-logs-policy",
            "s3-deny-http files-replica-tls-only",
            "s3-deny-http files-tls-only",
            "s3-public-block files-access-logs-private",
            "s3-public-block files-private",
            "s3-public-block files-replica-private",
        ]);
    });
});

describe("validateFileStorage", () => {
    const check = (args: object): string[] => lines(validateFileStorage({ accountId: account, ...args }));
    const whole = (name: string, got: unknown): string => `${name}: got ${JSON.stringify(got)}; allowed: a whole number from 1 to 3650.`;
    const another = `allowed: another region than ${region}, of the same partition of AWS.`;

    it.each<[string, object]>([
        ["a replica", { region, replicateTo: { region: elsewhere } }],
        ["a replica without deletions", { region, replicateTo: { region: "ap-northeast-1", deletions: false } }],
        ["a lock as long as files live", { expireDays: 30, objectLock: { days: 30 } }],
        ["a lock of files that live for ever", { objectLock: { days: 3650, mode: "governance" } }],
        ["compliance, spelled out", { objectLock: { days: 1, mode: "compliance", cannotBeUndone: true } }],
        ["backups without copies, of no region", { backup: {} }],
        ["copies of backups", { region, backup: { copyTo: { region: elsewhere }, lock: { mode: "governance" } } }],
        ["logs", { accessLogs: { days: 1 } }],
        ["origins", { corsOrigins: ["https://example.com", "https://example.com:8443", "https://a.b.example.com:65535"] }],
        [
            "nothing of all that",
            { replicateTo: undefined, objectLock: undefined, backup: undefined, accessLogs: undefined, corsOrigins: [] },
        ],
    ])("takes %s", (_, args) => expect(check(args)).toEqual([]));

    it.each<[string, object, string[]]>([
        ["a replica in the same region", { region, replicateTo: { region } }, [`replicateTo.region: got "${region}"; ${another}`]],
        ["a replica in China", { region, replicateTo: { region: "cn-north-1" } }, [`replicateTo.region: got "cn-north-1"; ${another}`]],
        [
            "a replica nowhere",
            { region, replicateTo: { region: "mars" } },
            [`replicateTo.region: got "mars"; allowed: a region of AWS such as eu-west-1.`],
        ],
        ["copies in the same region", { region, backup: { copyTo: { region } } }, [`backup.copyTo.region: got "${region}"; ${another}`]],
        [
            "what leads elsewhere from nobody knows where",
            { replicateTo: { region: elsewhere }, backup: { copyTo: { region: elsewhere } } },
            [
                "region: is missing; allowed: the bucket's own region, with replicateTo.",
                "region: is missing; allowed: the bucket's own region, with backup.copyTo.",
            ],
        ],
        ["a region that is none", { region: "Tokyo" }, [`region: got "Tokyo"; allowed: a region of AWS such as eu-west-1.`]],
        ["a lock of no days", { objectLock: { days: 0 } }, [whole("objectLock.days", 0)]],
        ["a lock of half a day", { objectLock: { days: 0.5 } }, [whole("objectLock.days", 0.5)]],
        ["a lock of 11 years", { objectLock: { days: 4015 } }, [whole("objectLock.days", 4015)]],
        [
            "a lock beyond the life of files",
            { expireDays: 30, objectLock: { days: 31 } },
            [
                "objectLock.days: got 31; allowed: at most expireDays, 30. A file that expires while it is locked is out of sight, but stays and costs.",
            ],
        ],
        [
            "an unknown mode",
            { objectLock: { days: 1, mode: "COMPLIANCE" } },
            [`objectLock.mode: got "COMPLIANCE"; allowed: governance, compliance.`],
        ],
        [
            "compliance in passing",
            { objectLock: { days: 1, mode: "compliance" } },
            [
                "objectLock.cannotBeUndone: is missing; allowed: true, with mode compliance. Nobody can delete a file before its days are over, AWS included. Take governance otherwise.",
            ],
        ],
        ["logs of no days", { accessLogs: { days: 0 } }, [whole("accessLogs.days", 0)]],
        ["daily backups of no days", { backup: { dailyDays: 0 } }, ["backup.dailyDays: got 0; allowed: a whole number from 1 to 365."]],
        [
            "an origin twice",
            { corsOrigins: ["https://example.com", "https://example.com"] },
            [`corsOrigins: got "https://example.com"; allowed: each value once.`],
        ],
    ])("fails for %s", (_, args, problems) => expect(check(args)).toEqual(problems));

    it.each([
        "*",
        "https://*",
        "https://*.example.com",
        "http://example.com",
        "example.com",
        "https://example.com/",
        "https://example.com/app",
        "https://example.com:443",
        "https://example.com:0",
        "https://example.com:65536",
        "https://user@example.com",
        "https://Example.com",
        "https://localhost",
        "https://example.com\n",
        "null",
        "",
    ])("fails for the origin %j", origin =>
        expect(check({ corsOrigins: [origin] })).toEqual([
            `corsOrigins.0: got ${JSON.stringify(origin)}; allowed: an origin such as https://www.example.com or https://www.example.com:8443.`,
        ]),
    );

    it("takes as origins what browsers send, and fails for all else", () => {
        fc.assert(
            fc.property(fc.webUrl({ validSchemes: ["https", "http"], withFragments: true }), url => {
                const valid = check({ corsOrigins: [url] }).length === 0;
                if (valid) expect(new URL(url).origin).toBe(url);
                expect(valid).toBe(url === new URL(url).origin && url.startsWith("https:"));
            }),
        );
    });

    it("takes a lock exactly where it ends no later than the file", () => {
        const days = fc.integer({ min: 1, max: 3650 });
        fc.assert(
            fc.property(days, days, (lock, expire) => {
                expect(check({ expireDays: expire, objectLock: { days: lock } })).toHaveLength(lock <= expire ? 0 : 1);
            }),
        );
    });
});
