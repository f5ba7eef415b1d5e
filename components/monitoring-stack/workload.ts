import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { shortHash } from "../core/hash";
import { labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
import { reloader } from "./reloader";

type NetworkRules = Pick<k8s.types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress">;
type Files = Readonly<Record<string, pulumi.Input<string>>>;

/** One of the servers of the monitoring, with its configuration in files. */
export interface Workload {
    readonly name: string;
    readonly image: string;
    readonly uid: number;
    readonly port: number;
    /** Ports beside `port` that others of its kind or services call, by name. @default none */
    readonly ports?: Readonly<Record<string, number>>;
    readonly command?: readonly string[];
    readonly args: readonly string[];
    readonly env?: k8s.types.input.core.v1.EnvVar[];
    /** Secrets as variables, for programs that read no files. @default none */
    readonly secretEnv?: Files;
    /** Labels of its pods beside those by which they are known: whom they call. @default none */
    readonly podLabels?: Readonly<Record<string, string>>;
    /** Files by folder, then name. They may depend on outputs. */
    readonly files?: Readonly<Record<string, Files>>;
    /** Files that hold secrets, by folder, then name: mounted for the server's group alone. */
    readonly secretFiles?: Readonly<Record<string, Files>>;
    /** Where it keeps what outlives a pod. @default nothing does: it is a Deployment */
    readonly data?: { readonly path: string; readonly storage: string };
    /** More than one stand apart, and no more than one is taken away at a time. @default 1 */
    readonly replicas?: number;
    readonly resources: { readonly cpu: string; readonly memory: string };
    readonly healthPath: string;
    /** @default "http" */
    readonly healthScheme?: "HTTP" | "HTTPS";
    readonly needsApi?: boolean;
    /**
     * How it comes to read changed files: `itself` looks after them; `restart` makes new pods; a path is posted to,
     * on its own port, by a container beside it.
     */
    readonly reload: "itself" | "restart" | { readonly path: string };
    readonly network: NetworkRules;
    /** What must exist before its first pod starts, beside its files. */
    readonly dependsOn?: readonly pulumi.Resource[];
}

/** Makes a StatefulSet, or a Deployment where it keeps nothing, with what belongs to it. Returns what runs the pods. */
export function createWorkload(
    self: Component,
    namespace: string,
    workload: Workload,
    opts: ChildOptions,
): k8s.apps.v1.StatefulSet | k8s.apps.v1.Deployment {
    const { name, port, ports = {}, files = {}, secretFiles = {}, replicas = 1 } = workload;
    const metadata = { name, namespace, labels: labelsOf(name, namespace) };
    const selector = { matchLabels: selectorOf(name) };
    const open = Object.entries(files).map(([folder, some], index) => {
        const map = `${name}-files-${index}`;
        self.child(k8s.core.v1.ConfigMap, map, { metadata: { ...metadata, name: map }, data: { ...some } }, opts);
        return { folder, child: map, volume: { name: map, configMap: { name: map } } };
    });
    const closed = Object.entries(secretFiles).map(([folder, some], index) => {
        const secret = `${name}-secrets-${index}`;
        self.child(k8s.core.v1.Secret, secret, { metadata: { ...metadata, name: secret }, stringData: secretly(some) }, opts);
        return { folder, child: secret, volume: { name: secret, secret: { secretName: secret, defaultMode: 0o440 } } };
    });
    const mounts = [...open, ...closed];
    const variables = `${name}-env`;
    if (workload.secretEnv) {
        const stringData = secretly(workload.secretEnv);
        self.child(k8s.core.v1.Secret, variables, { metadata: { ...metadata, name: variables }, stringData }, opts);
    }
    self.child(k8s.core.v1.ServiceAccount, name, { metadata, automountServiceAccountToken: false }, opts);
    self.child(
        k8s.core.v1.Service,
        name,
        {
            metadata,
            spec: {
                selector: selectorOf(name),
                ports: Object.entries({ http: port, ...ports }).map(([name, port]) => ({ name, port, targetPort: name })),
            },
        },
        opts,
    );
    self.child(
        k8s.networking.v1.NetworkPolicy,
        name,
        { metadata, spec: { podSelector: selector, policyTypes: ["Ingress", "Egress"], ...workload.network } },
        opts,
    );
    if (replicas > 1) self.child(k8s.policy.v1.PodDisruptionBudget, name, { metadata, spec: { maxUnavailable: 1, selector } }, opts);
    const template = {
        metadata: {
            labels: { ...metadata.labels, ...workload.podLabels },
            ...(workload.reload === "restart" ? { annotations: { "webstack/files-checksum": checksum(workload) } } : {}),
        },
        spec: podOf(workload, mounts),
    };
    const spec = { replicas, selector, template };
    const after: ChildOptions = {
        ...opts,
        dependsOn: [...self.childrenOf("namespace", ...mounts.map(({ child }) => child), variables), ...(workload.dependsOn ?? [])],
    };
    if (!workload.data) return self.child(k8s.apps.v1.Deployment, name, { metadata, spec }, after);
    const { storage } = workload.data;
    const claim = {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    };
    return self.child(
        k8s.apps.v1.StatefulSet,
        name,
        { metadata, spec: { serviceName: name, ...spec, volumeClaimTemplates: [claim] } },
        // Kubernetes changes no claim of a StatefulSet that is there: Pulumi would make the server anew for it.
        { ...after, ignoreChanges: ["spec.volumeClaimTemplates"] },
    );
}

interface Mount {
    readonly folder: string;
    readonly volume: k8s.types.input.core.v1.Volume & { readonly name: string };
}

function podOf(workload: Workload, mounts: readonly Mount[]): k8s.types.input.core.v1.PodSpec {
    const { name, port, ports = {}, data, reload, replicas = 1 } = workload;
    const probe = {
        httpGet: { path: workload.healthPath, port: "http", ...(workload.healthScheme ? { scheme: workload.healthScheme } : {}) },
        timeoutSeconds: 5,
    };
    const files = mounts.map(({ folder, volume }) => ({ name: volume.name, mountPath: folder, readOnly: true }));
    const watched = mounts.map(({ folder }) => folder);
    return {
        serviceAccountName: name,
        automountServiceAccountToken: workload.needsApi ?? false,
        enableServiceLinks: false,
        securityContext: restrictedPod(workload.uid),
        ...(replicas > 1 ? { topologySpreadConstraints: apart(name) } : {}),
        containers: [
            {
                name,
                image: workload.image,
                ...(workload.command ? { command: [...workload.command] } : {}),
                args: [...workload.args],
                env: [...(workload.env ?? []), ...secretVariables(workload)],
                ports: Object.entries({ http: port, ...ports }).map(([name, containerPort]) => ({ name, containerPort })),
                resources: { requests: workload.resources, limits: workload.resources },
                securityContext: restrictedContainer,
                startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 60 },
                livenessProbe: { ...probe, periodSeconds: 30 },
                readinessProbe: { ...probe, periodSeconds: 10 },
                volumeMounts: [...(data ? [{ name: "data", mountPath: data.path }] : []), { name: "tmp", mountPath: "/tmp" }, ...files],
            },
            ...(typeof reload === "object"
                ? [reloader({ url: `http://127.0.0.1:${port}${reload.path}`, folders: watched, mounts: files })]
                : []),
        ],
        volumes: [{ name: "tmp", emptyDir: {} }, ...mounts.map(({ volume }) => volume)],
    };
}

const secretVariables = ({ name, secretEnv = {} }: Workload): k8s.types.input.core.v1.EnvVar[] =>
    Object.keys(secretEnv).map(key => ({ name: key, valueFrom: { secretKeyRef: { name: `${name}-env`, key } } }));

/** On nodes and in zones of their own, as far as there are any. */
const apart = (name: string): k8s.types.input.core.v1.TopologySpreadConstraint[] =>
    ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: selectorOf(name) },
    }));

const secretly = (files: Files): Record<string, pulumi.Output<string>> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, pulumi.secret(text)]));

/** Changes with the files, so that the pod restarts and reads the new ones. */
const checksum = ({ files, secretFiles, secretEnv }: Workload): pulumi.Output<string> =>
    pulumi.jsonStringify({ files, secretFiles, secretEnv }).apply(json => shortHash(json, 16));
