import type * as k8s from "@pulumi/kubernetes";

/** The labels Kubernetes recommends; `name` selects, the rest informs. */
export function labelsOf(name: string, partOf: string): Record<string, string> {
    return {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": partOf,
        "app.kubernetes.io/managed-by": "pulumi",
    };
}

/** The labels a selector uses: few, and never changed. */
export const selectorOf = (name: string): Record<string, string> => ({ "app.kubernetes.io/name": name });

/** What the `restricted` Pod Security Standard asks of a pod. */
export function restrictedPod(uid: number): k8s.types.input.core.v1.PodSecurityContext {
    return {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: uid,
        fsGroup: uid,
        seccompProfile: { type: "RuntimeDefault" },
    };
}

/** What it asks of a container; and a read-only root, which it does not ask. */
export const restrictedContainer: k8s.types.input.core.v1.SecurityContext = {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
};

/** A namespace in which the API server refuses pods below the `restricted` standard. */
export const restrictedNamespace: Record<string, string> = {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": "latest",
    "pod-security.kubernetes.io/warn": "restricted",
    "pod-security.kubernetes.io/audit": "restricted",
};

/**
 * Lets pods ask the cluster's DNS: pods in kube-system, or, in EKS Auto Mode, a service of the node itself, which no
 * selector finds. It answers at the tenth address of the service range, which is one of two (EKS user guide).
 */
export const dnsEgress: k8s.types.input.networking.v1.NetworkPolicyEgressRule = {
    to: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
        { ipBlock: { cidr: "10.100.0.10/32" } },
        { ipBlock: { cidr: "172.20.0.10/32" } },
    ],
    ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ],
};

/** Lets pods ask the node's agent for their identity on AWS (EKS user guide, "How EKS Pod Identity works"). */
export const identityEgress: k8s.types.input.networking.v1.NetworkPolicyEgressRule = {
    to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
    ports: [{ protocol: "TCP", port: 80 }],
};

/** What asks pods for their figures: Prometheus, and the collector that passes them on to somebody else's monitoring. */
export const scrapers = ["prometheus", "opentelemetry-collector"] as const;

/** The label that marks pods which call something; what is called lets pods with it in. */
export const callerLabel = (name: string): Record<string, string> => ({ [`calls-${name}`]: "true" });

/** What Pulumi does with a Job: waits for its end a little longer than it may take, and makes it anew when it failed. */
export const waitingFor = (timeoutSeconds: number): Record<string, string> => ({
    "pulumi.com/timeoutSeconds": String(timeoutSeconds + 120),
    "pulumi.com/replaceUnready": "true",
});
