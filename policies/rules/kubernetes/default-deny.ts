import { cisKubernetes, kubernetesHardening } from "../../controls";
import { ingress, judgeOpen } from "../../network-policies";
import { stackRule, type Judged, type Placed, type Verdict } from "../../rule";
import { same, selects } from "../../selectors";
import { every, some, type Truth } from "../../truth";
import { at, field, isSet, items, Unknown, type Value } from "../../values";
import {
    isSystemNamespace,
    nameOfNamespace,
    namespaceOfOther,
    objectsIn,
    sameNamespace,
    workloadsAmong,
    type StackObject,
    type Workload,
} from "../../workloads";

const directions = ["Ingress", "Egress"] as const;

/** What is open to pods that no policy covers in a direction. */
const open = {
    Ingress: "every pod of the cluster may connect to them.",
    Egress: "whoever breaks into one may connect to everything that the network reaches, and send out what is found.",
} as const;

/** Kinds of policies of network plugins and of the cluster as a whole. What those cover is not told here; staged ones bind nobody. */
const others = [
    /^kubernetes:cilium\.io\/[^:]+:Cilium(Clusterwide)?NetworkPolicy(List)?$/,
    /^kubernetes:(crd\.)?projectcalico\.org\/[^:]+:(Global)?NetworkPolicy(List)?$/,
    /^kubernetes:crd\.antrea\.io\/[^:]+:(Cluster)?NetworkPolicy(List)?$/,
    /^kubernetes:policy\.networking\.k8s\.io\/[^:]+:((Baseline)?Admin|Cluster)NetworkPolicy(List)?$/,
    /^kubernetes:networking\.k8s\.aws\/[^:]+:ClusterNetworkPolicy(List)?$/,
];

/** Of those the ones that bind pods of their own namespace alone. */
const namespaced = /:(Cilium)?NetworkPolicy$/;

const letsIn = "every pod of the cluster may connect to those it selects, whatever other policies deny.";

/**
 * A rule on the whole stack. Not judged are namespaces that the stack only names, except for "default": whoever makes them
 * may well deny there; and pods in the node's network, which no policy binds. What lets everything out, egress-matches-topology says.
 */
export const defaultDeny = stackRule(
    {
        name: "default-deny",
        group: "security",
        description:
            "In every namespace of the stack NetworkPolicies cover all pods, for ingress and for egress, and none lets every address in " +
            "on every port. Where policies of Calico, Cilium and the like may cover pods, it cannot be told.",
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
    all => {
        const objects = objectsIn(all);
        const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
        return [
            ...judge(objects, policies, all),
            ...policies.map(policy => ({ urn: policy.one.urn, verdicts: judgeOpen(policy, ingress, letsIn) })),
        ];
    },
);

function judge(objects: readonly StackObject[], policies: readonly StackObject[], all: readonly Placed[]): readonly Judged[] {
    const complete = policies.filter(policy => policy.complete);
    const made = new Set(["default", ...objects.filter(({ kind }) => kind === "Namespace").map(nameOfNamespace)]);
    const isJudged = ({ namespace }: Workload): boolean =>
        namespace instanceof Unknown || (made.has(namespace) && !isSystemNamespace(namespace));
    return workloadsAmong(objects)
        .filter(workload => workload.complete && isJudged(workload) && at(workload.pods.value, "spec", "hostNetwork") !== true)
        .map(workload => ({ urn: workload.one.urn, verdicts: judgePods(workload, complete, all) }));
}

function judgePods(workload: Workload, policies: readonly StackObject[], all: readonly Placed[]): readonly Verdict[] {
    if (workload.namespace instanceof Unknown) return [workload.namespace];
    return directions.flatMap(direction => {
        const covered = some([...policies.map(policy => covers(policy, direction, workload)), ...coveredByOthers(workload, all)]);
        if (covered === true) return [];
        const path = `${workload.path}metadata.namespace`;
        return [covered || `${path} has no NetworkPolicy for ${direction.toLowerCase()} that selects these pods: ${open[direction]}`];
    });
}

/** Whether policies of other kinds cover pods: not at all, or it cannot be told. */
const coveredByOthers = (workload: Workload, all: readonly Placed[]): readonly Truth[] =>
    all
        .filter(({ type }) => others.some(kind => kind.test(type)))
        .map(one => every([!namespaced.test(one.type) || same(namespaceOfOther(one, all), workload.namespace), untold]));

const untold = new Unknown(new Error("what policies of another kind than Kubernetes' own cover"));

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
