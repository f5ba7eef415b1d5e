import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { images } from "../core/images";
import { createInClusterStore } from "../core/in-cluster-store";
import { callerLabel, labelsOf, selectorOf } from "../core/kubernetes";
import { postgresDefaults, type InClusterArgs } from "./args";
import { withDefaults } from "../core/defaults";
import { createDumpJob, postgresUid as uid } from "./dump-job";
import { deleteAfter, dumpScript } from "./dump-script";

const port = 5432;

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

function createDumps(self: Component, { namespace }: InClusterArgs, image: string, days: number, storage: string): void {
    const { name: host } = self;
    const name = `${host}-dump`;
    const file = { prefix: "${PGDATABASE}", extension: "dump" };
    self.child(k8s.core.v1.PersistentVolumeClaim, "dumps", {
        metadata: { name, namespace, labels: labelsOf(name, namespace), annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    });
    createDumpJob(self, {
        namespace,
        serviceAccountName: host,
        labels: callerLabel(host),
        schedule: "30 2 * * *",
        timeoutMinutes: 60,
        image,
        server: { PGHOST: host, PGPORT: String(port) },
        credentials: `${host}-credentials`,
        script: dumpScript(file, deleteAfter(days, file)),
        resources: { cpu: "250m", memory: "256Mi" },
        volume: { persistentVolumeClaim: { claimName: name } },
        egress: [{ to: [{ podSelector: { matchLabels: selectorOf(host) } }], ports: [{ protocol: "TCP", port }] }],
    });
}
