import { isRuleset, phaseOf, rulesOf, strayZone, toldOf, zonesOf, zoneType, type Zone } from "../../cloudflare-zones";
import { given } from "../../references";
import { stackRule, type Judged, type Placed, type Verdict } from "../../rule";
import { every, some, type Truth } from "../../truth";
import { at, fields, isProperties, isSet, Unknown, type Value } from "../../values";

const managed = "http_request_firewall_managed";
const limits = "http_ratelimit";
const firewall = ["http_request_firewall_custom", limits];

const why =
    "known attacks on frameworks and libraries reach the origin. Execute Cloudflare's managed ruleset, without overrides.enabled: false.";

const is = (value: Value, wanted: (known: Value) => boolean): Truth => (value instanceof Unknown ? value : wanted(value));

/** Whether a rule of the phase puts managed rules to work. */
const works = (rule: Value): Truth =>
    rule instanceof Unknown
        ? rule
        : every([
              is(at(rule, "enabled"), enabled => enabled !== false),
              is(at(rule, "action"), action => action === "execute"),
              is(at(rule, "expression"), expression => !(typeof expression === "string" && /^[\s(]*false[\s)]*$/.test(expression))),
              is(at(rule, "actionParameters", "overrides", "enabled"), enabled => enabled !== false),
          ]);

function judgeRuleset(ruleset: Placed): readonly Verdict[] {
    const working = some(rulesOf(ruleset).map(({ value }) => works(value)));
    if (working instanceof Unknown) return [working];
    return working ? [] : [`rules has none that executes managed rules: ${why}`];
}

/** Settings and plans that Free does not have. */
const paidSettings = ["polish", "webp", "mirage"];
const subscriptionType = "cloudflare:index/zoneSubscription:ZoneSubscription";
const botsType = "cloudflare:index/botManagement:BotManagement";

const planned = (plan: Value): boolean => typeof plan === "string" && plan !== "" && !/free/i.test(plan);

function showsPaid({ type, props }: Placed): boolean {
    if (type === zoneType) return planned(at(props, "plan")) || planned(at(props, "plan", "id"));
    if (type === subscriptionType) return planned(at(props, "ratePlan", "id"));
    if (type === botsType) return isProperties(props) && Object.keys(props).some(key => key.startsWith("sbfm") && isSet(at(props, key)));
    const setting = at(props, "settingId");
    if (typeof setting === "string") return paidSettings.includes(setting) && ![undefined, "off"].some(off => off === at(props, "value"));
    if (phaseOf({ props } as Placed) !== limits) return false;
    const periods = fields(props, "rules[*].ratelimit.period");
    return periods.length > 1 || periods.some(({ value }) => typeof value === "number" && value > 10);
}

/** Whether the stack has the zone's firewall in its hands, and the zone a plan that has managed rules. */
const mayHave = ({ made, parts }: Zone): boolean =>
    [...(made ? [made] : []), ...parts].some(showsPaid) &&
    (made !== undefined || parts.some(one => isRuleset(one) && firewall.some(phase => phase === phaseOf(one))));

/**
 * The plan of a zone is not in most stacks. What a stack uses of a paid one shows it: two rate limits or one longer than 10 s, Super Bot
 * Fight Mode, Polish. On Free, Cloudflare executes a ruleset of its own. An account's ruleset is for all zones.
 */
export const wafManagedOn = stackRule(
    {
        name: "waf-managed-on",
        group: "security",
        description: "A Cloudflare zone whose plan has managed WAF rules executes them.",
        why: "The day that a hole in a framework is published, managed rules stop those who try it; without them the origin is on its own.",
        severity: "high",
        tags: ["edge", "waf", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/waf/managed-rules/",
        examples: {
            fails: `new cloudflare.Ruleset("managed", { zoneId, kind: "zone", name: "waf", phase: "http_request_firewall_managed", rules: [
    { action: "execute", expression: "true", actionParameters: { id: "efb7b8c949ac4650a09736fc376e9aee" }, enabled: false },
] });`,
            passes: `new cloudflare.Ruleset("managed", { zoneId, kind: "zone", name: "waf", phase: "http_request_firewall_managed", rules: [
    { action: "execute", expression: "true", actionParameters: { id: "efb7b8c949ac4650a09736fc376e9aee" }, enabled: true },
] });`,
        },
        remediationSteps:
            "Add a ruleset of the phase http_request_firewall_managed with a rule that executes efb7b8c949ac4650a09736fc376e9aee. Begin " +
            "with overrides.action: log if you fear for good requests, and except single rules rather than all.",
    },
    stack => {
        const all = stack.map(given);
        const rulesets = all.filter(isRuleset);
        const ofPhase = rulesets.filter(one => phaseOf(one) === managed);
        const judged: readonly Judged[] = ofPhase.map(one => ({ urn: one.urn, verdicts: judgeRuleset(one) }));
        // An account's.
        if (ofPhase.some(({ props, madeFrom }) => at(props, "zoneId") === undefined && !madeFrom.zoneId)) return judged;
        const stray = strayZone(ofPhase, () => true) ?? rulesets.map(phaseOf).find(phase => phase instanceof Unknown);
        const lacking = zonesOf(all).filter(zone => mayHave(zone) && !zone.parts.some(one => ofPhase.includes(one)));
        return [
            ...judged,
            ...lacking.map(zone => ({
                urn: toldOf(zone),
                verdicts: [stray ?? `The zone has no ruleset of the phase ${managed}: ${why}`],
            })),
        ];
    },
);
