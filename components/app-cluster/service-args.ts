import type * as pulumi from "@pulumi/pulumi";
import { binaryQuantity, cidrRanges, componentName, cpuQuantity, distinct, imageReference, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Connection } from "../core/connection";
import type { Problem } from "../core/errors";
import { withDefaults } from "../core/defaults";

/** A long-running workload that answers on a port. */
export interface ServiceArgs extends ComponentArgs {
    /** Container image with a tag other than latest, or a digest. */
    readonly image: string;
    /** @default the image's entry point */
    readonly command?: readonly string[];
    /** What the command gets. @default the image's own */
    readonly args?: readonly string[];
    /** TCP port the container listens on, 1024–65535: containers may not bind lower ones. */
    readonly port: number;
    /**
     * How many pods, where no autoscaling decides: 1–100.
     * @default 2
     */
    readonly replicas?: number;
    /** Pods by load, in place of `replicas`. @default none */
    readonly autoscaling?: {
        /** 1–100 */
        readonly min: number;
        /** Not below `min`, at most 200. */
        readonly max: number;
        /** Mean use of the requested CPU to aim at, in percent. @default 70 */
        readonly cpuPercent?: number;
    };
    /**
     * Size of a pod; requests equal limits, so that a pod gets just this.
     * @default { cpu: "500m", memory: "512Mi" }
     */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /** Environment variables without secrets. @default none */
    readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Secrets mounted as files: `/run/secrets/<key>`. @default none */
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Secrets as environment variables, for programs that read no files. @default none */
    readonly secretEnv?: Readonly<Record<string, pulumi.Input<string>>>;
    /** How Kubernetes knows that a pod is well. @default each part's own */
    readonly health?: HealthArgs;
    /** Where Prometheus scrapes. @default not scraped */
    readonly metrics?: {
        /** The job's name in Prometheus. @default the service's name */
        readonly job?: string;
        /** @default "/metrics" */
        readonly path?: string;
        /** 1024–65535. @default the service's port */
        readonly port?: number;
    };
    /** Stores it talks to: the network opens to these, and to nothing else. @default none */
    readonly stores?: readonly Connection[];
    /** Services of the same cluster it calls. @default none */
    readonly calls?: readonly ServiceRef[];
    /** Ranges outside of the cluster it may reach over HTTPS. @default none */
    readonly reaches?: readonly string[];
    /** Folders it writes to; all else is read-only. @default ["/tmp"] */
    readonly writablePaths?: readonly string[];
    /** User and group the container runs as: 1–65535, never root. @default 1001 */
    readonly uid?: number;
    /**
     * Seconds between the order to stop and the kill, 15–3600; the first ten keep answering while the load balancer
     * learns of it.
     * @default 40
     */
    readonly shutdownSeconds?: number;
}

/** Another service, by name and port. */
export interface ServiceRef {
    readonly name: string;
    readonly port: number;
}

export interface HealthArgs {
    /** @default "/health" */
    readonly path?: string;
    /** Seconds a pod may take to start. @default 60 */
    readonly startupSeconds?: number;
    /** @default 10 */
    readonly periodSeconds?: number;
    /** @default 10 */
    readonly timeoutSeconds?: number;
    /** Failed checks in a row after which a pod is restarted, or gets no requests. @default 3 */
    readonly failures?: number;
    /** Seconds before the first check of a running pod. @default 30 */
    readonly livenessDelaySeconds?: number;
}

export const serviceDefaults = {
    replicas: 2,
    resources: { cpu: "500m", memory: "512Mi" },
    writablePaths: ["/tmp"],
    uid: 1001,
    shutdownSeconds: 40,
    health: { path: "/health", startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3, livenessDelaySeconds: 30 },
} as const;

export const validateService = (name: string, args: ServiceArgs): Problem[] => [
    ...componentName("name", name, 40),
    ...validateServiceArgs(args),
];

export function validateServiceArgs(args: ServiceArgs): Problem[] {
    const { resources, uid, shutdownSeconds, writablePaths } = withDefaults(serviceDefaults, args);
    return [
        ...imageReference("image", args.image),
        ...wholeNumber("port", args.port, 1024, 65535),
        ...replicaProblems(args),
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
        ...wholeNumber("uid", uid, 1, 65535),
        ...wholeNumber("shutdownSeconds", shutdownSeconds, 15, 3600),
        ...healthProblems(args.health ?? {}),
        ...nameProblems(args),
        ...(args.metrics?.port === undefined ? [] : wholeNumber("metrics.port", args.metrics.port, 1024, 65535)),
        ...writablePaths.filter(path => !/^\/[\w./-]+$/.test(path)).map(got => ({ path: "writablePaths", got, allowed: "absolute paths" })),
        ...distinct("writablePaths", writablePaths),
        ...cidrRanges("reaches", args.reaches ?? []),
    ];
}

function replicaProblems({ replicas, autoscaling }: ServiceArgs): Problem[] {
    if (!autoscaling) return wholeNumber("replicas", replicas ?? serviceDefaults.replicas, 1, 100);
    const { min, max, cpuPercent = 70 } = autoscaling;
    return [
        ...(replicas === undefined
            ? []
            : [
                  {
                      path: "replicas",
                      got: replicas,
                      allowed: "nothing beside autoscaling",
                      fix: "Autoscaling owns the number of pods: remove one of the two.",
                  },
              ]),
        ...wholeNumber("autoscaling.min", min, 1, 100),
        ...wholeNumber("autoscaling.max", max, 1, 200),
        ...(min > max ? [{ path: "autoscaling.max", got: max, allowed: `at least autoscaling.min, which is ${min}` }] : []),
        ...wholeNumber("autoscaling.cpuPercent", cpuPercent, 1, 100),
    ];
}

function healthProblems(health: HealthArgs): Problem[] {
    const { path, startupSeconds, periodSeconds, timeoutSeconds, failures, livenessDelaySeconds } = withDefaults(
        serviceDefaults.health,
        health,
    );
    return [
        ...(path.startsWith("/") ? [] : [{ path: "health.path", got: path, allowed: "a path that starts with /" }]),
        ...wholeNumber("health.startupSeconds", startupSeconds, 5, 3600),
        ...wholeNumber("health.periodSeconds", periodSeconds, 1, 300),
        ...wholeNumber("health.timeoutSeconds", timeoutSeconds, 1, 300),
        ...wholeNumber("health.failures", failures, 1, 20),
        ...wholeNumber("health.livenessDelaySeconds", livenessDelaySeconds, 0, 600),
    ];
}

/** A name is set once, and is one that a shell or a file system takes. */
function nameProblems({ env = {}, secretEnv = {}, secrets = {} }: ServiceArgs): Problem[] {
    const variables = [...Object.keys(env), ...Object.keys(secretEnv)];
    return [
        ...variables
            .filter(name => !/^[A-Za-z_]\w*$/.test(name))
            .map(got => ({ path: "env", got, allowed: "names of letters, digits and _" })),
        ...Object.keys(env)
            .filter(name => Object.hasOwn(secretEnv, name))
            .map(got => ({ path: "env", got, allowed: "each variable in env or in secretEnv" })),
        ...Object.keys(secrets)
            .filter(name => !/^[\w.-]+$/.test(name))
            .map(got => ({ path: "secrets", got, allowed: "file names of letters, digits, '.', '_' and '-'" })),
        ...Object.entries(env)
            .filter(([, value]) => typeof value === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/.test(value))
            .map(([name]) => ({
                path: `env.${name}`,
                got: "an address with a password in it",
                allowed: "no secret",
                fix: "Put it in secretEnv or secrets.",
            })),
    ];
}
