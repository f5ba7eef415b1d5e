import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { images } from "../core/images";
import { createInClusterStore } from "../core/in-cluster-store";
import { labelsOf } from "../core/kubernetes";
import { redisDefaults, type InClusterCacheArgs } from "./args";
import { withDefaults } from "../core/defaults";

const port = 6379;
/** The user `valkey` of the image. */
const uid = 999;

/**
 * Valkey as one pod whose data survives a restart: every write goes to a file on its volume. Connections are plain
 * text inside the namespace, and only pods that declare the cache reach it: for development.
 */
export function createInClusterCache(self: Component, args: InClusterCacheArgs): Connection {
    const { eviction, storage, memory } = withDefaults(redisDefaults, args);
    const { name } = self;
    const { namespace } = args;
    const password = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const configuration = self.child(k8s.core.v1.Secret, "configuration", {
        metadata: { name: `${name}-configuration`, namespace, labels: labelsOf(name, namespace) },
        stringData: { "valkey.conf": password.result.apply(secret => configurationOf(secret, eviction, memory)) },
    });
    const resources = { cpu: "250m", memory };
    const listens = { tcpSocket: { port: "redis" }, timeoutSeconds: 5 };
    const store = createInClusterStore(self, {
        namespace,
        portName: "redis",
        port,
        uid,
        storage,
        container: {
            name: "valkey",
            image: images.redis,
            command: ["valkey-server", "/etc/valkey/valkey.conf"],
            resources: { requests: resources, limits: resources },
            startupProbe: { ...listens, periodSeconds: 5, failureThreshold: 12 },
            livenessProbe: { ...listens, periodSeconds: 10 },
            readinessProbe: { ...listens, periodSeconds: 5 },
            volumeMounts: [
                { name: "data", mountPath: "/data" },
                { name: "configuration", mountPath: "/etc/valkey", readOnly: true },
            ],
        },
        pod: { volumes: [{ name: "configuration", secret: { secretName: `${name}-configuration`, defaultMode: 0o440 } }] },
        dependsOn: configuration,
    });
    return { ...store, kind: "redis", url: pulumi.secret(pulumi.interpolate`redis://:${password.result}@${store.host}:${port}`) };
}

/** The server's configuration file; memory for data is three quarters of the pod's, the rest is the server's own. */
export function configurationOf(password: string, eviction: string, memory: string): string {
    const mebibytes = Number.parseInt(memory, 10) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[memory.slice(-2) as "Mi" | "Gi" | "Ti"];
    return [
        "dir /data",
        "appendonly yes",
        "appendfsync everysec",
        `requirepass ${password}`,
        `maxmemory ${Math.floor(mebibytes * 0.75)}mb`,
        `maxmemory-policy ${eviction}`,
        "",
    ].join("\n");
}
