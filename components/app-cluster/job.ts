import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../core/defaults";
import { labelsOf, waitingFor } from "../core/kubernetes";
import { jobSpec } from "./completion";
import { cronJobDefaults, jobDefaults, validateCronJob, validateCronJobArgs, validateJob, validateJobArgs } from "./job-args";
import type { CronJobArgs, JobArgs } from "./job-args";
import { Workload } from "./workload";
import type { WorkloadCluster } from "./workload-cluster";

/** A workload that runs once. Whatever depends on it waits until it has come to its end. */
export class Job extends Workload {
    /** For `dependsOn`: done when the run has succeeded. */
    readonly done: pulumi.Resource;

    /** Jobs are made by `cluster.addJob`. */
    constructor(name: string, cluster: WorkloadCluster, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
        super("Job", name, cluster, args, validateJobArgs(args), [], opts);
        const { image, timeoutSeconds, retries, run } = withDefaults(jobDefaults, args);
        const { namespace } = cluster;
        this.done = this.child(
            k8s.batch.v1.Job,
            // A run of its own is a resource of its own: one that is replaced would keep the spec that is ignored below.
            `job-${run}`,
            {
                metadata: {
                    name: `${name}-${run}`,
                    namespace,
                    labels: labelsOf(name, namespace),
                    annotations: waitingFor(timeoutSeconds),
                },
                spec: jobSpec(this, args, { name, image, timeoutSeconds, retries }),
            },
            // A Job whose template changes is made anew, and would run again: only its number, in its name, may do that.
            { dependsOn: [...this.prerequisites], ignoreChanges: ["spec"] },
        );
        this.registerOutputs({});
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateJob;
}

/** A workload that runs again and again. */
export class CronJob extends Workload {
    /** Cron jobs are made by `cluster.addCronJob`. */
    constructor(name: string, cluster: WorkloadCluster, args: CronJobArgs, opts?: pulumi.ComponentResourceOptions) {
        super("CronJob", name, cluster, args, validateCronJobArgs(args), [], opts);
        const { image, schedule, timeZone, concurrency, timeoutSeconds, retries } = withDefaults(cronJobDefaults, args);
        const { namespace } = cluster;
        this.child(
            k8s.batch.v1.CronJob,
            "cron-job",
            {
                metadata: { name, namespace, labels: labelsOf(name, namespace) },
                spec: {
                    schedule,
                    timeZone,
                    concurrencyPolicy: concurrency,
                    // One that is an hour late is left out: the next is not far.
                    startingDeadlineSeconds: 3600,
                    successfulJobsHistoryLimit: 3,
                    failedJobsHistoryLimit: 3,
                    jobTemplate: { spec: jobSpec(this, args, { name, image, timeoutSeconds, retries }) },
                },
            },
            { dependsOn: [...this.prerequisites] },
        );
        this.registerOutputs({});
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateCronJob;
}
