import { deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const scaling = (name: unknown = "web", kind = "Deployment"): Sketch =>
    object("autoscaling/v2:HorizontalPodAutoscaler", "web", { spec: { maxReplicas: 9, scaleTargetRef: { kind, name } } });
const autoscaler = scaling();
const web = deployment({ replicas: 1 });

export const proof: Proof = {
    fails: {
        "a number that both set": { stack: { web, autoscaler }, says: { web: "spec.replicas is set" } },
        "one that is not known yet": {
            stack: { web: deployment({ replicas: unknown }), autoscaler },
            says: { web: "spec.replicas is set" },
        },
        "another property that is ignored": {
            stack: { web: { ...web, ignoreChanges: ["spec.template", "spec.replicasOfOthers"] }, autoscaler },
            says: { web: "spec.replicas is set" },
        },
        "a StatefulSet of a list": {
            stack: {
                list: {
                    type: "kubernetes:apps/v1:StatefulSetList",
                    props: { items: [{ metadata: { name: "web", namespace: "shop" }, spec: { replicas: 3 } }] },
                },
                autoscaler: scaling("web", "StatefulSet"),
            },
            says: { list: "items[0].spec.replicas is set" },
        },
        "before there is a name": {
            stack: {
                web: deployment({ replicas: 1 }, {}, { name: null }),
                autoscaler: { ...scaling(unknown), from: { spec: "web" } },
            },
            says: { web: "spec.replicas is set" },
        },
    },
    passes: {
        "the autoscaler alone": { web: deployment(), autoscaler },
        "what Kubernetes answers": {
            web: { ...deployment(), answers: { spec: { ...(web.props as { spec: object }).spec, replicas: 7 } } },
            autoscaler,
        },
        "changes that are ignored": { web: { ...web, ignoreChanges: ["spec.replicas"] }, autoscaler },
        "all that it lies in": { web: { ...web, ignoreChanges: ["spec"] }, autoscaler },
        "another workload": { web, autoscaler: scaling("api"), kind: scaling("web", "StatefulSet") },
        "another namespace": { web: deployment({ replicas: 1 }, {}, { namespace: "other" }), autoscaler },
    },
    unknowns: {
        "what is scaled": {
            stack: {
                web,
                autoscaler: scaling(unknown),
                other: deployment({ replicas: 1 }, {}, { name: "other" }),
                known: scaling("other"),
            },
            of: ["web"],
            says: { other: "spec.replicas is set" },
        },
    },
    secrets: {
        web: deployment({ replicas: 1 }, { containers: [{ env: [{ name: "TOKEN", value: secret("hunter2-token") }] }] }),
        autoscaler,
    },
    ignores: { web, pod: object("core/v1:Pod", "web", {}) },
    // The production stack's workloads ignore what the autoscaler changes: one that does not is added.
    breaks: resource => resource,
    adds: {
        "added-deployment": deployment({ replicas: 1 }, {}, { namespace: "app", name: "added" }),
        "added-autoscaler": {
            type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
            props: {
                metadata: { name: "added", namespace: "app" },
                spec: { minReplicas: 1, maxReplicas: 9, scaleTargetRef: { kind: "Deployment", name: "added" } },
            },
        },
    },
};
