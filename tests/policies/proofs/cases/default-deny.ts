import { deployment, namespace, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const policy = (spec: object): Sketch => object("networking.k8s.io/v1:NetworkPolicy", "deny", { spec });
const both = ["Ingress", "Egress"];
const denyAll = policy({ podSelector: {}, policyTypes: both });
const anywhere = (port: number, endPort: number): object => ({ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port, endPort }] });
const plugged = (kind: string): Sketch => object(kind, "plugged", { spec: { selector: "all()" } });
const web = deployment();
const ingress = "metadata.namespace has no NetworkPolicy for ingress";
const egress = "metadata.namespace has no NetworkPolicy for egress";

export const proof: Proof = {
    fails: {
        "a namespace without any policy": { stack: { namespace, web }, says: { web: [ingress, egress] } },
        "a policy that says nothing of egress": { stack: { namespace, web, deny: policy({ podSelector: {} }) }, says: { web: egress } },
        "one that selects other pods": {
            stack: { namespace, web, deny: policy({ podSelector: { matchLabels: { app: "api" } }, policyTypes: both }) },
            says: { web: [ingress, egress] },
        },
        "one of another namespace": {
            stack: {
                namespace,
                web,
                deny: { ...denyAll, props: { metadata: { namespace: "other" }, spec: { podSelector: {}, policyTypes: both } } },
            },
            says: { web: [ingress, egress] },
        },
        "one that lets everybody in": {
            stack: {
                namespace,
                web,
                open: policy({ podSelector: {}, policyTypes: both, ingress: [{}] }),
                beside: policy({ podSelector: { matchLabels: { app: "api" } }, ingress: [{ from: [{ podSelector: {} }] }, { ports: [] }] }),
                ports: policy({ podSelector: {}, ingress: [{ ports: [{ port: 2, endPort: 65535 }] }] }),
                halves: policy({ podSelector: {}, ingress: [anywhere(1, 30000), anywhere(20000, 40000)] }),
                list: {
                    type: "kubernetes:networking.k8s.io/v1:NetworkPolicyList",
                    props: { items: [{ metadata: { namespace: "shop" }, spec: { podSelector: {}, ingress: [{}] } }] },
                },
            },
            says: {
                open: "spec.ingress[0] allows every address on every port",
                beside: "spec.ingress[1] allows every address on every port",
                ports: "spec.ingress[0] allows every address on every port",
                halves: "spec.ingress allows every address on most ports, its rules taken together",
                list: "items[0].spec.ingress[0] allows every address on every port",
            },
        },
        "what a network plugin has that is no policy, and policies of its that bind nobody here": {
            stack: {
                namespace,
                web,
                pool: { type: "kubernetes:crd.projectcalico.org/v1:IPPool", props: { spec: { cidr: "10.0.0.0/8" } } },
                staged: { type: "kubernetes:projectcalico.org/v3:StagedGlobalNetworkPolicy", props: { spec: {} } },
                elsewhere: { ...plugged("cilium.io/v2:CiliumNetworkPolicy"), props: { metadata: { namespace: "other" } } },
            },
            says: { web: [ingress, egress] },
        },
        "the namespace default": { stack: { web: deployment({}, {}, { namespace: null }) }, says: { web: [ingress, egress] } },
        "a job and a pod of a list": {
            stack: {
                namespace,
                list: {
                    type: "kubernetes:core/v1:List",
                    props: {
                        items: [
                            { kind: "Pod", metadata: { namespace: "shop" }, spec: {} },
                            { kind: "ConfigMap", metadata: { namespace: "shop" } },
                            { kind: "CronJob", metadata: { namespace: "shop" }, spec: {} },
                        ],
                    },
                },
                deny: policy({ podSelector: {}, policyTypes: ["Ingress"] }),
            },
            says: { list: [`items[0].${egress}`, `items[2].${egress}`] },
        },
    },
    passes: {
        "one policy for all": { namespace, web, denyAll },
        "a port for everybody, and everything for some": {
            namespace,
            web,
            denyAll,
            port: policy({ podSelector: {}, ingress: [{ ports: [{ port: 443 }, { port: "http" }] }] }),
            pods: policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }),
            unbound: policy({ podSelector: {}, policyTypes: ["Egress"], ingress: [{}] }),
        },
        "policies of Kubernetes' own, beside those of a plugin": {
            namespace,
            web,
            denyAll,
            calico: plugged("crd.projectcalico.org/v1:GlobalNetworkPolicy"),
        },
        "one for each direction": {
            namespace,
            web,
            ingress: policy({ podSelector: {}, policyTypes: ["Ingress"] }),
            egress: policy({ podSelector: {}, policyTypes: "Egress" }),
        },
        "one for the workload, by an expression and without types": {
            namespace,
            web,
            deny: policy({
                podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] },
                egress: [{ to: [{ podSelector: {} }] }],
            }),
        },
        "one made from the namespace, before that has a name": {
            namespace: { type: "kubernetes:core/v1:Namespace", props: { metadata: {} } },
            web: { ...deployment({}, {}, { namespace: unknown }), from: { metadata: "namespace" } },
            denyAll: { ...denyAll, props: { ...denyAll.props, metadata: { namespace: unknown } }, from: { metadata: "namespace" } },
        },
        "the namespace of the provider": {
            provider: { type: "pulumi:providers:kubernetes", props: { namespace: "shop" } },
            namespace,
            web: deployment({}, {}, { namespace: null }),
            denyAll,
        },
    },
    unknowns: {
        "whom a policy selects": {
            stack: { namespace, web, deny: policy({ podSelector: { matchLabels: { app: unknown } }, policyTypes: both }) },
            of: ["web"],
        },
        "what policies of a plugin or of the cluster cover": {
            stack: { namespace, web, calico: plugged("projectcalico.org/v3:GlobalNetworkPolicy") },
            of: ["web"],
        },
        "what those of the namespace cover": {
            stack: { namespace, web, deny: policy({ podSelector: {} }), cilium: plugged("cilium.io/v2:CiliumNetworkPolicy") },
            of: ["web"],
        },
        "whom a policy lets in": {
            stack: { namespace, web, denyAll, open: policy({ podSelector: {}, ingress: [{ ports: [{ port: unknown }] }] }) },
            of: ["open"],
        },
        "where the pods run": {
            stack: { namespace, web: deployment({}, {}, { namespace: unknown }), other: deployment() },
            of: ["web"],
            says: { other: [ingress, egress] },
        },
    },
    secrets: { namespace, web: deployment({}, { containers: [{ env: [{ name: "TOKEN", value: secret("hunter2-token") }] }] }) },
    ignores: {
        "a namespace that is only named": deployment({}, {}, { namespace: "elsewhere" }),
        "a system's": deployment({}, {}, { namespace: "kube-system" }),
        "the node's network": deployment({}, { hostNetwork: true }, { namespace: "default" }),
        "a template": object("core/v1:PodTemplate", "web", { metadata: { namespace: "default" }, template: {} }),
        "a patch": { ...deployment({}, {}, { namespace: "default" }), type: "kubernetes:apps/v1:DeploymentPatch" },
        namespace,
    },
    breaks: one => (one.urn.endsWith("::app-deny-all") || one.urn.endsWith("::mailer-network") ? undefined : one),
};
