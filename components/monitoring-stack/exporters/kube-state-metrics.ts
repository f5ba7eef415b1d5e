import * as k8s from "@pulumi/kubernetes";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, labelsOf } from "../../core/kubernetes";
import { createWorkload } from "../workload";
import { askedByPrometheus, exporterPods, tcp, type Exporter } from "./exporter";

const name = "kube-state-metrics";
const port = 8080;

/** What it watches, by group of the API; it may list these, in all namespaces, and nothing else: no Secret, no ConfigMap. */
export const watched: Readonly<Record<string, readonly string[]>> = {
    "": ["nodes", "persistentvolumeclaims", "pods"],
    apps: ["daemonsets", "deployments", "statefulsets"],
    autoscaling: ["horizontalpodautoscalers"],
    batch: ["cronjobs", "jobs"],
    policy: ["poddisruptionbudgets"],
};

/** What the API server knows of nodes, pods, what makes them, and jobs. */
export function createKubeStateMetrics(self: Component, namespace: string, opts: ChildOptions): Exporter {
    const role = `${namespace}-${name}`;
    const labels = labelsOf(name, namespace);
    const rights = [
        self.child(
            k8s.rbac.v1.ClusterRole,
            name,
            {
                metadata: { name: role, labels },
                rules: Object.entries(watched).map(([group, resources]) => ({
                    apiGroups: [group],
                    resources: [...resources],
                    verbs: ["list", "watch"],
                })),
            },
            opts,
        ),
        self.child(
            k8s.rbac.v1.ClusterRoleBinding,
            name,
            {
                metadata: { name: role, labels },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
                subjects: [{ kind: "ServiceAccount", name, namespace }],
            },
            opts,
        ),
    ];
    createWorkload(
        self,
        namespace,
        {
            name,
            image: images.kubeStateMetrics,
            uid: 65534,
            port,
            args: [`--port=${port}`, `--resources=${Object.values(watched).flat().sort().join(",")}`],
            resources: { cpu: "50m", memory: "128Mi" },
            healthPath: "/healthz",
            needsApi: true,
            reload: "restart",
            network: {
                ingress: [askedByPrometheus(port)],
                // The API server has an address that no selector names.
                egress: [dnsEgress, { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443, 6443) }],
            },
            dependsOn: rights,
        },
        opts,
    );
    return { metrics: exporterPods(namespace, name, port), aboutOthers: true };
}
