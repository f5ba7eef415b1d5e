import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { serviceTrust } from "../../core/encryption";
import type { AwsPlace } from "../args";

interface TrailGroup {
    readonly arn: pulumi.Output<string>;
    readonly roleArn: pulumi.Output<string>;
    /** What must be there before the trail writes to it. */
    readonly writes: pulumi.Resource;
}

/** A log group of the trail's, and the role by which CloudTrail adds to it. */
export function createTrailGroup(
    self: Component,
    { accountId, region }: AwsPlace,
    trail: {
        readonly name: string;
        readonly arn: string;
        readonly key: aws.kms.Key;
        readonly days: number;
        readonly deletionProtection: boolean;
    },
): TrailGroup {
    const tags = self.tags("trail");
    const group = self.child(
        aws.cloudwatch.LogGroup,
        "trail-logs",
        {
            name: `/webstack/trails/${trail.name}`,
            kmsKeyId: trail.key.arn,
            retentionInDays: trail.days,
            deletionProtectionEnabled: trail.deletionProtection,
            tags,
        },
        { protect: trail.deletionProtection || undefined },
    );
    const role = self.child(aws.iam.Role, "trail-role", {
        assumeRolePolicy: serviceTrust("cloudtrail.amazonaws.com", ["sts:AssumeRole"], {
            StringEquals: { "aws:SourceAccount": accountId, "aws:SourceArn": trail.arn },
        }),
        tags,
    });
    const writes = self.child(aws.iam.RolePolicy, "trail-writes", {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    // The names of its streams begin so (CloudTrail user guide, "Role policy document for CloudTrail").
                    Resource: pulumi.interpolate`${group.arn}:log-stream:${accountId}_CloudTrail_${region}*`,
                },
            ],
        }),
    });
    return { arn: pulumi.interpolate`${group.arn}:*`, roleArn: role.arn, writes };
}
