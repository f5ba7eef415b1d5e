import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labelsOf } from "../core/kubernetes";
import { podSpec, spreadOverZones, type PodParts } from "./pod";
import { minimumPods, type AutoscalingArgs, type Scaled } from "./scaling-args";
import type { Workload } from "./workload";
import type { WorkloadArgs } from "./workload-args";

/** Pods that run on and on: one release of a workload. */
export interface Release {
    /** Of the objects in the cluster. */
    readonly name: string;
    /** Behind the logical suffixes: `-blue`, or nothing. */
    readonly suffix: string;
    /** What selects the pods. */
    readonly selector: Readonly<Record<string, string>>;
    /** How many pods where nothing is said. */
    readonly replicas: number;
    readonly shutdownSeconds: number;
    /** Seconds a pod may take to start. */
    readonly startupSeconds: number;
    readonly container: Pick<PodParts, "image" | "ports" | "life">;
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Seconds a rollout may stand still, as Kubernetes has it by default; and what a node takes to come up. */
const standstillSeconds = 600;
const nodeSeconds = 300;

/** The Deployment, the budget that keeps its pods up while nodes go, and the autoscaler. */
export function createDeployment(self: Workload, args: WorkloadArgs & Scaled, release: Release): k8s.apps.v1.Deployment {
    const { name, suffix, selector } = release;
    const { namespace } = self.cluster;
    const labels = { ...labelsOf(self.name, namespace), ...selector };
    const least = minimumPods(args, release.replicas);
    const patience = Math.max(standstillSeconds, release.startupSeconds + nodeSeconds);
    const most = args.autoscaling?.max ?? args.replicas ?? release.replicas;
    const deployment = self.child(
        k8s.apps.v1.Deployment,
        `deployment${suffix}`,
        {
            metadata: {
                name,
                namespace,
                labels,
                // Kubernetes counts from one step of a rollout to the next, Pulumi the whole of it.
                annotations: { "pulumi.com/timeoutSeconds": String(patience + most * release.startupSeconds) },
            },
            spec: {
                replicas: least,
                ...(patience > standstillSeconds ? { progressDeadlineSeconds: patience } : {}),
                selector: { matchLabels: { ...selector } },
                strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: least > 1 ? 1 : 0 } },
                template: {
                    metadata: {
                        labels: { ...self.podLabels(self.name, args), ...selector },
                        annotations: { ...self.podSecrets.annotations, ...self.authorities.annotations },
                    },
                    spec: podSpec(self.name, args, {
                        ...release.container,
                        secrets: self.podSecrets,
                        authorities: self.authorities,
                        pod: {
                            terminationGracePeriodSeconds: release.shutdownSeconds,
                            topologySpreadConstraints: spreadOverZones(selector),
                        },
                    }),
                },
            },
        },
        {
            dependsOn: [...self.prerequisites, ...release.dependsOn],
            // An autoscaler owns the number from then on. Left out of the spec, it would be one until the autoscaler acts.
            ...(args.autoscaling ? { ignoreChanges: ["spec.replicas"] } : {}),
        },
    );
    const metadata = { name, namespace, labels };
    self.child(k8s.policy.v1.PodDisruptionBudget, `disruption${suffix}`, {
        metadata,
        spec: { maxUnavailable: 1, selector: { matchLabels: { ...selector } } },
    });
    if (args.autoscaling) createAutoscaler(self, metadata, suffix, args.autoscaling, deployment);
    return deployment;
}

function createAutoscaler(
    self: Workload,
    metadata: { readonly name: string; readonly namespace: string },
    suffix: string,
    scaling: AutoscalingArgs,
    deployment: k8s.apps.v1.Deployment,
): void {
    self.child(
        k8s.autoscaling.v2.HorizontalPodAutoscaler,
        `autoscaler${suffix}`,
        {
            metadata: { ...metadata },
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: metadata.name },
                minReplicas: scaling.min,
                maxReplicas: scaling.max,
                metrics: aims(scaling),
            },
        },
        { dependsOn: [deployment] },
    );
}

function aims({ cpuPercent, memoryPercent, requestsPerSecond }: AutoscalingArgs): k8s.types.input.autoscaling.v2.MetricSpec[] {
    const utilization = (name: string, percent: number | undefined) =>
        percent === undefined
            ? []
            : [{ type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization: percent } } }];
    const alone = memoryPercent === undefined && requestsPerSecond === undefined;
    return [
        ...utilization("cpu", cpuPercent ?? (alone ? 70 : undefined)),
        ...utilization("memory", memoryPercent),
        ...(requestsPerSecond
            ? [
                  {
                      type: "Pods",
                      pods: {
                          metric: { name: requestsPerSecond.metric },
                          target: { type: "AverageValue", averageValue: String(requestsPerSecond.perPod) },
                      },
                  },
              ]
            : []),
    ];
}
