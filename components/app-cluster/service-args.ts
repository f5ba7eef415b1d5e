import { distinct, imageReference, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { colors } from "./backends";
import { lameDuckSeconds } from "./drain";
import { validateBlueGreen, validateMigration, type BlueGreenArgs, type MigrationArgs } from "./release-args";
import { scalingProblems, type AutoscalingArgs } from "./scaling-args";
import { envProblems, validateWorkload, workloadName, type WorkloadArgs } from "./workload-args";

/** A long-running workload that answers on a port. */
export type ServiceArgs = RollingServiceArgs | BlueGreenServiceArgs;

/** A new version takes the place of the old one pod by pod. */
export interface RollingServiceArgs extends CommonServiceArgs {
    /** Container image with a tag other than latest, or a digest. */
    readonly image: string;
    readonly blueGreen?: undefined;
}

/** Two versions stand side by side, and requests move from one to the other at once or by parts. */
export interface BlueGreenServiceArgs extends CommonServiceArgs {
    readonly image?: undefined;
    readonly blueGreen: BlueGreenArgs;
}

export interface CommonServiceArgs extends WorkloadArgs {
    /** TCP port the container listens on, 1024–65535: containers may not bind lower ones. */
    readonly port: number;
    /** Further TCP ports, 1024–65535, by name: lower-case letters, digits and single '-', at most 15. @default none */
    readonly ports?: Readonly<Record<string, number>>;
    /**
     * How many pods, where no autoscaling decides: 1–100.
     * @default 2
     */
    readonly replicas?: number;
    /** Pods by load, in place of `replicas`. @default none */
    readonly autoscaling?: AutoscalingArgs;
    /**
     * How Kubernetes and the load balancer know that a pod is well; `false` for a container that cannot tell.
     * @default each part's own
     */
    readonly health?: HealthArgs | false;
    /** Where Prometheus scrapes. @default not scraped */
    readonly metrics?: ScrapeArgs;
    /** A job that must succeed for an image before the first pod of it starts. @default none */
    readonly migration?: MigrationArgs;
    /**
     * Seconds between the order to stop and the kill, 20–3600; the first fifteen keep answering while the load
     * balancer learns of it.
     * @default 40
     */
    readonly shutdownSeconds?: number;
}

export interface HealthArgs {
    /** @default "/health" */
    readonly path?: string;
    /** One of the container's ports. @default the service's port */
    readonly port?: number;
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

export interface ScrapeArgs {
    /** The job's name in Prometheus. @default the workload's name */
    readonly job?: string;
    /** @default "/metrics" */
    readonly path?: string;
    /** 1024–65535. @default the service's port */
    readonly port?: number;
}

export const serviceDefaults = {
    replicas: 2,
    shutdownSeconds: 40,
    health: { path: "/health", startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3, livenessDelaySeconds: 30 },
} as const;

/** One of the versions that a service has at a time. */
export interface ReleaseParts {
    readonly image: string;
    /** Behind names: `-blue`, or nothing. */
    readonly suffix: string;
    readonly env: WorkloadArgs["env"];
}

/** What a service's pods are made from: one image, or one for each colour. */
export const releasesOf = (args: ServiceArgs): readonly ReleaseParts[] =>
    args.blueGreen
        ? colors.map(color => ({
              image: args.blueGreen.images[color],
              suffix: `-${color}`,
              env: { ...args.env, ...args.blueGreen.env?.[color] },
          }))
        : [{ image: args.image, suffix: "", env: args.env }];

/** Every port of the container, by name. */
export function portsOf({ port, ports = {}, metrics }: CommonServiceArgs): Readonly<Record<string, number>> {
    const known = { http: port, ...ports };
    const apart = metrics?.port !== undefined && !Object.values(known).includes(metrics.port);
    return apart ? { ...known, metrics: metrics.port } : known;
}

export const validateService = (name: string, args: ServiceArgs): Problem[] => [...workloadName(name), ...validateServiceArgs(args)];

export function validateServiceArgs(args: ServiceArgs): Problem[] {
    const { shutdownSeconds } = withDefaults(serviceDefaults, args);
    return [
        ...(args.blueGreen
            ? [...validateBlueGreen(args), ...colorEnvProblems(args.blueGreen, args.secretEnv)]
            : imageReference("image", args.image)),
        ...wholeNumber("port", args.port, 1024, 65535),
        ...furtherPorts(args),
        ...scalingProblems(args, serviceDefaults.replicas),
        ...wholeNumber("shutdownSeconds", shutdownSeconds, lameDuckSeconds + 5, 3600),
        ...healthProblems(args),
        ...(args.metrics?.port === undefined ? [] : wholeNumber("metrics.port", args.metrics.port, 1024, 65535)),
        ...(args.migration ? validateMigration("migration", args.migration) : []),
        ...validateWorkload(args),
    ];
}

/** What holds for `env` holds for that of a colour. */
const colorEnvProblems = ({ env }: BlueGreenArgs, secretEnv: WorkloadArgs["secretEnv"]): Problem[] =>
    env
        ? colors.flatMap(color =>
              envProblems(env[color], secretEnv).map(problem => ({
                  ...problem,
                  path: problem.path.replace(/^env/, `blueGreen.env.${color}`),
              })),
          )
        : [];

function furtherPorts({ port, ports = {} }: CommonServiceArgs): Problem[] {
    return [
        ...Object.entries(ports).flatMap(([name, number]) => [
            ...(/^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(name) && !["http", "metrics"].includes(name)
                ? []
                : [
                      {
                          path: "ports",
                          got: name,
                          allowed: "names of at most 15 lower-case letters, digits and single '-', other than http and metrics",
                      },
                  ]),
            ...wholeNumber(`ports.${name}`, number, 1024, 65535),
        ]),
        ...distinct("ports", [port, ...Object.values(ports)].map(String)),
    ];
}

function healthProblems(args: CommonServiceArgs): Problem[] {
    if (args.health === false) return [];
    const { path, port, startupSeconds, periodSeconds, timeoutSeconds, failures, livenessDelaySeconds } = withDefaults(
        serviceDefaults.health,
        args.health,
    );
    const ports = Object.values(portsOf(args));
    return [
        ...(/^\/[\w./~%?&=-]*$/.test(path) ? [] : [{ path: "health.path", got: path, allowed: "a path that starts with /" }]),
        ...(port === undefined || ports.includes(port)
            ? []
            : [{ path: "health.port", got: port, allowed: `one of the container's ports: ${ports.join(", ")}` }]),
        ...wholeNumber("health.startupSeconds", startupSeconds, 5, 3600),
        ...wholeNumber("health.periodSeconds", periodSeconds, 1, 300),
        ...wholeNumber("health.timeoutSeconds", timeoutSeconds, 1, 300),
        ...wholeNumber("health.failures", failures, 1, 20),
        ...wholeNumber("health.livenessDelaySeconds", livenessDelaySeconds, 0, 600),
    ];
}
