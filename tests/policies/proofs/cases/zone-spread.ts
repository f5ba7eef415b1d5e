import { changingPods, deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const labelSelector = { matchLabels: { app: "web" } };
const zone = "topology.kubernetes.io/zone";
const two = (pod: object = {}): Sketch => deployment({ replicas: 2 }, pod);
const spread = (constraint: object): Sketch => two({ topologySpreadConstraints: [{ maxSkew: 1, ...constraint }] });
const apart = (podAntiAffinity: object): Sketch => two({ affinity: { podAntiAffinity } });
const says = "spec.template.spec.topologySpreadConstraints has none";

export const proof: Proof = {
    fails: {
        "nothing that spreads": { stack: { web: two() }, says: { web: says } },
        "by something else": { stack: { web: spread({ topologyKey: "team", labelSelector }) }, says: { web: says } },
        "pods of something else": {
            stack: {
                web: spread({ topologyKey: zone, labelSelector: { matchLabels: { app: "api" } } }),
                none: spread({ topologyKey: zone }),
            },
            says: { web: says, none: says },
        },
        "as many as the autoscaler wants": {
            stack: {
                web: deployment(),
                autoscaler: object("autoscaling/v2:HorizontalPodAutoscaler", "web", {
                    spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "web" } },
                }),
            },
            says: { web: says },
        },
    },
    passes: {
        "one pod": { web: deployment(), one: deployment({ replicas: 1 }) },
        "over zones": { web: spread({ topologyKey: zone, labelSelector }) },
        "a lone constraint, over nodes": {
            web: two({ topologySpreadConstraints: { topologyKey: "kubernetes.io/hostname", labelSelector } }),
        },
        "apart for sure": { web: apart({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone, labelSelector }] }) },
        "apart where possible": {
            web: apart({
                preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: zone, labelSelector } }],
            }),
        },
    },
    unknowns: {
        "how many there are": { stack: { web: deployment({ replicas: unknown }), other: two() }, of: ["web"], says: { other: says } },
        "by what": { stack: { web: spread({ topologyKey: unknown, labelSelector }) }, of: ["web"] },
        "what spreads": { stack: { web: two({ topologySpreadConstraints: unknown }) }, of: ["web"] },
    },
    secrets: { web: two({ containers: [{ env: [{ name: "TOKEN", value: secret("hunter2-token") }] }] }) },
    ignores: {
        nodes: object("apps/v1:DaemonSet", "web", { spec: { template: {} } }),
        job: object("batch/v1:Job", "job", { spec: { parallelism: 2, template: {} } }),
        patch: { ...two(), type: "kubernetes:apps/v1:DeploymentPatch" },
    },
    breaks: changingPods("Deployment", "mailer-deployment", spec => delete spec.topologySpreadConstraints),
};
