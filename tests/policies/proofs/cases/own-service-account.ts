import { changingPods, deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const account = (automountServiceAccountToken?: unknown): Sketch =>
    object("core/v1:ServiceAccount", "web", automountServiceAccountToken === undefined ? {} : { automountServiceAccountToken });
const pods = (automountServiceAccountToken: unknown, serviceAccountName: unknown = "web"): Sketch =>
    deployment({}, { automountServiceAccountToken, serviceAccountName });
const binding = (subject: object, kind = "ClusterRoleBinding"): Sketch =>
    object(`rbac.authorization.k8s.io/v1:${kind}`, "web", { roleRef: { kind: "ClusterRole", name: "view" }, subjects: [subject] });
const bound = { kind: "ServiceAccount", name: "web", namespace: "shop" };
const name = "spec.template.spec.serviceAccountName is";
const token = "spec.template.spec.automountServiceAccountToken is";

export const proof: Proof = {
    fails: {
        "no account": { stack: { web: pods(false, null) }, says: { web: `${name} not set` } },
        "the one that pods share": { stack: { web: pods(false, "default") }, says: { web: `${name} "default"` } },
        "a patch back to it, and a job": {
            stack: {
                patch: { ...pods(null, "default"), type: "kubernetes:apps/v1:DeploymentPatch" },
                job: object("batch/v1:CronJob", "job", { spec: {} }),
            },
            says: { patch: `${name} "default"`, job: "spec.jobTemplate.spec.template.spec.serviceAccountName is not set" },
        },
        "a token that nobody has asked for": { stack: { account: account(), web: pods(null) }, says: { web: `${token} not set` } },
        "one that the pod asks for, of an account without rights": {
            stack: { account: account(false), web: pods(true) },
            says: { web: `${token} true` },
        },
        "the rights of others": {
            stack: {
                account: account(),
                web: pods(null),
                other: binding({ ...bound, namespace: "other" }),
                user: binding({ kind: "User", name: "web" }),
            },
            says: { web: `${token} not set` },
        },
    },
    passes: {
        "an account, and no token": { account: account(false), web: pods(null) },
        "a token that the pod does without": { account: account(true), web: pods(false) },
        "rights in the cluster": { account: account(false), web: pods(true), binding: binding(bound) },
        "rights in the namespace": {
            account: account(),
            web: pods(null),
            binding: binding({ kind: "ServiceAccount", name: "web" }, "RoleBinding"),
        },
        "an account that is only named": { web: pods(null, "elsewhere"), named: pods(true, "elsewhere") },
        "one made from its account, before that has a name": {
            account: { type: "kubernetes:core/v1:ServiceAccount", props: { metadata: { namespace: "shop" } } },
            web: { ...pods(true, unknown), from: { spec: "account" } },
            binding: { ...binding({ ...bound, name: unknown }), from: { subjects: "account" } },
        },
        "the old name of the property": { web: deployment({}, { serviceAccountName: null, serviceAccount: "web" }) },
    },
    unknowns: {
        "whether there is a token": {
            stack: { account: account(), web: pods(unknown), given: pods(null) },
            of: ["web"],
            says: { given: token },
        },
        "whether the account gives one": { stack: { account: account(unknown), web: pods(null) }, of: ["web"] },
        "who is bound": { stack: { account: account(), web: pods(null), binding: binding({ ...bound, name: unknown }) }, of: ["web"] },
    },
    secrets: {
        web: deployment({}, { serviceAccountName: null, containers: [{ env: [{ name: "TOKEN", value: secret("hunter2-token") }] }] }),
    },
    ignores: {
        template: object("core/v1:PodTemplate", "web", { template: { spec: {} } }),
        account: account(true),
        patch: { ...pods(null, null), type: "kubernetes:apps/v1:DeploymentPatch" },
    },
    breaks: changingPods("Deployment", "mailer-deployment", spec => delete spec.serviceAccountName),
};
