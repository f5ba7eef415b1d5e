import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { authorityFile, type Connection } from "../core/connection";
import { shortHash } from "../core/hash";
import { labelsOf } from "../core/kubernetes";

/** How pods know the servers of their stores. */
export interface Authorities {
    readonly volume: Omit<k8s.types.input.core.v1.Volume, "name"> | undefined;
    /** Changes with the authorities, so that pods start anew and read the new ones. */
    readonly annotations: Readonly<Record<string, pulumi.Output<string>>>;
    /** What must exist before a pod starts. */
    readonly ready: readonly pulumi.Resource[];
}

/** A file for each store whose authority is its own; it is public, and so no Secret. */
export function createAuthorities(self: Component, namespace: string, stores: readonly Connection[]): Authorities {
    const own = stores.filter(store => store.authority !== undefined);
    if (own.length === 0) return { volume: undefined, annotations: {}, ready: [] };
    const name = `${self.name}-authorities`;
    const data = Object.fromEntries(own.map(store => [authorityFile(store.name), store.authority!]));
    const map = self.child(k8s.core.v1.ConfigMap, "authorities", {
        metadata: { name, namespace, labels: labelsOf(self.name, namespace) },
        data,
    });
    return {
        volume: { configMap: { name } },
        annotations: { "webstack/authorities-checksum": pulumi.jsonStringify(data).apply(json => shortHash(json, 16)) },
        ready: [map],
    };
}
