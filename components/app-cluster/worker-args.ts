import { imageReference, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { validateMigration, type MigrationArgs } from "./release-args";
import { scalingProblems, type AutoscalingArgs } from "./scaling-args";
import type { ScrapeArgs } from "./service-args";
import { validateWorkload, workloadName, type WorkloadArgs } from "./workload-args";

/** A long-running workload that nobody calls: it takes its work from a queue. */
export interface WorkerArgs extends WorkloadArgs {
    /** Container image with a tag other than latest, or a digest. */
    readonly image: string;
    /** How many pods, where no autoscaling decides: 1–100. @default 1 */
    readonly replicas?: number;
    /** Pods by load, in place of `replicas`. @default none */
    readonly autoscaling?: AutoscalingArgs;
    /** How Kubernetes knows that a pod is well. @default it runs */
    readonly health?: CommandHealthArgs;
    /** Where Prometheus scrapes. @default not scraped */
    readonly metrics?: Omit<ScrapeArgs, "port"> & {
        /** 1024–65535 */
        readonly port: number;
    };
    /** A job that must succeed for an image before the first pod of it starts. @default none */
    readonly migration?: MigrationArgs;
    /** Seconds between the order to stop and the kill, 1–3600: as long as a piece of work may take. @default 60 */
    readonly shutdownSeconds?: number;
}

export interface CommandHealthArgs {
    /** Ends with 0 while the pod is well. */
    readonly command: readonly string[];
    /** Seconds a pod may take to start. @default 60 */
    readonly startupSeconds?: number;
    /** @default 10 */
    readonly periodSeconds?: number;
    /** @default 10 */
    readonly timeoutSeconds?: number;
    /** Failed checks in a row after which a pod is restarted. @default 3 */
    readonly failures?: number;
}

export const workerDefaults = {
    replicas: 1,
    shutdownSeconds: 60,
    health: { startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3 },
} as const;

export const validateWorker = (name: string, args: WorkerArgs): Problem[] => [...workloadName(name), ...validateWorkerArgs(args)];

export function validateWorkerArgs(args: WorkerArgs): Problem[] {
    const { shutdownSeconds } = withDefaults(workerDefaults, args);
    const { startupSeconds, periodSeconds, timeoutSeconds, failures } = withDefaults(workerDefaults.health, args.health);
    return [
        ...imageReference("image", args.image),
        ...scalingProblems(args, workerDefaults.replicas),
        ...wholeNumber("shutdownSeconds", shutdownSeconds, 1, 3600),
        ...(args.health?.command.length === 0 ? [{ path: "health.command", got: [], allowed: "a command and its arguments" }] : []),
        ...wholeNumber("health.startupSeconds", startupSeconds, 5, 3600),
        ...wholeNumber("health.periodSeconds", periodSeconds, 1, 300),
        ...wholeNumber("health.timeoutSeconds", timeoutSeconds, 1, 300),
        ...wholeNumber("health.failures", failures, 1, 20),
        ...(args.metrics ? wholeNumber("metrics.port", args.metrics.port, 1024, 65535) : []),
        ...(args.migration ? validateMigration("migration", args.migration) : []),
        ...validateWorkload(args),
    ];
}
