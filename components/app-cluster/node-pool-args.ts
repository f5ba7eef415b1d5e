import { cronSchedule } from "../core/cron";
import { distinct, dnsLabel, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";

/**
 * Nodes of a kind of their own, beside the pools that EKS Auto Mode brings, which are on demand, and amd64 for
 * workloads. Only workloads that ask for a pool by its name come there.
 */
export interface NodePoolArgs {
    /** Name of the pool, at most 40 characters; not `general-purpose` or `system`, which Auto Mode has. */
    readonly name: string;
    /** Processors: `arm64` is Graviton, and needs images built for it. @default "amd64" */
    readonly architecture?: "amd64" | "arm64";
    /**
     * `spot` is spare capacity that AWS takes back with two minutes' notice. Where there is none, pods of the pool
     * wait: nothing else stands in.
     * @default "on-demand"
     */
    readonly capacity?: "on-demand" | "spot";
    /**
     * Categories of EC2 instances: c for computing, m for all purposes, r for memory, t for small loads in bursts. Of
     * each, generations after the fourth, as Auto Mode's own pools have it.
     * @default ["c", "m", "r"]
     */
    readonly instanceCategories?: readonly InstanceCategory[];
    /** vCPUs of all nodes of the pool together, 2–10000: what it may cost at most. */
    readonly cpuLimit: number;
    /**
     * Hours after which a node gives way to a new one with the newest image, 24–480. Auto Mode ends nodes after 21
     * days in any case, and a day of that is for their pods to leave.
     * @default 336
     */
    readonly expireAfterHours?: number;
    /** How many nodes may be replaced at once for reasons other than their age. @default 10 percent, at any time */
    readonly disruptionBudget?: DisruptionBudget;
    /**
     * GiB of disk of each node, for images, logs and the folders that pods write to: 20–59000.
     * @default 80, which is Auto Mode's own
     */
    readonly diskGb?: number;
}

export type InstanceCategory = "c" | "m" | "r" | "t";

/** Replacements that can wait: a newer image, nodes that are empty or could be fewer. */
export interface DisruptionBudget {
    /** Percent of the pool's nodes, 1–100; at least one node. @default 10 */
    readonly percent?: number;
    /** When no node is replaced. @default never */
    readonly quiet?: {
        /** When it begins: minute, hour, day, month and weekday, in UTC: `0 8 * * 1-5`. */
        readonly schedule: string;
        /** How long it lasts, 1–167: what never ends would keep old images for ever. */
        readonly hours: number;
    };
}

/** The taint that keeps other pods off the nodes of a pool, with the pool's name as its value. */
export const nodePoolTaint = "webstack/node-pool";

/** Hours in which the pods of a node that goes must have left it; those of Auto Mode's own pools (EKS user guide). */
export const leavingHours = 24;

export const nodePoolDefaults = {
    architecture: "amd64",
    capacity: "on-demand",
    instanceCategories: ["c", "m", "r"],
    expireAfterHours: 336,
} as const;

export const budgetDefaults = { percent: 10 } as const;

const builtIn = ["general-purpose", "system", "default"];
const longestLifeHours = 21 * 24;

export function validateNodePools(path: string, pools: readonly NodePoolArgs[]): Problem[] {
    return [
        ...pools.flatMap((pool, index) => under(`${path}.${index}`, poolProblems(pool))),
        ...distinct(
            path,
            pools.map(({ name }) => name),
        ),
    ];
}

function poolProblems(pool: NodePoolArgs): Problem[] {
    const { architecture, capacity, instanceCategories, expireAfterHours } = withDefaults(nodePoolDefaults, pool);
    const { percent } = withDefaults(budgetDefaults, pool.disruptionBudget);
    const quiet = pool.disruptionBudget?.quiet;
    return [
        ...dnsLabel("name", pool.name, 40),
        ...(builtIn.includes(pool.name) ? [{ path: "name", got: pool.name, allowed: "a name that no pool of Auto Mode has" }] : []),
        ...oneOf<string>("architecture", architecture, ["amd64", "arm64"]),
        ...oneOf<string>("capacity", capacity, ["on-demand", "spot"]),
        ...(instanceCategories.length > 0 ? [] : [{ path: "instanceCategories", got: [], allowed: "at least one category" }]),
        ...instanceCategories.flatMap(category => oneOf<string>("instanceCategories", category, ["c", "m", "r", "t"])),
        ...distinct("instanceCategories", instanceCategories),
        ...wholeNumber("cpuLimit", pool.cpuLimit, 2, 10_000),
        ...wholeNumber("expireAfterHours", expireAfterHours, 24, longestLifeHours - leavingHours),
        ...wholeNumber("disruptionBudget.percent", percent, 1, 100),
        ...(quiet
            ? [
                  ...cronSchedule("disruptionBudget.quiet.schedule", quiet.schedule),
                  ...wholeNumber("disruptionBudget.quiet.hours", quiet.hours, 1, 167),
              ]
            : []),
        ...(pool.diskGb === undefined ? [] : wholeNumber("diskGb", pool.diskGb, 20, 59_000)),
    ];
}
