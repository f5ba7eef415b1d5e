import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { Component } from "./component";

/** A bucket that nobody outside of the account can read, with every former version of its objects kept for a while. */
export interface PrivateBucketArgs {
    /** Unique in all of AWS; made from the logical name where there is none. */
    readonly bucketName?: string;
    /** The key that encrypts; S3's own where there is none. */
    readonly keyArn?: pulumi.Input<string>;
    /** Days after which a former version of an object is deleted. */
    readonly oldVersionDays: number;
    /** Days after which objects are deleted. */
    readonly expireDays?: number;
    /** Storage that is colder and cheaper, by the days that objects have been there. @default none */
    readonly transitions?: readonly { readonly days: number; readonly storageClass: string }[];
    /** Another region than the provider's, for the bucket and all its parts. */
    readonly region?: string;
    /** Who may do what beside the account, given the bucket's ARN. */
    readonly statements?: (arn: string) => pulumi.Input<readonly object[]>;
    readonly tags: Record<string, string>;
    /** Whether Pulumi refuses to delete it. S3 deletes only empty ones either way. */
    readonly protect: boolean | undefined;
}

/** The logical names: of the bucket and its policy, and what stands before those of its other parts. */
export interface BucketSuffixes {
    readonly bucket: string;
    readonly policy: string;
    readonly before: string;
}

export interface PrivateBucket {
    readonly bucket: aws.s3.Bucket;
    /** Who writes to the bucket waits for it. */
    readonly policy: aws.s3.BucketPolicy;
    /** Whatever needs former versions waits for it: replication, locks. */
    readonly versioning: aws.s3.BucketVersioning;
}

/** The bucket with all that makes it private. */
export function createPrivateBucket(
    self: Component,
    { bucket: suffix, policy: policySuffix, before }: BucketSuffixes,
    args: PrivateBucketArgs,
): PrivateBucket {
    const { keyArn, oldVersionDays, expireDays, transitions = [], statements = () => [] } = args;
    const place = args.region ? { region: args.region } : {};
    const bucket = self.child(aws.s3.Bucket, suffix, { bucket: args.bucketName, ...place, tags: args.tags }, { protect: args.protect });
    const parts = { bucket: bucket.id, ...place };
    self.child(aws.s3.BucketOwnershipControls, `${before}owner`, { ...parts, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const closed = self.child(aws.s3.BucketPublicAccessBlock, `${before}private`, {
        ...parts,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    const versioning = self.child(aws.s3.BucketVersioning, `${before}versions`, {
        ...parts,
        versioningConfiguration: { status: "Enabled" },
    });
    self.child(aws.s3.BucketServerSideEncryptionConfiguration, `${before}encryption`, {
        ...parts,
        rules: [
            keyArn === undefined
                ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
                : { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }, bucketKeyEnabled: true },
        ],
    });
    self.child(
        aws.s3.BucketLifecycleConfiguration,
        `${before}lifecycle`,
        {
            ...parts,
            rules: [
                { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: oldVersionDays } },
                { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
                ...(transitions.length > 0 ? [{ id: "colder", status: "Enabled", filter: {}, transitions: [...transitions] }] : []),
                ...(expireDays ? [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: expireDays } }] : []),
            ],
        },
        { dependsOn: [versioning] },
    );
    const policy = self.child(
        aws.s3.BucketPolicy,
        policySuffix,
        { ...parts, policy: bucket.arn.apply(arn => pulumi.output(statements(arn)).apply(more => policyOf([tlsOnly(arn), ...more]))) },
        { dependsOn: [closed] },
    );
    return { bucket, policy, versioning };
}

const policyOf = (statements: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Refuses every request that does not come over TLS. */
const tlsOnly = (arn: string) => ({
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
});
