import type { Judge, Verdict } from "./rule";
import { at, fields, type Value } from "./values";

/** A Kubernetes object among the inputs of a resource, which may be a list of them. */
export interface KubernetesObject {
    /** Where it stands: empty, or `items[2].` in a list. */
    readonly path: string;
    readonly value: Value;
    /** False for a patch, which says only what it changes: what it leaves out is no fault. */
    readonly complete: boolean;
}

export type ObjectJudge = (object: KubernetesObject) => readonly Verdict[];

/** The API groups whose kinds the rules know; other groups have kinds of the same names (Knative's Service). */
const groups = new Set(["", "core", "apps", "extensions", "batch", "networking.k8s.io", "elbv2.k8s.aws", "eks.amazonaws.com"]);

/**
 * The judge of a type such as `kubernetes:apps/v1:Deployment`, from a table by kind. A list of a kind is judged
 * object by object, a patch of it as far as it goes. A CustomResource of the core group has a type without a group.
 */
export function judgeOfKind(judges: ReadonlyMap<string, ObjectJudge>, type: string): Judge | undefined {
    const parts = /^kubernetes:(?:([^/:]+)\/)?[^/:]+:(\w*?)(Patch|List)?$/.exec(type);
    if (!parts) return undefined;
    const [, group = "", kind = "", form] = parts;
    if (!groups.has(group)) return undefined;
    if (form === "List") return ({ props }) => fields(props, "items[*]").flatMap(item => judgeItem(judges, kind, item.path, item.value));
    const judge = judges.get(kind);
    return judge && (({ props }) => judge({ path: "", value: props, complete: form !== "Patch" }));
}

/** Members of a `List` name their kind; those of a `DeploymentList` need not. */
function judgeItem(judges: ReadonlyMap<string, ObjectJudge>, listed: string, path: string, value: Value): readonly Verdict[] {
    const kind = at(value, "kind") ?? listed;
    const judge = typeof kind === "string" ? judges.get(kind) : undefined;
    return judge ? judge({ path: `${path}.`, value, complete: true }) : [];
}
