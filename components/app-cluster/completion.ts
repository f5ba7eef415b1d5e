import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../core/defaults";
import { shortHash } from "../core/hash";
import { labelsOf, waitingFor } from "../core/kubernetes";
import { podSpec, type PodParts } from "./pod";
import { openNetwork } from "./policies";
import { migrationDefaults, type MigrationArgs } from "./release-args";
import type { ReleaseParts } from "./service-args";
import { migrationOf } from "./names";
import type { Workload } from "./workload";
import type { WorkloadArgs } from "./workload-args";

/** Pods that come to an end. */
export interface Completion extends Pick<PodParts, "image" | "command" | "args"> {
    readonly timeoutSeconds: number;
    readonly retries: number;
    /** Name of the pods, by which network policies know them. */
    readonly name: string;
}

/** What a Job of a workload does. It fails for good, so that whoever waits for it learns of it. */
export function jobSpec(self: Workload, args: WorkloadArgs, run: Completion): k8s.types.input.batch.v1.JobSpec {
    const { timeoutSeconds, retries, name, ...container } = run;
    return {
        backoffLimit: retries,
        activeDeadlineSeconds: timeoutSeconds,
        template: {
            metadata: {
                labels: self.podLabels(name, args),
                // EKS Auto Mode moves pods to save nodes; a run would begin anew.
                annotations: { "karpenter.sh/do-not-disrupt": "true" },
            },
            spec: podSpec(self.name, args, {
                ...container,
                secrets: self.podSecrets,
                authorities: self.authorities,
                pod: { restartPolicy: "Never" },
            }),
        },
    };
}

/**
 * A Job for each image, before the pods of it: whatever depends on it stays as it was when it fails. Image, command and
 * run make its name, and nothing else makes it anew: an old image that stands idle must not migrate again, against a
 * newer schema, because a password changed.
 */
export function createMigrations(
    self: Workload,
    args: WorkloadArgs & { readonly migration?: MigrationArgs },
    releases: readonly ReleaseParts[],
): readonly (readonly pulumi.Resource[])[] {
    if (!args.migration) return releases.map(() => []);
    const { command, args: commandArgs = [], timeoutSeconds, retries, run } = withDefaults(migrationDefaults, args.migration);
    const { namespace } = self.cluster;
    const name = migrationOf(self.name);
    const labels = labelsOf(name, namespace);
    const network = openNetwork(self, self.cluster, { suffix: "migration-network", name, labels }, args, []);
    const made: pulumi.Resource[] = [];
    return releases.map(({ image, suffix, env }) => {
        const what = shortHash(JSON.stringify([image, command, commandArgs, run]), 8);
        const job = self.child(
            k8s.batch.v1.Job,
            `migration${suffix}-${what}`,
            {
                metadata: { name: `${self.name}${suffix}-migrate-${what}`, namespace, labels, annotations: waitingFor(timeoutSeconds) },
                spec: jobSpec(self, { ...args, env }, { image, command, args: commandArgs, timeoutSeconds, retries, name }),
            },
            // One after the other: a new database is not migrated by two at once.
            { dependsOn: [...self.prerequisites, ...network, ...made], ignoreChanges: ["spec"] },
        );
        made.push(job);
        return [job];
    });
}
