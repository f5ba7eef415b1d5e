import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { withDefaults } from "../core/defaults";
import { shortHash } from "../core/hash";
import { images } from "../core/images";
import { createInClusterStore } from "../core/in-cluster-store";
import { labelsOf } from "../core/kubernetes";
import { urlOf } from "./access";
import { evictionOf, ttlSecondsOf } from "./common-args";
import { configurationOf } from "./configuration";
import { port } from "./engines";
import { inClusterDefaults, type InClusterCacheArgs } from "./in-cluster-args";

/** The user `valkey` of the image. */
const uid = 999;

/**
 * Valkey as one pod whose data survives a restart: every write goes to a file on its volume. It speaks TLS alone, and
 * only pods that declare the cache reach it.
 */
export function createInClusterCache(self: Component, args: InClusterCacheArgs): Connection {
    const { storage, memory } = withDefaults(inClusterDefaults, args);
    const { name } = self;
    const { namespace } = args;
    const password = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const text = password.result.apply(secret => configurationOf({ password: secret, eviction: evictionOf(args), memory }));
    const configuration = self.child(k8s.core.v1.Secret, "configuration", {
        metadata: { name: `${name}-configuration`, namespace, labels: labelsOf(name, namespace) },
        stringData: { "valkey.conf": text },
    });
    const resources = { cpu: "250m", memory };
    // A connection says whether the server listens; more would need the password.
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
        annotations: { "webstack/configuration-checksum": text.apply(known => shortHash(known, 16)) },
        dependsOn: [configuration],
    });
    return { ...store, kind: "redis", url: urlOf({ password: password.result }, store.host, port), ttlSeconds: ttlSecondsOf(args) };
}
