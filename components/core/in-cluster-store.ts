import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "./component";
import type { Connection } from "./connection";
import { callerLabel, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "./kubernetes";
import { createServerCertificate } from "./server-certificate";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** A store as one pod with a volume: what differs between one kind and another. */
export interface InClusterStore {
    readonly namespace: string;
    /** A server beside the first: behind the component's name, and before the logical names. */
    readonly beside?: string;
    /** Name of the container's port. */
    readonly portName: string;
    readonly port: number;
    readonly uid: number;
    /** Disk of the volume `data`. */
    readonly storage: string;
    /** The server, without what every container here has: its port, its restrictions, its certificate. */
    readonly container: Container;
    readonly pod: Pick<PodSpec, "volumes" | "terminationGracePeriodSeconds">;
    /** Of the pod: what changes with a configuration that the server reads only when it starts. */
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
    /** What the server needs to start: its configuration. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Where the container finds its certificate, `tls.crt` and `tls.key`. */
export const tlsFolder = "/etc/tls";

/** The certificate that the servers of one component share. */
export interface StoreCertificate {
    readonly secret: k8s.core.v1.Secret;
    readonly secretName: string;
    readonly authority: pulumi.Output<string>;
    readonly checksum: pulumi.Output<string>;
}

/** The store's address within the cluster. */
const hostOf = (name: string, namespace: string): string => `${name}.${namespace}.svc`;

/**
 * Made once, for the servers that are there and those to come: the wildcard saves a restart when another is put beside
 * them. It vouches for nobody else, since clients compare it for this store only.
 */
export function createStoreCertificate(self: Component, namespace: string): StoreCertificate {
    const { name } = self;
    const { certificate, privateKey, checksum } = createServerCertificate(self, {
        hosts: [hostOf(name, namespace), hostOf("*", namespace), name, `${hostOf(name, namespace)}.cluster.local`],
    });
    const secretName = `${name}-tls`;
    const secret = self.child(k8s.core.v1.Secret, "tls", {
        metadata: { name: secretName, namespace, labels: labelsOf(name, namespace) },
        type: "kubernetes.io/tls",
        stringData: { "tls.crt": certificate, "tls.key": privateKey },
    });
    return { secret, secretName, authority: certificate, checksum };
}

/**
 * Makes the pod with its name in the DNS, and a network that lets in the pods that declare the store, and no others.
 */
export function createInClusterStore(
    self: Component,
    store: InClusterStore,
    certificate: StoreCertificate = createStoreCertificate(self, store.namespace),
): Pick<Connection, "name" | "host" | "port" | "authority" | "target" | "allowFrom"> {
    const { namespace, beside, portName, port } = store;
    const name = beside ? `${self.name}-${beside}` : self.name;
    const prefix = beside ? `${beside}-` : "";
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    self.child(k8s.core.v1.Service, `${prefix}service`, {
        metadata,
        spec: { clusterIP: "None", selector: selectorOf(name), ports: [{ name: portName, port, targetPort: portName }] },
    });
    self.child(k8s.core.v1.ServiceAccount, `${prefix}account`, { metadata, automountServiceAccountToken: false });
    self.child(k8s.networking.v1.NetworkPolicy, `${prefix}network`, {
        metadata,
        spec: {
            podSelector: { matchLabels: selectorOf(name) },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: callerLabel(self.name) } }],
                    ports: [{ protocol: "TCP", port }],
                },
            ],
            egress: [],
        },
    });
    self.child(
        k8s.apps.v1.StatefulSet,
        `${prefix}server`,
        {
            metadata,
            spec: {
                serviceName: name,
                replicas: 1,
                selector: { matchLabels: selectorOf(name) },
                template: {
                    metadata: {
                        labels: metadata.labels,
                        annotations: { "webstack/certificate-checksum": certificate.checksum, ...store.annotations },
                    },
                    spec: podOf(name, store, certificate),
                },
                volumeClaimTemplates: [
                    {
                        metadata: { name: "data" },
                        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: store.storage } } },
                    },
                ],
            },
        },
        {
            dependsOn: [certificate.secret, ...store.dependsOn],
            // Kubernetes changes no claim of a StatefulSet that is there: Pulumi would make the server anew for it.
            ignoreChanges: ["spec.volumeClaimTemplates"],
        },
    );
    return {
        name: self.name,
        host: pulumi.output(hostOf(name, namespace)),
        port,
        authority: certificate.authority,
        target: { kind: "pods", namespace, labels: selectorOf(name) },
        allowFrom: () => undefined,
    };
}

function podOf(name: string, { container, pod, portName, port, uid }: InClusterStore, { secretName }: StoreCertificate): PodSpec {
    return {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        securityContext: restrictedPod(uid),
        ...pod,
        containers: [
            {
                ...container,
                ports: [{ name: portName, containerPort: port }],
                securityContext: restrictedContainer,
                volumeMounts: [
                    ...((container.volumeMounts ?? []) as k8s.types.input.core.v1.VolumeMount[]),
                    { name: "tls", mountPath: tlsFolder, readOnly: true },
                ],
            },
        ],
        volumes: [
            ...((pod.volumes ?? []) as k8s.types.input.core.v1.Volume[]),
            // Of root, readable by the server's group: PostgreSQL refuses a key that more can read.
            { name: "tls", secret: { secretName, defaultMode: 0o440 } },
        ],
    };
}
