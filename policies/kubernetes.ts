import type { Judge, Verdict } from "./rule";
import { at, fields, type Value } from "./values";

/** A Kubernetes object among the inputs of a resource, which may be a list of them. */
export interface KubernetesObject {
    readonly kind: string;
    /** Where it stands: empty, or `items[2].` in a list. */
    readonly path: string;
    readonly value: Value;
    /** False for a patch, which says only what it changes: what it leaves out is no fault. */
    readonly complete: boolean;
}

export type ObjectJudge = (object: KubernetesObject) => readonly Verdict[];

/** The API groups whose kinds the rules know; other groups have kinds of the same names (Knative's Service). */
const groups = new Set([
    ...["", "core", "apps", "extensions", "batch", "policy", "autoscaling", "rbac.authorization.k8s.io", "networking.k8s.io"],
    ...["elbv2.k8s.aws", "eks.amazonaws.com"],
]);

/** Kind and form of a type such as `kubernetes:apps/v1:DeploymentList`. A CustomResource of the core group has a type without a group. */
function kindOf(type: string): { readonly kind: string; readonly form: string } | undefined {
    const [, group = "", kind, form = ""] = /^kubernetes:(?:([^/:]+)\/)?[^/:]+:(\w*?)(Patch|List)?$/.exec(type) ?? [];
    return kind !== undefined && groups.has(group) ? { kind, form } : undefined;
}

/**
 * The objects of a resource of a known group: itself, or the members of a list. Those of a `List` name their kind;
 * those of a `DeploymentList` need not.
 */
export function objectsOf(type: string, props: Value): readonly KubernetesObject[] {
    const named = kindOf(type);
    if (!named) return [];
    if (named.form !== "List") return [{ kind: named.kind, path: "", value: props, complete: named.form !== "Patch" }];
    return fields(props, "items[*]").flatMap(({ path, value }) => {
        const kind = at(value, "kind") ?? named.kind;
        return typeof kind === "string" ? [{ kind, path: `${path}.`, value, complete: true }] : [];
    });
}

/** The judge of a type, from a table by kind. A list is judged object by object, a patch as far as it goes. */
export function judgeOfKind(judges: ReadonlyMap<string, ObjectJudge>, type: string): Judge | undefined {
    const named = kindOf(type);
    if (!named || (named.form !== "List" && !judges.has(named.kind))) return undefined;
    return ({ props }) => objectsOf(type, props).flatMap(object => judges.get(object.kind)?.(object) ?? []);
}
