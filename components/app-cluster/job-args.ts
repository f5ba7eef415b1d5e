import { imageReference, oneOf, wholeNumber } from "../core/checks";
import { cronSchedule } from "../core/cron";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { validateWorkload, workloadName, type WorkloadArgs } from "./workload-args";

/** A workload that comes to an end. */
interface RunToCompletion extends WorkloadArgs {
    /** Container image with a tag other than latest, or a digest. */
    readonly image: string;
    /** Seconds after which a run has failed, 10–86400. @default 3600 */
    readonly timeoutSeconds?: number;
    /** How often a failed run is tried again, 0–10. @default 2 */
    readonly retries?: number;
}

/** Runs once: to fill a new database, say. A new image does not run it again. */
export interface JobArgs extends RunToCompletion {
    /** Raise it to run the job again: 1–9999. @default 1 */
    readonly run?: number;
}

/** Runs again and again. */
export interface CronJobArgs extends RunToCompletion {
    /** Minute, hour, day, month and weekday in numbers: `30 2 * * *`. */
    readonly schedule: string;
    /** Time zone of the schedule: `Asia/Tokyo`. @default "Etc/UTC" */
    readonly timeZone?: string;
    /**
     * What happens when it is time and the last run still goes on: `Forbid` leaves the new one out, `Replace` ends the
     * old one, `Allow` lets both run.
     * @default "Forbid"
     */
    readonly concurrency?: "Forbid" | "Replace" | "Allow";
}

export const runDefaults = { timeoutSeconds: 3600, retries: 2 } as const;
export const jobDefaults = { ...runDefaults, run: 1 } as const;
export const cronJobDefaults = { ...runDefaults, timeZone: "Etc/UTC", concurrency: "Forbid" } as const;

function validateRun(args: RunToCompletion): Problem[] {
    const { timeoutSeconds, retries } = withDefaults(runDefaults, args);
    return [
        ...imageReference("image", args.image),
        ...wholeNumber("timeoutSeconds", timeoutSeconds, 10, 86400),
        ...wholeNumber("retries", retries, 0, 10),
        ...validateWorkload(args),
    ];
}

export const validateJobArgs = (args: JobArgs): Problem[] => [
    ...wholeNumber("run", args.run ?? jobDefaults.run, 1, 9999),
    ...validateRun(args),
];

export const validateCronJobArgs = (args: CronJobArgs): Problem[] => [
    ...cronSchedule("schedule", args.schedule),
    ...timeZone("timeZone", args.timeZone ?? cronJobDefaults.timeZone),
    ...oneOf("concurrency", args.concurrency ?? cronJobDefaults.concurrency, ["Forbid", "Replace", "Allow"]),
    ...validateRun(args),
];

export const validateJob = (name: string, args: JobArgs): Problem[] => [...workloadName(name), ...validateJobArgs(args)];
export const validateCronJob = (name: string, args: CronJobArgs): Problem[] => [...workloadName(name), ...validateCronJobArgs(args)];

/** The names that the time zone database of this Node.js knows; Kubernetes reads the same database. */
function timeZone(path: string, value: string): Problem[] {
    const unknown = [{ path, got: value, allowed: "a time zone such as Asia/Tokyo" }];
    // Kubernetes minds the case and wants a name, where JavaScript takes asia/tokyo and +09:00 too.
    if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(value)) return unknown;
    try {
        new Intl.DateTimeFormat("en", { timeZone: value });
        return [];
    } catch {
        return unknown;
    }
}
