import { changingContainer, container, deployment, deploymentOf } from "../manifests";
import { secret, unknown, type Proof } from "../proof";

const env = [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "web", key: "token" } } }];
const says = (path: string, more = "") => `spec.template.spec.containers[0].${path} (container web)${more} put secrets into variables`;

export const proof: Proof = {
    fails: {
        "one key": { stack: { web: deploymentOf({ env }) }, says: { web: says("env[0].valueFrom.secretKeyRef") } },
        "all of a Secret": {
            stack: { web: deploymentOf({ envFrom: [{ secretRef: { name: "web" } }] }) },
            says: { web: says("envFrom[0].secretRef") },
        },
        "several, said once": {
            stack: { web: deploymentOf({ env: [...env, ...env], envFrom: [{ secretRef: { name: "web" } }] }) },
            says: { web: says("env[0].valueFrom.secretKeyRef", " and 2 more of the container") },
        },
        "an init container": {
            stack: { web: deployment({}, { initContainers: [{ ...container, name: "init", env }] }) },
            says: { web: "spec.template.spec.initContainers[0].env[0].valueFrom.secretKeyRef (container init)" },
        },
        "a Secret whose name is not known yet": {
            stack: { web: deploymentOf({ env: [{ name: "TOKEN", valueFrom: { secretKeyRef: unknown } }] }) },
            says: { web: says("env[0].valueFrom.secretKeyRef") },
        },
    },
    passes: {
        "a mounted file": {
            web: deployment(
                {},
                {
                    containers: [
                        {
                            ...container,
                            env: [{ name: "TOKEN_FILE", value: "/etc/secrets/token" }],
                            volumeMounts: [{ name: "token", mountPath: "/etc/secrets", readOnly: true }],
                        },
                    ],
                    volumes: [{ name: "token", secret: { secretName: "web" } }],
                },
            ),
        },
        "variables from elsewhere": {
            web: deploymentOf({
                env: [
                    { name: "REGION", valueFrom: { configMapKeyRef: { name: "web", key: "region" } } },
                    { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                ],
                envFrom: [{ configMapRef: { name: "web" } }],
            }),
        },
    },
    unknowns: {
        "the variables": {
            stack: { web: deploymentOf({ env: unknown }), other: deploymentOf({ env }) },
            of: ["web"],
            says: { other: says("env[0].valueFrom.secretKeyRef") },
        },
    },
    secrets: { web: deploymentOf({ env: [...env, { name: "PASSWORD", value: secret("hunter2-password") }] }) },
    ignores: { custom: { type: "kubernetes:example.com/v1:Deployment", props: deploymentOf({ env }).props! } },
    breaks: changingContainer("Deployment", "frontend-deployment", one => {
        one.env = [{ name: "SESSION_KEY", valueFrom: { secretKeyRef: { name: "frontend", key: "session" } } }];
    }),
};
