import * as k8s from "@pulumi/kubernetes";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { labelsOf, restrictedContainer, restrictedPod, scrapers, selectorOf } from "../../core/kubernetes";
import { podsIn } from "../../core/network-peers";
import { exporterPods, tcp, type Exporter } from "./exporter";

const name = "nodes";
const port = 9100;
const root = "/host";

/**
 * What a node alone can tell. Figures of its network are not among them: they would need the node's own network, in
 * which no policy guards the port; the kubelet has them (`container_network_…{id="/"}`).
 */
const collectors = ["cpu", "diskstats", "filefd", "filesystem", "loadavg", "meminfo", "os", "pressure", "stat", "timex", "uname", "vmstat"];

/** Mounts of pods: the kubelet counts volumes. */
const ofPods = "^/(dev|proc|run|sys|var/lib/(containerd|docker|kubelet))($|/)";

/**
 * node-exporter on every node. It reads the node's file system, which Pod Security allows in privileged namespaces only:
 * so it has one to itself, and no more than this one folder, read-only. It is not root, has no capabilities, and runs
 * neither in the node's network nor among its processes.
 */
export function createNodeExporter(self: Component, namespace: string): Exporter {
    const place = `${namespace}-nodes`;
    const metadata = { name, namespace: place, labels: labelsOf(name, place) };
    const made = self.child(k8s.core.v1.Namespace, "nodes-namespace", {
        metadata: {
            name: place,
            labels: {
                ...labelsOf(place, place),
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        },
    });
    const opts: ChildOptions = { dependsOn: [made] };
    const selector = { matchLabels: selectorOf(name) };
    const policies = [
        self.child(
            k8s.networking.v1.NetworkPolicy,
            "nodes-deny-all",
            { metadata: { ...metadata, name: "deny-all" }, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
            opts,
        ),
        self.child(
            k8s.networking.v1.NetworkPolicy,
            "nodes-network",
            {
                metadata,
                spec: {
                    podSelector: selector,
                    policyTypes: ["Ingress", "Egress"],
                    ingress: [{ from: scrapers.map(asker => podsIn(namespace, selectorOf(asker))), ports: tcp(port) }],
                    egress: [],
                },
            },
            opts,
        ),
    ];
    const account = self.child(k8s.core.v1.ServiceAccount, "nodes-account", { metadata, automountServiceAccountToken: false }, opts);
    self.child(
        k8s.apps.v1.DaemonSet,
        name,
        {
            metadata,
            spec: {
                selector,
                updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
                template: { metadata: { labels: metadata.labels }, spec: podSpec },
            },
        },
        { dependsOn: [made, account, ...policies] },
    );
    return { metrics: exporterPods(place, name, port) };
}

const resources = { cpu: "50m", memory: "64Mi" };
const alive = { httpGet: { path: "/", port: "http" }, timeoutSeconds: 5 };

const podSpec: k8s.types.input.core.v1.PodSpec = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: { "kubernetes.io/os": "linux" },
    // On every node, whatever it is kept for, and before pods that can run elsewhere.
    tolerations: [{ operator: "Exists" }],
    priorityClassName: "system-node-critical",
    securityContext: restrictedPod(65534),
    containers: [
        {
            name,
            image: images.nodeExporter,
            args: [
                `--web.listen-address=:${port}`,
                `--path.rootfs=${root}`,
                `--path.procfs=${root}/proc`,
                `--path.sysfs=${root}/sys`,
                `--path.udev.data=${root}/run/udev/data`,
                "--collector.disable-defaults",
                ...collectors.map(collector => `--collector.${collector}`),
                `--collector.filesystem.mount-points-exclude=${ofPods}`,
                "--log.format=json",
            ],
            ports: [{ name: "http", containerPort: port }],
            resources: { requests: resources, limits: resources },
            securityContext: restrictedContainer,
            livenessProbe: { ...alive, periodSeconds: 30 },
            readinessProbe: { ...alive, periodSeconds: 10 },
            // What the node mounts and unmounts later is seen, and not held fast.
            volumeMounts: [{ name: "root", mountPath: root, readOnly: true, mountPropagation: "HostToContainer" }],
        },
    ],
    volumes: [{ name: "root", hostPath: { path: "/", type: "Directory" } }],
};
