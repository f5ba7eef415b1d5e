import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { createPrivateBucket } from "../core/private-bucket";

export interface AccessLogsArgs {
    readonly accountId: string;
    readonly days: number;
    readonly protect: boolean | undefined;
}

/** Days after which what a log replaced or deleted is gone for good: nobody writes over a log but by mistake. */
const oldVersionDays = 30;

/**
 * Server access logs of a bucket, in a bucket for nothing else: encrypted by S3's own key and never locked, since S3
 * delivers logs to no bucket that has another key or a lock.
 */
export function createAccessLogs(self: Component, source: aws.s3.Bucket, { accountId, days, protect }: AccessLogsArgs): aws.s3.Bucket {
    const prefix = `${self.name}/`;
    const { bucket, policy } = createPrivateBucket(
        self,
        { bucket: "access-logs", policy: "access-logs-policy", before: "access-logs-" },
        {
            oldVersionDays,
            expireDays: days,
            statements: arn => pulumi.output(source.arn).apply(sourceArn => [mayDeliver(`${arn}/${prefix}*`, sourceArn, accountId)]),
            tags: self.tags("access-logs"),
            protect,
        },
    );
    self.child(
        aws.s3.BucketLogging,
        "access-logs-delivery",
        {
            bucket: source.id,
            targetBucket: bucket.id,
            targetPrefix: prefix,
            // Folders by account, region, bucket and day, which Athena reads as partitions.
            targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
        },
        { dependsOn: [policy] },
    );
    return bucket;
}

const mayDeliver = (resource: string, sourceArn: string, accountId: string) => ({
    Sid: "AccessLogsOfTheFiles",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: resource,
    Condition: { ArnLike: { "aws:SourceArn": sourceArn }, StringEquals: { "aws:SourceAccount": accountId } },
});
