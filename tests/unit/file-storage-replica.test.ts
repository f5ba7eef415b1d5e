import { account, json, region, stackOf, type Stack } from "./support";

const elsewhere = "us-west-1";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "file-storage-replica",
        `
const args = { accountId: "${account}", region: "${region}", tags: { Project: "shop" } };
const files = new webstack.FileStorage("files", {
    ...args, oldVersionDays: 30, expireDays: 365, replicateTo: { region: "${elsewhere}" },
}, { providers });
const locked = new webstack.FileStorage("locked", {
    ...args, replicateTo: { region: "${elsewhere}", deletions: false }, objectLock: { days: 30 }, deletionProtection: false,
}, { providers });
const strict = new webstack.FileStorage("strict", {
    accountId: "${account}", expireDays: 30, objectLock: { days: 30, mode: "compliance", cannotBeUndone: true },
}, { providers });
const plain = new webstack.FileStorage("plain", { accountId: "${account}" }, { providers });
exports.files = { name: files.replicaBucketName, replica: files.replica, alarms: files.alarms };
exports.locked = { target: locked.target, replica: locked.replica };
exports.strict = strict.target;
exports.plain = { has: [plain.replicaBucketName, plain.replica, plain.accessLogsBucketName].map(Boolean), alarms: plain.alarms };
const { mayGet, mayPut } = require("../../../dist/components/core/backup-target");
exports.policies = [mayGet(locked.target, "database/"), mayGet(files.replica, ""), mayPut(locked.target, "database/")];
`,
    );
});

const bucket = (key: string): string => stack.id(`Bucket ${key}`);
const arn = (key: string): string => stack.arn(`Bucket ${key}`);

describe("FileStorage with replicateTo", () => {
    it("makes exactly this beside the bucket", () => {
        const made = stack.children("files").filter(child => child.includes("replica"));
        expect(made).toEqual(
            [
                "Bucket bucket",
                "BucketLifecycleConfiguration lifecycle",
                "BucketOwnershipControls owner",
                "BucketPolicy tls-only",
                "BucketPublicAccessBlock private",
                "BucketReplicationConfig rules",
                "BucketServerSideEncryptionConfiguration encryption",
                "BucketVersioning versions",
                "Key key",
                "Role role",
                "RolePolicy rights",
            ].map(child => child.replace(" ", " files-replica-")),
        );
        expect(stack.children("files")).toHaveLength(made.length + 8);
    });

    it("makes all of the replica in the other region, with the one provider", () => {
        const there = stack.resources.filter(({ inputs }) => inputs?.region === elsewhere).map(({ urn }) => urn.split("::").at(-1)!);
        const inRegion = ["bucket", "encryption", "key", "lifecycle", "owner", "private", "tls-only", "versions"];
        expect(there.filter(name => name.startsWith("files-")).sort()).toEqual(inRegion.map(suffix => `files-replica-${suffix}`));
        expect(stack.ofType("Provider").filter(({ type }) => type.endsWith(":aws"))).toEqual([]);
        expect(stack.provider("Bucket files-replica-bucket")).toBe("aws");
        expect(stack.inputs("BucketReplicationConfig files-replica-rules").region).toBeUndefined();
    });

    it("makes the replica as private and as long-lived as the bucket, with a key of its own", () => {
        for (const [type, suffix] of [
            ["BucketPublicAccessBlock", "private"],
            ["BucketOwnershipControls", "owner"],
            ["BucketVersioning", "versions"],
            ["BucketLifecycleConfiguration", "lifecycle"],
        ]) {
            expect(stack.inputs(`${type} files-replica-${suffix}`)).toEqual({
                ...stack.inputs(`${type} files-${suffix}`),
                bucket: bucket("files-replica-bucket"),
                region: elsewhere,
            });
        }
        expect(stack.inputs("Bucket files-replica-bucket")).toEqual({
            region: elsewhere,
            tags: { Project: "shop", Component: "files", Name: "files-replica" },
        });
        const key = stack.arn("Key files-replica-key");
        expect(key).toContain(`:kms:${elsewhere}:`);
        expect(stack.inputs("Key files-replica-key")).toMatchObject({ enableKeyRotation: true, region: elsewhere });
        expect(stack.inputs("BucketServerSideEncryptionConfiguration files-replica-encryption").rules).toEqual([
            { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }, bucketKeyEnabled: true },
        ]);
        expect(json(stack.inputs("BucketPolicy files-replica-tls-only").policy)).toMatchObject({
            Statement: [{ Effect: "Deny", Resource: [arn("files-replica-bucket"), `${arn("files-replica-bucket")}/*`] }],
        });
    });

    it("guards it as the bucket", () => {
        for (const key of ["Bucket files-replica-bucket", "Key files-replica-key"]) expect(stack.get(key).protect).toBe(true);
        for (const key of ["Bucket locked-replica-bucket", "Key locked-replica-key"]) expect(stack.get(key).protect).toBeUndefined();
    });

    const rule = (name: string, deletions: string): unknown => ({
        id: "all",
        status: "Enabled",
        priority: 1,
        filter: {},
        deleteMarkerReplication: { status: deletions },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
            bucket: arn(`${name}-replica-bucket`),
            encryptionConfiguration: { replicaKmsKeyId: stack.arn(`Key ${name}-replica-key`) },
            metrics: { status: "Enabled" },
        },
    });

    it("copies everything, what its key encrypts too, and deletions by choice", () => {
        expect(stack.inputs("BucketReplicationConfig files-replica-rules")).toEqual({
            bucket: bucket("files-bucket"),
            role: stack.arn("Role files-replica-role"),
            rules: [rule("files", "Enabled")],
        });
        expect(stack.inputs("BucketReplicationConfig locked-replica-rules").rules).toEqual([rule("locked", "Disabled")]);
    });

    it("begins when both sides keep versions, the replica has its lock, and the role its rights", () => {
        const waits = (name: string): string[] => stack.waitsFor(`BucketReplicationConfig ${name}-replica-rules`);
        expect(waits("files")).toEqual(expect.arrayContaining(["files-replica-rights", "files-replica-versions", "files-versions"]));
        expect(waits("locked")).toEqual(expect.arrayContaining(["locked-replica-lock", "locked-replica-rights", "locked-versions"]));
    });

    it.each([
        ["files", ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"]],
        ["locked", ["s3:ReplicateObject", "s3:ReplicateTags"]],
    ])("lets S3 alone do so, and nothing else: %s", (name, written) => {
        expect(json(stack.inputs(`Role ${name}-replica-role`).assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
        const allow = (Action: string[], Resource: string, Condition?: object): unknown => ({
            Effect: "Allow",
            Action,
            Resource,
            ...(Condition ? { Condition } : {}),
        });
        const through = (where: string, key: string): object => ({
            StringEquals: { "kms:ViaService": `s3.${where}.amazonaws.com` },
            StringLike: { "kms:EncryptionContext:aws:s3:arn": [arn(key), `${arn(key)}/*`] },
        });
        const [from, to] = [`${name}-bucket`, `${name}-replica-bucket`];
        expect(stack.inputs(`RolePolicy ${name}-replica-rights`).role).toBe(stack.id(`Role ${name}-replica-role`));
        expect(json(stack.inputs(`RolePolicy ${name}-replica-rights`).policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], arn(from)),
                allow(
                    [
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionTagging",
                        "s3:GetObjectRetention",
                        "s3:GetObjectLegalHold",
                    ],
                    `${arn(from)}/*`,
                ),
                allow(written, `${arn(to)}/*`),
                allow(["kms:Decrypt"], stack.arn(`Key ${name}-key`), through(region, from)),
                allow(["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], stack.arn(`Key ${name}-replica-key`), through(elsewhere, to)),
            ],
        });
    });

    it("tells where the copies are, and of files that could not be copied", () => {
        expect(stack.outputs.files).toEqual({
            name: bucket("files-replica-bucket"),
            replica: {
                bucketName: bucket("files-replica-bucket"),
                bucketArn: arn("files-replica-bucket"),
                keyArn: stack.arn("Key files-replica-key"),
                keptDays: 365,
            },
            alarms: [
                {
                    name: "replication-failures",
                    description: "S3 could not copy files to the other region",
                    severity: "warning",
                    namespace: "AWS/S3",
                    metricName: "OperationsFailedReplication",
                    dimensions: { SourceBucket: bucket("files-bucket"), DestinationBucket: bucket("files-replica-bucket"), RuleId: "all" },
                    statistic: "Sum",
                    comparison: "GreaterThanThreshold",
                    threshold: 0,
                    period: 300,
                    periods: 1,
                    missingData: "notBreaching",
                },
            ],
        });
        expect(stack.outputs.plain).toEqual({ has: [false, false, false], alarms: [] });
    });
});

describe("FileStorage with objectLock", () => {
    const retention = (mode: string): object => ({ rule: { defaultRetention: { mode, days: 30 } } });

    it("locks what comes, on both sides, by governance unless it is told otherwise", () => {
        expect(stack.inputs("BucketObjectLockConfiguration locked-lock")).toEqual({
            bucket: bucket("locked-bucket"),
            ...retention("GOVERNANCE"),
        });
        expect(stack.inputs("BucketObjectLockConfiguration locked-replica-lock")).toEqual({
            bucket: bucket("locked-replica-bucket"),
            region: elsewhere,
            ...retention("GOVERNANCE"),
        });
        expect(stack.inputs("BucketObjectLockConfiguration strict-lock")).toEqual({
            bucket: bucket("strict-bucket"),
            ...retention("COMPLIANCE"),
        });
    });

    it("leaves the bucket's own inputs alone, since a change there would replace it", () => {
        expect(stack.inputs("Bucket strict-bucket")).toEqual({ tags: { Component: "strict", Name: "strict" } });
        expect(JSON.stringify(stack.ofType("Bucket").map(({ inputs }) => inputs))).not.toMatch(/objectLock/);
    });

    it("comes after the versions, and after the lock of the replica, which takes no locked file without one", () => {
        expect(stack.waitsFor("BucketObjectLockConfiguration strict-lock")).toEqual(["strict-bucket", "strict-versions"]);
        expect(stack.waitsFor("BucketObjectLockConfiguration locked-lock")).toEqual([
            "locked-bucket",
            "locked-replica-lock",
            "locked-versions",
        ]);
    });

    it("tells backups for how many days nobody deletes them", () => {
        expect(stack.outputs.strict).toMatchObject({ keptDays: 30, lockedDays: 30 });
        expect(stack.outputs.locked).toMatchObject({ target: { lockedDays: 30 }, replica: { lockedDays: 30 } });
    });
});

describe("a backup target", () => {
    const statement = (Action: string | string[], Resource: string, Condition?: object): unknown => ({
        Effect: "Allow",
        Action,
        Resource,
        ...(Condition ? { Condition } : {}),
    });
    const below = (prefix: string): object => ({ StringLike: { "s3:prefix": `${prefix}*` } });
    const policy = (index: number): unknown => json((stack.outputs.policies as string[])[index]);

    it("lets who restores list and read what lies under a prefix, and change nothing", () => {
        expect(policy(0)).toEqual({
            Version: "2012-10-17",
            Statement: [
                statement("s3:ListBucket", arn("locked-bucket"), below("database/")),
                statement("s3:GetObject", `${arn("locked-bucket")}/database/*`),
                statement("kms:Decrypt", stack.arn("Key locked-key")),
            ],
        });
        expect(policy(1)).toEqual({
            Version: "2012-10-17",
            Statement: [
                statement("s3:ListBucket", arn("files-replica-bucket"), below("")),
                statement("s3:GetObject", `${arn("files-replica-bucket")}/*`),
                statement("kms:Decrypt", stack.arn("Key files-replica-key")),
            ],
        });
    });

    it("lets who backs up add, and neither read nor lift a lock", () => {
        expect(policy(2)).toEqual({
            Version: "2012-10-17",
            Statement: [
                statement(["s3:PutObject", "s3:AbortMultipartUpload"], `${arn("locked-bucket")}/database/*`),
                statement(["kms:GenerateDataKey", "kms:Decrypt"], stack.arn("Key locked-key")),
            ],
        });
    });
});
