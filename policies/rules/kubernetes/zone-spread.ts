import { stackRule, type Verdict } from "../../rule";
import { leastReplicas } from "../../scaling";
import { selects } from "../../selectors";
import { every, some, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, type Value } from "../../values";
import { objectsIn, workloadsAmong, type StackObject, type Workload } from "../../workloads";

const judged = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

const keys: readonly Value[] = [
    ...["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
    // As they were called once.
    ...["failure-domain.beta.kubernetes.io/zone", "beta.kubernetes.io/hostname"],
];

/** What keeps pods apart, by where it stands in their spec. */
const terms = [
    "topologySpreadConstraints[*]",
    "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[*]",
    "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[*].podAffinityTerm",
];

/** A rule on the whole stack: an autoscaler may say how many pods there are at the least. A node lies in one zone. */
export const zoneSpread = stackRule(
    {
        name: "zone-spread",
        group: "reliability",
        description: "Workloads of two pods and more spread them over zones or nodes, by topologySpreadConstraints or anti-affinity.",
        why: "The scheduler may put all pods on one node, or in one zone: then its failure is the failure of the service, replicas or not.",
        severity: "medium",
        tags: ["kubernetes", "pods", "availability"],
        controls: [
            {
                name: "AWS Well-Architected Framework",
                version: "2024-06-27",
                reference: "REL10-BP01",
                specification: "Deploy the workload to multiple locations",
            },
        ],
        url: "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
        remediationSteps:
            'Add topologySpreadConstraints with topologyKey: "topology.kubernetes.io/zone" and a labelSelector that selects the pods themselves.',
        examples: {
            fails: `spec: { replicas: 3, selector, template: { metadata: { labels }, spec: { containers } } }`,
            passes: `spec: { replicas: 3, selector, template: { metadata: { labels }, spec: { containers, topologySpreadConstraints: [{
  maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector: { matchLabels: labels },
}] } } }`,
        },
    },
    all => {
        const objects = objectsIn(all);
        return workloadsAmong(objects)
            .filter(({ kind, complete }) => complete && judged.includes(kind))
            .map(workload => ({ urn: workload.one.urn, verdicts: judge(workload, objects) }));
    },
);

function judge(workload: Workload, objects: readonly StackObject[]): readonly Verdict[] {
    const spec = at(workload.pods.value, "spec");
    const apart = some(terms.flatMap(term => fields(spec, term)).map(({ value }) => keepsApart(value, workload)));
    if (apart === true) return [];
    const replicas = leastReplicas(workload, objects);
    if (replicas instanceof Unknown) return [replicas];
    if (Number(replicas) < 2) return [];
    const path = `${workload.pods.path}spec.topologySpreadConstraints`;
    return [
        apart ||
            `${path} has none that keeps these pods apart by zone or node, nor has affinity.podAntiAffinity: one failure may take all ${Number(replicas)}.`,
    ];
}

/** A term without a selector selects nothing, and keeps nothing apart. */
function keepsApart(term: Value, { pods }: Workload): Truth {
    const key = at(term, "topologyKey");
    const selector = at(term, "labelSelector");
    return every([
        key instanceof Unknown ? key : keys.includes(key),
        isSet(selector) && selects(selector, at(pods.value, "metadata", "labels")),
    ]);
}
