import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import type { PrivateBucket } from "../core/private-bucket";
import type { ObjectLockArgs } from "./args";

/**
 * Locks what will be uploaded. A resource of its own, which S3 takes for buckets that are there as well;
 * `objectLockEnabled` of the bucket would replace it: ForceNew in terraform-provider-aws, internal/service/s3/bucket.go,
 * where it is also computed, so that leaving it out is no change. Without this resource again the bucket keeps Object
 * Lock, and no rule for new files (resourceBucketObjectLockConfigurationDelete).
 */
export function lockObjects(
    self: Component,
    suffix: string,
    { bucket, versioning }: PrivateBucket,
    { days, mode = "governance" }: ObjectLockArgs,
    { region, after = [] }: { readonly region?: string; readonly after?: readonly pulumi.Resource[] } = {},
): aws.s3.BucketObjectLockConfiguration {
    return self.child(
        aws.s3.BucketObjectLockConfiguration,
        suffix,
        { bucket: bucket.id, ...(region ? { region } : {}), rule: { defaultRetention: { mode: mode.toUpperCase(), days } } },
        { dependsOn: [versioning, ...after] },
    );
}
