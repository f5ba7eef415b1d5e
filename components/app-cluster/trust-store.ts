import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { createPrivateBucket } from "../core/private-bucket";

/** Days after which a former authority is deleted. */
const oldVersionDays = 30;

/**
 * The authorities whose clients a load balancer lets in; returns its ARN. They are public, so that S3's own key will do.
 * A change takes effect in place: the store reads the version of the file that it names.
 */
export function createTrustStore(self: Component, authorities: pulumi.Input<string>, deletionProtection: boolean): pulumi.Output<string> {
    const { bucket, policy, versioning } = createPrivateBucket(
        self,
        { bucket: "client-ca", policy: "client-ca-policy", before: "client-ca-" },
        { oldVersionDays, tags: self.tags("client-ca"), protect: deletionProtection || undefined },
    );
    const file = self.child(
        aws.s3.BucketObjectv2,
        "client-ca-file",
        {
            bucket: bucket.bucket,
            key: "client-ca.pem",
            content: authorities,
            contentType: "application/x-pem-file",
            tags: self.tags("client-ca-file"),
        },
        { dependsOn: [policy, versioning] },
    );
    return self.child(aws.lb.TrustStore, "client-ca", {
        // A name may have 32 characters, fewer than a component's and what Pulumi puts behind it: AWS's part is 26.
        namePrefix: "edge-",
        caCertificatesBundleS3Bucket: file.bucket,
        caCertificatesBundleS3Key: file.key,
        caCertificatesBundleS3ObjectVersion: file.versionId,
        tags: self.tags("client-ca"),
    }).arn;
}
