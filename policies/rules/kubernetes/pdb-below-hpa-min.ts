import { stackRule, type Verdict } from "../../rule";
import { leastReplicas } from "../../scaling";
import { selects } from "../../selectors";
import { every } from "../../truth";
import { at, isSet, Unknown } from "../../values";
import { objectsIn, sameNamespace, workloadsAmong, type StackObject, type Workload } from "../../workloads";

/** What has a number of pods that Kubernetes knows. */
const scaled = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

const blocked = "no pod may ever be evicted, and a node that is to be emptied or updated waits for good.";

/** A rule on the whole stack. Pods that the stack does not make are not counted. */
export const pdbBelowHpaMin = stackRule(
    {
        name: "pdb-below-hpa-min",
        group: "reliability",
        description: "A PodDisruptionBudget lets at least one pod go, of as few as its workload's autoscaler or replicas leave.",
        why: "A budget that lets none go stops the updates of nodes, until somebody deletes pods by hand, and then all at once.",
        severity: "medium",
        tags: ["kubernetes", "availability"],
        controls: [],
        url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
        remediationSteps: "Set maxUnavailable: 1 instead of minAvailable, or raise the autoscaler's minReplicas above it.",
        examples: {
            fails: `new k8s.policy.v1.PodDisruptionBudget("web", { spec: { minAvailable: 2, selector } }); // of two replicas`,
            passes: `new k8s.policy.v1.PodDisruptionBudget("web", { spec: { maxUnavailable: 1, selector } });`,
        },
    },
    all => {
        const objects = objectsIn(all);
        const workloads = workloadsAmong(objects).filter(({ kind, complete }) => complete && scaled.includes(kind));
        return objects
            .filter(({ kind }) => kind === "PodDisruptionBudget")
            .map(budget => ({
                urn: budget.one.urn,
                verdicts: [...judgeUnavailable(budget), ...judgeAvailable(budget, workloads, objects)],
            }));
    },
);

function judgeUnavailable({ path, value }: StackObject): readonly Verdict[] {
    const most = at(value, "spec", "maxUnavailable");
    if (most instanceof Unknown) return [most];
    return most === 0 || (typeof most === "string" && /^0+%?$/.test(most)) ? [`${path}spec.maxUnavailable is 0: ${blocked}`] : [];
}

function judgeAvailable(budget: StackObject, workloads: readonly Workload[], objects: readonly StackObject[]): readonly Verdict[] {
    const least = at(budget.value, "spec", "minAvailable");
    const path = `${budget.path}spec.minAvailable`;
    if (least === undefined) return [];
    if (least instanceof Unknown) return [least];
    if (least === "100%") return [`${path} is "100%": ${blocked}`];
    const replicas = replicasOf(budget, workloads, objects);
    if (replicas instanceof Unknown) return [replicas];
    const wanted = typeof least === "string" && least.endsWith("%") ? Math.ceil((replicas * parseInt(least)) / 100) : Number(least);
    if (replicas === 0 || wanted < replicas) return [];
    return [`${path} is ${JSON.stringify(least)}, and there may be no more than ${replicas} of these pods: ${blocked}`];
}

/** How many pods there are at the least of those that the budget selects. A selector that is not set selects none. */
function replicasOf(budget: StackObject, workloads: readonly Workload[], objects: readonly StackObject[]): number | Unknown {
    const selector = at(budget.value, "spec", "selector");
    if (!isSet(selector)) return 0;
    let sum = 0;
    for (const workload of workloads) {
        const selected = every([sameNamespace(budget, workload), selects(selector, at(workload.pods.value, "metadata", "labels"))]);
        const replicas = selected === false ? 0 : selected === true ? leastReplicas(workload, objects) : selected;
        if (replicas instanceof Unknown) return replicas;
        sum += Number(replicas);
    }
    return sum;
}
