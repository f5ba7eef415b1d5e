import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { dnsEgress, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
import { dumpFolder } from "./dump-script";

type Container = k8s.types.input.core.v1.Container;
type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

/** The user `postgres` of the Debian image. */
export const postgresUid = 999;

/** Dumps of a database: what differs between one kind of database and another. */
export interface DumpJob {
    readonly namespace: string;
    readonly serviceAccountName: string;
    readonly labels?: Readonly<Record<string, string>>;
    /** In UTC. */
    readonly schedule: string;
    readonly timeoutMinutes: number;
    /** PostgreSQL of the server's major version: an older pg_dump refuses it. */
    readonly image: string;
    /** How the server is found: PGHOST, PGPORT, PGSSLMODE. */
    readonly server: Readonly<Record<string, pulumi.Input<string>>>;
    /** Name of a Secret with POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD. */
    readonly credentials: string;
    readonly script: string;
    readonly resources: Readonly<Record<string, string>>;
    /** Where dumps are written. */
    readonly volume: Omit<k8s.types.input.core.v1.Volume, "name">;
    /** Whom the pods call, beside the DNS. */
    readonly egress: readonly Egress[];
    /** What is done with a finished dump, by a container that never sees the credentials. */
    readonly then?: Pick<Container, "name" | "image" | "command" | "env">;
}

/** Makes the CronJob `<name>-dump`, one run at a time, and the network of its pods. */
export function createDumpJob(self: Component, job: DumpJob, opts?: ChildOptions): void {
    const name = `${self.name}-dump`;
    const { namespace } = job;
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    const common = {
        resources: { requests: job.resources, limits: job.resources },
        securityContext: restrictedContainer,
        volumeMounts: [
            { name: "backups", mountPath: dumpFolder },
            { name: "tmp", mountPath: "/tmp" },
        ],
    };
    const secret = (variable: string, key: string) => ({ name: variable, valueFrom: { secretKeyRef: { name: job.credentials, key } } });
    const dump = {
        name: "dump",
        image: job.image,
        command: ["/bin/bash", "-c", job.script],
        env: [
            ...Object.entries(job.server).map(([variable, value]) => ({ name: variable, value })),
            secret("PGUSER", "POSTGRES_USER"),
            secret("PGDATABASE", "POSTGRES_DB"),
            secret("PGPASSWORD", "POSTGRES_PASSWORD"),
        ],
        ...common,
    };
    self.child(
        k8s.networking.v1.NetworkPolicy,
        "dump-network",
        {
            metadata,
            spec: {
                podSelector: { matchLabels: selectorOf(name) },
                policyTypes: ["Ingress", "Egress"],
                ingress: [],
                egress: [dnsEgress, ...job.egress],
            },
        },
        opts,
    );
    self.child(
        k8s.batch.v1.CronJob,
        "dump",
        {
            metadata,
            spec: {
                schedule: job.schedule,
                timeZone: "Etc/UTC",
                concurrencyPolicy: "Forbid",
                // One that is an hour late is left out: the next is not far, and the hours after may be taken.
                startingDeadlineSeconds: 3600,
                successfulJobsHistoryLimit: 3,
                failedJobsHistoryLimit: 3,
                jobTemplate: {
                    spec: {
                        backoffLimit: 2,
                        activeDeadlineSeconds: job.timeoutMinutes * 60,
                        template: {
                            metadata: {
                                labels: { ...metadata.labels, ...job.labels },
                                // EKS Auto Mode moves pods to save nodes; a dump would begin anew.
                                annotations: { "karpenter.sh/do-not-disrupt": "true" },
                            },
                            spec: {
                                restartPolicy: "Never",
                                serviceAccountName: job.serviceAccountName,
                                automountServiceAccountToken: false,
                                enableServiceLinks: false,
                                securityContext: restrictedPod(postgresUid),
                                ...(job.then
                                    ? { initContainers: [dump], containers: [{ ...job.then, ...common }] }
                                    : { containers: [dump] }),
                                volumes: [
                                    { name: "backups", ...job.volume },
                                    { name: "tmp", emptyDir: {} },
                                ],
                            },
                        },
                    },
                },
            },
        },
        opts,
    );
}
