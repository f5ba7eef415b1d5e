import * as pulumi from "@pulumi/pulumi";

/**
 * Where copies of data are kept. Made by FileStorage, written to by the backups of a store: neither looks into the
 * other. For a bucket that was there before, the same by hand.
 */
export interface BackupTarget {
    readonly bucketName: pulumi.Input<string>;
    readonly bucketArn: pulumi.Input<string>;
    /** The key that encrypts what is put there. */
    readonly keyArn: pulumi.Input<string>;
    /** Days after which the bucket itself deletes what was put there; `undefined` where it never does. */
    readonly keptDays: number | undefined;
    /**
     * Days from its upload in which nobody deletes a version of what was put there (Object Lock), at most `keptDays`;
     * `undefined` where whoever may delete in the bucket may do so at once.
     */
    readonly lockedDays: number | undefined;
    /** Another region, to which S3 copies what is put there. @default none */
    readonly replicaRegion?: string;
}

/** An identity policy for who adds objects under a prefix, and may neither read, list nor delete any. */
export function mayPut({ bucketArn, keyArn }: BackupTarget, prefix: string): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
                Resource: pulumi.interpolate`${bucketArn}/${prefix}*`,
            },
            // A large object is uploaded in parts, and S3 decrypts those to put them together.
            { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: keyArn },
        ],
    });
}

/** An identity policy for who restores: lists what lies under a prefix, and reads it; changes nothing. */
export function mayGet({ bucketArn, keyArn }: BackupTarget, prefix: string): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "s3:ListBucket",
                Resource: bucketArn,
                Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
            },
            { Effect: "Allow", Action: "s3:GetObject", Resource: pulumi.interpolate`${bucketArn}/${prefix}*` },
            { Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn },
        ],
    });
}
