import { flawOf, flawOfValue, type Flaw } from "../../filter-expression";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { at, fields, isProperties, items, Unknown, type Field, type Value } from "../../values";

/** Where conditions stand. */
const conditions: Readonly<Record<string, readonly string[]>> = {
    "cloudflare:index/ruleset:Ruleset": ["rules[*].expression", "rules[*].ratelimit.countingExpression"],
    "cloudflare:index/cloudConnectorRules:CloudConnectorRules": ["rules[*].expression"],
    "cloudflare:index/snippetRules:SnippetRules": ["rules[*].expression"],
    "cloudflare:index/waitingRoomRules:WaitingRoomRules": ["rules[*].expression"],
    "cloudflare:index/loadBalancer:LoadBalancer": ["rules[*].condition"],
    "cloudflare:index/filter:Filter": ["expression"],
    "cloudflare:index/pageShieldPolicy:PageShieldPolicy": ["expression"],
};

/** Where a rule makes texts: addresses that it rewrites, and targets of redirects. */
const texts = ["uri.path", "uri.query", "fromValue.targetUrl"].map(path => `rules[*].actionParameters.${path}.expression`);

/** Headers that a rule sets: a map, or a list in the provider's version 5. */
function headersOf(props: Value): readonly Field[] {
    return fields(props, "rules[*].actionParameters.headers").flatMap(({ path, value }) => {
        const entries = isProperties(value) ? Object.values(value) : items(value);
        return entries.map(header => ({ path: `${path}[*].expression`, value: at(header, "expression") }));
    });
}

/** The text itself is not told: it may hold a key that a rule looks for. What is not set, or empty, is not written. */
const judgeText =
    (flaw: (text: string) => Flaw | undefined) =>
    ({ path, value }: Field): readonly Verdict[] => {
        if (value instanceof Unknown) return [value];
        const found = typeof value === "string" && value.trim() !== "" ? flaw(value) : undefined;
        if (!found) return [];
        return [
            `${path} does not parse at character ${found.at + 1}, where ${found.wanted} is wanted: Cloudflare refuses the whole update.`,
        ];
    };

const judge =
    (paths: readonly string[]): Judge =>
    ({ props }) => [
        ...paths.flatMap(path => fields(props, path)).flatMap(judgeText(flawOf)),
        ...[...texts.flatMap(path => fields(props, path)), ...headersOf(props)].flatMap(judgeText(flawOfValue)),
    ];

/**
 * Reads the form of an expression. Whether a field or a function exists, is of the right type and is in the zone's plan, the API
 * tells. Expressions of Zero Trust, which has fields of its own, are not judged.
 */
export const expressionParses = resourceRule(
    {
        name: "expression-parses",
        group: "reliability",
        description: "The expression of every Cloudflare rule parses.",
        why: "A preview does not read expressions: one that does not parse stops the update halfway and leaves out its whole ruleset.",
        severity: "medium",
        tags: ["edge", "waf", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/",
        examples: {
            fails: `new cloudflare.Ruleset("waf", { zoneId, kind: "zone", name: "waf", phase: "http_request_firewall_custom", rules: [
    { action: "block", expression: "http.host in {'a.example.com', 'b.example.com'}" },
] });`,
            passes: `new cloudflare.Ruleset("waf", { zoneId, kind: "zone", name: "waf", phase: "http_request_firewall_custom", rules: [
    { action: "block", expression: 'http.host in {"a.example.com" "b.example.com"}' },
] });`,
        },
        remediationSteps:
            "Mend the expression at the character that is named. Texts stand in double quotes, values of a set have spaces between them, " +
            "operators are in lower case.",
    },
    type => (conditions[type] ? judge(conditions[type]) : undefined),
);
