import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { keyArgs, serviceTrust } from "../core/encryption";
import { createPrivateBucket, type PrivateBucket } from "../core/private-bucket";
import type { ObjectLockArgs, ReplicaArgs } from "./args";
import { lockObjects } from "./object-lock";

/** The bucket in the other region. */
export interface Replica extends PrivateBucket {
    readonly key: aws.kms.Key;
    readonly lock: aws.s3.BucketObjectLockConfiguration | undefined;
}

export interface ReplicaParts {
    readonly accountId: string;
    readonly region: string;
    readonly oldVersionDays: number;
    readonly expireDays: number | undefined;
    readonly objectLock: ObjectLockArgs | undefined;
    readonly protect: boolean | undefined;
}

/** As private as the first one, and as long-lived: what a lifecycle deletes is not copied, so it has one of its own. */
export function createReplica(self: Component, parts: ReplicaParts): Replica {
    const { region, objectLock, protect } = parts;
    const tags = self.tags("replica");
    const key = self.child(
        aws.kms.Key,
        "replica-key",
        { ...keyArgs(`Replica of the files of ${self.name}`, parts.accountId, [], tags), region },
        { protect },
    );
    const made = createPrivateBucket(
        self,
        { bucket: "replica-bucket", policy: "replica-tls-only", before: "replica-" },
        { region, keyArn: key.arn, oldVersionDays: parts.oldVersionDays, expireDays: parts.expireDays, tags, protect },
    );
    return { ...made, key, lock: objectLock && lockObjects(self, "replica-lock", made, objectLock, { region }) };
}

/** What is copied from. */
export interface Source extends PrivateBucket {
    readonly key: aws.kms.Key;
}

const ruleId = "all";

/** Copies what comes into the bucket from now on; S3 does so under a role that can do nothing else. */
export function replicate(self: Component, source: Source, replica: Replica, { deletions = true }: ReplicaArgs): AlarmDescription {
    const role = self.child(aws.iam.Role, "replica-role", {
        assumeRolePolicy: serviceTrust("s3.amazonaws.com"),
        tags: self.tags("replica"),
    });
    const rights = self.child(aws.iam.RolePolicy, "replica-rights", { role: role.id, policy: rightsOf(source, replica, deletions) });
    self.child(
        aws.s3.BucketReplicationConfig,
        "replica-rules",
        {
            bucket: source.bucket.id,
            role: role.arn,
            rules: [
                {
                    id: ruleId,
                    status: "Enabled",
                    priority: 1,
                    filter: {},
                    deleteMarkerReplication: { status: deletions ? "Enabled" : "Disabled" },
                    // Without it S3 passes over whatever has a key of ours, which is all.
                    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
                    destination: {
                        bucket: replica.bucket.arn,
                        encryptionConfiguration: { replicaKmsKeyId: replica.key.arn },
                        metrics: { status: "Enabled" },
                    },
                },
            ],
        },
        { dependsOn: [rights, source.versioning, replica.versioning, ...(replica.lock ? [replica.lock] : [])] },
    );
    return failures(source, replica);
}

/**
 * Of AWS's "Setting up permissions for live replication" and "Replicating encrypted objects". The keys serve S3 alone, and
 * these two buckets alone: with bucket keys the context is the bucket, for an object that came without one the object.
 */
function rightsOf(source: Source, replica: Replica, deletions: boolean): pulumi.Output<string> {
    const objects = (bucket: aws.s3.Bucket) => pulumi.interpolate`${bucket.arn}/*`;
    const through = (bucket: aws.s3.Bucket) => ({
        StringEquals: { "kms:ViaService": pulumi.interpolate`s3.${bucket.region}.amazonaws.com` },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket.arn, objects(bucket)] },
    });
    const allow = (Action: readonly string[], Resource: pulumi.Input<string>, Condition?: object) => ({
        Effect: "Allow",
        Action,
        Resource,
        ...(Condition ? { Condition } : {}),
    });
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket.arn),
            allow(
                [
                    "s3:GetObjectVersionForReplication",
                    "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionTagging",
                    // Of a bucket with Object Lock, which stays on when the option goes.
                    "s3:GetObjectRetention",
                    "s3:GetObjectLegalHold",
                ],
                objects(source.bucket),
            ),
            allow(["s3:ReplicateObject", "s3:ReplicateTags", ...(deletions ? ["s3:ReplicateDelete"] : [])], objects(replica.bucket)),
            allow(["kms:Decrypt"], source.key.arn, through(source.bucket)),
            allow(["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], replica.key.arn, through(replica.bucket)),
        ],
    });
}

/** The one metric of replication that S3 publishes in the region of the source, where the alarms are. */
const failures = ({ bucket }: Source, replica: Replica): AlarmDescription => ({
    name: "replication-failures",
    description: "S3 could not copy files to the other region",
    severity: "warning",
    namespace: "AWS/S3",
    metricName: "OperationsFailedReplication",
    dimensions: { SourceBucket: bucket.bucket, DestinationBucket: replica.bucket.bucket, RuleId: ruleId },
    statistic: "Sum",
    comparison: "GreaterThanThreshold",
    threshold: 0,
    period: 300,
    periods: 1,
    missingData: "notBreaching",
});
