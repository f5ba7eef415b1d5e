import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "./component";
import type { Connection } from "./connection";
import { callerLabel, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "./kubernetes";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** A store as one pod with a volume: what differs between one kind and another. */
export interface InClusterStore {
    readonly namespace: string;
    /** Name of the container's port. */
    readonly portName: string;
    readonly port: number;
    readonly uid: number;
    /** Disk of the volume `data`. */
    readonly storage: string;
    /** The server, without what every container here has: its port, its restrictions. */
    readonly container: Container;
    readonly pod: Pick<PodSpec, "volumes" | "terminationGracePeriodSeconds">;
    /** What the server needs to start: its configuration. */
    readonly dependsOn: pulumi.Resource;
}

/** Makes the pod with its name in the DNS, and a network that lets in the pods that declare the store, and no others. */
export function createInClusterStore(
    self: Component,
    store: InClusterStore,
): Pick<Connection, "name" | "host" | "port" | "target" | "allowFrom"> {
    const { name } = self;
    const { namespace, portName, port } = store;
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    self.child(k8s.core.v1.Service, "service", {
        metadata,
        spec: { clusterIP: "None", selector: selectorOf(name), ports: [{ name: portName, port, targetPort: portName }] },
    });
    self.child(k8s.core.v1.ServiceAccount, "account", { metadata, automountServiceAccountToken: false });
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
                        securityContext: restrictedPod(store.uid),
                        containers: [
                            { ...store.container, ports: [{ name: portName, containerPort: port }], securityContext: restrictedContainer },
                        ],
                        ...store.pod,
                    },
                },
                volumeClaimTemplates: [
                    {
                        metadata: { name: "data" },
                        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: store.storage } } },
                    },
                ],
            },
        },
        { dependsOn: [store.dependsOn] },
    );
    return {
        name,
        host: pulumi.output(`${name}.${namespace}.svc`),
        port,
        target: { kind: "pods", namespace, labels: selectorOf(name) },
        allowFrom: () => undefined,
    };
}
