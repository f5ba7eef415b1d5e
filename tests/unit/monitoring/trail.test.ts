import type { TrailArgs } from "../../../components/monitoring-stack/trail/args";
import { validateTrail } from "../../../components/monitoring-stack/trail/validate";
import { account, dig, json, lines, region, stackOf, type Stack } from "../support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-trail",
        `
const { createTrail } = require("../../../dist/components/monitoring-stack/trail/trail");
class Box extends webstack.Component {
    constructor(name, trail) {
        super("Box", name, { tags: { Project: "shop" } }, [], { providers });
        createTrail(this, trail, { accountId: "${account}", region: "${region}" });
        this.registerOutputs({});
    }
}
new Box("plain", {});
new Box("full", { days: 3650, logGroupDays: 90, dataOfBuckets: ["shop-uploads", "shop-exports"], deletionProtection: false });
`,
    );
});

const source = (component: string): string => `arn:aws:cloudtrail:${region}:${account}:trail/test-test-${component}`;

it("makes exactly this", () => {
    const parts = [
        "Bucket trail-bucket",
        "BucketLifecycleConfiguration trail-lifecycle",
        "BucketObjectLockConfiguration trail-lock",
        "BucketOwnershipControls trail-owner",
        "BucketPolicy trail-bucket-policy",
        "BucketPublicAccessBlock trail-private",
        "BucketServerSideEncryptionConfiguration trail-encryption",
        "BucketVersioning trail-versions",
        "Key trail-key",
        "Trail trail",
    ];
    const of = (component: string, ...more: string[]): string[] =>
        [...parts, ...more].map(part => part.replace(" ", ` ${component}-`)).sort();
    expect(stack.children("plain")).toEqual(of("plain"));
    expect(stack.children("full")).toEqual(of("full", "LogGroup trail-logs", "Role trail-role", "RolePolicy trail-writes"));
});

it("records what is managed in all regions, in files that show changes", () => {
    expect(stack.inputs("Trail plain-trail")).toEqual({
        name: "test-test-plain",
        s3BucketName: stack.id("Bucket plain-trail-bucket"),
        kmsKeyId: stack.arn("Key plain-trail-key"),
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        enableLogging: true,
        eventSelectors: [{ readWriteType: "All", includeManagementEvents: true }],
        tags: { Project: "shop", Component: "plain", Name: "plain-trail" },
    });
    expect(stack.waitsFor("Trail plain-trail")).toEqual(expect.arrayContaining(["plain-trail-bucket-policy", "plain-trail-lock"]));
    expect(dig(stack.inputs("Trail full-trail"), "eventSelectors.0")).toEqual({
        readWriteType: "All",
        includeManagementEvents: true,
        dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::shop-uploads/", "arn:aws:s3:::shop-exports/"] }],
    });
});

it("has a bucket that this trail alone writes to, over TLS", () => {
    const arn = stack.arn("Bucket plain-trail-bucket");
    const byTrail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
    expect(json(stack.inputs("BucketPolicy plain-trail-bucket-policy").policy)).toEqual({
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
            {
                ...byTrail,
                Sid: "CloudTrailLooks",
                Action: "s3:GetBucketAcl",
                Resource: arn,
                Condition: { StringEquals: { "aws:SourceArn": source("plain") } },
            },
            {
                ...byTrail,
                Sid: "CloudTrailWrites",
                Action: "s3:PutObject",
                Resource: `${arn}/AWSLogs/${account}/*`,
                Condition: { StringEquals: { "aws:SourceArn": source("plain"), "s3:x-amz-acl": "bucket-owner-full-control" } },
            },
        ],
    });
    expect(dig(json(stack.inputs("Key plain-trail-key").policy), "Statement.1")).toMatchObject({
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceArn": source("plain") } },
    });
});

it("locks the files for as long as they are kept, and protects what holds them", () => {
    expect(dig(stack.inputs("BucketObjectLockConfiguration plain-trail-lock"), "rule.defaultRetention")).toEqual({
        mode: "GOVERNANCE",
        days: 365,
    });
    expect(dig(stack.inputs("BucketLifecycleConfiguration plain-trail-lifecycle"), "rules")).toEqual([
        { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: 366 } },
        { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
        { id: "expire", status: "Enabled", filter: {}, expiration: { days: 366 } },
    ]);
    expect(dig(stack.inputs("BucketObjectLockConfiguration full-trail-lock"), "rule.defaultRetention.days")).toBe(3650);
    const guarded = (component: string): unknown[] =>
        ["Bucket trail-bucket", "Key trail-key", "Trail trail"].map(
            part => stack.get(part.replace(" ", ` ${component}-`)).protect ?? false,
        );
    expect([guarded("plain"), guarded("full")]).toEqual([
        [true, true, true],
        [false, false, false],
    ]);
});

it("has a log group as well, which CloudTrail adds to and nobody else, where that is asked for", () => {
    expect(stack.inputs("LogGroup full-trail-logs")).toEqual({
        name: "/webstack/trails/test-test-full",
        kmsKeyId: stack.arn("Key full-trail-key"),
        retentionInDays: 90,
        deletionProtectionEnabled: false,
        tags: { Project: "shop", Component: "full", Name: "full-trail" },
    });
    expect(dig(json(stack.inputs("Key full-trail-key").policy), "Statement.2.Principal")).toEqual({
        Service: `logs.${region}.amazonaws.com`,
    });
    expect(dig(json(stack.inputs("Role full-trail-role").assumeRolePolicy), "Statement.0")).toEqual({
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account, "aws:SourceArn": source("full") } },
    });
    const group = stack.arn("LogGroup full-trail-logs");
    expect(dig(json(stack.inputs("RolePolicy full-trail-writes").policy), "Statement")).toEqual([
        {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${group}:log-stream:${account}_CloudTrail_${region}*`,
        },
    ]);
    expect(stack.inputs("Trail full-trail")).toMatchObject({
        cloudWatchLogsGroupArn: `${group}:*`,
        cloudWatchLogsRoleArn: stack.arn("Role full-trail-role"),
    });
    expect(stack.waitsFor("Trail full-trail")).toContain("full-trail-writes");
});

describe("validateTrail", () => {
    it("takes the defaults, and their limits", () => {
        expect(lines(validateTrail({}))).toEqual([]);
        expect(
            lines(
                validateTrail({ days: 90, logGroupDays: 1, dataOfBuckets: Array.from({ length: 250 }, (_, index) => `bucket-${index}`) }),
            ),
        ).toEqual([]);
    });

    it.each<[string, TrailArgs, string[]]>([
        ["days", { days: 89 }, ["trail.days: got 89; allowed: a whole number from 90 to 3650."]],
        [
            "days of the log group",
            { logGroupDays: 100 },
            [
                "trail.logGroupDays: got 100; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
            ],
        ],
        [
            "buckets",
            { dataOfBuckets: ["Uploads", "a", "exports", "exports"] },
            [
                'trail.dataOfBuckets: got "exports"; allowed: each value once.',
                'trail.dataOfBuckets: got "Uploads"; allowed: names of buckets.',
                'trail.dataOfBuckets: got "a"; allowed: names of buckets.',
            ],
        ],
        [
            "too many buckets",
            { dataOfBuckets: Array.from({ length: 251 }, (_, index) => `bucket-${index}`) },
            ['trail.dataOfBuckets: got "251"; allowed: at most 250.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(lines(validateTrail(args))).toEqual(said));
});
