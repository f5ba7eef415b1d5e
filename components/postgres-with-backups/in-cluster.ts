import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { images } from "../core/images";
import { createInClusterStore } from "../core/in-cluster-store";
import { callerLabel, dnsEgress, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
import { postgresDefaults, type InClusterArgs } from "./args";
import { withDefaults } from "../core/defaults";

const port = 5432;
/** The user `postgres` of the Debian image. */
const uid = 999;

/**
 * PostgreSQL as one pod with a volume, and a dump of it each night. Connections are plain text inside the
 * namespace, and only pods that declare the database reach it: for development.
 */
export function createInCluster(self: Component, args: InClusterArgs): Connection {
    const { version, username, storage, resources, dumpDays } = withDefaults(postgresDefaults, args);
    const { name } = self;
    const { namespace } = args;
    const image = images[`postgres:${version}`];
    const password = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const secret = self.child(k8s.core.v1.Secret, "credentials", {
        metadata: { name: `${name}-credentials`, namespace, labels: labelsOf(name, namespace) },
        stringData: { POSTGRES_USER: username, POSTGRES_DB: args.database, POSTGRES_PASSWORD: password.result },
    });
    const ready = { exec: { command: ["pg_isready", "-U", username, "-d", args.database] }, timeoutSeconds: 5, failureThreshold: 5 };
    const store = createInClusterStore(self, {
        namespace,
        portName: "postgres",
        port,
        uid,
        storage,
        container: {
            name: "postgres",
            image,
            envFrom: [{ secretRef: { name: `${name}-credentials` } }],
            env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
            resources: { requests: resources, limits: resources },
            startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 24 },
            livenessProbe: { ...ready, periodSeconds: 30 },
            readinessProbe: { ...ready, periodSeconds: 10 },
            volumeMounts: [
                { name: "data", mountPath: "/var/lib/postgresql/data" },
                { name: "run", mountPath: "/var/run/postgresql" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        },
        pod: {
            terminationGracePeriodSeconds: 60,
            volumes: [
                { name: "run", emptyDir: {} },
                { name: "tmp", emptyDir: {} },
            ],
        },
        dependsOn: secret,
    });
    createDumps(self, args, image, dumpDays, storage);
    return {
        ...store,
        kind: "postgres",
        url: pulumi.secret(pulumi.interpolate`postgresql://${username}:${password.result}@${store.host}:${port}/${args.database}`),
    };
}

/** Writes beside the finished dumps and renames at the end: what has the name of a dump is whole. */
const dumpScript = (days: number): string =>
    [
        "set -eu",
        // What a pod left that was killed. No other is at work: the CronJob forbids it.
        "rm -f /backups/*.dump.part",
        'file="/backups/${PGDATABASE}_backup_$(date -u +%Y%m%d_%H%M%S).dump"',
        "trap 'rm -f \"$file.part\"' EXIT",
        'pg_dump --format=custom --no-owner --no-privileges --file="$file.part"',
        'pg_restore --list "$file.part" > /dev/null',
        'mv "$file.part" "$file"',
        `find /backups -name '*_backup_*.dump' -mtime +${days} -delete`,
    ].join("\n");

function createDumps(self: Component, { namespace }: InClusterArgs, image: string, days: number, storage: string): void {
    const name = `${self.name}-dump`;
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    const { name: host } = self;
    const size = { cpu: "250m", memory: "256Mi" };
    const from = (variable: string, key: string) => ({ name: variable, valueFrom: { secretKeyRef: { name: `${host}-credentials`, key } } });
    self.child(k8s.core.v1.PersistentVolumeClaim, "dumps", {
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    });
    self.child(k8s.networking.v1.NetworkPolicy, "dump-network", {
        metadata,
        spec: {
            podSelector: { matchLabels: selectorOf(name) },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dnsEgress, { to: [{ podSelector: { matchLabels: selectorOf(host) } }], ports: [{ protocol: "TCP", port }] }],
        },
    });
    self.child(k8s.batch.v1.CronJob, "dump", {
        metadata,
        spec: {
            schedule: "30 2 * * *",
            timeZone: "Etc/UTC",
            concurrencyPolicy: "Forbid",
            jobTemplate: {
                spec: {
                    backoffLimit: 2,
                    activeDeadlineSeconds: 3600,
                    template: {
                        metadata: { labels: { ...metadata.labels, ...callerLabel(host) } },
                        spec: {
                            restartPolicy: "Never",
                            serviceAccountName: host,
                            automountServiceAccountToken: false,
                            securityContext: restrictedPod(uid),
                            containers: [
                                {
                                    name: "dump",
                                    image,
                                    command: ["/bin/bash", "-c", dumpScript(days)],
                                    env: [
                                        { name: "PGHOST", value: host },
                                        { name: "PGPORT", value: String(port) },
                                        from("PGUSER", "POSTGRES_USER"),
                                        from("PGDATABASE", "POSTGRES_DB"),
                                        from("PGPASSWORD", "POSTGRES_PASSWORD"),
                                    ],
                                    resources: { requests: size, limits: size },
                                    securityContext: restrictedContainer,
                                    volumeMounts: [
                                        { name: "backups", mountPath: "/backups" },
                                        { name: "tmp", mountPath: "/tmp" },
                                    ],
                                },
                            ],
                            volumes: [
                                { name: "backups", persistentVolumeClaim: { claimName: name } },
                                { name: "tmp", emptyDir: {} },
                            ],
                        },
                    },
                },
            },
        },
    });
}
