import { validateFileStorage, type FileStorageArgs } from "../../components/file-storage/args";
import { account, json, lines, region, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "file-storage",
        `
const files = new webstack.FileStorage("files", { accountId: "${account}", tags: { Project: "shop" } }, { providers });
const backups = new webstack.FileStorage("backups", {
    accountId: "${account}", bucketName: "shop-backups", oldVersionDays: 30, expireDays: 365, deletionProtection: false,
    transform: { "s3.Bucket": { objectLockEnabled: true } },
}, { providers });
exports.files = { name: files.bucketName, arn: files.bucketArn };
exports.targets = [files.target, backups.target];
const grants = [];
const grantee = { name: "web", grant: grant => grants.push(grant) };
files.grantRead(grantee);
files.grantReadWrite(grantee, "uploads/2026/");
backups.grantRead(grantee, "a.b_c-d/");
exports.grants = grants;
for (const prefix of ["uploads", "/", "*/"]) tryTo(() => files.grantRead(grantee, prefix));
tryTo(() => new webstack.FileStorage("wrong", { accountId: "1", bucketName: "A", oldVersionDays: 0, expireDays: 0 }, { providers }));
`,
    );
});

describe("FileStorage", () => {
    it("makes exactly this", () => {
        expect(stack.children("files")).toEqual(
            [
                "Bucket bucket",
                "BucketLifecycleConfiguration lifecycle",
                "BucketOwnershipControls owner",
                "BucketPolicy tls-only",
                "BucketPublicAccessBlock private",
                "BucketServerSideEncryptionConfiguration encryption",
                "BucketVersioning versions",
                "Key key",
            ].map(child => child.replace(" ", " files-")),
        );
    });

    it("has a bucket of a name that AWS makes unique, or of the one that is asked for", () => {
        expect(stack.inputs("Bucket files-bucket")).toEqual({ tags: { Project: "shop", Component: "files", Name: "files" } });
        expect(stack.inputs("Bucket backups-bucket")).toMatchObject({ bucket: "shop-backups", objectLockEnabled: true });
        expect(stack.outputs.files).toEqual({ name: stack.id("Bucket files-bucket"), arn: stack.arn("Bucket files-bucket") });
    });

    it("is a target of backups, which says how long it keeps them", () => {
        const target = (name: string): unknown => ({
            bucketName: stack.get(`Bucket ${name}-bucket`).outputs!.bucket,
            bucketArn: stack.arn(`Bucket ${name}-bucket`),
            keyArn: stack.arn(`Key ${name}-key`),
        });
        expect(stack.outputs.targets).toEqual([target("files"), { ...(target("backups") as object), keptDays: 365 }]);
    });

    it("is guarded with its key, unless a stack says otherwise", () => {
        for (const child of ["Bucket", "Key"]) {
            const suffix = child.toLowerCase();
            expect(stack.get(`${child} files-${suffix}`).protect).toBe(true);
            expect(stack.get(`${child} backups-${suffix}`).protect).toBeUndefined();
        }
    });

    it("is private, owned by the account, versioned, and encrypted with its own key", () => {
        const bucket = stack.id("Bucket files-bucket");
        expect(stack.inputs("BucketPublicAccessBlock files-private")).toEqual({
            bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        expect(stack.inputs("BucketOwnershipControls files-owner")).toEqual({ bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
        expect(stack.inputs("BucketVersioning files-versions")).toEqual({ bucket, versioningConfiguration: { status: "Enabled" } });
        expect(stack.inputs("BucketServerSideEncryptionConfiguration files-encryption")).toEqual({
            bucket,
            rules: [
                {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: stack.arn("Key files-key") },
                    bucketKeyEnabled: true,
                },
            ],
        });
        expect(stack.inputs("Key files-key")).toMatchObject({ enableKeyRotation: true, description: "Files of files" });
    });

    it("answers over TLS only", () => {
        const arn = stack.arn("Bucket files-bucket");
        expect(stack.inputs("BucketPolicy files-tls-only").bucket).toBe(stack.id("Bucket files-bucket"));
        expect(json(stack.inputs("BucketPolicy files-tls-only").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: [arn, `${arn}/*`],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
        expect(stack.waitsFor("BucketPolicy files-tls-only")).toEqual(["files-bucket", "files-private"]);
    });

    it("forgets old versions and broken uploads, and files only where that is asked for", () => {
        const rule = (id: string, does: object): unknown => ({ id, status: "Enabled", filter: {}, ...does });
        const broken = rule("broken-uploads", { abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } });
        expect(stack.inputs("BucketLifecycleConfiguration files-lifecycle").rules).toEqual([
            rule("old-versions", { noncurrentVersionExpiration: { noncurrentDays: 90 } }),
            broken,
        ]);
        expect(stack.inputs("BucketLifecycleConfiguration backups-lifecycle").rules).toEqual([
            rule("old-versions", { noncurrentVersionExpiration: { noncurrentDays: 30 } }),
            broken,
            rule("expire", { expiration: { days: 365 } }),
        ]);
        expect(stack.waitsFor("BucketLifecycleConfiguration files-lifecycle")).toContain("files-versions");
    });

    it("grants what is asked for, below a prefix, with its key and its host, and makes nothing itself", () => {
        const host = (name: string): string => `${stack.id(`Bucket ${name}-bucket`)}.s3.${region}.amazonaws.com`;
        const grant = (grantName: string, name: string, prefix: string, objects: string[], key: string[]): unknown => ({
            name: grantName,
            statements: [
                {
                    actions: ["s3:ListBucket"],
                    resources: [stack.arn(`Bucket ${name}-bucket`)],
                    ...(prefix ? { condition: { StringLike: { "s3:prefix": `${prefix}*` } } } : {}),
                },
                { actions: objects, resources: [`${stack.arn(`Bucket ${name}-bucket`)}/${prefix}*`] },
                { actions: key, resources: [stack.arn(`Key ${name}-key`)] },
            ],
            hosts: [host(name)],
        });
        const written = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"];
        expect(stack.outputs.grants).toEqual([
            grant("read-files", "files", "", ["s3:GetObject"], ["kms:Decrypt"]),
            grant("read-write-files-228b54", "files", "uploads/2026/", written, ["kms:Decrypt", "kms:GenerateDataKey"]),
            grant("read-backups-caf98a", "backups", "a.b_c-d/", ["s3:GetObject"], ["kms:Decrypt"]),
        ]);
    });

    it("fails to grant what is no folder", () => {
        expect((stack.outputs.refused as string[]).slice(0, 3)).toEqual(
            ["uploads", "/", "*/"].map(
                prefix => `FileStorage 'files': 1 problem\n  prefix: got "${prefix}"; allowed: folders such as uploads/, or nothing.`,
            ),
        );
    });

    it("fails with all problems at once, and makes nothing", () => {
        expect((stack.outputs.refused as string[]).slice(3)).toEqual([
            [
                "FileStorage 'wrong': 4 problems",
                '  accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.',
                `  bucketName: got "A"; allowed: 3–63 lower-case letters, digits, '-' and '.', and no '..'.`,
                "  oldVersionDays: got 0; allowed: a whole number from 1 to 3650.",
                "  expireDays: got 0; allowed: a whole number from 1 to 3650.",
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("wrong"))).toEqual([]);
    });
});

describe("validateFileStorage", () => {
    const check = (args: Partial<FileStorageArgs>): string[] => lines(validateFileStorage({ accountId: account, ...args }));

    it("takes the defaults, and undefined", () => {
        expect(check({})).toEqual([]);
        expect(check({ bucketName: undefined, oldVersionDays: undefined, expireDays: undefined })).toEqual([]);
    });

    it.each(["abc", "a".repeat(63), "shop-files", "shop.files", "1-2"])("takes the bucket %s", bucketName =>
        expect(check({ bucketName })).toEqual([]),
    );

    it.each(["ab", "a".repeat(64), "Shop", "shop_files", "-shop", "shop-", "shop..files", "192.168.5.4", "xn--shop", "shop\n", ""])(
        "fails for the bucket %j",
        bucketName =>
            expect(check({ bucketName })).toEqual([
                `bucketName: got ${JSON.stringify(bucketName)}; allowed: 3–63 lower-case letters, digits, '-' and '.', and no '..'.`,
            ]),
    );
});
