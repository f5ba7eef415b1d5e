import type { Condition } from "../conditions";
import { inRanges } from "./addresses";
import type { Facts } from "./facts";
import { extensionOf } from "./url-path";

/** `lower` of Cloudflare's rules changes ASCII alone. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase());

const contains = (text: string, parts: readonly string[]): boolean => {
    const among = lower(text);
    return parts.some(part => among.includes(lower(part)));
};

/** What `expressionOf` of the same condition says in Cloudflare's rules. */
export function matches(condition: Condition, facts: Facts): boolean {
    switch (condition.kind) {
        case "host":
            return condition.in.includes(facts.host);
        case "path":
            return facts.path.startsWith(condition.prefix);
        case "extension":
            return condition.in.map(lower).includes(lower(extensionOf(facts.path)));
        case "method":
            return condition.in.includes(facts.method);
        case "address":
            return inRanges(facts.address, condition.in);
        case "country":
            return condition.in.includes(facts.country);
        case "user-agent":
            return contains(facts.userAgent, condition.containing);
        case "query":
            return contains(facts.query, condition.containing);
        case "header":
            return facts.headers.has(condition.name);
        case "cookie":
            return condition.names === "any" ? facts.cookies.size > 0 : condition.names.some(name => facts.cookies.has(name));
        case "all":
            return condition.of.every(part => matches(part, facts));
        case "any":
            return condition.of.some(part => matches(part, facts));
        case "not":
            return !matches(condition.of, facts);
    }
}
