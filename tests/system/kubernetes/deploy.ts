import { has, type KubernetesClient, type KubernetesObject } from "./client";
import { until } from "./server";
import type { Synthesis } from "./stacks";

export interface Outcome {
    /** What was applied, and had come up where Pulumi waits for that: `Deployment app/web`. */
    readonly done: readonly string[];
    /** What failed, and why. */
    readonly failed: readonly string[];
    /** What was left as it was, since something had failed before its turn. */
    readonly left: readonly string[];
}

/**
 * What a program asks for, brought about as `pulumi up` does it: each object after all that it depends on, many at a
 * time; what comes after an object waits until that has come up; nothing is begun once something has failed.
 * Resources that are no objects of Kubernetes take no time.
 */
export async function deploy(client: KubernetesClient, { manifests, resources }: Synthesis): Promise<Outcome> {
    const objects = new Map(manifests.map(object => [labelOf(object), object]));
    const finished = new Map<string, Promise<void>>();
    const done: string[] = [];
    const failed: string[] = [];
    const left: string[] = [];
    for (const { urn, inputs, outputs, dependencies = [], provider } of resources) {
        // The engine writes a resource after what it depends on, so all of those are there.
        const before = [...dependencies, provider?.split("::").slice(0, -1).join("::")].map(
            name => finished.get(name ?? "") ?? Promise.resolve(),
        );
        const { apiVersion, kind } = inputs ?? {};
        const object = apiVersion && kind ? objects.get(labelOf({ kind, metadata: { name: "", ...outputs?.metadata } })) : undefined;
        const turn = Promise.all(before).then(async () => {
            if (!object) return;
            const label = labelOf(object);
            if (failed.length > 0) return void left.push(label);
            try {
                await client.apply(object);
                await settled(client, object);
                done.push(label);
            } catch (error) {
                failed.push(`${label}: ${(error as Error).message}`);
            }
        });
        finished.set(urn, turn);
    }
    await Promise.all(finished.values());
    return { done, failed, left };
}

/** Waits for what Pulumi's provider waits for; fails where it would. */
export async function settled(client: KubernetesClient, object: KubernetesObject): Promise<void> {
    if (object.metadata.annotations?.["pulumi.com/skipAwait"] === "true") return;
    const up = ups[object.kind];
    if (up) await until(`${labelOf(object)} has come up`, async () => up((await client.get(object)) as Workload, client));
}

export const labelOf = ({ kind, metadata: { namespace, name } }: Pick<KubernetesObject, "kind" | "metadata">): string =>
    `${kind} ${namespace ? `${namespace}/` : ""}${name}`;

interface Workload extends KubernetesObject {
    readonly metadata: KubernetesObject["metadata"] & { readonly generation: number };
    readonly spec: { readonly replicas: number };
    readonly status: NonNullable<KubernetesObject["status"]> & Readonly<Record<string, number | undefined>>;
}

const observed = ({ metadata, status }: Workload): boolean => (status.observedGeneration ?? 0) >= metadata.generation;

/** The name of the ReplicaSet that a Deployment is moving to. */
async function newestSet({ metadata }: Workload, client: KubernetesClient): Promise<string> {
    const revision = "deployment.kubernetes.io/revision";
    const sets = await client.list(`/apis/apps/v1/namespaces/${metadata.namespace}/replicasets`);
    const newest = sets.find(
        set =>
            set.metadata.annotations?.[revision] === metadata.annotations?.[revision] &&
            set.metadata.ownerReferences?.some(({ name }) => name === metadata.name),
    );
    return newest!.metadata.name;
}

/** Whether a workload has come up; throws when it never will. */
const ups: Readonly<Record<string, (workload: Workload, client: KubernetesClient) => boolean | Promise<boolean>>> = {
    Deployment: async (workload, client) => {
        const { spec, status } = workload;
        if (!observed(workload)) return false;
        const stuck = status.conditions?.find(({ reason }) => reason === "ProgressDeadlineExceeded")?.message;
        // What is said of the version before stays for a while.
        if (stuck?.includes(`"${await newestSet(workload, client)}"`)) throw new Error(stuck);
        return [status.replicas, status.updatedReplicas, status.readyReplicas, status.availableReplicas].every(
            count => (count ?? 0) === spec.replicas,
        );
    },
    StatefulSet: workload =>
        observed(workload) &&
        workload.status.updatedReplicas === workload.spec.replicas &&
        workload.status.readyReplicas === workload.spec.replicas,
    DaemonSet: workload =>
        observed(workload) &&
        workload.status.updatedNumberScheduled === workload.status.desiredNumberScheduled &&
        workload.status.numberReady === workload.status.desiredNumberScheduled,
    Job: workload => {
        const failure = workload.status.conditions?.find(({ type, status }) => type === "Failed" && status === "True");
        if (failure) throw new Error(failure.reason);
        return has(workload, "Complete");
    },
};
