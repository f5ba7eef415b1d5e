import { isRuleset, phaseOf, rulesOf } from "../../cloudflare-zones";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { at, Unknown, type Field, type Value } from "../../values";

const phase = "http_request_cache_settings";

/** Whether an expression looks at what tells one visitor from another. */
const looksAtPeople = (expression: Value): boolean => typeof expression === "string" && /cookie|authorization/i.test(expression);

/** Whether it chooses by more of the address than the host: files that are the same for all have a path of their own. */
const choosesPath = (expression: Value): boolean =>
    typeof expression === "string" &&
    /http\.request\.(full_)?uri/.test(expression) &&
    !/^[^]*(?:starts_with\(http\.request\.uri\.path, "\/"\)|uri(?:\.path)? contains "\/")[^]*$/.test(expression);

/** The rules of the phase are gone through one after the other: of a setting, the last one that fits is heard. */
const judgeRuleset: Judge = ({ props }) => {
    const ruleset = { props } as Parameters<typeof phaseOf>[0];
    const found = phaseOf(ruleset);
    if (found instanceof Unknown) return [found];
    if (found !== phase) return [];
    const rules = rulesOf(ruleset);
    return rules.flatMap((rule, index) => judge(rule, rules.slice(index + 1)));
};

function judge({ path, value: rule }: Field, later: readonly Field[]): readonly Verdict[] {
    if (rule instanceof Unknown) return [rule];
    const caches = at(rule, "actionParameters", "cache");
    const mode = at(rule, "actionParameters", "edgeTtl", "mode");
    const expression = at(rule, "expression");
    if (caches === false || mode === "respect_origin" || mode === "bypass_by_default") return [];
    const unknown = [caches, mode, expression].find(value => value instanceof Unknown);
    if (unknown instanceof Unknown) return [unknown];
    if (caches !== true || mode !== "override_origin") return [];
    const bypassed = later.some(({ value }) => at(value, "actionParameters", "cache") === false && looksAtPeople(at(value, "expression")));
    if (looksAtPeople(expression) || choosesPath(expression) || bypassed) return [];
    return [`${path} caches every answer, whatever the origin says of it: the page of one visitor is shown to the next.`];
}

/** Page rules match addresses, with wildcards. `cache_everything` leaves it to the origin's headers unless a TTL overrides them. */
const judgePageRule: Judge = ({ props }) => {
    const [level, ttl, cookie] = ["cacheLevel", "edgeCacheTtl", "bypassCacheOnCookie"].map(key => at(props, "actions", key));
    const target = at(props, "target");
    if (typeof target === "string" && !/^([a-z*]+:\/\/)?[^/]+\/\*$/.test(target)) return [];
    const unknown = [level, ttl, target].find(value => value instanceof Unknown);
    if (unknown instanceof Unknown) return [unknown];
    if (level !== "cache_everything" || !(Number(ttl) > 0) || cookie !== undefined) return [];
    return ["actions.cacheLevel is cache_everything for the whole host: the page of one visitor is shown to the next."];
};

/** What a Worker keeps is in its code. Paths are believed to be the same for all who ask for them. */
export const noCachedPrivate = resourceRule(
    {
        name: "no-cached-private",
        group: "security",
        description:
            "Cloudflare keeps no answer against the origin's word unless the rule is for a path, or leaves out cookies and sign-ins.",
        why: "One visitor's account, cart or session is then shown to whoever asks next, until somebody purges it.",
        severity: "high",
        level: "advisory",
        tags: ["edge", "cache", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/cache/how-to/cache-rules/settings/",
        remediationSteps:
            "Choose a path in the rule's expression, use edgeTtl.mode respect_origin, or add a later rule with cache: false for requests " +
            "with a cookie or the header Authorization.",
        examples: {
            fails: `{ action: "set_cache_settings", expression: "true",
  actionParameters: { cache: true, edgeTtl: { mode: "override_origin", default: 3600 } } }`,
            passes: `{ action: "set_cache_settings", expression: 'starts_with(http.request.uri.path, "/static/")',
  actionParameters: { cache: true, edgeTtl: { mode: "override_origin", default: 3600 } } }`,
        },
    },
    type =>
        isRuleset({ type } as Parameters<typeof isRuleset>[0])
            ? judgeRuleset
            : type === "cloudflare:index/pageRule:PageRule"
              ? judgePageRule
              : undefined,
);
