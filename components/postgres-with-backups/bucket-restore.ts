import * as pulumi from "@pulumi/pulumi";
import { mayGet } from "../core/backup-target";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { identityEgress } from "../core/kubernetes";
import { awsEgress, awsStep, type BucketDumps } from "./bucket-dumps";
import { dumpDefaults } from "./dump-args";
import { dumpName } from "./dump-script";
import { createJobAccount, createJobIdentity } from "./job-identity";
import { createRestoreJob } from "./restore-job";
import { fetchScript, latest, restoreScript } from "./restore-script";

/** A dump of a bucket, and the empty server that it goes into. */
export interface BucketRestore extends Omit<BucketDumps, "schedule" | "identifier"> {
    /** The dump's name, or `latest`. */
    readonly file: string;
}

/** Brings a dump of a bucket into a server that is empty, as pods that may read under the dumps' prefix and no more. */
export function createBucketRestore(self: Component, name: string, restore: BucketRestore): pulumi.Resource {
    const { accountId, region, cluster, access, database, labels, file, dependsOn } = restore;
    const { to, prefix, filePrefix, extension, scratch, resources } = withDefaults({ ...dumpDefaults, filePrefix: database }, restore.args);
    const serviceAccountName = `${self.name}-${name}-restore`;
    const suffix = `restored-${name}`;
    const identity = createJobIdentity(self, {
        accountId,
        cluster,
        serviceAccount: serviceAccountName,
        suffix,
        policies: { [`${suffix}-reads`]: mayGet(to, prefix) },
    });
    const account = createJobAccount(self, suffix, serviceAccountName, cluster);
    const source = file === latest ? dumpName({ prefix: filePrefix, extension }, latest) : file;
    const env = [{ name: "SOURCE", value: pulumi.interpolate`s3://${to.bucketName}/${prefix}${source}` }];
    return createRestoreJob(
        self,
        name,
        {
            namespace: access.namespace,
            serviceAccountName,
            labels,
            steps: [
                awsStep("fetch", fetchScript, region, env),
                { name: "restore", image: access.image, script: restoreScript, env, server: access },
            ],
            resources: { ...resources, "ephemeral-storage": scratch },
            volume: { emptyDir: { sizeLimit: scratch } },
            egress: [...access.egress, identityEgress, awsEgress],
        },
        { provider: cluster.provider, dependsOn: [...dependsOn, account, ...identity] },
    );
}
