import { isDeepStrictEqual } from "node:util";
import { has, type KubernetesClient, type KubernetesObject } from "./client";
import { until } from "./server";

/** What held after an event. A pod that is being deleted counts no more. */
export interface PodState {
    readonly pods: number;
    readonly ready: number;
    /** Images of the ready ones, each once, sorted. */
    readonly serving: readonly string[];
}

/** Follows the pods of a label, and keeps what held after each single event. */
export class PodWatch {
    readonly #pods = new Map<string, KubernetesObject>();
    #states: PodState[] = [];
    #end: () => void = () => undefined;

    private constructor() {}

    static async start(
        client: KubernetesClient,
        namespace: string,
        name: string,
        labels: Readonly<Record<string, string>> = {},
    ): Promise<PodWatch> {
        const watch = new PodWatch();
        const path = `/api/v1/namespaces/${namespace}/pods`;
        const selected = Object.entries({ "app.kubernetes.io/name": name, ...labels }).map(pair => pair.join("="));
        watch.#end = await client.watch(path, { labelSelector: selected.join() }, ({ type, object }) => {
            if (type === "DELETED") watch.#pods.delete(object.metadata.uid!);
            else watch.#pods.set(object.metadata.uid!, object);
            if (!isDeepStrictEqual(watch.#states.at(-1), watch.now)) watch.#states.push(watch.now);
        });
        return watch;
    }

    get now(): PodState {
        const pods = [...this.#pods.values()].filter(({ metadata }) => !metadata.deletionTimestamp);
        const ready = pods.filter(pod => has(pod, "Ready"));
        return { pods: pods.length, ready: ready.length, serving: [...new Set(ready.map(imageOf))].sort() };
    }

    /** The pods as they are. */
    get pods(): readonly KubernetesObject[] {
        return [...this.#pods.values()];
    }

    /** Waits until this holds; the watch is a little behind what the API server answers. */
    async until(expected: PodState): Promise<void> {
        await until(`of the pods holds ${JSON.stringify(expected)}`, () => isDeepStrictEqual(this.now, expected));
    }

    /** What held after each event since the last call, what held before it first. */
    states(): readonly PodState[] {
        const states = this.#states;
        this.#states = [this.now];
        return states;
    }

    stop(): void {
        this.#end();
    }
}

export const imageOf = ({ spec }: KubernetesObject): string => (spec as { containers: readonly { image: string }[] }).containers[0]!.image;
