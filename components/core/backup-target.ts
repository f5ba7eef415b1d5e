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
