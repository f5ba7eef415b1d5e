import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { longestGap } from "../core/gaps";
import { shortHash } from "../core/hash";
import { labelsOf, waitingFor } from "../core/kubernetes";
import type { BackupMetrics } from "../core/metrics";
import { createJobNetwork, podTemplate, type DatabaseJob } from "./database-pod";

/** Dumps of a database: what differs between one kind of database and another. */
export interface DumpJob extends Omit<DatabaseJob, "name"> {
    /** In UTC. */
    readonly schedule: string;
    readonly timeoutMinutes: number;
}

/** Makes a dump at once, and once for each key; whoever depends on it waits for it. */
export type DumpBefore = (key: string) => pulumi.Resource;

const nameOf = (self: Component): string => `${self.name}-dump`;

/** Where the cluster tells when the job last came through. */
export const dumpMetrics = (self: Component, { namespace, schedule }: Pick<DumpJob, "namespace" | "schedule">): BackupMetrics => ({
    kind: "backup",
    namespace,
    cronJob: nameOf(self),
    everyHours: Math.ceil(longestGap(schedule)! / 60),
});

/** Makes the CronJob `<name>-dump`, one run at a time, and the network of its pods. */
export function createDumpJob(self: Component, job: DumpJob, opts: ChildOptions = {}): DumpBefore {
    const name = nameOf(self);
    const { namespace, schedule, timeoutMinutes } = job;
    const labels = labelsOf(name, namespace);
    const network = createJobNetwork(self, "dump-network", { ...job, name }, opts);
    const spec = {
        backoffLimit: 2,
        activeDeadlineSeconds: timeoutMinutes * 60,
        template: podTemplate(self, { ...job, name }),
    };
    const cronJob = self.child(
        k8s.batch.v1.CronJob,
        "dump",
        {
            metadata: { name, namespace, labels },
            spec: {
                schedule,
                timeZone: "Etc/UTC",
                concurrencyPolicy: "Forbid",
                // One that is an hour late is left out: the next is not far, and the hours after may be taken.
                startingDeadlineSeconds: 3600,
                successfulJobsHistoryLimit: 3,
                failedJobsHistoryLimit: 3,
                jobTemplate: { spec },
            },
        },
        opts,
    );
    return key => {
        const what = shortHash(key, 8);
        const suffix = `dump-before-${what}`;
        // Several workloads may wait for the same.
        const [made] = self.childrenOf(suffix);
        if (made) return made;
        return self.child(
            k8s.batch.v1.Job,
            suffix,
            {
                metadata: { name: `${self.name}-dump-before-${what}`, namespace, labels, annotations: waitingFor(timeoutMinutes * 60) },
                spec,
            },
            // Only another key dumps again.
            { ...opts, dependsOn: [...(opts.dependsOn ?? []), network, cronJob], ignoreChanges: ["spec"] },
        );
    };
}
