import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { labelsOf } from "../core/kubernetes";
import type { DumpParts } from "./bucket-dumps";
import type { DatabaseJob, ServerAccess } from "./database-pod";
import { createDumpJob, dumpMetrics } from "./dump-job";
import { deleteAfter, dumpScript } from "./dump-script";

/** Dumps to a volume beside the server. */
export interface VolumeDumps {
    readonly access: ServerAccess;
    readonly labels: Readonly<Record<string, string>>;
    readonly database: string;
    readonly days: number;
    readonly storage: string;
    readonly schedule: string;
    readonly dependsOn: readonly pulumi.Resource[];
}

const claimOf = (self: Component): string => `${self.name}-dump`;

/** Where the dumps are, for who makes or restores one. */
export const dumpVolume = (self: Component): DatabaseJob["volume"] => ({ persistentVolumeClaim: { claimName: claimOf(self) } });

export function createVolumeDumps(self: Component, dumps: VolumeDumps): DumpParts {
    const { access, labels, database, days, storage, schedule, dependsOn } = dumps;
    const { namespace } = access;
    const file = { prefix: database, extension: "dump" };
    self.child(k8s.core.v1.PersistentVolumeClaim, "dumps", {
        metadata: {
            name: claimOf(self),
            namespace,
            labels: labelsOf(claimOf(self), namespace),
            annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    });
    const before = createDumpJob(
        self,
        {
            namespace,
            serviceAccountName: self.name,
            labels,
            schedule,
            timeoutMinutes: 60,
            steps: [{ name: "dump", image: access.image, script: dumpScript(file, deleteAfter(days, file)), server: access }],
            resources: { cpu: "250m", memory: "256Mi" },
            volume: dumpVolume(self),
            egress: access.egress,
        },
        { dependsOn },
    );
    return { location: undefined, before, metrics: dumpMetrics(self, { namespace, schedule }), alarms: [] };
}
