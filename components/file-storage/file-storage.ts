import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { BackupTarget } from "../core/backup-target";
import { createBackups } from "../core/backups";
import { Component } from "../core/component";
import { keyArgs } from "../core/encryption";
import { refuse } from "../core/errors";
import type { Grantee } from "../core/grants";
import { shortHash } from "../core/hash";
import { withDefaults } from "../core/defaults";
import { createPrivateBucket } from "../core/private-bucket";
import { createAccessLogs } from "./access-logs";
import { fileStorageDefaults, validateFileStorage, type FileStorageArgs } from "./args";
import { lockObjects } from "./object-lock";
import { createReplica, replicate } from "./replica";

/**
 * A place for files: an S3 bucket that is private, versioned, encrypted with a key of its own, and answers over
 * TLS only.
 *
 * Costs about 0.025 USD a GiB and month, and 1 USD for the key; a replica costs the same again, in the other region.
 */
export class FileStorage extends Component {
    readonly bucketName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    /** `name.s3.eu-west-1.amazonaws.com`; of a name with a dot, which no certificate is for, the host of all buckets too. */
    readonly #hosts: readonly pulumi.Output<string>[];
    readonly #keyArn: pulumi.Output<string>;
    /** For backups that are to be kept here, for as long as `expireDays` says, and locked as `objectLock` says. */
    readonly target: BackupTarget;
    /** The bucket in the other region; `undefined` without `replicateTo`. */
    readonly replicaBucketName: pulumi.Output<string> | undefined;
    /** The same for who restores there: read, never written to, or it would be no copy. */
    readonly replica: BackupTarget | undefined;
    /** Where access logs lie; `undefined` without `accessLogs`. */
    readonly accessLogsBucketName: pulumi.Output<string> | undefined;
    /** For MonitoringStack: files that could not be copied, and backups that did not come through. */
    readonly alarms: readonly AlarmDescription[];

    constructor(name: string, args: FileStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        // Names of vaults and plans end at 50 characters.
        super("FileStorage", name, args, validateFileStorage(args), opts, args.backup ? 34 : 40);
        const { accountId, objectLock, replicateTo, accessLogs, backup, corsOrigins = [] } = args;
        const { oldVersionDays, expireDays, deletionProtection } = withDefaults(fileStorageDefaults, args);
        const protect = deletionProtection || undefined;
        const key = this.child(aws.kms.Key, "key", keyArgs(`Files of ${name}`, accountId, [], this.tags()), { protect });
        const made = createPrivateBucket(
            this,
            { bucket: "bucket", policy: "tls-only", before: "" },
            { bucketName: args.bucketName, keyArn: key.arn, oldVersionDays, expireDays, tags: this.tags(), protect },
        );
        const { bucket } = made;
        const replica =
            replicateTo && createReplica(this, { accountId, region: replicateTo.region, oldVersionDays, expireDays, objectLock, protect });
        // The replica is locked first: S3 copies no locked file to a bucket without locks.
        if (objectLock) lockObjects(this, "lock", made, objectLock, { after: replica?.lock ? [replica.lock] : [] });
        const replication = replica ? [replicate(this, { ...made, key }, replica, replicateTo)] : [];
        if (corsOrigins.length > 0) this.#allowOrigins(bucket, corsOrigins);
        this.accessLogsBucketName = accessLogs && createAccessLogs(this, bucket, { accountId, days: accessLogs.days, protect }).bucket;
        this.alarms = [...replication, ...(backup ? this.#backUp(args, bucket, key, protect) : [])];

        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.#hosts = [
            bucket.bucketRegionalDomainName,
            ...(args.bucketName?.includes(".") ? [pulumi.interpolate`s3.${bucket.region}.amazonaws.com`] : []),
        ];
        this.#keyArn = key.arn;
        const kept = { keptDays: expireDays, lockedDays: objectLock?.days };
        const replicaRegion = replicateTo && { replicaRegion: replicateTo.region };
        this.target = { bucketName: bucket.bucket, bucketArn: bucket.arn, keyArn: key.arn, ...kept, ...replicaRegion };
        this.replica = replica && { bucketName: replica.bucket.bucket, bucketArn: replica.bucket.arn, keyArn: replica.key.arn, ...kept };
        this.replicaBucketName = replica?.bucket.bucket;
        this.registerOutputs({
            bucketName: this.bucketName,
            bucketArn: this.bucketArn,
            ...(replica ? { replicaBucketName: this.replicaBucketName } : {}),
        });
    }

    /** Lets a workload list the files, and read those below a prefix: `uploads/`. */
    grantRead(grantee: Grantee, prefix = ""): void {
        this.#grant(grantee, "read", prefix, reading);
    }

    /** Lets a workload read, write and delete files below a prefix. Old versions stay out of its reach. */
    grantReadWrite(grantee: Grantee, prefix = ""): void {
        this.#grant(grantee, "read-write", prefix, {
            objects: [...reading.objects, "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            key: [...reading.key, "kms:GenerateDataKey"],
        });
    }

    /** What a page needs to upload to a presigned address, in parts too: those are put together by their ETags. */
    #allowOrigins(bucket: aws.s3.Bucket, origins: readonly string[]): void {
        this.child(aws.s3.BucketCorsConfiguration, "cors", {
            bucket: bucket.id,
            corsRules: [
                {
                    allowedOrigins: [...origins],
                    allowedMethods: ["GET", "HEAD", "PUT", "POST"],
                    allowedHeaders: ["*"],
                    exposeHeaders: ["ETag"],
                    maxAgeSeconds: 3600,
                },
            ],
        });
    }

    #backUp(
        { accountId, backup }: FileStorageArgs,
        bucket: aws.s3.Bucket,
        key: aws.kms.Key,
        protect: boolean | undefined,
    ): AlarmDescription[] {
        // AWS Backup for S3 relies on the bucket's events at EventBridge (developer guide, "Continuous backups and PITR").
        this.child(aws.s3.BucketNotification, "events", { bucket: bucket.id, eventbridge: true });
        return createBackups(this, {
            accountId,
            resources: [bucket.arn],
            keyArn: key.arn,
            plan: backup,
            hours: backupHours,
            policies: backupPolicies,
            // Into a bucket that AWS Backup makes for the test, and names itself.
            restored: { type: "S3", metadata: {} },
            protect,
        });
    }

    #grant(grantee: Grantee, what: string, prefix: string, { objects, key }: typeof reading): void {
        refuse(
            `FileStorage '${this.name}'`,
            /^([\w.-]+\/)*$/.test(prefix) ? [] : [{ path: "prefix", got: prefix, allowed: "folders such as uploads/, or nothing" }],
        );
        grantee.grant({
            name: [what, this.name, ...(prefix ? [shortHash(prefix, 6)] : [])].join("-"),
            statements: [
                {
                    actions: ["s3:ListBucket"],
                    resources: [this.bucketArn],
                    ...(prefix ? { condition: { StringLike: { "s3:prefix": `${prefix}*` } } } : {}),
                },
                { actions: objects, resources: [pulumi.interpolate`${this.bucketArn}/${prefix}*`] },
                { actions: key, resources: [this.#keyArn] },
            ],
            hosts: this.#hosts,
        });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateFileStorage;
}

/** What reading takes. */
const reading: { readonly objects: readonly string[]; readonly key: readonly string[] } = {
    objects: ["s3:GetObject"],
    key: ["kms:Decrypt"],
};

/** Beside the hours of databases, and apart from each other. */
const backupHours = { daily: 1, weekly: 3, monthly: 5 } as const;

/** What takes backups of a bucket and restores them: the two of AWS Backup, and the two that S3 has apart. */
const backupPolicies = [
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
];
