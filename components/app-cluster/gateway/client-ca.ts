import * as path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import { shortHash } from "../../core/hash";
import { inPod } from "./nginx-config";

/** The authorities whose clients the gateway lets in. */
export interface ClientCa {
    readonly name: string;
    readonly map: pulumi.Resource;
    /** Changes with the authorities: nginx reads them once. What they sign may change without it. */
    readonly checksum: pulumi.Output<string>;
}

/** They are public, and so no Secret. */
export function createClientCa(
    self: Component,
    authorities: pulumi.Input<string> | undefined,
    metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> },
    opts: ChildOptions,
): ClientCa | undefined {
    if (authorities === undefined) return undefined;
    const name = `${metadata.name}-client-ca`;
    const data = { [path.basename(inPod("").clientCa)]: authorities };
    const map = self.child(k8s.core.v1.ConfigMap, "gateway-client-ca", { metadata: { ...metadata, name }, data }, opts);
    return { name, map, checksum: pulumi.interpolate`${authorities}`.apply(pem => shortHash(pem, 16)) };
}
