import { oneOf } from "../core/checks";
import { under, type Problem } from "../core/errors";

/** What a system promises after an incident of one level, in minutes. */
export interface RecoveryPromise {
    /** Until it answers again (RTO): 0–10080, a week. */
    readonly rtoMinutes: number;
    /** What was written so long before the incident may be lost (RPO): 0–525600, a year. */
    readonly rpoMinutes: number;
}

/**
 * What a system promises at each level of incident, and what that rests on. A promise below the upper end of the
 * estimate is refused, with how the estimate comes about and what would make the promise hold.
 */
export interface RecoveryArgs {
    /**
     * GB of data that the promises are for, above 0, at most 65536: restoring more takes longer. Take what it will be,
     * not what it is, and raise it before the data gets there.
     */
    readonly databaseGb: number;
    /**
     * How a release of the application is taken back, for L1: the other colour of an AppCluster's service, or the
     * version before rolled out again.
     * @default not known, and no promise for L1 is possible
     */
    readonly release?: "blue-green" | "rolling";
    /**
     * What there is of the application in the other region, for L3: it runs there already, or a stack of it has been tried
     * and is brought up when it is needed, or it must be made ready first.
     * @default "to-be-made"
     */
    readonly application?: "stands-by" | "prepared" | "to-be-made";
    /** The application fails, after a release say. @default no promise */
    readonly L1?: RecoveryPromise;
    /** The database fails: its machine, its zone, or by what somebody did to the data minutes ago. @default no promise */
    readonly L2?: RecoveryPromise;
    /** The region fails. @default no promise */
    readonly L3?: RecoveryPromise;
    /** Data is damaged, and point-in-time recovery does not help: a backup or a dump is restored. @default no promise */
    readonly L4?: RecoveryPromise;
}

/** The levels in their order, with their names. */
export const recoveryLevels = {
    L1: "application failure",
    L2: "database failure",
    L3: "region failure",
    L4: "serious data corruption",
} as const;

export type RecoveryLevel = keyof typeof recoveryLevels;

export const levels = Object.keys(recoveryLevels) as RecoveryLevel[];

/** The largest disk of RDS for PostgreSQL. */
const mostGb = 65536;

/** What is wrong with the numbers themselves. */
export function validateRecovery(args: RecoveryArgs): Problem[] {
    const { databaseGb, release, application } = args;
    return [
        ...(databaseGb > 0 && databaseGb <= mostGb
            ? []
            : [{ path: "databaseGb", got: databaseGb, allowed: `GB of data, above 0 and at most ${mostGb}` }]),
        ...(release === undefined ? [] : oneOf<string>("release", release, ["blue-green", "rolling"])),
        ...(application === undefined ? [] : oneOf<string>("application", application, ["stands-by", "prepared", "to-be-made"])),
        ...levels.flatMap(level => {
            const promise = args[level];
            if (!promise) return [];
            return under(level, [
                ...minutes("rtoMinutes", promise.rtoMinutes, 7 * 24 * 60),
                ...minutes("rpoMinutes", promise.rpoMinutes, 365 * 24 * 60),
            ]);
        }),
    ];
}

const minutes = (path: string, value: number, max: number): Problem[] =>
    value >= 0 && value <= max ? [] : [{ path, got: value, allowed: `minutes from 0 to ${max}` }];
