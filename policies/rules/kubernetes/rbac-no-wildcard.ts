import { cisKubernetes, kubernetesHardening } from "../../controls";
import { within } from "../../pods";
import { stackRule, type Verdict } from "../../rule";
import { at, fields, isProperties, isSet, items, Unknown, type Field, type Value } from "../../values";
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

/** Whom everybody with an account, or every pod, belongs to, and the roles that are too much for them. */
const crowds = ["system:authenticated", "system:serviceaccounts"];
const strongRoles = ["cluster-admin", "admin", "edit"];

/** A right that is as good as the whole cluster, where nothing holds it to a namespace or to names. */
interface Right {
    readonly group: string;
    readonly resource: string;
    /** @default any */
    readonly verbs?: readonly string[];
    readonly why: string;
    /** Names that hold it to nothing. */
    readonly wideNames?: RegExp;
}

const rights: readonly Right[] = [
    {
        ...{ group: "", resource: "secrets", verbs: ["get", "list", "watch"] },
        why: "the secrets of every namespace: one leaked token is all the cluster's passwords and keys.",
    },
    {
        ...{ group: "", resource: "serviceaccounts/token", verbs: ["create"] },
        why: "tokens of every service account: its holder acts as the strongest of them.",
    },
    {
        ...{ group: "", resource: "nodes/proxy" },
        why: "the API of every kubelet through nodes/proxy: it runs commands in all pods, past audit and admission.",
    },
    {
        ...{
            group: "certificates.k8s.io",
            resource: "signers",
            verbs: ["approve", "sign"],
            wideNames: /^kubernetes\.io\/(\*|kube-apiserver-client)$/,
        },
        why: "certificates of any signer, with which their holder is whoever they name. List the signers by resourceNames.",
    },
];

/**
 * A rule on the whole stack: a ClusterRole that only RoleBindings name holds in their namespaces alone. `bind` and
 * `impersonate` of what resourceNames lists are left out: that is how to hand on a single role.
 */
export const rbacNoWildcard = stackRule(
    {
        name: "rbac-no-wildcard",
        group: "security",
        description:
            "Roles list what they allow: no wildcard, no rights to take more rights, no reading of all the cluster's secrets, no making of " +
            "all accounts' tokens, no nodes/proxy, no approval of any signer's certificates. No binding makes anybody the cluster's " +
            "administrator, gives rights to those who have no name, or a namespace to everybody who has one.",
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
    return [
        ...fields(role.value, "rules[*]").flatMap(({ path, value }) => judgeRule({ path: role.path + path, value }, everywhere)),
        ...fields(role.value, "aggregationRule.clusterRoleSelectors[*]").flatMap(({ path, value }) =>
            judgeSelector({ path: role.path + path, value }),
        ),
    ];
}

/** A selector without anything selects all roles, the cluster's administrator's among them. */
function judgeSelector({ path, value }: Field): readonly Verdict[] {
    const said = [value, at(value, "matchLabels"), at(value, "matchExpressions")];
    if (value instanceof Unknown) return [value];
    if (said.slice(1).some(isTold)) return said.slice(1).filter(one => one instanceof Unknown);
    return [`${path} selects every role: what it allows is all that any of them does. Name a label.`];
}

const isTold = (value: Value): boolean => value instanceof Unknown || (isProperties(value) ? Object.keys(value).length > 0 : isSet(value));

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
    const [verbs, resources, groups, urls] = ["verbs", "resources", "apiGroups", "nonResourceURLs"].map(list => within(rule, `${list}[*]`));
    const narrowed = isSet(at(rule.value, "resourceNames"));
    const all = [...verbs!, ...resources!, ...groups!, ...urls!];
    return [
        ...all.flatMap(({ value }) => (value instanceof Unknown ? [value] : [])),
        ...all
            .filter(({ value }) => value === "*" || value === "/*")
            .map(
                ({ path, value }) =>
                    `${path} is "${value as string}": it allows what there is, and all that is ever added. List what is needed.`,
            ),
        ...verbs!
            .filter(({ value }) => escalations.has(value) && !(narrowed && value !== "escalate"))
            .map(({ path, value }) => `${path} is "${value as string}", which ${escalations.get(value)}`),
        ...(everywhere ? rights.filter(right => isOf(right, rule.value)).flatMap(right => toldOf(right, verbs!)) : []),
    ];
}

/** Whether a rule is about the resource, and not about some by their names alone. */
function isOf({ group, resource, wideNames }: Right, rule: Value): boolean {
    const names = items(at(rule, "resourceNames"));
    const isWide = names.length === 0 || names.some(name => typeof name === "string" && wideNames?.test(name) === true);
    return isWide && items(at(rule, "apiGroups")).includes(group) && items(at(rule, "resources")).includes(resource);
}

const toldOf = ({ verbs: wanted, why }: Right, verbs: readonly Field[]): readonly string[] =>
    verbs.flatMap(({ path, value }) =>
        typeof value === "string" && value !== "*" && (wanted?.includes(value) ?? true) ? [`${path} allows to ${value} ${why}`] : [],
    );

function judgeBinding({ path, value }: StackObject): readonly Verdict[] {
    const role = at(value, "roleRef", "kind") === "Role" ? undefined : at(value, "roleRef", "name");
    return [
        ...(role === "cluster-admin"
            ? [`${path}roleRef.name is "cluster-admin": its holders may do anything. Bind a role that lists what they need.`]
            : []),
        ...fields(value, "subjects[*].name").flatMap(subject => judgeSubject({ ...subject, path: path + subject.path }, role)),
    ];
}

function judgeSubject({ path, value }: Field, role: Value): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    if (subjects.has(value)) return [`${path} is "${value as string}": ${subjects.get(value)}`];
    if (!crowds.some(crowd => crowd === value)) return [];
    if (role instanceof Unknown) return [role];
    return strongRoles.some(strong => strong === role)
        ? [
              `${path} is "${value as string}": everybody with an account of the cluster, every pod's among them, has the rights of ${role as string}.`,
          ]
        : [];
}
