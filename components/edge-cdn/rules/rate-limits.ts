import { withDefaults } from "../../core/defaults";
import { allOf, expressionOf, type Condition } from "../conditions";
import type { PlanLimits } from "../plans";
import { rateLimitDefaults, type EdgeRateLimit } from "../rate-limit-args";
import type { Item, Obstacle, PhasedRule } from "./item";

export const rateLimitItems = (limits: readonly EdgeRateLimit[], hosts: readonly string[]): Item[] =>
    limits.map((limit, index) => rateLimitItem(limit, `rateLimits.${index}`, hosts));

function rateLimitItem(limit: EdgeRateLimit, path: string, allHosts: readonly string[]): Item {
    const given = withDefaults(rateLimitDefaults, limit);
    const { name, per, requests, periodSeconds, onStoreFailure, host, methods, roles = {} } = given;
    const hosts = host === undefined ? allHosts : [host];
    const below: Condition = { kind: "path", prefix: given.path };
    const when = allOf({ kind: "host", in: hosts }, below, ...(methods ? [{ kind: "method", in: methods } as const] : []));
    return {
        path,
        what: `rate limit ${name} (${requests} in ${periodSeconds} s by ${per}${Object.keys(roles).length > 0 ? " and role" : ""})`,
        hosts,
        rules: limits =>
            // Where rules cannot look at the host, a limit of all hosts is one of the zone.
            obstacleOf(limits, limit) ?? [ruleOf(given, limits.rateLimits.fields.includes("host") ? when : below)],
        worker: { limits: [{ name, when, per, requests, periodSeconds, roles, onStoreFailure }] },
    };
}

/** Why rate-limiting rules of a plan cannot do it. */
function obstacleOf({ rateLimits }: PlanLimits, { per, host, methods, periodSeconds }: EdgeRateLimit): Obstacle | undefined {
    const { fields, periods } = rateLimits;
    if (per === "user") return "rules count by address";
    if (host !== undefined && !fields.includes("host")) return "the plan's rules cannot look at the host";
    if (methods && !fields.includes("method")) return "the plan's rules cannot look at the method";
    if (periods.includes(periodSeconds)) return undefined;
    return `the plan counts over ${periods.length > 1 ? `${periods.slice(0, -1).join(", ")} or ` : ""}${periods.at(-1)} s`;
}

function ruleOf({ name, requests, periodSeconds, path }: EdgeRateLimit, when: Condition): PhasedRule {
    return {
        phase: "http_ratelimit",
        rule: {
            ref: `limit-${name}`,
            description: `${requests} requests in ${periodSeconds} s below ${path}`,
            expression: expressionOf(when),
            action: "block",
            ratelimit: {
                // Each of Cloudflare's places counts for itself: a rule that does not say so is not taken.
                characteristics: ["cf.colo.id", "ip.src"],
                period: periodSeconds,
                requestsPerPeriod: requests,
                mitigationTimeout: periodSeconds,
            },
            enabled: true,
        },
    };
}
