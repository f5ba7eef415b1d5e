import { at, Unknown, type Value } from "./values";
import { namesObject, type StackObject, type Workload } from "./workloads";
import type { Truth } from "./truth";

/** Whether a HorizontalPodAutoscaler scales the workload. */
export function scales(autoscaler: StackObject, workload: Workload): Truth {
    const target = at(autoscaler.value, "spec", "scaleTargetRef");
    if (target instanceof Unknown) return target;
    return at(target, "kind") === workload.kind && namesObject(autoscaler, "spec", at(target, "name"), workload.kind, workload);
}

export const isAutoscaler = ({ kind, complete }: StackObject): boolean => kind === "HorizontalPodAutoscaler" && complete;

/** How many pods a workload has at the least: its autoscaler says so, or it does itself. Both are one if not set. */
export function leastReplicas(workload: Workload, objects: readonly StackObject[]): Value {
    for (const autoscaler of objects.filter(isAutoscaler)) {
        const scaled = scales(autoscaler, workload);
        if (scaled === true) return at(autoscaler.value, "spec", "minReplicas") ?? 1;
        if (scaled instanceof Unknown) return scaled;
    }
    return at(workload.value, "spec", "replicas") ?? 1;
}
