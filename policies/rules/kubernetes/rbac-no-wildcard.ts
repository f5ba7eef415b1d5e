import { cisKubernetes, kubernetesHardening } from "../../controls";
import { within } from "../../pods";
import { stackRule, type Verdict } from "../../rule";
import { some } from "../../truth";
import { at, fields, isSet, Unknown, type Field, type Value } from "../../values";
import { namesObject, objectsIn, type StackObject } from "../../workloads";

/** Verbs that make a right out of another's. */
const escalations: ReadonlyMap<Value, string> = new Map(
    Object.entries({
        escalate: "lets its holder write any right into a role.",
        bind: "lets its holder take on any role.",
        impersonate: "lets its holder act as anybody else, the cluster's administrator among them.",
    }),
);

/** Whom no binding should name, and why. */
const subjects: ReadonlyMap<Value, string> = new Map(
    Object.entries({
        "system:masters": "its members pass every check of rights, for good: nothing takes the group away but new certificates.",
        "system:unauthenticated": "everyone who reaches the API server has the rights, without so much as a name.",
        "system:anonymous": "everyone who reaches the API server has the rights, without so much as a name.",
    }),
);

/**
 * A rule on the whole stack: a ClusterRole that only RoleBindings name holds in their namespaces alone. `bind` and
 * `impersonate` of what resourceNames lists are left out: that is how to hand on a single role.
 */
export const rbacNoWildcard = stackRule(
    {
        name: "rbac-no-wildcard",
        group: "security",
        description:
            "Roles list what they allow: no wildcard, no rights to take more rights, no reading of all the cluster's secrets. No binding " +
            "makes anybody the cluster's administrator, or gives rights to those who have no name.",
        why: "Whoever takes over a pod has its account's rights. With these the next step is the whole cluster, and all its secrets.",
        severity: "critical",
        tags: ["kubernetes", "rbac", "identity"],
        controls: [
            cisKubernetes("5.1.3", "Minimize wildcard use in Roles and ClusterRoles"),
            cisKubernetes("5.1.1", "Ensure that the cluster-admin role is only used where required"),
            cisKubernetes("5.1.2", "Minimize access to secrets"),
            cisKubernetes("5.1.7", "Avoid use of system:masters group"),
            cisKubernetes("5.1.8", "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster"),
            kubernetesHardening("Role-based access control", "Give users and service accounts the least privilege they need."),
        ],
        url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
        remediationSteps:
            "List the API groups, resources and verbs that the program uses; name the secrets it reads by resourceNames, in a Role of " +
            "their namespace. Bind a role of its own instead of cluster-admin, to accounts and groups that people have been put in.",
        examples: {
            fails: `new k8s.rbac.v1.ClusterRole("agent", { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] });`,
            passes: `new k8s.rbac.v1.ClusterRole("agent", { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] });`,
        },
    },
    all => {
        const objects = objectsIn(all);
        const bindings = objects.filter(isBinding);
        return [
            ...objects.filter(({ kind }) => kind === "Role" || kind === "ClusterRole").map(role => of(role, judgeRole(role, bindings))),
            ...bindings.map(binding => of(binding, judgeBinding(binding))),
        ];
    },
);

const of = ({ one }: StackObject, verdicts: readonly Verdict[]) => ({ urn: one.urn, verdicts });

const isBinding = ({ kind }: StackObject): boolean => kind === "RoleBinding" || kind === "ClusterRoleBinding";

function judgeRole(role: StackObject, bindings: readonly StackObject[]): readonly Verdict[] {
    const everywhere = role.kind === "ClusterRole" && !isBoundWithin(role, bindings);
    return fields(role.value, "rules[*]").flatMap(({ path, value }) => judgeRule({ path: role.path + path, value }, everywhere));
}

/** Whether RoleBindings of the stack name the role, and no ClusterRoleBinding may do so. */
function isBoundWithin(role: StackObject, bindings: readonly StackObject[]): boolean {
    const naming = bindings.filter(binding => namesRole(binding, role));
    return naming.length > 0 && naming.every(({ kind }) => kind === "RoleBinding");
}

/** ClusterRoles have no namespace, so those are not compared. */
const namesRole = (binding: StackObject, role: StackObject): boolean =>
    at(binding.value, "roleRef", "kind") === role.kind &&
    namesObject({ ...binding, namespace: role.namespace }, "roleRef", at(binding.value, "roleRef", "name"), role.kind, role) !== false;

function judgeRule(rule: Field, everywhere: boolean): readonly Verdict[] {
    if (rule.value instanceof Unknown) return [rule.value];
    const [verbs, resources, groups] = ["verbs", "resources", "apiGroups"].map(list => within(rule, `${list}[*]`));
    const narrowed = isSet(at(rule.value, "resourceNames"));
    const unknown = [...verbs!, ...resources!, ...groups!].flatMap(({ value }) => (value instanceof Unknown ? [value] : []));
    return [
        ...unknown,
        ...[...verbs!, ...resources!, ...groups!]
            .filter(({ value }) => value === "*")
            .map(({ path }) => `${path} is "*": it allows what there is, and all that is ever added. List what is needed.`),
        ...verbs!
            .filter(({ value }) => escalations.has(value) && !(narrowed && value !== "escalate"))
            .map(({ path, value }) => `${path} is "${value as string}", which ${escalations.get(value)}`),
        ...(everywhere && !narrowed && has(groups!, "") && has(resources!, "secrets") ? verbs!.filter(isListing).map(toldOfSecrets) : []),
    ];
}

const has = (list: readonly Field[], wanted: Value): boolean => some(list.map(({ value }) => value === wanted)) === true;

const isListing = ({ value }: Field): boolean => value === "list" || value === "watch";

const toldOfSecrets = ({ path, value }: Field): string =>
    `${path} allows to ${value as string} the secrets of every namespace: one leaked token is all the cluster's passwords and keys.`;

function judgeBinding({ path, value }: StackObject): readonly Verdict[] {
    const role = at(value, "roleRef", "name");
    return [
        ...(role === "cluster-admin" && at(value, "roleRef", "kind") !== "Role"
            ? [`${path}roleRef.name is "cluster-admin": its holders may do anything. Bind a role that lists what they need.`]
            : []),
        ...fields(value, "subjects[*].name").flatMap(subject => judgeSubject({ ...subject, path: path + subject.path })),
    ];
}

const judgeSubject = ({ path, value }: Field): readonly Verdict[] =>
    value instanceof Unknown ? [value] : subjects.has(value) ? [`${path} is "${value as string}": ${subjects.get(value)}`] : [];
