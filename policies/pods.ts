import type { KubernetesObject, ObjectJudge } from "./kubernetes";
import type { Verdict } from "./rule";
import { at, fields, type Field } from "./values";

/** A pod, or the template of pods, with its metadata. */
export interface PodTemplate extends Field {
    /** False for a patch, in which what is not said is no fault. */
    readonly complete: boolean;
}

/** Where a kind keeps its pods. These are the kinds that Kubernetes' own admission plugin looks into. */
const templates: Readonly<Record<string, string>> = {
    Pod: "",
    PodTemplate: "template.",
    Deployment: "spec.template.",
    StatefulSet: "spec.template.",
    DaemonSet: "spec.template.",
    ReplicaSet: "spec.template.",
    ReplicationController: "spec.template.",
    Job: "spec.template.",
    CronJob: "spec.jobTemplate.spec.template.",
};

const containerLists = ["initContainers", "containers", "ephemeralContainers"];

/** A judge of pods, as one of every kind that makes pods. */
export const judgesOfPods = (judge: (pods: PodTemplate) => readonly Verdict[]): readonly (readonly [kind: string, ObjectJudge])[] =>
    Object.keys(templates).map(kind => [kind, object => judge(podsOf(object)!)]);

/** The pods that an object makes, if its kind makes any. */
export function podsOf({ kind, path, value, complete }: KubernetesObject): PodTemplate | undefined {
    const template = Object.hasOwn(templates, kind) ? templates[kind]! : undefined;
    if (template === undefined) return undefined;
    return { path: path + template, value: at(value, ...template.split(".").filter(Boolean)), complete };
}

export const containersOf = ({ path, value }: PodTemplate): readonly Field[] =>
    containerLists.flatMap(list => within({ path: `${path}spec`, value: at(value, "spec") }, `${list}[*]`));

/** The fields of an inner path, by their whole paths. */
export const within = (holder: Field, inner: string): readonly Field[] =>
    fields(holder.value, inner).map(({ path, value }) => ({ path: `${holder.path}.${path}`, value }));

/** Names the container, since a manifest's reader looks for it by name. */
export function ofContainer(container: Field, found: Field): Field {
    const name = at(container.value, "name");
    return typeof name === "string" ? { ...found, path: `${found.path} (container ${name})` } : found;
}
