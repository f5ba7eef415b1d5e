import { objectsOf, type KubernetesObject } from "./kubernetes";
import { podsOf, type PodTemplate } from "./pods";
import type { Placed } from "./rule";
import { same } from "./selectors";
import { every, type Truth } from "./truth";
import { at, Unknown, type Value } from "./values";

/** A Kubernetes object of a stack. */
export interface StackObject extends KubernetesObject {
    /** The resource it is written in. */
    readonly one: Placed;
    /** Its namespace's name; before it has a name, its URN; or what would have to be known. */
    readonly namespace: string | Unknown;
}

/** An object that makes pods, with those. */
export interface Workload extends StackObject {
    readonly pods: PodTemplate;
}

/** What Kubernetes itself runs in: nobody's to divide. */
export const isSystemNamespace = (namespace: Value): boolean =>
    typeof namespace === "string" && ["kube-system", "kube-public", "kube-node-lease"].includes(namespace);

/** The Kubernetes objects of a stack. */
export function objectsIn(all: readonly Placed[]): readonly StackObject[] {
    const initial = initialNamespace(all);
    return all.flatMap(one =>
        objectsOf(one.type, one.props).map(object => ({ ...object, one, namespace: namespaceOf(one, object.value, initial, all) })),
    );
}

/** What makes pods, or changes what does. A PodTemplate makes none. */
export const workloadsAmong = (objects: readonly StackObject[]): readonly Workload[] =>
    objects.flatMap(object => {
        const pods = object.kind === "PodTemplate" ? undefined : podsOf(object);
        return pods ? [{ ...object, pods }] : [];
    });

/** The name of a Namespace, or its URN where it has none yet. */
export function nameOfNamespace({ one, value }: StackObject): string {
    const name = at(value, "metadata", "name");
    return typeof name === "string" ? name : one.urn;
}

export const sameNamespace = (one: StackObject, other: StackObject): Truth => same(one.namespace, other.namespace);

/**
 * Whether a top-level property, such as an autoscaler's `spec`, names the object of the kind. Before there is a name,
 * what the property is made from tells.
 */
export function namesObject(from: StackObject, property: string, name: Value, kind: string, to: StackObject): Truth {
    if (kind !== to.kind) return false;
    const own = at(to.value, "metadata", "name");
    const known = same(name, own);
    if (!(known instanceof Unknown)) return every([known && own !== undefined, sameNamespace(from, to)]);
    return from.one.madeFrom[property]?.includes(to.one.urn) || known;
}

/** Where objects go that name no namespace: the provider says so. Which of several is an object's, a stack does not show. */
function initialNamespace(all: readonly Placed[]): string | Unknown {
    const [first] = all
        .filter(({ type }) => type === "pulumi:providers:kubernetes")
        .map(one => resolved(one, "namespace", at(one.props, "namespace"), all))
        .filter(namespace => namespace !== undefined);
    return first ?? "default";
}

/** The namespace of an object of a kind that the rules do not know. */
export const namespaceOfOther = (one: Placed, all: readonly Placed[]): string | Unknown =>
    namespaceOf(one, one.props, initialNamespace(all), all);

const namespaceOf = (one: Placed, object: Value, initial: string | Unknown, all: readonly Placed[]): string | Unknown =>
    resolved(one, "metadata", at(object, "metadata", "namespace"), all) ?? initial;

/** A name that is not known yet is that of the one Namespace which its property is made from. */
function resolved(one: Placed, property: string, name: Value, all: readonly Placed[]): string | Unknown | undefined {
    if (!(name instanceof Unknown)) return typeof name === "string" && name !== "" ? name : undefined;
    const [made, ...others] = all.filter(({ urn, type }) => isNamespace(type) && one.madeFrom[property]?.includes(urn));
    if (!made || others.length > 0) return name;
    const known = at(made.props, "metadata", "name");
    return typeof known === "string" ? known : made.urn;
}

const isNamespace = (type: string): boolean => type === "kubernetes:core/v1:Namespace";
