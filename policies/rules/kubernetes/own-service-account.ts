import { cisKubernetes, kubernetesHardening } from "../../controls";
import { stackRule, type Verdict } from "../../rule";
import { some, type Truth } from "../../truth";
import { at, fields, isSet, Unknown, type Value } from "../../values";
import { namesObject, objectsIn, workloadsAmong, type StackObject, type Workload } from "../../workloads";

const shared =
    "every pod of the namespace that names none is the same to the API server, and to AWS. Name an account of the workload's own.";
const needless = "whoever breaks into the pod has a token for the API server, and no binding of the stack says what for. Set it to false.";

/**
 * A rule on the whole stack, whose bindings say who needs a token. Of an account that the stack only names nobody here
 * knows what it is bound to, or whether it gives tokens out: only the name is judged.
 */
export const ownServiceAccount = stackRule(
    {
        name: "own-service-account",
        group: "security",
        description:
            "Pods run as a service account of their own, and get its token only if a binding of the stack gives the account rights.",
        why: "What is granted to the account that pods share is granted to all of them. A token that nobody uses is there for whoever breaks in.",
        severity: "medium",
        tags: ["kubernetes", "pods", "identity"],
        controls: [
            cisKubernetes("5.1.5", "Ensure that default service accounts are not actively used"),
            cisKubernetes("5.1.6", "Ensure that Service Account Tokens are only mounted where necessary"),
            kubernetesHardening("Protecting Pod service account tokens", "Disable the mounting of tokens that pods do not need."),
        ],
        url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
        remediationSteps: "Make a ServiceAccount with automountServiceAccountToken: false, and name it by the pods' serviceAccountName.",
        examples: {
            fails: `spec: { containers }`,
            passes: `const account = new k8s.core.v1.ServiceAccount("web", { metadata, automountServiceAccountToken: false });
// …
spec: { serviceAccountName: account.metadata.name, containers }`,
        },
    },
    all => {
        const objects = objectsIn(all);
        return workloadsAmong(objects).map(workload => ({
            urn: workload.one.urn,
            verdicts: [...judgeName(workload), ...(workload.complete ? judgeToken(workload, objects) : [])],
        }));
    },
);

/** `serviceAccount` is what it was called once. */
const nameIn = (pod: Value): Value => at(pod, "serviceAccountName") ?? at(pod, "serviceAccount");

/** A name that is not known yet is made from something, which has a name of its own. A patch may leave it alone. */
function judgeName({ pods, complete }: Workload): readonly Verdict[] {
    const name = nameIn(at(pods.value, "spec"));
    const path = `${pods.path}spec.serviceAccountName`;
    if (!isSet(name)) return complete ? [`${path} is not set: ${shared}`] : [];
    return name === "default" ? [`${path} is "default": ${shared}`] : [];
}

function judgeToken(workload: Workload, objects: readonly StackObject[]): readonly Verdict[] {
    const path = `${workload.pods.path}spec.automountServiceAccountToken`;
    const own = at(workload.pods.value, "spec", "automountServiceAccountToken");
    if (own === false || own instanceof Unknown) return own === false ? [] : [own];
    const account = objects.find(object => object.kind === "ServiceAccount" && object.complete && isOf(workload, object) === true);
    const token = own ?? (account && at(account.value, "automountServiceAccountToken"));
    if (!account || token === false) return [];
    if (token instanceof Unknown) return [token];
    const bound = some(objects.filter(isBinding).map(binding => binds(binding, account)));
    if (bound === true) return [];
    return [bound || `${path} is ${own === undefined ? "not set" : "true"}: ${needless}`];
}

const isOf = (workload: Workload, account: StackObject): Truth =>
    namesObject(workload, "spec", nameIn(at(workload.pods.value, "spec")), "ServiceAccount", account);

const isBinding = ({ kind }: StackObject): boolean => kind === "RoleBinding" || kind === "ClusterRoleBinding";

const binds = (binding: StackObject, account: StackObject): Truth =>
    some(fields(binding.value, "subjects[*]").map(({ value: subject }) => isSubject(subject, binding, account)));

/** A subject without a namespace is refused, but for a RoleBinding of the account's own. */
function isSubject(subject: Value, binding: StackObject, account: StackObject): Truth {
    if (subject instanceof Unknown) return subject;
    if (at(subject, "kind") !== "ServiceAccount") return false;
    const namespace = at(subject, "namespace");
    // What the subjects are made from names the account, whichever namespace that is in.
    const place = typeof namespace === "string" ? namespace : namespace instanceof Unknown ? account.namespace : binding.namespace;
    return namesObject({ ...binding, namespace: place }, "subjects", at(subject, "name"), "ServiceAccount", account);
}
