import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, labelsOf, restrictedContainer, restrictedPod, scrapers, selectorOf } from "../../core/kubernetes";
import { podsIn } from "../../core/network-peers";
import { reloader } from "../reloader";
import { agentName as name, agentPort, fluentBitFiles } from "./fluent-bit-config";
import { configFolder, logFolders, stateFolder } from "./folders";
import type { Output } from "./outputs";
import type { RedactionArgs } from "./redaction";

export interface Agent {
    readonly namespaces: readonly string[];
    readonly redact?: RedactionArgs;
    readonly outputs: pulumi.Input<readonly Output[]>;
    /** Whether what is sent has the fields of a line beside it. */
    readonly documents?: boolean;
    /** Where it may send. */
    readonly egress: readonly k8s.types.input.networking.v1.NetworkPolicyEgressRule[];
    /** Disk for what is not sent yet: a pod that needs more is evicted. */
    readonly buffer: string;
    /** Children that must be there before it, by their suffixes. */
    readonly after: readonly string[];
}

/** The stack's own namespace, and that of the agents. */
export interface LogsNamespaces {
    readonly own: string;
    readonly agents: string;
}

/**
 * Fluent Bit on every node. It reads folders of the node, which Pod Security allows in privileged namespaces only:
 * so it has one to itself, and no more than these two folders, read-only. The kubelet keeps them for root's group
 * (mode 0750, the files 0640), so it is in that group, and is not root.
 */
export function createFluentBit(self: Component, { own, agents }: LogsNamespaces, agent: Agent): void {
    const metadata = { name, namespace: agents, labels: labelsOf(name, agents) };
    const asked = { from: scrapers.map(asker => podsIn(own, selectorOf(asker))), ports: [{ protocol: "TCP", port: agentPort }] };
    createPlace(self, metadata, { ingress: [asked], egress: [dnsEgress, ...agent.egress] });
    const opts = { dependsOn: self.childrenOf("logs-namespace") };
    const { namespaces, redact, documents = false } = agent;
    const data = pulumi.output(agent.outputs).apply(outputs => fluentBitFiles({ namespaces, redact, outputs, documents }));
    self.child(k8s.core.v1.ConfigMap, "fluent-bit-files", { metadata, data }, opts);
    self.child(k8s.core.v1.ServiceAccount, "fluent-bit-account", { metadata, automountServiceAccountToken: false }, opts);
    self.child(
        k8s.apps.v1.DaemonSet,
        name,
        {
            metadata,
            spec: {
                selector: { matchLabels: selectorOf(name) },
                template: { metadata: { labels: metadata.labels }, spec: agentPod(agent.buffer) },
            },
        },
        { dependsOn: self.childrenOf("logs-namespace", "fluent-bit-files", "fluent-bit-account", ...agent.after) },
    );
}

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type Metadata = { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };

/** A namespace for the agent alone, in which no other pod may talk to anybody. */
function createPlace(self: Component, metadata: Metadata, network: Pick<PolicySpec, "ingress" | "egress">): void {
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
    self.child(
        k8s.networking.v1.NetworkPolicy,
        "fluent-bit-network",
        {
            metadata,
            spec: {
                podSelector: { matchLabels: selectorOf(name) },
                policyTypes: ["Ingress", "Egress"],
                ...network,
            },
        },
        opts,
    );
}

const resources = { cpu: "200m", memory: "256Mi" };
const alive = { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5 };
const folders = logFolders.map(path => ({ name: path.split("/").at(-1)!, path }));
const configMount = { name: "config", mountPath: configFolder, readOnly: true };

const agentPod = (buffer: string): k8s.types.input.core.v1.PodSpec => ({
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
                configMount,
                { name: "state", mountPath: stateFolder },
                ...folders.map(({ name: folder, path }) => ({ name: folder, mountPath: path, readOnly: true })),
            ],
        },
        reloader({ url: `http://127.0.0.1:${agentPort}/api/v2/reload`, folders: [configFolder], mounts: [configMount] }),
    ],
    volumes: [
        { name: "config", configMap: { name } },
        { name: "state", emptyDir: { sizeLimit: buffer } },
        ...folders.map(({ name: folder, path }) => ({ name: folder, hostPath: { path, type: "Directory" } })),
    ],
});
