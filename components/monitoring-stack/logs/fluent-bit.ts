import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, identityEgress, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../../core/kubernetes";
import { shortHash } from "../../core/hash";
import { agentName as name, agentPort, fluentBitConfig, logFolders, stateFolder } from "./fluent-bit-config";
import type { CloudWatchLogsArgs, LogClass } from "./args";

const configFolder = "/etc/fluent-bit";

/**
 * Fluent Bit on every node. It reads folders of the node, which Pod Security allows in privileged namespaces only:
 * so it has one to itself, and no more than these two folders, read-only. The kubelet keeps them for root's group
 * (mode 0750, the files 0640), so it is in that group, and is not root.
 */
export function createFluentBit(
    self: Component,
    namespace: string,
    { region, namespaces }: CloudWatchLogsArgs,
    groups: Readonly<Record<LogClass, pulumi.Output<string>>>,
): void {
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    createPlace(self, metadata);
    const opts = { dependsOn: self.childrenOf("logs-namespace") };
    const config = pulumi.output(groups).apply(names => fluentBitConfig({ region, namespaces, groups: names }));
    self.child(k8s.core.v1.ConfigMap, "fluent-bit-files", { metadata, data: { "fluent-bit.yaml": config } }, opts);
    self.child(k8s.core.v1.ServiceAccount, "fluent-bit-account", { metadata, automountServiceAccountToken: false }, opts);
    self.child(
        k8s.apps.v1.DaemonSet,
        name,
        {
            metadata,
            spec: {
                selector: { matchLabels: selectorOf(name) },
                template: {
                    metadata: {
                        labels: metadata.labels,
                        annotations: {
                            "webstack/files-checksum": config.apply(text => shortHash(text, 16)),
                        },
                    },
                    spec: agentPod,
                },
            },
        },
        // A pod gets its identity when it starts, or never.
        {
            dependsOn: self.childrenOf(
                "logs-namespace",
                "fluent-bit-files",
                "fluent-bit-account",
                "fluent-bit-writes",
                "fluent-bit-identity",
            ),
        },
    );
}

type Metadata = { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };

/** A namespace for the agent alone, in which no other pod may talk to anybody. */
function createPlace(self: Component, metadata: Metadata): void {
    const { namespace, labels } = metadata;
    self.child(k8s.core.v1.Namespace, "logs-namespace", {
        metadata: {
            name: namespace,
            labels: {
                ...labelsOf(namespace, namespace),
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        },
    });
    const opts = { dependsOn: self.childrenOf("logs-namespace") };
    self.child(
        k8s.networking.v1.NetworkPolicy,
        "logs-deny-all",
        { metadata: { name: "deny-all", namespace, labels }, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
        opts,
    );
    const tcp = (port: number) => [{ protocol: "TCP", port }];
    self.child(
        k8s.networking.v1.NetworkPolicy,
        "fluent-bit-network",
        {
            metadata,
            spec: {
                podSelector: { matchLabels: selectorOf(name) },
                policyTypes: ["Ingress", "Egress"],
                ingress: [
                    { from: [{ namespaceSelector: {}, podSelector: { matchLabels: selectorOf("prometheus") } }], ports: tcp(agentPort) },
                ],
                egress: [dnsEgress, { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443) }, identityEgress],
            },
        },
        opts,
    );
}

const resources = { cpu: "100m", memory: "256Mi" };
const alive = { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5 };
const folders = logFolders.map(path => ({ name: path.split("/").at(-1)!, path }));

const agentPod: k8s.types.input.core.v1.PodSpec = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    nodeSelector: { "kubernetes.io/os": "linux" },
    // On every node, whatever it is kept for, and before pods that can run elsewhere.
    tolerations: [{ operator: "Exists" }],
    priorityClassName: "system-node-critical",
    // Longer than the 30 s in which it still sends what it has.
    terminationGracePeriodSeconds: 60,
    securityContext: { ...restrictedPod(65534), runAsGroup: 0 },
    containers: [
        {
            name,
            image: images.fluentBit,
            args: ["-c", `${configFolder}/fluent-bit.yaml`],
            ports: [{ name: "http", containerPort: agentPort }],
            resources: { requests: resources, limits: resources },
            securityContext: restrictedContainer,
            livenessProbe: { ...alive, periodSeconds: 30 },
            readinessProbe: { ...alive, periodSeconds: 10 },
            volumeMounts: [
                { name: "config", mountPath: configFolder, readOnly: true },
                { name: "state", mountPath: stateFolder },
                ...folders.map(({ name: folder, path }) => ({ name: folder, mountPath: path, readOnly: true })),
            ],
        },
    ],
    volumes: [
        { name: "config", configMap: { name } },
        // The outputs share what they keep, 768 MB; a pod that needs more than this is evicted.
        { name: "state", emptyDir: { sizeLimit: "1Gi" } },
        ...folders.map(({ name: folder, path }) => ({ name: folder, hostPath: { path, type: "Directory" } })),
    ],
};
