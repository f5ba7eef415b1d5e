import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { labelsOf, waitingFor } from "../core/kubernetes";
import { createJobNetwork, podTemplate, type DatabaseJob } from "./database-pod";

/** Hours that a restore may take: some fifty gigabytes come back in one (docs/recovery.md has the sources). */
const hours = 12;

/** Makes the Job that restores a dump once; it can run again and does no harm. */
export function createRestoreJob(self: Component, restore: string, job: Omit<DatabaseJob, "name">, opts: ChildOptions): pulumi.Resource {
    const name = `${self.name}-${restore}-restore`;
    const network = createJobNetwork(self, `restored-${restore}-network`, { ...job, name }, opts);
    return self.child(
        k8s.batch.v1.Job,
        `restored-${restore}-restore`,
        {
            metadata: {
                name,
                namespace: job.namespace,
                labels: labelsOf(name, job.namespace),
                annotations: waitingFor(hours * 3600),
            },
            spec: { backoffLimit: 2, activeDeadlineSeconds: hours * 3600, template: podTemplate(self, { ...job, name }) },
        },
        // What was restored lives on; nothing may restore into it again.
        { ...opts, dependsOn: [...(opts.dependsOn ?? []), network], ignoreChanges: ["spec"] },
    );
}
