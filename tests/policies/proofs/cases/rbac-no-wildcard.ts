import { changing, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = "rbac.authorization.k8s.io/v1";
const reads = { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] };
const secrets = { ...reads, resources: ["secrets"] };
const role = (...rules: object[]): Sketch => object(`${group}:Role`, "agent", { rules });
const clusterRole = (...rules: object[]): Sketch => ({
    type: `kubernetes:${group}:ClusterRole`,
    props: { metadata: { name: "agent" }, rules },
});
const aggregate = (...clusterRoleSelectors: unknown[]): Sketch => ({
    type: `kubernetes:${group}:ClusterRole`,
    props: { metadata: { name: "all" }, aggregationRule: { clusterRoleSelectors } },
});
const subjects = [{ kind: "ServiceAccount", name: "agent", namespace: "shop" }];
const binding = (kind: string, name: unknown = "agent", who: unknown = subjects): Sketch =>
    object(`${group}:${kind}`, "agent", { roleRef: { kind: "ClusterRole", name }, subjects: who });

export const proof: Proof = {
    fails: {
        "every verb": { stack: { role: role(reads, { ...reads, verbs: ["*"] }) }, says: { role: 'rules[1].verbs[0] is "*"' } },
        "every resource of every group": {
            stack: { role: clusterRole({ ...reads, apiGroups: ["*"], resources: ["*"] }) },
            says: { role: ['rules[0].resources[0] is "*"', 'rules[0].apiGroups[0] is "*"'] },
        },
        "verbs that make rights, and a role of a list": {
            stack: {
                list: {
                    type: `kubernetes:${group}:RoleList`,
                    props: {
                        items: [
                            { rules: [{ apiGroups: [group], resources: ["roles"], resourceNames: ["a"], verbs: ["escalate", "bind"] }] },
                        ],
                    },
                },
                role: role({ apiGroups: [""], resources: ["users"], verbs: ["impersonate"] }),
            },
            says: { list: 'items[0].rules[0].verbs[0] is "escalate"', role: 'rules[0].verbs[0] is "impersonate"' },
        },
        "all the cluster's secrets": {
            stack: { role: clusterRole(secrets), binding: binding("ClusterRoleBinding") },
            says: {
                role: [
                    "rules[0].verbs[0] allows to get the secrets",
                    "rules[0].verbs[1] allows to list the secrets",
                    "rules[0].verbs[2] allows to watch the secrets",
                ],
            },
        },
        "one's of them by its name, whatever that is": {
            stack: { role: clusterRole({ ...secrets, verbs: ["get"] }) },
            says: { role: "rules[0].verbs[0] allows to get the secrets" },
        },
        "tokens of all accounts, and what kubelets do": {
            stack: {
                token: clusterRole({ apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] }),
                proxy: clusterRole({ apiGroups: [""], resources: ["nodes", "nodes/proxy"], verbs: ["get"] }),
            },
            says: {
                token: "rules[0].verbs[0] allows to create tokens of every service account",
                proxy: "rules[0].verbs[0] allows to get the API of every kubelet",
            },
        },
        "certificates of any signer, and of the one that makes users": {
            stack: {
                any: clusterRole({ apiGroups: ["certificates.k8s.io"], resources: ["signers"], verbs: ["approve"] }),
                users: clusterRole({
                    apiGroups: ["certificates.k8s.io"],
                    resources: ["signers"],
                    resourceNames: ["kubernetes.io/kube-apiserver-client"],
                    verbs: ["sign"],
                }),
            },
            says: {
                any: "rules[0].verbs[0] allows to approve certificates of any signer",
                users: "rules[0].verbs[0] allows to sign certificates of any signer",
            },
        },
        "every path": {
            stack: {
                star: clusterRole({ nonResourceURLs: ["*"], verbs: ["get"] }),
                slash: clusterRole({ nonResourceURLs: ["/healthz", "/*"], verbs: ["get"] }),
            },
            says: { star: 'rules[0].nonResourceURLs[0] is "*"', slash: 'rules[0].nonResourceURLs[1] is "/*"' },
        },
        "a role made from all others": {
            stack: { all: aggregate({}), empty: aggregate({ matchLabels: {} }, { matchLabels: { team: "shop" } }) },
            says: {
                all: "aggregationRule.clusterRoleSelectors[0] selects every role",
                empty: "aggregationRule.clusterRoleSelectors[0] selects every role",
            },
        },
        "a namespace for everybody, and for every pod": {
            stack: {
                people: binding("RoleBinding", "admin", [{ kind: "Group", name: "system:authenticated" }]),
                pods: binding("ClusterRoleBinding", "edit", [{ kind: "Group", name: "system:serviceaccounts" }]),
            },
            says: { people: 'subjects[0].name is "system:authenticated"', pods: 'subjects[0].name is "system:serviceaccounts"' },
        },
        "the cluster's administrator": {
            stack: { binding: binding("ClusterRoleBinding", "cluster-admin"), within: binding("RoleBinding", "cluster-admin") },
            says: { binding: 'roleRef.name is "cluster-admin"', within: 'roleRef.name is "cluster-admin"' },
        },
        "people without a name, and a group that nothing holds back": {
            stack: {
                binding: binding("ClusterRoleBinding", "view", [
                    { kind: "Group", name: "system:unauthenticated" },
                    { kind: "Group", name: "system:masters" },
                    { kind: "User", name: "system:anonymous" },
                ]),
            },
            says: {
                binding: [
                    'subjects[0].name is "system:unauthenticated"',
                    'subjects[1].name is "system:masters"',
                    'subjects[2].name is "system:anonymous"',
                ],
            },
        },
    },
    passes: {
        "what is listed": { role: role(reads), clusterRole: clusterRole(reads), binding: binding("ClusterRoleBinding") },
        "secrets of a namespace, some by name": {
            role: role(secrets),
            named: clusterRole(
                { ...secrets, resourceNames: ["tls"] },
                { ...secrets, verbs: ["create"] },
                { ...secrets, apiGroups: ["example.com"] },
            ),
        },
        "a cluster's role that is bound in a namespace, by its name": { role: clusterRole(secrets), binding: binding("RoleBinding") },
        "one that is bound before it has a name": {
            role: { type: `kubernetes:${group}:ClusterRole`, props: { rules: [secrets] } },
            binding: { ...binding("RoleBinding", unknown), from: { roleRef: "role" } },
        },
        "the right to hand on one role": {
            role: role({ apiGroups: [group], resources: ["clusterroles"], resourceNames: ["view"], verbs: ["bind"] }),
        },
        "what monitoring and approvers need": {
            metrics: clusterRole(
                { apiGroups: [""], resources: ["nodes", "nodes/metrics"], verbs: ["get", "list", "watch"] },
                { nonResourceURLs: ["/metrics", "/metrics/*"], verbs: ["get"] },
            ),
            approver: clusterRole({
                apiGroups: ["certificates.k8s.io"],
                resources: ["signers"],
                resourceNames: ["kubernetes.io/kubelet-serving"],
                verbs: ["approve"],
            }),
            token: clusterRole({ apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["shop"], verbs: ["create"] }),
            within: role({ apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] }),
        },
        "a role made from some, and everybody who may look": {
            some: aggregate({ matchLabels: { team: "shop" } }, { matchExpressions: [{ key: "team", operator: "Exists" }] }),
            none: aggregate(),
            everybody: binding("ClusterRoleBinding", "view", [{ kind: "Group", name: "system:authenticated" }]),
        },
        "a namespace's own role of that name": {
            binding: object(`${group}:RoleBinding`, "own", { roleRef: { kind: "Role", name: "cluster-admin" }, subjects }),
        },
    },
    unknowns: {
        "a verb, and a rule": {
            stack: { role: role({ ...reads, verbs: [unknown, "*"] }), other: { ...role(), props: { rules: unknown } } },
            of: ["other", "role"],
            says: { role: 'rules[0].verbs[1] is "*"' },
        },
        "what a role is made from, which paths, and what everybody is bound to": {
            stack: {
                selector: aggregate(unknown),
                labels: aggregate({ matchLabels: unknown }),
                paths: clusterRole({ nonResourceURLs: [unknown], verbs: ["get"] }),
                everybody: binding("RoleBinding", unknown, [{ kind: "Group", name: "system:authenticated" }]),
            },
            of: ["everybody", "labels", "paths", "selector"],
        },
        "who is bound": {
            stack: { binding: binding("RoleBinding", "view", [{ kind: "Group", name: unknown }]) },
            of: ["binding"],
        },
    },
    secrets: { role: role({ ...reads, verbs: ["*"], resourceNames: [secret("hunter2-name")] }) },
    ignores: {
        policy: { type: "aws:iam/policy:Policy", props: { rules: [{ verbs: ["*"] }] } },
        custom: { type: "kubernetes:example.com/v1:Role", props: { rules: [{ verbs: ["*"] }] } },
    },
    breaks: changing("ClusterRole", "monitoring-kube-state-metrics", ({ rules }: { rules?: object[] }) => rules!.push(secrets)),
};
