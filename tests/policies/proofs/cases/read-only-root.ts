import { changingContainer, container, deployment, deploymentOf } from "../manifests";
import { secret, unknown, type Proof } from "../proof";

const rest = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const at = (list: string, name = "web"): string =>
    `spec.template.spec.${list}.securityContext.readOnlyRootFilesystem (container ${name}) is`;

export const proof: Proof = {
    fails: {
        "a root that can be written to": {
            stack: { web: deploymentOf({ securityContext: { ...rest, readOnlyRootFilesystem: false } }) },
            says: { web: `${at("containers[0]")} false` },
        },
        "one that nothing is said of": {
            stack: { web: deploymentOf({ securityContext: rest }) },
            says: { web: `${at("containers[0]")} not set` },
        },
        "an init container": {
            stack: { web: deployment({}, { initContainers: [{ ...container, name: "init", securityContext: rest }] }) },
            says: { web: at("initContainers[0]", "init") },
        },
        "a pod of a list": {
            stack: { list: { type: "kubernetes:core/v1:PodList", props: { items: [{ spec: { containers: [{ name: "web" }] } }] } } },
            says: { list: "items[0].spec.containers[0].securityContext.readOnlyRootFilesystem (container web) is not set" },
        },
    },
    passes: {
        "a root that cannot be written to": { web: deployment() },
        "Windows, which has no such thing": { web: deployment({}, { os: { name: "windows" }, containers: [{ name: "web" }] }) },
        "a patch of something else": { web: { ...deploymentOf({ securityContext: rest }), type: "kubernetes:apps/v1:DeploymentPatch" } },
    },
    unknowns: {
        "whether it can be written to": {
            stack: {
                web: deployment(
                    {},
                    { containers: [{ ...container, securityContext: { ...rest, readOnlyRootFilesystem: unknown } }, { name: "log" }] },
                ),
            },
            of: ["web"],
            says: { web: at("containers[1]", "log") },
        },
    },
    secrets: { web: deploymentOf({ securityContext: rest, env: [{ name: "TOKEN", value: secret("hunter2-token") }] }) },
    ignores: { custom: { type: "kubernetes:example.com/v1:Deployment", props: deploymentOf({ securityContext: rest }).props! } },
    breaks: changingContainer("Deployment", "backend-deployment", ({ securityContext }) => delete securityContext.readOnlyRootFilesystem),
};
