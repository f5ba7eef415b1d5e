import type { Fields, KubernetesObject } from "./client";

/** A pod as the controller of a workload would make it. */
export interface PodTemplate {
    /** Kind and name of the workload. */
    readonly of: string;
    readonly namespace: string;
    readonly pod: Pod;
}

export type Pod = KubernetesObject & { readonly spec: PodSpec };

type Template = { readonly metadata?: KubernetesObject["metadata"]; readonly spec: PodSpec };

interface PodSpec extends Fields {
    readonly serviceAccountName?: string;
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly containers: readonly { readonly securityContext?: { readonly capabilities?: object } }[];
    readonly volumes?: readonly object[];
}

/** Where each kind of workload has its template. */
const templates: Readonly<Record<string, (spec: WorkloadSpec, name: string) => Template>> = {
    Deployment: ({ template }) => template,
    DaemonSet: ({ template }) => template,
    Job: ({ template }) => template,
    CronJob: ({ jobTemplate }) => jobTemplate.spec.template,
    StatefulSet: ({ template, volumeClaimTemplates = [] }, name) => withClaims(template, name, volumeClaimTemplates),
};

interface WorkloadSpec extends Fields {
    readonly template: Template;
    readonly jobTemplate: { readonly spec: { readonly template: Template } };
    readonly volumeClaimTemplates?: readonly KubernetesObject[];
}

export function podTemplatesOf(manifests: readonly KubernetesObject[]): PodTemplate[] {
    return manifests.flatMap(workload => {
        const template = templates[workload.kind]?.(workload.spec as WorkloadSpec, workload.metadata.name);
        if (!template) return [];
        const namespace = workload.metadata.namespace!;
        const { labels, annotations } = template.metadata ?? {};
        const metadata = { name: `${workload.metadata.name}-0`, namespace, labels, annotations };
        return [
            {
                of: `${workload.kind} ${workload.metadata.name}`,
                namespace,
                pod: { apiVersion: "v1", kind: "Pod", metadata, spec: template.spec },
            },
        ];
    });
}

/** The volumes that a StatefulSet adds to its pods. */
function withClaims({ metadata, spec }: Template, name: string, claims: readonly KubernetesObject[]): Template {
    const volumes = claims.map(claim => ({
        name: claim.metadata.name,
        persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}-0` },
    }));
    return { metadata, spec: { ...spec, volumes: [...(spec.volumes ?? []), ...volumes] } };
}

/** One step each beyond the restricted standard. */
export const breaches: Readonly<Record<string, (spec: PodSpec) => Fields>> = {
    "may run as root": spec => ({ ...spec, securityContext: { ...spec.securityContext, runAsNonRoot: false } }),
    "runs as root": spec => ({ ...spec, securityContext: { ...spec.securityContext, runAsUser: 0 } }),
    "no seccomp profile": spec => ({ ...spec, securityContext: { ...spec.securityContext, seccompProfile: undefined } }),
    "unconfined seccomp profile": spec => ({
        ...spec,
        securityContext: { ...spec.securityContext, seccompProfile: { type: "Unconfined" } },
    }),
    "the node's network": spec => ({ ...spec, hostNetwork: true }),
    "the node's processes": spec => ({ ...spec, hostPID: true }),
    "a folder of the node": spec => ({ ...spec, volumes: [...(spec.volumes ?? []), { name: "node", hostPath: { path: "/" } }] }),
    "a privileged container": spec => inFirst(spec, { privileged: true, allowPrivilegeEscalation: true }),
    "more rights by setuid": spec => inFirst(spec, { allowPrivilegeEscalation: true }),
    "a capability": spec => inFirst(spec, { capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }),
    "capabilities kept": spec => inFirst(spec, { capabilities: undefined }),
};

function inFirst(spec: PodSpec, securityContext: object): Fields {
    const [first, ...rest] = spec.containers;
    return { ...spec, containers: [{ ...first, securityContext: { ...first!.securityContext, ...securityContext } }, ...rest] };
}
