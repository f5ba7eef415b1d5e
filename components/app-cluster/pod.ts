import type * as k8s from "@pulumi/kubernetes";
import { authoritiesFolder } from "../core/connection";
import { withDefaults } from "../core/defaults";
import { restrictedContainer, restrictedPod } from "../core/kubernetes";
import type { Authorities } from "./authorities";
import { nodePoolTaint } from "./node-pool-args";
import type { PodSecrets } from "./secrets";
import { secretsFolder, workloadDefaults, type WorkloadArgs } from "./workload-args";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** A container of a workload, as far as kinds of workloads differ. */
export interface PodParts {
    readonly image: string;
    /** What the container runs; the workload's own without. */
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly ports?: Readonly<Record<string, number>>;
    /** Probes and hooks. */
    readonly life?: Pick<Container, "startupProbe" | "livenessProbe" | "readinessProbe" | "lifecycle">;
    readonly secrets: PodSecrets;
    readonly authorities: Authorities;
    readonly pod: Pick<PodSpec, "restartPolicy" | "terminationGracePeriodSeconds" | "topologySpreadConstraints">;
}

/** The label of a node pool's nodes. */
const nodePoolLabel = "karpenter.sh/nodepool";

/** A pod of one container: restricted, with a size, a read-only root and no token of the API. */
export function podSpec(name: string, args: WorkloadArgs, parts: PodParts): PodSpec {
    const { uid, resources, writablePaths } = withDefaults(workloadDefaults, args);
    const size = { cpu: resources.cpu, memory: resources.memory };
    const mounts = [
        ...writablePaths.map((path, index) => ({ name: `scratch-${index}`, path, source: { emptyDir: { sizeLimit: "1Gi" } } })),
        ...(args.disks ?? []).map(({ path, ...disk }, index) => ({ name: `disk-${index}`, path, source: ephemeralVolume(disk) })),
        ...(parts.secrets.volume ? [{ name: "secrets", path: secretsFolder, source: parts.secrets.volume, readOnly: true }] : []),
        ...(parts.authorities.volume
            ? [{ name: "authorities", path: authoritiesFolder, source: parts.authorities.volume, readOnly: true }]
            : []),
    ];
    const command = parts.command ?? args.command;
    const commandArgs = parts.args ?? args.args;
    return {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: restrictedPod(uid),
        ...(args.nodePool ? inNodePool(args.nodePool) : {}),
        ...parts.pod,
        containers: [
            {
                name,
                image: parts.image,
                ...(command ? { command: [...command] } : {}),
                ...(commandArgs?.length ? { args: [...commandArgs] } : {}),
                ...(parts.ports
                    ? { ports: Object.entries(parts.ports).map(([portName, containerPort]) => ({ name: portName, containerPort })) }
                    : {}),
                env: variables(args, parts.secrets),
                resources: { requests: size, limits: size },
                securityContext: restrictedContainer,
                ...parts.life,
                volumeMounts: mounts.map(({ name: volume, path, ...rest }) => ({
                    name: volume,
                    mountPath: path,
                    ...("readOnly" in rest ? { readOnly: true } : {}),
                })),
            },
        ],
        volumes: mounts.map(({ name: volume, source }) => ({ name: volume, ...source })),
    };
}

const inNodePool = (pool: string): Pick<PodSpec, "nodeSelector" | "tolerations"> => ({
    nodeSelector: { [nodePoolLabel]: pool },
    tolerations: [{ key: nodePoolTaint, operator: "Equal", value: pool, effect: "NoSchedule" }],
});

const ephemeralVolume = ({ size, storageClass }: { readonly size: string; readonly storageClass?: string }) => ({
    ephemeral: {
        volumeClaimTemplate: {
            spec: {
                accessModes: ["ReadWriteOnce"],
                ...(storageClass ? { storageClassName: storageClass } : {}),
                resources: { requests: { storage: size } },
            },
        },
    },
});

function variables({ env = {} }: WorkloadArgs, secrets: PodSecrets): k8s.types.input.core.v1.EnvVar[] {
    const plain = Object.entries(env).map(([name, value]) => ({ name, value }));
    return [...plain, ...secrets.env].sort((a, b) => ((a.name as string) < (b.name as string) ? -1 : 1));
}

/** Over zones as far as there is room in them: a zone that is full is no reason not to start. */
export const spreadOverZones = (matchLabels: Readonly<Record<string, string>>): NonNullable<PodSpec["topologySpreadConstraints"]> => [
    {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { ...matchLabels } },
    },
];
