import { cisKubernetes } from "../../controls";
import { stackRule, type Verdict } from "../../rule";
import { Unknown } from "../../values";
import { objectsIn, type StackObject } from "../../workloads";

/** What runs, leads to what runs, or is read by it. */
const judged = new Set([
    ...["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "PodTemplate"],
    ...["Service", "Ingress", "ConfigMap", "Secret", "PersistentVolumeClaim"],
]);

/**
 * A rule on the whole stack: an object that names no namespace goes to its provider's. What only closes "default" down, such as
 * a NetworkPolicy, a LimitRange or the settings of its service account, belongs there; a patch changes what is there already.
 */
export const notDefaultNamespace = stackRule(
    {
        name: "not-default-namespace",
        group: "security",
        description: 'Nothing runs in the namespace "default".',
        why: "All that names no namespace meets there: it shares accounts, secrets and policies, and no right can be given to one of them alone.",
        severity: "medium",
        tags: ["kubernetes", "namespaces"],
        controls: [
            cisKubernetes("5.7.4", "The default namespace should not be used"),
            cisKubernetes("5.7.1", "Create administrative boundaries between resources using namespaces"),
        ],
        url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
        remediationSteps: "Make a Namespace and name it by metadata.namespace, or by the provider's namespace.",
        examples: {
            fails: `new k8s.apps.v1.Deployment("web", { spec });`,
            passes: `const shop = new k8s.core.v1.Namespace("shop");
new k8s.apps.v1.Deployment("web", { metadata: { namespace: shop.metadata.name }, spec });`,
        },
    },
    all =>
        objectsIn(all)
            .filter(({ kind, complete }) => complete && judged.has(kind))
            .map(object => ({ urn: object.one.urn, verdicts: judge(object) })),
);

function judge({ path, namespace }: StackObject): readonly Verdict[] {
    if (namespace instanceof Unknown) return [namespace];
    return namespace === "default"
        ? [`${path}metadata.namespace is "default": it shares accounts, secrets and rights with all that names no namespace.`]
        : [];
}
