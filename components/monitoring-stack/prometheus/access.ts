import * as k8s from "@pulumi/kubernetes";
import type { Component } from "../../core/component";
import type { ChildOptions } from "../../core/component";
import { labelsOf } from "../../core/kubernetes";

const account = "prometheus";

/** Prometheus may list the pods of the namespaces it asks in, and read the nodes' metrics; no more. */
export function mayDiscover(
    self: Component,
    namespace: string,
    namespaces: readonly string[],
    /** Accounts of the same namespace that find pods as Prometheus does. */
    others: readonly string[],
    opts: ChildOptions,
): void {
    const subjects = [account, ...others].map(name => ({ kind: "ServiceAccount", name, namespace }));
    const name = `${namespace}-${account}`;
    const labels = labelsOf(account, namespace);
    self.child(
        k8s.rbac.v1.ClusterRole,
        "prometheus-nodes",
        {
            metadata: { name, labels },
            rules: [
                { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
                { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
            ],
        },
        opts,
    );
    self.child(
        k8s.rbac.v1.ClusterRoleBinding,
        "prometheus-nodes",
        { metadata: { name, labels }, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name }, subjects },
        opts,
    );
    for (const place of namespaces) {
        const metadata = { name: account, namespace: place, labels };
        self.child(
            k8s.rbac.v1.Role,
            `prometheus-${place}`,
            { metadata, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
            opts,
        );
        self.child(
            k8s.rbac.v1.RoleBinding,
            `prometheus-${place}`,
            { metadata, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: account }, subjects },
            opts,
        );
    }
}
