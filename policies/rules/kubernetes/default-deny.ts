import { cisKubernetes, kubernetesHardening } from "../../controls";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { same, selects } from "../../selectors";
import { every, some, type Truth } from "../../truth";
import { at, field, isSet, items, Unknown, type Value } from "../../values";
import {
    isSystemNamespace,
    nameOfNamespace,
    objectsIn,
    sameNamespace,
    workloadsAmong,
    type StackObject,
    type Workload,
} from "../../workloads";

/** What is open to pods that no policy covers in a direction. */
const open = {
    Ingress: "every pod of the cluster may connect to them.",
    Egress: "whoever breaks into one may connect to everything that the network reaches, and send out what is found.",
} as const;

/** Policies of network plugins and of the cluster as a whole. What those cover is not told here. */
const others =
    /^kubernetes:((cilium\.io|crd\.projectcalico\.org|projectcalico\.org|crd\.antrea\.io|policy\.networking\.k8s\.io)\/|.*:ClusterNetworkPolicy$)/;

/**
 * A rule on the whole stack. Not judged are namespaces that the stack only names, except for "default": whoever makes them
 * may well deny there; a stack with policies of another kind than Kubernetes' own; and pods in the node's network, which no
 * policy binds.
 */
export const defaultDeny = stackRule(
    {
        name: "default-deny",
        group: "security",
        description: "In every namespace of the stack NetworkPolicies cover all pods, for ingress and for egress.",
        why: "Pods that no policy selects take every connection and make any: one that is broken into is a way to all others.",
        severity: "high",
        tags: ["kubernetes", "network", "pods"],
        controls: [
            cisKubernetes("5.3.2", "Ensure that all Namespaces have NetworkPolicies defined"),
            kubernetesHardening("Network policies", "Use a default policy to deny all ingress and egress traffic."),
        ],
        url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic",
        remediationSteps:
            'Add a NetworkPolicy to the namespace with podSelector: {} and policyTypes: ["Ingress", "Egress"], and one per workload for what it needs.',
        examples: {
            fails: `const shop = new k8s.core.v1.Namespace("shop");
new k8s.apps.v1.Deployment("web", { metadata: { namespace: shop.metadata.name }, spec });`,
            passes: `new k8s.networking.v1.NetworkPolicy("deny-all", {
  metadata: { namespace: shop.metadata.name },
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
});`,
        },
    },
    all => (all.some(({ type }) => others.test(type)) ? [] : judge(all)),
);

function judge(all: readonly Placed[]) {
    const objects = objectsIn(all);
    const policies = objects.filter(({ kind, complete }) => kind === "NetworkPolicy" && complete);
    const made = new Set(["default", ...objects.filter(({ kind }) => kind === "Namespace").map(nameOfNamespace)]);
    const isJudged = ({ namespace }: Workload): boolean =>
        namespace instanceof Unknown || (made.has(namespace) && !isSystemNamespace(namespace));
    return workloadsAmong(objects)
        .filter(workload => workload.complete && isJudged(workload) && at(workload.pods.value, "spec", "hostNetwork") !== true)
        .map(workload => ({ urn: workload.one.urn, verdicts: judgePods(workload, policies) }));
}

function judgePods(workload: Workload, policies: readonly StackObject[]): readonly Verdict[] {
    if (workload.namespace instanceof Unknown) return [workload.namespace];
    return (["Ingress", "Egress"] as const).flatMap(direction => {
        const covered = some(policies.map(policy => covers(policy, direction, workload)));
        if (covered === true) return [];
        const path = `${workload.path}metadata.namespace`;
        return [covered || `${path} has no NetworkPolicy for ${direction.toLowerCase()} that selects these pods: ${open[direction]}`];
    });
}

const covers = (policy: StackObject, direction: keyof typeof open, workload: Workload): Truth =>
    every([
        sameNamespace(policy, workload),
        binds(at(policy.value, "spec"), direction),
        selects(field(policy.value, "spec.podSelector").value, at(workload.pods.value, "metadata", "labels")),
    ]);

/** A policy that names no types binds ingress, and egress if it has rules for it. */
function binds(spec: Value, direction: keyof typeof open): Truth {
    const types = at(spec, "policyTypes");
    if (isSet(types)) return some(items(types).map(type => same(type, direction)));
    return direction === "Ingress" || isSet(at(spec, "egress"));
}
