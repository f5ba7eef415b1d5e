import { wholeNumber } from "../core/checks";
import type { Problem } from "../core/errors";
import type { CommonServiceArgs } from "./service-args";

/** Between how many pods, and by what load. Of several aims, the one that asks for the most pods wins. */
export interface AutoscalingArgs {
    /** 1–100 */
    readonly min: number;
    /** Not below `min`, at most 200. */
    readonly max: number;
    /** Mean use of the requested CPU to aim at, in percent: 1–100. @default 70, where no other aim is given */
    readonly cpuPercent?: number;
    /** Mean use of the requested memory to aim at, in percent: 1–100. @default none */
    readonly memoryPercent?: number;
    /**
     * Requests a second to aim at for each pod, by a metric of the pods. Only on a cluster that serves
     * custom.metrics.k8s.io, which AppCluster's `customMetrics` says.
     * @default none
     */
    readonly requestsPerSecond?: { readonly metric: string; readonly perPod: number };
}

/** What says how many pods a workload has. */
export type Scaled = Pick<CommonServiceArgs, "replicas" | "autoscaling">;

/** How many pods there are at least. */
export const minimumPods = ({ replicas, autoscaling }: Scaled, standard: number): number => autoscaling?.min ?? replicas ?? standard;

export function scalingProblems({ replicas, autoscaling }: Scaled, standard: number): Problem[] {
    if (!autoscaling) return wholeNumber("replicas", replicas ?? standard, 1, 100);
    const { min, max, cpuPercent, memoryPercent, requestsPerSecond } = autoscaling;
    return [
        ...(replicas === undefined
            ? []
            : [
                  {
                      path: "replicas",
                      got: replicas,
                      allowed: "nothing beside autoscaling",
                      fix: "Autoscaling owns the number of pods: remove one of the two.",
                  },
              ]),
        ...wholeNumber("autoscaling.min", min, 1, 100),
        ...wholeNumber("autoscaling.max", max, 1, 200),
        ...(min > max ? [{ path: "autoscaling.max", got: max, allowed: `at least autoscaling.min, which is ${min}` }] : []),
        ...(cpuPercent === undefined ? [] : wholeNumber("autoscaling.cpuPercent", cpuPercent, 1, 100)),
        ...(memoryPercent === undefined ? [] : wholeNumber("autoscaling.memoryPercent", memoryPercent, 1, 100)),
        ...(requestsPerSecond
            ? [
                  ...wholeNumber("autoscaling.requestsPerSecond.perPod", requestsPerSecond.perPod, 1, 1_000_000),
                  ...(/^[A-Za-z_:][\w:]*$/.test(requestsPerSecond.metric)
                      ? []
                      : [
                            {
                                path: "autoscaling.requestsPerSecond.metric",
                                got: requestsPerSecond.metric,
                                allowed: "a metric's name: letters, digits, '_' and ':'",
                            },
                        ]),
              ]
            : []),
    ];
}
