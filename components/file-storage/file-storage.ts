import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { BackupTarget } from "../core/backup-target";
import { accountId, wholeNumber } from "../core/checks";
import { Component, type ComponentArgs } from "../core/component";
import { keyArgs } from "../core/encryption";
import { refuse, type Problem } from "../core/errors";
import type { Grantee } from "../core/grants";
import { shortHash } from "../core/hash";
import { withDefaults } from "../core/defaults";
import { createPrivateBucket } from "../core/private-bucket";

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
    /** `name.s3.eu-west-1.amazonaws.com`; of a name with a dot, which no certificate is for, the host of all buckets too. */
    readonly #hosts: readonly pulumi.Output<string>[];
    readonly #keyArn: pulumi.Output<string>;
    /** For backups that are to be kept here, for as long as `expireDays` says. */
    readonly target: BackupTarget;

    constructor(name: string, args: FileStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("FileStorage", name, args, validateFileStorage(args), opts);
        const { oldVersionDays, expireDays, deletionProtection } = withDefaults(defaults, args);
        const protect = deletionProtection || undefined;
        const key = this.child(aws.kms.Key, "key", keyArgs(`Files of ${name}`, args.accountId, [], this.tags()), { protect });
        const { bucket } = createPrivateBucket(
            this,
            { bucket: "bucket", policy: "tls-only", before: "" },
            { bucketName: args.bucketName, keyArn: key.arn, oldVersionDays, expireDays, tags: this.tags(), protect },
        );
        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.#hosts = [
            bucket.bucketRegionalDomainName,
            ...(args.bucketName?.includes(".") ? [pulumi.interpolate`s3.${bucket.region}.amazonaws.com`] : []),
        ];
        this.#keyArn = key.arn;
        this.target = { bucketName: bucket.bucket, bucketArn: bucket.arn, keyArn: key.arn, keptDays: expireDays };
        this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
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
