import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { createPrivateBucket } from "../../core/private-bucket";
import { archiveDefaults, type ArchiveArgs } from "./args";

/** Files of the archive in colder and cheaper storage, by the days that they have been there. */
const colder = [
    { days: 90, storageClass: "GLACIER_IR" },
    { days: 365, storageClass: "DEEP_ARCHIVE" },
];

interface Archive {
    readonly bucket: pulumi.Output<string>;
    /** What its writer may do: put files below `audit/`, and have them encrypted. */
    readonly statements: readonly object[];
}

/** A bucket in which nobody changes or deletes what the agents put there, until the lock is over. */
export function createArchive(
    self: Component,
    args: ArchiveArgs,
    { key, protect }: { readonly key: aws.kms.Key; readonly protect: true | undefined },
): Archive {
    const { days, mode } = withDefaults(archiveDefaults, args);
    const { bucket, versioning } = createPrivateBucket(
        self,
        { bucket: "archive", policy: "archive-policy", before: "archive-" },
        {
            keyArn: key.arn,
            // Who writes a second file under a name hides the first, which stays as long as its lock.
            oldVersionDays: days + 1,
            expireDays: days + 1,
            transitions: colder.filter(({ days: after }) => after < days),
            tags: self.tags("archive"),
            protect,
        },
    );
    self.child(
        aws.s3.BucketObjectLockConfiguration,
        "archive-lock",
        { bucket: bucket.id, rule: { defaultRetention: { mode: mode.toUpperCase(), days } } },
        { dependsOn: [versioning] },
    );
    return {
        bucket: bucket.id,
        statements: [
            { Effect: "Allow", Action: "s3:PutObject", Resource: pulumi.interpolate`${bucket.arn}/audit/*` },
            { Effect: "Allow", Action: "kms:GenerateDataKey", Resource: key.arn },
        ],
    };
}
