import { changing, deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const placed = (kind: string, metadata: unknown): Sketch => ({ type: `kubernetes:core/v1:${kind}`, props: { metadata } });
const says = 'metadata.namespace is "default"';

export const proof: Proof = {
    fails: {
        "no namespace": { stack: { web: deployment({}, {}, { namespace: null }) }, says: { web: says } },
        "no metadata": { stack: { service: { type: "kubernetes:core/v1:Service", props: {} } }, says: { service: says } },
        "its name": {
            stack: { secret: placed("Secret", { namespace: "default" }), map: placed("ConfigMap", { namespace: "" }) },
            says: { secret: says, map: says },
        },
        "members of a list": {
            stack: {
                list: {
                    type: "kubernetes:core/v1:List",
                    props: { items: [{ kind: "Pod" }, { kind: "Pod", metadata: { namespace: "shop" } }, { kind: "Ingress" }] },
                },
            },
            says: { list: [`items[0].${says}`, `items[2].${says}`] },
        },
        "a provider that leads there": {
            stack: { provider: { type: "pulumi:providers:kubernetes", props: { namespace: "default" } }, web: placed("Pod", {}) },
            says: { web: says },
        },
    },
    passes: {
        "another namespace": { web: deployment(), secret: placed("Secret", { namespace: "shop" }) },
        "one made from a Namespace, before that has a name": {
            shop: { type: "kubernetes:core/v1:Namespace" },
            web: { ...deployment({}, {}, { namespace: unknown }), from: { metadata: "shop" } },
        },
        "the provider's": {
            provider: { type: "pulumi:providers:kubernetes", props: { namespace: "shop" } },
            web: placed("Pod", {}),
        },
        "the provider's, before it has a name": {
            shop: { type: "kubernetes:core/v1:Namespace" },
            provider: { type: "pulumi:providers:kubernetes", props: { namespace: unknown }, from: { namespace: "shop" } },
            web: placed("Pod", {}),
        },
    },
    unknowns: {
        "which namespace": {
            stack: { web: deployment({}, {}, { namespace: unknown }), map: placed("ConfigMap", {}) },
            of: ["web"],
            says: { map: says },
        },
    },
    secrets: { secret: { type: "kubernetes:core/v1:Secret", props: { stringData: { token: secret("hunter2-token") } } } },
    ignores: {
        account: placed("ServiceAccount", { name: "default", namespace: "default" }),
        limits: placed("LimitRange", { namespace: "default" }),
        policy: { type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", props: { metadata: { namespace: "default" } } },
        role: { type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", props: {} },
        patch: placed("ServicePatch", { name: "kubernetes", namespace: "default" }),
        custom: { type: "kubernetes:example.com/v1:Service", props: {} },
        elsewhere: object("core/v1:Pod", "web", {}),
    },
    breaks: changing(
        "ConfigMap",
        "backend-authorities",
        ({ metadata }: { metadata?: { namespace: string } }) => (metadata!.namespace = "default"),
    ),
};
