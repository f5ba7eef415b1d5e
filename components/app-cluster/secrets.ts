import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import type { Problem } from "../core/errors";
import { shortHash } from "../core/hash";
import { labelsOf } from "../core/kubernetes";
import type { Identity } from "./identity";
import { createSecretsManagerSecrets } from "./secrets-manager";
import { bySource, type KubernetesPlace, type SecretReference } from "./secret-values";
import type { WorkloadCluster } from "./workload-cluster";
import type { WorkloadArgs } from "./workload-args";

/** How the pods of a workload come by their secrets. */
export interface PodSecrets {
    /** What is mounted at /etc/secrets; `undefined` for none. */
    readonly volume: Omit<k8s.types.input.core.v1.Volume, "name"> | undefined;
    readonly env: readonly k8s.types.input.core.v1.EnvVar[];
    /** Changes with the secrets that Pulumi knows, so that pods restart and read the new ones. */
    readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
    /** What must exist before a pod starts. */
    readonly ready: readonly pulumi.Resource[];
}

export interface SecretArgs {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly secrets: WorkloadArgs["secrets"];
    readonly secretEnv: WorkloadArgs["secretEnv"];
}

const none: PodSecrets = { volume: undefined, env: [], annotations: {}, ready: [] };

/** Secrets Manager with its driver on EKS, Kubernetes Secrets elsewhere. */
export function createSecrets(self: Component, cluster: WorkloadCluster, args: WorkloadArgs, identity: Identity | undefined): PodSecrets {
    const { secrets, secretEnv } = args;
    if (Object.keys({ ...secrets, ...secretEnv }).length === 0) return none;
    const parts: SecretArgs = { namespace: cluster.namespace, labels: labelsOf(self.name, cluster.namespace), secrets, secretEnv };
    return cluster.eks ? createSecretsManagerSecrets(self, cluster.eks, identity!, parts) : createKubernetesSecrets(self, parts);
}

/** A reference leads to where the cluster can look. @param region of the cluster; `undefined` where it is not on AWS */
export function referenceProblems({ secrets, secretEnv }: WorkloadArgs, region: string | undefined): Problem[] {
    return Object.entries({ secrets, secretEnv }).flatMap(([path, values]) =>
        Object.entries(bySource(values).references).flatMap(([name, { at }]) => placeProblems(`${path}.${name}`, at, region)),
    );
}

function placeProblems(path: string, at: SecretReference["at"], region: string | undefined): Problem[] {
    const got = `a place in ${at.kind}`;
    if (region === undefined)
        return at.kind === "kubernetes" ? [] : [{ path, got, allowed: "kubernetesSecret(…), on a cluster that is not made here" }];
    if (at.kind === "kubernetes") return [{ path, got, allowed: "secretsManagerSecret(…), on EKS" }];
    if (typeof at.arn !== "string" || new RegExp(`^arn:aws[a-z-]*:secretsmanager:${region}:\\d{12}:secret:[\\w/+=.@-]+$`).test(at.arn))
        return [];
    return [{ path, got: at.arn, allowed: `the ARN of an entry of Secrets Manager in ${region}, where the cluster is` }];
}

function createKubernetesSecrets(self: Component, { namespace, labels, secrets, secretEnv }: SecretArgs): PodSecrets {
    const files = bySource(secrets);
    const variables = bySource(secretEnv);
    const made: pulumi.Resource[] = [];
    const create = (suffix: string, values: Record<string, pulumi.Input<string>>): string | undefined => {
        if (Object.keys(values).length === 0) return undefined;
        const name = `${self.name}-${suffix}`;
        made.push(self.child(k8s.core.v1.Secret, suffix, { metadata: { name, namespace, labels }, stringData: pulumi.secret(values) }));
        return name;
    };
    const filesSecret = create("secrets", files.known);
    const envSecret = create("env", variables.known);
    const place = ({ at }: SecretReference): KubernetesPlace => at as KubernetesPlace;
    return {
        volume: volumeOf(
            filesSecret,
            Object.entries(files.references).map(([path, reference]) => ({ path, ...place(reference) })),
        ),
        env: [
            ...Object.keys(variables.known).map(name => ({ name, valueFrom: { secretKeyRef: { name: envSecret!, key: name } } })),
            ...Object.entries(variables.references).map(([name, reference]) => {
                const { secretName, key } = place(reference);
                return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
            }),
        ],
        annotations: checksums(files.known, variables.known),
        ready: made,
    };
}

function volumeOf(
    own: string | undefined,
    references: readonly { readonly path: string; readonly secretName: string; readonly key: string }[],
): PodSecrets["volume"] {
    if (references.length === 0) return own ? { secret: { secretName: own, defaultMode: 0o440 } } : undefined;
    return {
        projected: {
            defaultMode: 0o440,
            sources: [
                ...(own ? [{ secret: { name: own } }] : []),
                ...references.map(({ path, secretName, key }) => ({ secret: { name: secretName, items: [{ key, path }] } })),
            ],
        },
    };
}

function checksums(
    secrets: Readonly<Record<string, pulumi.Input<string>>>,
    secretEnv: Readonly<Record<string, pulumi.Input<string>>>,
): Record<string, pulumi.Input<string>> {
    if (Object.keys({ ...secrets, ...secretEnv }).length === 0) return {};
    const text = pulumi.secret(pulumi.jsonStringify({ secrets, secretEnv }));
    return { "webstack/secrets-checksum": text.apply(json => shortHash(json, 16)) };
}
