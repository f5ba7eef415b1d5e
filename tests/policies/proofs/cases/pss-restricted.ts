import { formsOf, ofOthers, patchOf } from "../kinds";
import { changingContainer, namespace, object } from "../manifests";
import { broken, changed, kept, pod, podOf } from "../restricted-pods";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";

const onHost = changed("spec.hostNetwork", true);
const shares = "is true: the pod shares what belongs to the node and to all pods on it.";

/** The pod speaks for its containers. */
const spoken = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
const bare = { name: "web", securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } };
const windows = { os: { name: "windows" }, containers: [{ name: "web" }] };

const entries = <T, U>(cases: Readonly<Record<string, T>>, make: (one: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(cases).map(([what, one]) => [what, make(one)]));

const one = (path: string, value: unknown): Stack => ({ web: podOf(changed(path, value)) });

const ofContainer = (container: object): Sketch => podOf({ spec: { containers: [container] } });

export const proof: Proof = {
    fails: {
        ...entries(broken, ([path, value, says]) => ({ stack: one(path, value), says: { web: says } })),
        "Windows without a word of root": {
            stack: { web: podOf({ spec: windows }) },
            says: {
                web: "spec.containers[0].securityContext.runAsNonRoot (container web) is not set: on neither pod nor container, and root",
            },
        },
        ...entries(formsOf(onHost, pod), ([web, path]) => ({ stack: { web }, says: { web: `${path}spec.hostNetwork ${shares}` } })),
        "a patch that breaks it": {
            stack: { web: patchOf({ hostPID: true }) },
            says: { web: `spec.template.spec.hostPID ${shares}` },
        },
    },
    passes: {
        ...entries(kept, ([path, value]) => one(path, value)),
        "a pod that speaks for its containers": {
            web: podOf({ spec: { securityContext: spoken, containers: [bare, { ...bare, name: "log" }] } }),
        },
        "users of its own": {
            web: podOf({
                spec: { hostUsers: false, securityContext: { ...spoken, runAsNonRoot: false, runAsUser: 0 }, containers: [bare] },
            }),
        },
        Windows: { web: podOf({ spec: { ...windows, securityContext: { runAsNonRoot: true } } }) },
        ...entries(formsOf(pod, pod), ([web]) => ({ web })),
        "a patch of something else": { web: patchOf({ containers: [{ name: "web", image: "i" }] }, { replicas: 3 }) },
    },
    unknowns: {
        "a container": { stack: one("spec.containers[0]", unknown), of: { web: "spec.containers.0" } },
        "a container of a pod that breaks it": {
            stack: { web: podOf(changed("spec.hostIPC", true, changed("spec.containers[0]", unknown))) },
            of: { web: "spec.containers.0" },
            says: { web: `spec.hostIPC ${shares}` },
        },
        "a volume": { stack: one("spec.volumes", [{ name: "data" }, unknown]), of: { web: "spec.volumes.1" } },
        annotations: { stack: one("metadata.annotations", unknown), of: { web: "metadata.annotations" } },
        "what is dropped": {
            stack: one("spec.containers[0].securityContext.capabilities.drop", [unknown]),
            of: { web: "spec.containers.0.securityContext.capabilities.drop.0" },
        },
        "a template": {
            stack: { web: object("apps/v1:Deployment", "web", { spec: { selector: {}, template: unknown } }) },
            of: { web: "spec.template" },
        },
    },
    secrets: {
        named: ofContainer({ name: secret("hunter2-name"), env: [{ name: "TOKEN", value: secret("hunter2-token") }] }),
        context: ofContainer({
            name: "web",
            securityContext: {
                ...{ privileged: secret("hunter2-privileged"), runAsUser: secret("hunter2-user"), procMount: secret("hunter2-mount") },
                capabilities: { add: [secret("hunter2-added")], drop: [secret("hunter2-dropped")] },
                seccompProfile: { type: secret("hunter2-seccomp") },
                appArmorProfile: { type: secret("hunter2-apparmor") },
                seLinuxOptions: { type: secret("hunter2-type"), user: secret("hunter2-user"), role: secret("hunter2-role") },
            },
        }),
        reached: ofContainer({
            name: "web",
            ports: [{ hostPort: secret("hunter2-port") }],
            livenessProbe: { httpGet: { host: secret("hunter2-host") }, tcpSocket: { host: secret("hunter2-host") } },
            lifecycle: { preStop: { httpGet: { host: secret("hunter2-host") } } },
        }),
        pod: podOf({
            metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/web": secret("hunter2-profile") } },
            spec: {
                ...{ hostNetwork: secret("hunter2-network"), hostPID: secret("hunter2-pid"), hostIPC: secret("hunter2-ipc") },
                securityContext: { sysctls: [{ name: secret("hunter2-sysctl"), value: secret("hunter2-value") }] },
                volumes: [{ name: secret("hunter2-volume"), nfs: { server: secret("hunter2-server") } }],
            },
        }),
    },
    ignores: {
        namespace,
        custom: ofOthers(onHost),
        settings: object("core/v1:ConfigMap", "web", { data: { hostNetwork: "true" } }),
        service: object("core/v1:Service", "web", { spec: { hostNetwork: true } }),
        list: { type: "kubernetes:v1:List", props: { items: [{ apiVersion: "v1", kind: "ConfigMap" }] } },
    },
    breaks: changingContainer(
        "Deployment",
        "backend-deployment",
        ({ securityContext }) => (securityContext.allowPrivilegeEscalation = true),
    ),
};
