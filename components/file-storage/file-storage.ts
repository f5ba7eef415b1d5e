import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { BackupTarget } from "../core/backup-target";
import { accountId, wholeNumber } from "../core/checks";
import { Component, type ComponentArgs } from "../core/component";
import { keyArgs } from "../core/encryption";
import type { Problem } from "../core/errors";
import { withDefaults } from "../core/defaults";

export interface FileStorageArgs extends ComponentArgs {
    readonly accountId: string;
    /**
     * Name of the bucket, where a document fixes it: unique in all of AWS, 3–63 characters.
     * @default made from the logical name, with random digits
     */
    readonly bucketName?: string;
    /**
     * Days after which an old version of a file is deleted, 1–3650.
     * @default 90
     */
    readonly oldVersionDays?: number;
    /**
     * Days after which files themselves are deleted, 1–3650.
     * @default never
     */
    readonly expireDays?: number;
    /** Whether Pulumi refuses to delete the bucket. AWS deletes only empty ones either way. @default true */
    readonly deletionProtection?: boolean;
}

const defaults = { oldVersionDays: 90, deletionProtection: true } as const;

export function validateFileStorage(args: FileStorageArgs): Problem[] {
    const { bucketName, oldVersionDays, expireDays } = withDefaults(defaults, args);
    return [
        ...accountId("accountId", args.accountId),
        ...(bucketName === undefined || /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucketName)
            ? []
            : [{ path: "bucketName", got: bucketName, allowed: "3–63 lower-case letters, digits, '-' and '.', and no '..'" }]),
        ...wholeNumber("oldVersionDays", oldVersionDays, 1, 3650),
        ...(expireDays === undefined ? [] : wholeNumber("expireDays", expireDays, 1, 3650)),
    ];
}

/**
 * A place for files: an S3 bucket that is private, versioned, encrypted with a key of its own, and answers over
 * TLS only.
 *
 * Costs about 0.025 USD a GiB and month, and 1 USD for the key.
 */
export class FileStorage extends Component {
    readonly bucketName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    /** For backups that are to be kept here, for as long as `expireDays` says. */
    readonly target: BackupTarget;

    constructor(name: string, args: FileStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("FileStorage", name, args, validateFileStorage(args), opts);
        const { oldVersionDays, expireDays, deletionProtection } = withDefaults(defaults, args);
        const protect = deletionProtection || undefined;
        const key = this.child(aws.kms.Key, "key", keyArgs(`Files of ${name}`, args.accountId, [], this.tags()), { protect });
        const bucket = this.child(aws.s3.Bucket, "bucket", { bucket: args.bucketName, tags: this.tags() }, { protect });
        const parts = { bucket: bucket.id };
        this.child(aws.s3.BucketOwnershipControls, "owner", { ...parts, rule: { objectOwnership: "BucketOwnerEnforced" } });
        const closed = this.child(aws.s3.BucketPublicAccessBlock, "private", {
            ...parts,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        const versioning = this.child(aws.s3.BucketVersioning, "versions", { ...parts, versioningConfiguration: { status: "Enabled" } });
        this.child(aws.s3.BucketServerSideEncryptionConfiguration, "encryption", {
            ...parts,
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }],
        });
        this.child(
            aws.s3.BucketLifecycleConfiguration,
            "lifecycle",
            {
                ...parts,
                rules: [
                    { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: oldVersionDays } },
                    { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
                    ...(expireDays ? [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: expireDays } }] : []),
                ],
            },
            { dependsOn: [versioning] },
        );
        this.child(aws.s3.BucketPolicy, "tls-only", { ...parts, policy: bucket.arn.apply(tlsOnly) }, { dependsOn: [closed] });
        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.target = { bucketName: bucket.bucket, bucketArn: bucket.arn, keyArn: key.arn, keptDays: expireDays };
        this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateFileStorage;
}

/** Refuses every request that does not come over TLS. */
function tlsOnly(arn: string): string {
    return JSON.stringify({
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
}
