import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { shortHash } from "../core/hash";
import { labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";

type NetworkRules = Pick<k8s.types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress">;

/** One of the servers of the monitoring: a single pod with a volume and its configuration in files. */
export interface Workload {
    readonly name: string;
    readonly image: string;
    readonly uid: number;
    readonly port: number;
    readonly args: readonly string[];
    readonly env?: k8s.types.input.core.v1.EnvVar[];
    /** Files by folder, then name. They may depend on outputs. */
    readonly files: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
    readonly dataPath: string;
    readonly storage: string;
    readonly resources: { readonly cpu: string; readonly memory: string };
    readonly healthPath: string;
    readonly needsApi?: boolean;
    readonly network: NetworkRules;
}

/** Makes a StatefulSet with what belongs to it. */
export function createWorkload(self: Component, namespace: string, workload: Workload, opts: ChildOptions): void {
    const { name, port } = workload;
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    const folders = Object.entries(workload.files).map(([folder, files], index) => ({ folder, files, map: `${name}-files-${index}` }));
    for (const { files, map } of folders) {
        self.child(k8s.core.v1.ConfigMap, map, { metadata: { ...metadata, name: map }, data: { ...files } }, opts);
    }
    self.child(k8s.core.v1.ServiceAccount, name, { metadata, automountServiceAccountToken: false }, opts);
    self.child(
        k8s.core.v1.Service,
        name,
        { metadata, spec: { selector: selectorOf(name), ports: [{ name: "http", port, targetPort: "http" }] } },
        opts,
    );
    self.child(
        k8s.networking.v1.NetworkPolicy,
        name,
        { metadata, spec: { podSelector: { matchLabels: selectorOf(name) }, policyTypes: ["Ingress", "Egress"], ...workload.network } },
        opts,
    );
    const probe = { httpGet: { path: workload.healthPath, port: "http" }, timeoutSeconds: 5 };
    self.child(
        k8s.apps.v1.StatefulSet,
        name,
        {
            metadata,
            spec: {
                serviceName: name,
                replicas: 1,
                selector: { matchLabels: selectorOf(name) },
                template: {
                    metadata: { labels: metadata.labels, annotations: { "webstack/files-checksum": checksum(workload) } },
                    spec: {
                        serviceAccountName: name,
                        automountServiceAccountToken: workload.needsApi ?? false,
                        securityContext: restrictedPod(workload.uid),
                        containers: [
                            {
                                name,
                                image: workload.image,
                                args: [...workload.args],
                                env: workload.env ?? [],
                                ports: [{ name: "http", containerPort: port }],
                                resources: { requests: workload.resources, limits: workload.resources },
                                securityContext: restrictedContainer,
                                startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 60 },
                                livenessProbe: { ...probe, periodSeconds: 30 },
                                readinessProbe: { ...probe, periodSeconds: 10 },
                                volumeMounts: [
                                    { name: "data", mountPath: workload.dataPath },
                                    { name: "tmp", mountPath: "/tmp" },
                                    ...folders.map(({ folder, map }) => ({ name: map, mountPath: folder, readOnly: true })),
                                ],
                            },
                        ],
                        volumes: [{ name: "tmp", emptyDir: {} }, ...folders.map(({ map }) => ({ name: map, configMap: { name: map } }))],
                    },
                },
                volumeClaimTemplates: [
                    {
                        metadata: { name: "data" },
                        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: workload.storage } } },
                    },
                ],
            },
        },
        { ...opts, dependsOn: self.childrenOf("namespace", ...folders.map(({ map }) => map)) },
    );
}

/** Changes with the files, so that the pod restarts and reads the new ones. */
function checksum({ files }: Workload): pulumi.Output<string> {
    return pulumi.jsonStringify(files).apply(json => shortHash(json, 16));
}
