import type { Problem } from "../../core/errors";
import { planLimits, plans, type Plan } from "../plans";
import type { WorkerConfig } from "../worker/config";
import { longestExpression, phases, quotas, type Item, type Obstacle, type Phase, type PhasedRule, type Quota } from "./item";

/** Where the things of an edge may live. */
export interface Room {
    readonly plan: Plan;
    /** Whether the zone's rulesets are another stack's. */
    readonly shared: boolean;
    /** Whether there can be a Worker. */
    readonly worker: boolean;
}

/** Where something went, for people. */
export interface Placement {
    /** Where it stands in the arguments. */
    readonly path: string;
    readonly what: string;
    readonly where: "rules" | "Worker";
    /** Why not into rules. */
    readonly why?: string;
}

export interface Placed {
    /** What became of the items that found a place, in their order. */
    readonly placements: readonly Placement[];
    readonly rules: Readonly<Partial<Record<Phase, readonly PhasedRule["rule"][]>>>;
    readonly workerParts: readonly Partial<WorkerConfig>[];
    readonly workerHosts: readonly string[];
    readonly problems: readonly Problem[];
}

/** Rules where the plan holds them, in the order of the description; then the Worker; what fits in neither is a problem. */
export function place(items: readonly Item[], room: Room): Placed {
    const used: Partial<Record<Quota, number>> = {};
    const placements: Placement[] = [];
    const rules: Partial<Record<Phase, PhasedRule["rule"][]>> = {};
    const inWorker: Item[] = [];
    const problems: Problem[] = [];
    for (const item of items) {
        const made = room.shared ? "the zone's rules belong to another stack" : asRules(item, room.plan, used);
        if (typeof made !== "string") {
            for (const { phase, rule } of made) {
                const { quota } = phases[phase];
                used[quota] = (used[quota] ?? 0) + 1;
                (rules[phase] ??= []).push(rule);
            }
            placements.push({ path: item.path, what: item.what, where: "rules" });
        } else if (item.worker && room.worker) {
            inWorker.push(item);
            placements.push({ path: item.path, what: item.what, where: "Worker", why: made });
        } else {
            problems.push(refusal(item, room, made, used));
        }
    }
    return {
        placements,
        rules,
        workerParts: inWorker.map(({ worker }) => worker!),
        workerHosts: [...new Set(inWorker.flatMap(({ hosts }) => hosts))],
        problems,
    };
}

type Used = Readonly<Partial<Record<Quota, number>>>;

/** The rules of a plan that do it, or why there are none. */
function asRules(item: Item, plan: Plan, used: Used): readonly PhasedRule[] | Obstacle {
    const limits = planLimits[plan];
    const made = item.rules(limits);
    if (typeof made === "string") return made;
    if (made.some(({ rule }) => rule.expression.length > longestExpression)) {
        return `Cloudflare takes expressions of ${longestExpression} characters`;
    }
    const wanted = made.map(({ phase }) => phases[phase].quota);
    const full = wanted.find(quota => (used[quota] ?? 0) + wanted.filter(other => other === quota).length > quotas[quota](limits));
    if (full === undefined) return made;
    const room = quotas[full](limits);
    return room === 0
        ? `the plan has no ${full} rules`
        : `the plan has ${room} ${full} ${room === 1 ? "rule, and it is" : "rules, and they are"} taken`;
}

/** Names the plan that would hold it, and whether a Worker would. */
function refusal(item: Item, room: Room, why: Obstacle, used: Used): Problem {
    const bigger = plans.slice(plans.indexOf(room.plan) + 1).find(plan => typeof asRules(item, plan, used) !== "string");
    const ways = [
        ...(bigger && !room.shared ? [`plan ${bigger}`] : []),
        ...(item.worker && !room.worker ? ["`accountId`, so that a Worker does it"] : []),
        ...(room.shared && !item.worker ? ["the stack that owns the zone"] : []),
    ];
    return {
        path: item.path,
        got: item.what,
        allowed: room.shared ? "what a Worker can do" : `what plan ${room.plan} can do`,
        fix: `${upper(why)}. ${ways.length > 0 ? `What would do it: ${ways.join(", or ")}.` : "Nothing at the edge can do it."}`,
    };
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
