import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { mayPut } from "../core/backup-target";
import type { ClusterRef } from "../core/cluster";
import type { Component } from "../core/component";
import { longestGap } from "../core/gaps";
import { withDefaults } from "../core/defaults";
import { images } from "../core/images";
import { identityEgress } from "../core/kubernetes";
import type { BackupMetrics } from "../core/metrics";
import { dumpDefaults, type DumpArgs } from "./dump-args";
import type { ServerAccess, Step } from "./database-pod";
import { createDumpJob, dumpMetrics, type DumpBefore } from "./dump-job";
import { dumpScript, uploadScript } from "./dump-script";
import { createJobAccount, createJobIdentity, mayPutMetrics } from "./job-identity";

/** Dumps to a bucket. */
export interface BucketDumps {
    readonly accountId: string;
    readonly region: string;
    readonly cluster: ClusterRef;
    readonly access: ServerAccess;
    readonly args: DumpArgs;
    readonly database: string;
    /** Where the arguments say none. */
    readonly schedule: string;
    /** Unique in the account and region: what the metric is counted by. */
    readonly identifier: pulumi.Input<string>;
    /** Of the pods: whom they call. */
    readonly labels?: Readonly<Record<string, string>>;
    /** What the pods read. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export interface DumpParts {
    /** `s3://bucket/database/` */
    readonly location: pulumi.Output<string> | undefined;
    readonly alarms: readonly AlarmDescription[];
    readonly metrics: BackupMetrics;
    readonly before: DumpBefore;
}

const metricNamespace = "webstack/postgres";

/** S3 and CloudWatch: public addresses that change, also on the way through the VPC's own endpoint. */
export const awsEgress = { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port: 443 }] };

/** The command `aws` as a pod of its own identity; the image has bash and sha256sum. */
export const awsStep = (name: string, script: string, region: string, env: NonNullable<Step["env"]>): Step => ({
    name,
    image: images.awsCli,
    script,
    env: [
        ...env,
        { name: "AWS_REGION", value: region },
        // Only the pod's own identity counts, not the node's.
        { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
        { name: "HOME", value: "/tmp" },
    ],
});

/** Makes the job that dumps the database and copies the dumps away. */
export function createBucketDumps(self: Component, dumps: BucketDumps): DumpParts {
    const { accountId, region, cluster, access, database } = dumps;
    const { to, prefix, extension, scratch, ...job } = withDefaults(dumpDefaults, dumps.args);
    const name = `${self.name}-dump`;
    const location = pulumi.interpolate`s3://${to.bucketName}/${prefix}`;
    const schedule = job.schedule ?? dumps.schedule;
    const identity = createJobIdentity(self, {
        accountId,
        cluster,
        serviceAccount: name,
        suffix: "dump",
        policies: { "dump-uploads": mayPut(to, prefix), "dump-metrics": mayPutMetrics(metricNamespace) },
    });
    const account = createJobAccount(self, "dump", name, cluster);
    const before = createDumpJob(
        self,
        {
            namespace: access.namespace,
            serviceAccountName: name,
            labels: dumps.labels,
            schedule,
            timeoutMinutes: job.timeoutMinutes,
            steps: [
                {
                    name: "dump",
                    image: access.image,
                    script: dumpScript({ prefix: job.filePrefix ?? database, extension }),
                    server: access,
                },
                awsStep("upload", uploadScript, region, [
                    { name: "TARGET", value: location },
                    { name: "METRIC_NAMESPACE", value: metricNamespace },
                    { name: "METRIC_DIMENSION", value: dumps.identifier },
                ]),
            ],
            resources: { ...job.resources, "ephemeral-storage": scratch },
            volume: { emptyDir: { sizeLimit: scratch } },
            egress: [...access.egress, identityEgress, awsEgress],
        },
        { provider: cluster.provider, dependsOn: [account, ...identity, ...dumps.dependsOn] },
    );
    const metrics = dumpMetrics(self, { namespace: access.namespace, schedule });
    return { location, before, metrics, alarms: alarmsOf(dumps.identifier, schedule) };
}

/**
 * Nobody has dumped for longer than the schedule lets pass, and two hours more. CloudWatch looks back a week at most:
 * of rarer dumps it can tell nothing.
 */
function alarmsOf(identifier: pulumi.Input<string>, schedule: string): AlarmDescription[] {
    const hours = Math.ceil(longestGap(schedule)! / 60) + 2;
    if (hours > 7 * 24) return [];
    return [
        {
            name: "dump",
            description: `No dump has come through for ${hours} hours`,
            severity: "critical",
            namespace: metricNamespace,
            metricName: "DumpSucceeded",
            dimensions: { Database: identifier },
            statistic: "Sum",
            comparison: "LessThanThreshold",
            threshold: 1,
            period: 3600,
            periods: hours,
            missingData: "breaching",
        },
    ];
}
