import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "cloudflare:index/ruleset:Ruleset";
const ruleset = (...rules: object[]): Sketch => ({
    type,
    props: { zoneId: "zone-1", kind: "zone", name: "cache", phase: "http_request_cache_settings", rules },
});
const keep = (expression: unknown, mode: unknown = "override_origin") => ({
    ...{ action: "set_cache_settings", expression, enabled: true },
    actionParameters: { cache: true, edgeTtl: { mode, default: 3600 } },
});
const bypass = { action: "set_cache_settings", expression: 'http.cookie ne ""', enabled: true, actionParameters: { cache: false } };
const page = (target: unknown, actions: object): Sketch => ({
    type: "cloudflare:index/pageRule:PageRule",
    props: { zoneId: "zone-1", target, actions },
});
const says = (rule: string) => `${rule} caches every answer, whatever the origin says of it`;

export const proof: Proof = {
    fails: {
        "everything of a host": { stack: { rules: ruleset(keep('http.host eq "example.com"')) }, says: { rules: says("rules[0]") } },
        "every path": { stack: { rules: ruleset(keep('starts_with(http.request.uri.path, "/")')) }, says: { rules: says("rules[0]") } },
        "every path, by what it contains": {
            stack: { rules: ruleset(keep('http.request.uri.path contains "/"')) },
            says: { rules: says("rules[0]") },
        },
        "a bypass that comes before, which the later rule overrules": {
            stack: { rules: ruleset(bypass, keep("true")) },
            says: { rules: says("rules[1]") },
        },
        "a page rule for the whole host": {
            stack: { page: page("example.com/*", { cacheLevel: "cache_everything", edgeCacheTtl: 3600 }) },
            says: { page: "actions.cacheLevel is cache_everything for the whole host" },
        },
    },
    passes: {
        "a path": { rules: ruleset(keep('starts_with(http.request.uri.path, "/static/")')) },
        "what the origin says": { rules: ruleset(keep("true", "respect_origin")) },
        "a bypass that comes after": { rules: ruleset(keep("true"), bypass) },
        "a rule that leaves out cookies itself": { rules: ruleset(keep('http.cookie eq ""')) },
        "a rule that is switched off": { rules: ruleset({ ...keep("true"), enabled: false }) },
        "page rules for a path, and by the origin's word": {
            path: page("example.com/static/*", { cacheLevel: "cache_everything", edgeCacheTtl: 3600 }),
            word: page("example.com/*", { cacheLevel: "cache_everything" }),
        },
    },
    unknowns: {
        "of whom a rule is, and how long": {
            stack: { rules: ruleset(keep(unknown)), mode: ruleset(keep("true", unknown)), other: ruleset(keep("true")) },
            of: ["rules", "mode"],
            says: { other: says("rules[0]") },
        },
    },
    secrets: { rules: ruleset({ ...keep("true"), description: secret("hunter2-description") }) },
    ignores: {
        waf: { type, props: { phase: "http_request_firewall_custom", rules: [{ action: "block", expression: "true" }] } },
        reserve: { type: "cloudflare:index/tieredCache:TieredCache", props: {} },
    },
    breaks: one => {
        if (!one.urn.endsWith("::edge-cache")) return one;
        return { ...one, inputs: { ...one.inputs, rules: [...(one.inputs.rules as object[]), keep('http.host eq "example.com"')] } };
    },
};
