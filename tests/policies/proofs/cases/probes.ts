import { changingContainer, container, deployment, deploymentOf, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const ports = [{ containerPort: 8080, name: "http" }];
const readinessProbe = { httpGet: { path: "/health", port: "http" } };
const web = deploymentOf({ ports });
const ready = { ...container, ports, readinessProbe };
const helper = { ...container, name: "proxy", ports: [{ containerPort: 8081, name: "proxy" }] };
const beside = deployment({}, { containers: [ready, helper] });
const service = (spec: object): Sketch => object("core/v1:Service", "web", { spec: { selector: { app: "web" }, ...spec } });
const at = (index: number, name: string): string => `spec.template.spec.containers[${index}].readinessProbe (container ${name}) is not set`;

export const proof: Proof = {
    fails: {
        "ports without a probe": { stack: { web }, says: { web: at(0, "web") } },
        "a probe of its life alone": {
            stack: { web: deploymentOf({ ports, livenessProbe: readinessProbe, startupProbe: readinessProbe }) },
            says: { web: at(0, "web") },
        },
        "one of two that a Service leads to, by name": {
            stack: { beside, service: service({ ports: [{ port: 80, targetPort: "proxy" }] }) },
            says: { beside: at(1, "proxy") },
        },
        "the same by number": { stack: { beside, service: service({ ports: [{ port: 8081 }] }) }, says: { beside: at(1, "proxy") } },
        "a pod": {
            stack: { pod: object("core/v1:Pod", "web", { spec: { containers: [{ name: "web", ports }] } }) },
            says: { pod: "spec.containers[0].readinessProbe (container web) is not set" },
        },
        "an init container that runs on": {
            stack: { web: deployment({}, { initContainers: [{ ...helper, restartPolicy: "Always" }] }) },
            says: { web: "spec.template.spec.initContainers[0].readinessProbe (container proxy) is not set" },
        },
    },
    passes: {
        "a probe": { web: deploymentOf({ ports, readinessProbe }), service: service({ ports: [{ port: 80, targetPort: "http" }] }) },
        "a probe that is not known yet": { web: deploymentOf({ ports, readinessProbe: unknown }) },
        "a helper that no Service leads to": { beside, service: service({ ports: [{ port: 80, targetPort: 8080 }] }) },
        "one that only peers find": { beside, peers: service({ publishNotReadyAddresses: true, ports: [{ port: 8081 }] }) },
        "one of another namespace": {
            beside,
            service: { type: "kubernetes:core/v1:Service", props: { spec: { selector: { app: "web" }, ports: [{ port: 8081 }] } } },
        },
        "no ports": { web: deployment() },
    },
    unknowns: {
        "where a Service leads to": {
            stack: { beside, web, service: service({ ports: [{ port: 80, targetPort: unknown }] }) },
            of: ["beside"],
            says: { web: at(0, "web") },
        },
        "whom it selects": { stack: { beside, service: service({ selector: unknown, ports: [{ port: 8081 }] }) }, of: ["beside"] },
    },
    secrets: { web: deploymentOf({ ports, env: [{ name: "TOKEN", value: secret("hunter2-token") }] }) },
    ignores: {
        job: object("batch/v1:Job", "job", { spec: { template: { spec: { containers: [{ name: "web", ports }] } } } }),
        once: object("core/v1:Pod", "once", { spec: { restartPolicy: "Never", containers: [{ name: "web", ports }] } }),
        init: deployment({}, { initContainers: [helper] }),
        patch: { ...web, type: "kubernetes:apps/v1:DeploymentPatch" },
    },
    breaks: changingContainer("Deployment", "backend-deployment", one => delete one.readinessProbe),
};
