import type { Resource, Sketch } from "./proof";

/** A pod's spec that breaks no rule of the pack which is not about its workload, its namespace or its account. */
export const container = {
    name: "web",
    image: `registry.example.com/shop/web@sha256:${"0".repeat(64)}`,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
};

export const podSpec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    serviceAccountName: "web",
    automountServiceAccountToken: false,
    containers: [container],
};

const labels = { app: "web" };

/** The Deployment `web` of the namespace `shop`, with changes to its spec and its pods' spec. */
export const deployment = (spec: object = {}, pod: object = {}, metadata: object = {}): Sketch => ({
    type: "kubernetes:apps/v1:Deployment",
    props: {
        metadata: { name: "web", namespace: "shop", ...metadata },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { ...podSpec, ...pod } }, ...spec },
    },
});

/** The Deployment whose one container is changed. */
export const deploymentOf = (changes: object): Sketch => deployment({}, { containers: [{ ...container, ...changes }] });

export const namespace: Sketch = {
    type: "kubernetes:core/v1:Namespace",
    props: { metadata: { name: "shop", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
};

/** An object of the namespace `shop`, by the end of its type: `policy/v1:PodDisruptionBudget`. */
export const object = (type: string, name: string, rest: object): Sketch => ({
    type: `kubernetes:${type}`,
    props: { metadata: { name, namespace: "shop" }, ...rest },
});

/** Inputs as a test changes them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Inputs = Record<string, any>;

/** Changes the inputs of the resource of production whose type and logical name end so. */
export const changing =
    (type: string, name: string, change: (inputs: Inputs) => unknown) =>
    (resource: Resource): Resource => {
        if (!resource.type.endsWith(`:${type}`) || !resource.urn.endsWith(`::${name}`)) return resource;
        const inputs = structuredClone(resource.inputs);
        change(inputs);
        return { ...resource, inputs };
    };

/** Changes the spec of pods. */
export const changingPods = (type: string, name: string, change: (spec: Inputs) => unknown): ((resource: Resource) => Resource) =>
    changing(type, name, ({ spec }: { spec?: { template: { spec: Inputs } } }) => change(spec!.template.spec));

/** Changes their first container. */
export const changingContainer = (type: string, name: string, change: (container: Inputs) => unknown): ((resource: Resource) => Resource) =>
    changingPods(type, name, ({ containers }: { containers?: Inputs[] }) => change(containers![0]!));
