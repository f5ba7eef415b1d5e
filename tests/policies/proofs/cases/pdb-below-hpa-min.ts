import { changing, deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const selector = { matchLabels: { app: "web" } };
const budget = (spec: object, metadata: object = {}): Sketch => ({
    type: "kubernetes:policy/v1:PodDisruptionBudget",
    props: { metadata: { name: "web", namespace: "shop", ...metadata }, spec: { selector, ...spec } },
});
const autoscaler = (spec: object): Sketch =>
    object("autoscaling/v2:HorizontalPodAutoscaler", "web", { spec: { scaleTargetRef: { kind: "Deployment", name: "web" }, ...spec } });
const web = deployment({ replicas: 3 });

export const proof: Proof = {
    fails: {
        "as many as there are": { stack: { web, budget: budget({ minAvailable: 3 }) }, says: { budget: "spec.minAvailable is 3" } },
        "one of one, which nobody has set": {
            stack: { web: deployment(), budget: budget({ minAvailable: 1 }) },
            says: { budget: "spec.minAvailable is 1" },
        },
        "as many as the autoscaler leaves": {
            stack: { web: deployment({ replicas: 9 }), autoscaler: autoscaler({ minReplicas: 2 }), budget: budget({ minAvailable: 2 }) },
            says: { budget: "spec.minAvailable is 2" },
        },
        "an autoscaler that says no least number": {
            stack: { web: deployment(), autoscaler: autoscaler({ maxReplicas: 9 }), budget: budget({ minAvailable: "51%" }) },
            says: { budget: 'spec.minAvailable is "51%"' },
        },
        "a share that is rounded up": {
            stack: { web, budget: budget({ minAvailable: "67%" }) },
            says: { budget: 'spec.minAvailable is "67%"' },
        },
        "none to go, of whatever pods": {
            stack: {
                budget: budget({ maxUnavailable: 0 }),
                share: budget({ maxUnavailable: "0%" }),
                all: budget({ minAvailable: "100%" }),
                list: { type: "kubernetes:policy/v1:PodDisruptionBudgetList", props: { items: [budget({ maxUnavailable: 0 }).props] } },
            },
            says: {
                budget: "spec.maxUnavailable is 0",
                share: "spec.maxUnavailable is 0",
                all: 'spec.minAvailable is "100%"',
                list: "items[0].spec.maxUnavailable is 0",
            },
        },
    },
    passes: {
        "fewer than there are": { web, budget: budget({ minAvailable: 2 }) },
        "a share of them": { web, budget: budget({ minAvailable: "50%" }) },
        "one to go": { web: deployment(), budget: budget({ maxUnavailable: 1 }) },
        "fewer than the autoscaler leaves": {
            web: deployment(),
            autoscaler: autoscaler({ minReplicas: 3 }),
            budget: budget({ minAvailable: 2 }),
        },
        "an autoscaler made from the workload": {
            web: { ...deployment({}, {}, { name: null }) },
            autoscaler: {
                ...object("autoscaling/v1:HorizontalPodAutoscaler", "web", {
                    spec: { minReplicas: 3, scaleTargetRef: { kind: "Deployment", name: unknown } },
                }),
                from: { spec: "web" },
            },
            budget: budget({ minAvailable: 2 }),
        },
        "two workloads": { web, other: deployment({ replicas: 1 }, {}, { name: "other" }), budget: budget({ minAvailable: 3 }) },
        "none that run": { web: deployment({ replicas: 0 }), budget: budget({ minAvailable: 1 }) },
        "pods of elsewhere": { budget: budget({ minAvailable: 1 }), other: budget({ minAvailable: 3 }, { namespace: "other" }), web },
    },
    unknowns: {
        "how many there are": {
            stack: {
                web: deployment({ replicas: unknown }),
                budget: budget({ minAvailable: 1 }),
                all: budget({ minAvailable: "100%" }),
            },
            of: ["budget"],
            says: { all: "spec.minAvailable" },
        },
        "how many may go": {
            stack: { budget: budget({ maxUnavailable: unknown }), other: budget({ minAvailable: unknown }) },
            of: ["budget", "other"],
        },
    },
    secrets: { web, budget: budget({ minAvailable: 3 }, { annotations: { note: secret("hunter2-note") } }) },
    ignores: {
        nodes: object("apps/v1:DaemonSet", "web", { spec: { template: { metadata: { labels: { app: "web" } } } } }),
        budget: budget({ minAvailable: 1 }),
        custom: { type: "kubernetes:example.com/v1:PodDisruptionBudget", props: { spec: { maxUnavailable: 0 } } },
    },
    breaks: changing("PodDisruptionBudget", "backend-disruption", ({ spec }: { spec?: Record<string, unknown> }) => {
        delete spec!.maxUnavailable;
        spec!.minAvailable = 3;
    }),
};
