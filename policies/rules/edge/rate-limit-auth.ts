import { isRuled, isRuleset, phaseOf, proxiedRecord, rulesOf, strayZone, zonesOf, type Zone } from "../../cloudflare-zones";
import { isProduction } from "../../environment";
import { objectsOf } from "../../kubernetes";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, isProperties, Unknown, type Properties, type Value } from "../../values";

const phase = "http_ratelimit";
const workerTypes = new Set(["cloudflare:index/workersRoute:WorkersRoute", "cloudflare:index/workersCustomDomain:WorkersCustomDomain"]);

/** How paths are called where people sign in. */
const signIn = /auth|log-?in|sign-?in|session|token|passw|account/i;

/** Whether a rule counts what goes to where people sign in: it says so, or does not choose by the path. */
function covers(expression: Value): boolean | Unknown {
    if (expression instanceof Unknown) return expression;
    if (typeof expression !== "string") return false;
    return (
        signIn.test(expression) ||
        !/http\.request\.(full_)?uri|starts_with|raw\.http/.test(expression) ||
        /uri\.path, "\/"\)/.test(expression)
    );
}

/** Whether a rule does more than to write down who asks too often. */
const stops = (rule: Value): boolean => at(rule, "enabled") !== false && at(rule, "action") !== "log";

/** A configuration of nginx that counts requests. What it counts is believed, as of a Worker. */
const limitsInCluster = ({ type, props }: Placed): boolean =>
    objectsOf(type, props).some(
        ({ kind, value }) =>
            kind === "ConfigMap" &&
            Object.values(recordOf(at(value, "data"))).some(text => typeof text === "string" && /^[^#\n]*\blimit_req\s/m.test(text)),
    );

const recordOf = (value: Value): Properties => (isProperties(value) ? value : {});

/**
 * In production, of the zones whose rules the stack has in its hands and for which Cloudflare answers. A Worker is believed to limit:
 * what it does is in its code. Rulesets of an account, which are for all of its zones, count for each.
 */
export const rateLimitAuth = stackRule(
    {
        name: "rate-limit-auth",
        group: "security",
        description:
            "In production somebody counts how often a visitor tries to sign in: a rate limiting rule of Cloudflare, a Worker, or nginx in the cluster.",
        why: "Passwords that leaked elsewhere are tried by the million: without a limit it is a matter of hours until some fit.",
        severity: "high",
        tags: ["edge", "cloudflare", "production"],
        controls: [],
        url: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
        remediationSteps:
            "Add a rule to a ruleset of the phase http_ratelimit whose expression is for the path of signing in, such as 5 requests in 60 " +
            "seconds by ip.src; the Free plan takes one rule of 10 seconds.",
        examples: {
            fails: `new cloudflare.Ruleset("limits", { zoneId, kind: "zone", name: "limits", phase: "http_ratelimit", rules: [
    { action: "block", expression: 'starts_with(http.request.uri.path, "/search/")', ratelimit },
] });`,
            passes: `new cloudflare.Ruleset("limits", { zoneId, kind: "zone", name: "limits", phase: "http_ratelimit", rules: [
    { action: "block", expression: 'http.request.uri.path eq "/login"', ratelimit },
] });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        if (all.some(limitsInCluster)) return [];
        const limits = all.filter(one => isRuleset(one) && phaseOf(one) === phase);
        const accounts = limits.filter(({ props, madeFrom }) => at(props, "zoneId") === undefined && !madeFrom.zoneId);
        const stray = strayZone(all, one => limits.includes(one) || workerTypes.has(one.type));
        return zonesOf(all)
            .filter(zone => isRuled(zone) && proxiedRecord(zone) !== undefined)
            .map(zone => ({ urn: proxiedRecord(zone)!.urn, verdicts: judge(zone, limits, accounts, stray) }));
    },
);

function judge(zone: Zone, limits: readonly Placed[], accounts: readonly Placed[], stray: Unknown | undefined): readonly Verdict[] {
    if (zone.parts.some(({ type }) => workerTypes.has(type))) return [];
    const own = [...accounts, ...zone.parts.filter(one => limits.includes(one))];
    const found = own
        .flatMap(rulesOf)
        .map(({ value: rule }) => (rule instanceof Unknown ? rule : stops(rule) && covers(at(rule, "expression"))));
    if (found.includes(true)) return [];
    const unknown = found.find(answer => answer instanceof Unknown) ?? stray;
    if (unknown instanceof Unknown) return [unknown];
    const what =
        own.length === 0 ? "has no ruleset of the phase http_ratelimit, and no Worker" : "limits other paths than that of signing in";
    return [`The record's zone ${what}: passwords may be tried as often as somebody likes.`];
}
