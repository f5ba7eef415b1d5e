import { secret, unknown, type Proof } from "../proof";

const ruleset = (...rules: unknown[]) => ({
    type: "cloudflare:index/ruleset:Ruleset",
    props: { zoneId: "zone-1", kind: "zone", name: "waf", phase: "http_request_firewall_custom", rules },
});
const block = (expression: unknown) => ({ action: "block", expression });
const rewrite = (actionParameters: unknown) => ({ action: "rewrite", expression: "true", actionParameters });

export const proof: Proof = {
    fails: {
        "a text without quotes": {
            stack: { waf: ruleset(block("ssl"), block("http.host eq example.com")) },
            says: { waf: "rules[1].expression does not parse at character 14, where a text in quotes" },
        },
        "single quotes": {
            stack: { waf: ruleset(block("http.host eq 'example.com'")) },
            says: { waf: "rules[0].expression does not parse at character 14" },
        },
        "a quote that stays open": {
            stack: { waf: ruleset(block('http.host eq "example.com')) },
            says: { waf: "rules[0].expression does not parse at character 14" },
        },
        "commas in a set": {
            stack: { waf: ruleset(block('http.host in {"a.example.com", "b.example.com"}')) },
            says: { waf: "rules[0].expression does not parse at character 30, where a value, without commas" },
        },
        "a set that is none": {
            stack: { waf: ruleset(block('http.host in ("a.example.com")')) },
            says: { waf: "rules[0].expression does not parse at character 14, where a set in braces" },
        },
        "a parenthesis that stays open": {
            stack: { waf: ruleset(block('(http.host eq "a" or ssl')) },
            says: { waf: "rules[0].expression does not parse at character 25, where a closing parenthesis" },
        },
        "an operator in capitals": {
            stack: { waf: ruleset(block("ssl AND ssl")) },
            says: { waf: "rules[0].expression does not parse at character 5, where and, or, or the end" },
        },
        "an operator with nothing behind it": {
            stack: { waf: ruleset(block("ssl and or ssl")) },
            says: { waf: "rules[0].expression does not parse at character 9, where a field" },
        },
        "arguments without a comma": {
            stack: { waf: ruleset(block('starts_with(http.host "a")')) },
            says: { waf: "rules[0].expression does not parse at character 23, where a comma" },
        },
        "a header's name without quotes": {
            stack: { waf: ruleset(block('any(http.request.headers[accept][*] eq "a")')) },
            says: { waf: "rules[0].expression does not parse at character 26, where a key" },
        },
        "a key that stays open": {
            stack: { waf: ruleset(block('http.request.headers["accept" eq "a"')) },
            says: { waf: "rules[0].expression does not parse at character 31, where a closing bracket" },
        },
        "what a rate limit counts": {
            stack: { limits: ruleset({ ...block("ssl"), ratelimit: { countingExpression: "http.response.code = 401" } }) },
            says: { limits: "rules[0].ratelimit.countingExpression does not parse at character 20" },
        },
        "texts that rules make": {
            stack: {
                map: ruleset(rewrite({ headers: { "X-Id": { operation: "set", expression: "cf.ray_id +" } } })),
                list: ruleset(rewrite({ headers: [{ name: "X-Id", operation: "set", expression: "concat(" }] })),
                path: ruleset(rewrite({ uri: { path: { expression: 'concat("/a", http.request.uri.path' } } })),
                target: ruleset({ ...rewrite({ fromValue: { targetUrl: { expression: "https://a" } } }), action: "redirect" }),
            },
            says: {
                map: "rules[0].actionParameters.headers[*].expression does not parse at character 11",
                list: "rules[0].actionParameters.headers[*].expression does not parse at character 8",
                path: "rules[0].actionParameters.uri.path.expression does not parse",
                target: "rules[0].actionParameters.fromValue.targetUrl.expression does not parse",
            },
        },
        "rules of other kinds": {
            stack: {
                balancer: { type: "cloudflare:index/loadBalancer:LoadBalancer", props: { rules: [{ condition: "http.host eq a" }] } },
                shield: { type: "cloudflare:index/pageShieldPolicy:PageShieldPolicy", props: { expression: "http.host eq" } },
            },
            says: { balancer: "rules[0].condition does not parse at character 14", shield: "expression does not parse at character 13" },
        },
    },
    passes: {
        "what the language has": {
            waf: ruleset(
                ...[
                    "true",
                    'http.host eq "a" and not (ip.src in {192.0.2.0/24 2001:db8::/32 198.51.100.1..198.51.100.9} || !ssl)',
                    "ip.src in $office or ip.src in $cf.anonymizer xor cf.bot_management.score lt 30",
                    'http.host matches "^a\\.b$" or http.host ~ r#"a"b"# or http.host wildcard "*.a" or http.host strict wildcard r"*.B"',
                    'any(lower(http.request.headers.names[*])[*] eq "authorization") && http.request.uri.args["q"][0] == "\\"\\x20"',
                    'len(http.host) gt 0x10\n  and substring(http.host, 0, -3) in {"a" "b"} and tcp.dstport in {80 8000..8080}',
                    "ip.src eq ::1 or ip.src ne 192.0.2.1 or http.host == 61:62:63 or cf.edge.server_port eq 443",
                    "now() gt 5",
                ].map(block),
            ),
        },
        "texts that rules make": {
            headers: ruleset(rewrite({ headers: { "X-Id": { operation: "set", expression: "cf.ray_id" }, A: { operation: "remove" } } })),
            target: ruleset(
                rewrite({ fromValue: { targetUrl: { expression: 'concat("https://a", http.request.uri.path)' } } }),
                rewrite({ uri: { query: { expression: '"a=1"' } } }),
            ),
        },
        "nothing that is counted by itself": { limits: ruleset({ ...block("ssl"), ratelimit: { countingExpression: "" } }) },
    },
    unknowns: {
        "an expression": {
            stack: { waf: ruleset(block(unknown)), other: ruleset(block("http.host eq a")) },
            of: { waf: "rules.0.expression" },
            says: { other: "rules[0].expression does not parse" },
        },
        "one beside a broken one": {
            stack: { waf: ruleset(block(unknown), block("(ssl")) },
            of: ["waf"],
            says: { waf: "rules[1].expression does not parse" },
        },
    },
    secrets: { waf: ruleset(block(secret('any(http.request.headers["x-key"][*] eq hunter2-key)'))) },
    ignores: {
        gateway: { type: "cloudflare:index/zeroTrustGatewayPolicy:ZeroTrustGatewayPolicy", props: { traffic: "any(dns.domains[*] in $a" } },
        alarm: { type: "aws:cloudwatch/metricAlarm:MetricAlarm", props: { expression: "(" } },
    },
    breaks: one => {
        if (one.type !== "cloudflare:index/ruleset:Ruleset" || one.inputs.phase !== "http_request_firewall_custom") return one;
        const [first, ...rest] = one.inputs.rules as object[];
        return { ...one, inputs: { ...one.inputs, rules: [{ ...first, expression: "ip.src in {192.0.2.1, 192.0.2.2}" }, ...rest] } };
    },
};
