import { deployment, namespace, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const policy = (spec: object): Sketch => object("networking.k8s.io/v1:NetworkPolicy", "deny", { spec });
const both = ["Ingress", "Egress"];
const denyAll = policy({ podSelector: {}, policyTypes: both });
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
