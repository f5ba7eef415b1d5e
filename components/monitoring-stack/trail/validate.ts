import { distinct, logRetentionDays, oneOf, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";
import { trailDefaults, type TrailArgs } from "./args";

/** AWS takes 250 values of data resources for a trail. */
const mostBuckets = 250;

export function validateTrail(args: TrailArgs): Problem[] {
    const { days, logGroupDays, dataOfBuckets = [] } = withDefaults(trailDefaults, args);
    return [
        ...wholeNumber("trail.days", days, 90, 3650),
        ...(logGroupDays === undefined ? [] : oneOf("trail.logGroupDays", logGroupDays, logRetentionDays)),
        ...distinct("trail.dataOfBuckets", dataOfBuckets),
        ...(dataOfBuckets.length <= mostBuckets
            ? []
            : [{ path: "trail.dataOfBuckets", got: `${dataOfBuckets.length}`, allowed: `at most ${mostBuckets}` }]),
        ...dataOfBuckets
            .filter(bucket => !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
            .map(got => ({ path: "trail.dataOfBuckets", got, allowed: "names of buckets" })),
    ];
}
