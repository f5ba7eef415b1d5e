import type { PostgresWithBackupsArgs } from "pulumi-webstack";

type RecoveryArgs = NonNullable<Extract<PostgresWithBackupsArgs, { kind: "rds" }>["recovery"]>;

/**
 * What the document promises, level by level. A restore takes longer the more there is: for as much data as this the half
 * hour of L2 holds after damage, too. The number is to be raised before the data gets there; what does not hold is refused.
 */
export const promises: RecoveryArgs = {
    databaseGb: 15,
    release: "blue-green",
    // A stack of it in the other region is tried in drills, and brought up when it is needed: docs/runbooks/koepon.md.
    application: "prepared",
    L1: { rtoMinutes: 5, rpoMinutes: 0 },
    L2: { rtoMinutes: 30, rpoMinutes: 60 },
    L3: { rtoMinutes: 120, rpoMinutes: 240 },
    L4: { rtoMinutes: 240, rpoMinutes: 1440 },
};
