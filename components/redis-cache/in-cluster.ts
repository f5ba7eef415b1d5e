import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { images } from "../core/images";
import { callerLabel, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
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
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    const password = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const configuration = self.child(k8s.core.v1.Secret, "configuration", {
        metadata: { ...metadata, name: `${name}-configuration` },
        stringData: { "valkey.conf": password.result.apply(secret => configurationOf(secret, eviction, memory)) },
    });
    self.child(k8s.core.v1.ServiceAccount, "account", { metadata, automountServiceAccountToken: false });
    self.child(k8s.core.v1.Service, "service", {
        metadata,
        spec: { clusterIP: "None", selector: selectorOf(name), ports: [{ name: "redis", port, targetPort: "redis" }] },
    });
    self.child(k8s.networking.v1.NetworkPolicy, "network", {
        metadata,
        spec: {
            podSelector: { matchLabels: selectorOf(name) },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                { from: [{ namespaceSelector: {}, podSelector: { matchLabels: callerLabel(name) } }], ports: [{ protocol: "TCP", port }] },
            ],
            egress: [],
        },
    });
    const resources = { cpu: "250m", memory };
    const listens = { tcpSocket: { port: "redis" }, timeoutSeconds: 5 };
    self.child(
        k8s.apps.v1.StatefulSet,
        "server",
        {
            metadata,
            spec: {
                serviceName: name,
                replicas: 1,
                selector: { matchLabels: selectorOf(name) },
                template: {
                    metadata: { labels: metadata.labels },
                    spec: {
                        serviceAccountName: name,
                        automountServiceAccountToken: false,
                        securityContext: restrictedPod(uid),
                        containers: [
                            {
                                name: "valkey",
                                image: images.redis,
                                command: ["valkey-server", "/etc/valkey/valkey.conf"],
                                ports: [{ name: "redis", containerPort: port }],
                                resources: { requests: resources, limits: resources },
                                securityContext: restrictedContainer,
                                startupProbe: { ...listens, periodSeconds: 5, failureThreshold: 12 },
                                livenessProbe: { ...listens, periodSeconds: 10 },
                                readinessProbe: { ...listens, periodSeconds: 5 },
                                volumeMounts: [
                                    { name: "data", mountPath: "/data" },
                                    { name: "configuration", mountPath: "/etc/valkey", readOnly: true },
                                ],
                            },
                        ],
                        volumes: [{ name: "configuration", secret: { secretName: `${name}-configuration`, defaultMode: 0o440 } }],
                    },
                },
                volumeClaimTemplates: [
                    { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } } },
                ],
            },
        },
        { dependsOn: [configuration] },
    );
    const host = `${name}.${namespace}.svc`;
    return {
        kind: "redis",
        name,
        host: pulumi.output(host),
        port,
        url: pulumi.secret(pulumi.interpolate`redis://:${password.result}@${host}:${port}`),
        target: { kind: "pods", namespace, labels: selectorOf(name) },
        allowFrom: () => undefined,
    };
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
