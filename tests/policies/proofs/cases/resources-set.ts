import { changingContainer, container, deployment, deploymentOf, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const { requests, limits } = container.resources;
const at = (list: string, resource: string): string => `spec.template.spec.${list}.resources.${resource} (container web) is not set`;
const web = deploymentOf({ resources: null });
const range = (limit: unknown, namespace = "shop"): Sketch => ({
    type: "kubernetes:core/v1:LimitRange",
    props: { metadata: { namespace }, spec: { limits: [limit] } },
});

export const proof: Proof = {
    fails: {
        "no resources": {
            stack: { web },
            says: { web: ["requests.cpu", "requests.memory", "limits.memory"].map(resource => at("containers[0]", resource)) },
        },
        "no limit of memory": {
            stack: { web: deploymentOf({ resources: { requests } }) },
            says: { web: at("containers[0]", "limits.memory") },
        },
        "no request of CPU": {
            stack: { web: deploymentOf({ resources: { requests: { memory: "1Gi" }, limits } }) },
            says: { web: at("containers[0]", "requests.cpu") },
        },
        "an init container of a job": {
            stack: {
                job: object("batch/v1:Job", "job", {
                    spec: { template: { spec: { containers: [container], initContainers: [{ name: "web", resources: { requests } }] } } },
                }),
            },
            says: { job: at("initContainers[0]", "limits.memory") },
        },
        "a range of another namespace, and one of pods": {
            stack: {
                web: deploymentOf({ resources: { requests } }),
                other: range({ type: "Container", default: { memory: "1Gi" } }, "other"),
                pods: range({ type: "Pod", default: { memory: "1Gi" } }),
            },
            says: { web: at("containers[0]", "limits.memory") },
        },
    },
    passes: {
        "requests, and a limit of memory": { web: deployment() },
        "limits, which are the requests then": { web: deploymentOf({ resources: { limits: { cpu: "1", memory: "1Gi" } } }) },
        "resources of the pod as a whole": { web: deployment({}, { containers: [{ name: "web" }], resources: { requests, limits } }) },
        "a range that says it for the namespace": {
            web,
            range: range({ type: "Container", default: { memory: "1Gi" }, defaultRequest: { cpu: "10m" } }),
        },
        "what is not known yet is given": { web: deploymentOf({ resources: { requests: unknown, limits: { memory: unknown } } }) },
        "a patch": { web: { ...web, type: "kubernetes:apps/v1:DeploymentPatch" } },
    },
    unknowns: {
        "what a range says": {
            stack: {
                web: deploymentOf({ resources: { requests } }),
                other: deployment({}, { containers: [{ name: "web" }] }, { namespace: "other" }),
                range: { type: "kubernetes:core/v1:LimitRange", props: { metadata: { namespace: "shop" }, spec: { limits: unknown } } },
            },
            of: ["web"],
            says: { other: ["requests.cpu", "requests.memory", "limits.memory"].map(resource => at("containers[0]", resource)) },
        },
    },
    secrets: { web: deploymentOf({ resources: null, env: [{ name: "TOKEN", value: secret("hunter2-token") }] }) },
    ignores: {
        template: object("core/v1:PodTemplate", "web", { template: { spec: { containers: [{ name: "web" }] } } }),
        debug: deployment({}, { ephemeralContainers: [{ name: "debug", securityContext: container.securityContext }] }),
        custom: { ...web, type: "kubernetes:example.com/v1:Deployment" },
    },
    breaks: changingContainer(
        "Deployment",
        "backend-deployment",
        ({ resources }: { resources?: { limits: object } }) => (resources!.limits = {}),
    ),
};
