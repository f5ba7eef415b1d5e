import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { shortHash } from "../../core/hash";
import { keyArgs, logsUser } from "../../core/encryption";
import { createPrivateBucket } from "../../core/private-bucket";
import type { AwsPlace } from "../args";
import { trailDefaults, type TrailArgs } from "./args";
import { createTrailGroup } from "./log-group";

/** The trail, with a bucket that nobody but CloudTrail writes to, and in which nobody deletes in time. */
export function createTrail(self: Component, args: TrailArgs, place: AwsPlace): aws.cloudtrail.Trail {
    const { accountId, region } = place;
    const { days, deletionProtection, logGroupDays, dataOfBuckets = [] } = withDefaults(trailDefaults, args);
    const protect = deletionProtection || undefined;
    const tags = self.tags("trail");
    // Bucket and key name the trail, before there is one.
    const name = trailName(self.name);
    const source = `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
    const key = self.child(
        aws.kms.Key,
        "trail-key",
        keyArgs(
            `Trail of ${self.name}`,
            accountId,
            [
                { service: "cloudtrail.amazonaws.com", condition: { StringEquals: { "aws:SourceArn": source } } },
                ...(logGroupDays === undefined ? [] : [logsUser(region, accountId)]),
            ],
            tags,
        ),
        { protect },
    );
    const { bucket, policy, versioning } = createPrivateBucket(
        self,
        { bucket: "trail-bucket", policy: "trail-bucket-policy", before: "trail-" },
        {
            keyArn: key.arn,
            oldVersionDays: days + 1,
            expireDays: days + 1,
            statements: arn => writes(arn, accountId, source),
            tags,
            protect,
        },
    );
    const lock = self.child(
        aws.s3.BucketObjectLockConfiguration,
        "trail-lock",
        { bucket: bucket.id, rule: { defaultRetention: { mode: "GOVERNANCE", days } } },
        { dependsOn: [versioning] },
    );
    const group =
        logGroupDays === undefined
            ? undefined
            : createTrailGroup(self, place, { name, arn: source, key, days: logGroupDays, deletionProtection });
    return self.child(
        aws.cloudtrail.Trail,
        "trail",
        {
            name,
            s3BucketName: bucket.id,
            kmsKeyId: key.arn,
            isMultiRegionTrail: true,
            includeGlobalServiceEvents: true,
            enableLogFileValidation: true,
            enableLogging: true,
            eventSelectors: [
                {
                    readWriteType: "All",
                    includeManagementEvents: true,
                    ...(dataOfBuckets.length > 0
                        ? { dataResources: [{ type: "AWS::S3::Object", values: dataOfBuckets.map(name => `arn:aws:s3:::${name}/`) }] }
                        : {}),
                },
            ],
            ...(group ? { cloudWatchLogsGroupArn: group.arn, cloudWatchLogsRoleArn: group.roleArn } : {}),
            tags,
        },
        { dependsOn: [policy, lock, ...(group ? [group.writes] : [])], protect },
    );
}

/** At most 128 characters; unique in the account. */
function trailName(component: string): string {
    const name = `${pulumi.getProject()}-${pulumi.getStack()}-${component}`;
    return name.length <= 128 ? name : `${name.slice(0, 119)}-${shortHash(name, 8)}`;
}

/** As CloudTrail's user guide has it ("Amazon S3 bucket policy for CloudTrail"), for this one trail. */
const writes = (arn: string, accountId: string, source: string): object[] => {
    const statement = (Sid: string, Action: string, Resource: string, more: object = {}) => ({
        Sid,
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action,
        Resource,
        Condition: { StringEquals: { "aws:SourceArn": source, ...more } },
    });
    return [
        statement("CloudTrailLooks", "s3:GetBucketAcl", arn),
        statement("CloudTrailWrites", "s3:PutObject", `${arn}/AWSLogs/${accountId}/*`, { "s3:x-amz-acl": "bucket-owner-full-control" }),
    ];
};
