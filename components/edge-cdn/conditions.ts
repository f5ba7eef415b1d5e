/**
 * What a rule looks at in a request. One description for both places that a rule can live in: `expressionOf` writes
 * it in Cloudflare's rules language, and the Worker asks `matches` of `worker/matches.ts`.
 */
export type Condition =
    | { readonly kind: "host"; readonly in: readonly string[] }
    /** The path begins so. It is compared as Cloudflare normalises it. */
    | { readonly kind: "path"; readonly prefix: string }
    /** The ending of the path's last segment, whatever its case. */
    | { readonly kind: "extension"; readonly in: readonly string[] }
    | { readonly kind: "method"; readonly in: readonly string[] }
    /** The client's address is in one of these ranges. */
    | { readonly kind: "address"; readonly in: readonly string[] }
    /** ISO 3166-1 alpha-2 of the client's address. */
    | { readonly kind: "country"; readonly in: readonly string[] }
    /** The User-Agent has one of these texts in it, whatever its case. */
    | { readonly kind: "user-agent"; readonly containing: readonly string[] }
    /** The query string, percent-decoded, has one of these texts in it, whatever its case. */
    | { readonly kind: "query"; readonly containing: readonly string[] }
    /** The request carries this header, even an empty one. */
    | { readonly kind: "header"; readonly name: string }
    /** The request carries one of these cookies; `any` for whatever cookie. */
    | { readonly kind: "cookie"; readonly names: readonly string[] | "any" }
    | { readonly kind: "all"; readonly of: readonly Condition[] }
    | { readonly kind: "any"; readonly of: readonly Condition[] }
    | { readonly kind: "not"; readonly of: Condition };

/** A string of Cloudflare's rules language. */
export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;

const setOf = (values: readonly string[]): string => `{${values.map(quoted).join(" ")}}`;

/** In Cloudflare's rules language. */
export function expressionOf(condition: Condition): string {
    switch (condition.kind) {
        case "host":
            return `lower(http.host) in ${setOf(condition.in)}`;
        case "path":
            return `starts_with(http.request.uri.path, ${quoted(condition.prefix)})`;
        case "extension":
            return `lower(http.request.uri.path.extension) in ${setOf(condition.in.map(ending => ending.toLowerCase()))}`;
        case "method":
            return `http.request.method in ${setOf(condition.in)}`;
        case "address":
            return `ip.src in {${condition.in.join(" ")}}`;
        case "country":
            return `ip.src.country in ${setOf(condition.in)}`;
        case "user-agent":
            return anyOf(condition.containing.map(text => `lower(http.user_agent) contains ${quoted(text.toLowerCase())}`));
        case "query":
            return anyOf(
                condition.containing.map(text => `lower(url_decode(http.request.uri.query)) contains ${quoted(text.toLowerCase())}`),
            );
        case "header":
            // Names stand there as the client wrote them.
            return `any(lower(http.request.headers.names[*])[*] eq ${quoted(condition.name.toLowerCase())})`;
        case "cookie":
            return condition.names === "any"
                ? 'http.cookie ne ""'
                : // The map of cookies is not on Free; a name that ends so is taken for it.
                  anyOf(condition.names.map(name => `http.cookie contains ${quoted(`${name}=`)}`));
        case "all":
            return combined(condition.of, " and ");
        case "any":
            return combined(condition.of, " or ");
        case "not":
            return `not ${grouped(condition.of)}`;
    }
}

const anyOf = (expressions: readonly string[]): string => expressions.join(" or ");

const combined = (conditions: readonly Condition[], word: string): string =>
    conditions.length === 1 ? expressionOf(conditions[0]!) : conditions.map(grouped).join(word);

/** In parentheses where it has several parts. */
function grouped(condition: Condition): string {
    const text = expressionOf(condition);
    return / (and|or) /.test(text) || text.startsWith("not ") ? `(${text})` : text;
}

/** All of them; a single one stands for itself. */
export const allOf = (...conditions: readonly Condition[]): Condition =>
    conditions.length === 1 ? conditions[0]! : { kind: "all", of: conditions };
