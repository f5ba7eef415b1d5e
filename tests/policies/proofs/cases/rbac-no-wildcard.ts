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
            says: { role: ["rules[0].verbs[1] allows to list the secrets", "rules[0].verbs[2] allows to watch the secrets"] },
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
                { ...secrets, verbs: ["get"] },
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
        "who is bound": {
            stack: { binding: binding("RoleBinding", "view", [{ kind: "Group", name: unknown }]) },
            of: ["binding"],
        },
    },
    secrets: { role: role({ ...reads, verbs: ["*"], resourceNames: [secret("hunter2-name")] }) },
    ignores: {
        aggregate: { type: `kubernetes:${group}:ClusterRole`, props: { aggregationRule: { clusterRoleSelectors: [{}] } } },
        policy: { type: "aws:iam/policy:Policy", props: { rules: [{ verbs: ["*"] }] } },
        custom: { type: "kubernetes:example.com/v1:Role", props: { rules: [{ verbs: ["*"] }] } },
    },
    breaks: changing("ClusterRole", "monitoring-kube-state-metrics", ({ rules }: { rules?: object[] }) => rules!.push(secrets)),
};
