import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { createPrivateBucket } from "../core/private-bucket";

/** Where a load balancer writes who asked it for what. */
export interface AccessLogs {
    readonly bucketName: pulumi.Output<string>;
    /** What allows it to write. Without it a load balancer refuses to log, and its settings with that. */
    readonly allowed: pulumi.Resource;
}

export interface AccessLogsArgs {
    readonly accountId: string;
    readonly days: number;
    readonly deletionProtection: boolean;
}

/** Days after which what a log replaced or deleted is gone for good: nobody writes over a log but by mistake. */
const oldVersionDays = 30;

/** A bucket for nothing but logs: encrypted by S3's own key, since ELB writes to no bucket that has another. */
export function createAccessLogs(self: Component, { accountId, days, deletionProtection }: AccessLogsArgs): AccessLogs {
    const { bucket, policy } = createPrivateBucket(
        self,
        { bucket: "access-logs", policy: "access-logs-policy", before: "access-logs-" },
        {
            oldVersionDays,
            expireDays: days,
            statements: arn => [mayDeliver(arn, accountId)],
            tags: self.tags("access-logs"),
            protect: deletionProtection || undefined,
        },
    );
    return { bucketName: bucket.bucket, allowed: policy };
}

/**
 * The account in the path is what keeps load balancers of others out (ELB's user guide, "Enable access logs"). A
 * condition on the source would say no more, and ELB does not promise to send one: then nothing is delivered.
 */
const mayDeliver = (arn: string, accountId: string) => ({
    Sid: "LoadBalancersOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${arn}/AWSLogs/${accountId}/*`,
});
