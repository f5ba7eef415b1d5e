import type * as k8s from "@pulumi/kubernetes";
import { restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
import { serviceDefaults, type HealthArgs, type ServiceArgs } from "./service-args";
import { withDefaults } from "../core/defaults";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Probe = k8s.types.input.core.v1.Probe;

/** Where the parts of a pod that are objects of their own are found. */
export interface PodRefs {
    readonly serviceAccountName: string;
    /** Secret whose keys become files, and the one whose keys become variables. */
    readonly filesSecret: string | undefined;
    readonly envSecret: string | undefined;
}

/** Seconds in which a pod that is told to stop goes on answering, while load balancers take it out. */
export const lameDuckSeconds = 10;

/** The pod of a service: restricted, spread over zones, with probes and a graceful end. */
export function podSpec(name: string, args: ServiceArgs, refs: PodRefs): PodSpec {
    const { uid, shutdownSeconds, resources, writablePaths } = withDefaults(serviceDefaults, args);
    const size = { cpu: resources.cpu, memory: resources.memory };
    const scratch = writablePaths.map((path, index) => ({ name: `scratch-${index}`, path }));
    return {
        serviceAccountName: refs.serviceAccountName,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: restrictedPod(uid),
        terminationGracePeriodSeconds: shutdownSeconds,
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: selectorOf(name) },
            },
        ],
        containers: [
            {
                name,
                image: args.image,
                ...(args.command ? { command: [...args.command] } : {}),
                ...(args.args ? { args: [...args.args] } : {}),
                ports: ports(args),
                env: variables(args, refs.envSecret),
                resources: { requests: size, limits: size },
                securityContext: restrictedContainer,
                ...probes(args),
                lifecycle: { preStop: { sleep: { seconds: lameDuckSeconds } } },
                volumeMounts: [
                    ...scratch.map(({ name: volume, path }) => ({ name: volume, mountPath: path })),
                    ...(refs.filesSecret ? [{ name: "secrets", mountPath: "/run/secrets", readOnly: true }] : []),
                ],
            },
        ],
        volumes: [
            ...scratch.map(({ name: volume }) => ({ name: volume, emptyDir: { sizeLimit: "1Gi" } })),
            ...(refs.filesSecret ? [{ name: "secrets", secret: { secretName: refs.filesSecret, defaultMode: 0o440 } }] : []),
        ],
    };
}

function ports({ port, metrics }: ServiceArgs): k8s.types.input.core.v1.ContainerPort[] {
    const own = { name: "http", containerPort: port };
    return metrics?.port && metrics.port !== port ? [own, { name: "metrics", containerPort: metrics.port }] : [own];
}

function variables({ env = {}, secretEnv = {} }: ServiceArgs, secret: string | undefined): k8s.types.input.core.v1.EnvVar[] {
    const plain = Object.entries(env).map(([name, value]) => ({ name, value: value }));
    const secrets = Object.keys(secretEnv).map(name => ({ name, valueFrom: { secretKeyRef: { name: secret!, key: name } } }));
    return [...plain, ...secrets].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The startup probe gives a slow start its time; the others then judge the running pod. */
function probes({ health = {} }: ServiceArgs): { startupProbe: Probe; livenessProbe: Probe; readinessProbe: Probe } {
    const { path, startupSeconds, periodSeconds, timeoutSeconds, failures, livenessDelaySeconds }: Required<HealthArgs> = withDefaults(
        serviceDefaults.health,
        health,
    );
    const httpGet = { path, port: "http" };
    const startupPeriod = 5;
    return {
        startupProbe: {
            httpGet,
            periodSeconds: startupPeriod,
            timeoutSeconds,
            failureThreshold: Math.ceil(startupSeconds / startupPeriod),
        },
        livenessProbe: { httpGet, initialDelaySeconds: livenessDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold: failures },
        readinessProbe: {
            httpGet,
            initialDelaySeconds: 5,
            periodSeconds: Math.min(5, periodSeconds),
            timeoutSeconds,
            failureThreshold: failures,
        },
    };
}
