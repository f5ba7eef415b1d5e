import { cisKubernetes, podSecurityRestricted } from "../../controls";
import { judgeOfKind, type KubernetesObject } from "../../kubernetes";
import { demand, resourceRule, type Verdict } from "../../rule";
import { at, type Known } from "../../values";
import { isSystemNamespace } from "../../workloads";

const label = "pod-security.kubernetes.io/enforce";
const enforced: readonly Known[] = ["baseline", "restricted"];

const why =
    "whoever may make pods there may make one that takes over its node. Enforce baseline at least, and restricted where its pods allow it.";

/** Namespaces of Kubernetes itself, whose pods must reach nodes, are left out. */
export const nsPssLabel = resourceRule(
    {
        name: "ns-pss-label",
        group: "security",
        description: 'A namespace has the API server refuse pods that break the Pod Security Standard "baseline" or "restricted".',
        why: "Without the label the API server takes every pod, privileged ones as well, from whoever may make pods in the namespace.",
        severity: "high",
        tags: ["kubernetes", "namespaces"],
        ...podSecurityRestricted,
        controls: [
            cisKubernetes("5.2.1", "Ensure that the cluster has at least one active policy control mechanism in place"),
            ...podSecurityRestricted.controls,
        ],
        url: "https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/",
        remediationSteps: `Set the label "${label}" to "restricted", or to "baseline". Pods that need more get a namespace of their own, and that an exemption.`,
        examples: {
            fails: `new k8s.core.v1.Namespace("shop");`,
            passes: `new k8s.core.v1.Namespace("shop", { metadata: { labels: { "${label}": "restricted" } } });`,
        },
    },
    type => judgeOfKind(new Map([["Namespace", judge]]), type),
);

/** A patch may leave alone the label that is there. */
function judge({ path, value, complete }: KubernetesObject): readonly Verdict[] {
    const metadata = at(value, "metadata");
    if (isSystemNamespace(at(metadata, "name"))) return [];
    return demand(
        { path: `${path}metadata.labels["${label}"]`, value: at(metadata, "labels", label) },
        level => (level === undefined ? !complete : enforced.includes(level)),
        why,
    );
}
