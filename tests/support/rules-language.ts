import * as fs from "node:fs";
import * as path from "node:path";
import { Address4, Address6 } from "ip-address";
import * as peggy from "peggy";

/**
 * Cloudflare's rules language, as far as this library writes it: expressions are parsed by a grammar, and evaluated on sample
 * requests as Cloudflare documents it (cloudflare-docs: ruleset-engine/rules-language, content/fields, rules/normalization).
 */

/** A request as Cloudflare gets it. */
export interface Sample {
    /** As the client wrote it. */
    readonly host?: string;
    /** Path and query as the client wrote them. */
    readonly target?: string;
    readonly method?: string;
    readonly address?: string;
    readonly country?: string;
    /** A header that comes several times has several values. */
    readonly headers?: readonly (readonly [name: string, value: string])[];
}

type Operand =
    | { readonly kind: "call"; readonly name: string; readonly of: readonly Operand[] }
    | { readonly kind: "entry"; readonly name: string; readonly key: string }
    | { readonly kind: "field"; readonly name: string }
    | { readonly kind: "literal"; readonly value: string | number | boolean };

export type Expression =
    | { readonly kind: "and" | "or"; readonly of: readonly Expression[] }
    | { readonly kind: "not"; readonly of: Expression }
    | { readonly kind: "is"; readonly of: Operand }
    | {
          readonly kind: "in";
          readonly left: Operand;
          readonly values: readonly { readonly kind: "text" | "range"; readonly value: string }[];
      }
    | ({ readonly kind: "compare"; readonly left: Operand } & Comparison)
    /** Of one of an array's values, as they are or in lower case. */
    | ({ readonly kind: "any"; readonly name: string; readonly lowered: boolean } & Comparison);

interface Comparison {
    readonly operator: Operator;
    readonly right: { readonly value: string | number };
}

type Operator = "eq" | "ne" | "gt" | "ge" | "contains";

/** Missing is what a map has for a key that it does not have. */
type Value = string | number | boolean | readonly string[] | undefined;

const parser = peggy.generate(fs.readFileSync(path.join(__dirname, "rules-language.peggy"), "utf8"));

const known = new Map<string, Expression>();

/** Throws where the text is no condition. */
export function parsed(text: string): Expression {
    const expression = known.get(text) ?? (parser.parse(text) as Expression);
    if (!known.has(text)) checked(expression);
    known.set(text, expression);
    return expression;
}

/** Whether a rule with this expression is for the request. */
export const holds = (text: string, sample: Sample): boolean => truth(parsed(text), requestOf(sample));

/** The value of what is no condition: the target of a redirect. */
export function valueOf(text: string, sample: Sample): Value {
    const expression = parser.parse(text) as Expression;
    if (expression.kind !== "is") throw new Error(`'${text}' is a condition`);
    checkedOperand(expression.of);
    return value(expression.of, requestOf(sample));
}

interface Request {
    /** Of its headers, as the client wrote them. */
    readonly names: readonly string[];
    readonly fields: Readonly<Record<string, string>>;
    readonly maps: Readonly<Record<string, ReadonlyMap<string, readonly string[]>>>;
}

const fieldNames = [
    ...["http.host", "http.request.uri.path", "http.request.uri.path.extension", "http.request.uri.query", "http.request.method"],
    ...["http.user_agent", "http.cookie", "ip.src", "ip.src.country", "cf.ray_id"],
];
/** "The names are not pre-processed and retain the original case used in the request." */
const arrayName = "http.request.headers.names";
/** Headers are in lower case. */
const mapNames = ["http.request.headers", "http.request.cookies"];

type Compute = (...values: readonly Exclude<Value, undefined>[]) => Value;

/** A function of a missing value is missing. */
const functions: Readonly<Record<string, { readonly values: readonly [number, number]; readonly of: Compute }>> = {
    lower: { values: [1, 1], of: text => lower(text as string) },
    starts_with: { values: [2, 2], of: (text, part) => (text as string).startsWith(part as string) },
    url_decode: { values: [1, 1], of: text => urlDecoded(text as string) },
    len: { values: [1, 1], of: some => (typeof some === "string" ? Buffer.byteLength(some) : (some as readonly string[]).length) },
    concat: { values: [2, 16], of: (...texts) => texts.join("") },
};

/** Refuses names and functions that the language does not have here, and sets of another type than what is looked for in them. */
function checked(expression: Expression): void {
    switch (expression.kind) {
        case "and":
        case "or":
            return expression.of.forEach(checked);
        case "not":
            return checked(expression.of);
        case "is":
            if (!isTruth(expression.of)) throw new Error("a value is no condition");
            return checkedOperand(expression.of);
        case "compare":
            return checkedOperand(expression.left);
        case "any":
            if (expression.name !== arrayName) throw new Error(`there is no array '${expression.name}'`);
            if (typeof expression.right.value !== "string") throw new Error(`'${expression.right.value}' is of another type`);
            return;
        case "in":
            checkedOperand(expression.left);
            return expression.values.forEach(one => checkedValue(expression.left, one));
    }
}

const isTruth = (operand: Operand): boolean =>
    operand.kind === "call" ? operand.name === "starts_with" : operand.kind === "literal" && operand.value === true;

function checkedValue(left: Operand, { kind, value: text }: { readonly kind: "text" | "range"; readonly value: string }): void {
    const addresses = left.kind === "field" && left.name === "ip.src";
    if ((kind === "range") !== addresses) throw new Error(`'${text}' is of another type`);
    if (addresses && !Address4.isValid(text) && !Address6.isValid(text)) throw new Error(`'${text}' is no address`);
}

function checkedOperand(operand: Operand): void {
    if (operand.kind === "field" && !fieldNames.includes(operand.name)) throw new Error(`there is no field '${operand.name}'`);
    if (operand.kind === "entry" && !mapNames.includes(operand.name)) throw new Error(`there is no map '${operand.name}'`);
    if (operand.kind !== "call") return;
    const known = Object.hasOwn(functions, operand.name) ? functions[operand.name] : undefined;
    if (!known) throw new Error(`there is no function '${operand.name}'`);
    const [least, most] = known.values;
    if (operand.of.length < least || operand.of.length > most) throw new Error(`'${operand.name}' of ${operand.of.length} values`);
    if (operand.name !== "concat" && operand.of[0]!.kind === "literal") throw new Error(`'${operand.name}' of a literal`);
    operand.of.forEach(checkedOperand);
}

function truth(expression: Expression, request: Request): boolean {
    switch (expression.kind) {
        case "and":
            return expression.of.every(part => truth(part, request));
        case "or":
            return expression.of.some(part => truth(part, request));
        case "not":
            return !truth(expression.of, request);
        case "is":
            return value(expression.of, request) === true;
        case "in": {
            const left = value(expression.left, request);
            if (left === undefined) return false;
            return expression.values.some(one => (one.kind === "range" ? inRange(left as string, one.value) : one.value === left));
        }
        case "compare": {
            const left = value(expression.left, request);
            // A comparison with what is missing is false, also `ne`.
            return left !== undefined && compared(left, expression.operator, expression.right.value);
        }
        case "any": {
            const names = expression.lowered ? request.names.map(lower) : request.names;
            return names.some(name => compared(name, expression.operator, expression.right.value));
        }
    }
}

function compared(left: Exclude<Value, undefined>, operator: string, right: string | number): boolean {
    if (typeof left !== typeof right) throw new Error(`${JSON.stringify(left)} ${operator} ${JSON.stringify(right)}`);
    if (operator === "eq") return left === right;
    if (operator === "ne") return left !== right;
    if (operator === "contains") return (left as string).includes(right as string);
    return operator === "gt" ? left > right : left >= right;
}

function value(operand: Operand, request: Request): Value {
    switch (operand.kind) {
        case "literal":
            return operand.value;
        case "field":
            return request.fields[operand.name];
        case "entry":
            return request.maps[operand.name]!.get(operand.key);
        case "call": {
            const values = operand.of.map(one => value(one, request));
            return values.includes(undefined) ? undefined : functions[operand.name]!.of(...(values as Exclude<Value, undefined>[]));
        }
    }
}

interface Span {
    readonly version: 4 | 6;
    readonly first: bigint;
    readonly last: bigint;
}

const spans = new Map<string, Span>();

function spanOf(text: string): Span {
    const before = spans.get(text);
    if (before) return before;
    const four = Address4.isValid(text);
    const address = four ? new Address4(text) : new Address6(text);
    const span: Span = { version: four ? 4 : 6, first: address.startAddress().bigInt(), last: address.endAddress().bigInt() };
    spans.set(text, span);
    return span;
}

function inRange(address: string, range: string): boolean {
    const [one, wide] = [spanOf(address), spanOf(range)];
    return one.version === wide.version && wide.first <= one.first && one.last <= wide.last;
}

function requestOf({
    host = "example.com",
    target = "/",
    method = "GET",
    address = "203.0.113.9",
    country = "JP",
    headers = [],
}: Sample): Request {
    const [path = "", query = ""] = [target.split("?")[0], target.split("?").slice(1).join("?")];
    const inMap = new Map<string, string[]>();
    for (const [name, text] of headers) inMap.set(lower(name), [...(inMap.get(lower(name)) ?? []), text]);
    const cookie = (inMap.get("cookie") ?? []).join("; ");
    const normal = normalised(path);
    return {
        names: headers.map(([name]) => name),
        fields: {
            "http.host": host,
            "http.request.uri.path": normal,
            "http.request.uri.path.extension": extensionOf(normal),
            "http.request.uri.query": query,
            "http.request.method": method,
            "http.user_agent": inMap.get("user-agent")?.[0] ?? "",
            "http.cookie": cookie,
            "ip.src": address,
            "ip.src.country": country,
            "cf.ray_id": "8e1a2b3c4d5e6f70",
        },
        maps: { "http.request.headers": inMap, "http.request.cookies": cookiesOf(cookie) },
    };
}

/** "Only uppercase ASCII bytes are converted." */
const lower = (text: string): string => text.replace(/[A-Z]/g, letter => String.fromCharCode(letter.charCodeAt(0) + 32));

/** Names are decoded; those of one name keep all values. */
function cookiesOf(header: string): Map<string, string[]> {
    const cookies = new Map<string, string[]>();
    for (const pair of header.split(";")) {
        const [name = "", ...rest] = pair.trim().split("=");
        if (name === "") continue;
        const key = urlDecoded(name);
        cookies.set(key, [...(cookies.get(key) ?? []), rest.join("=")]);
    }
    return cookies;
}

/** `%20` and `+` are spaces; once. */
const urlDecoded = (text: string): string =>
    text.replace(/\+/g, " ").replace(/(%[0-9a-fA-F]{2})+/g, run => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));

/** The kind "Cloudflare": backslashes are slashes, slashes are merged, and then what RFC 3986 has. */
export function normalised(path: string): string {
    const merged = path.replace(/\\/g, "/").replace(/\/+/g, "/");
    const decoded = merged.replace(/%[0-9a-fA-F]{2}/g, encoding => {
        const character = String.fromCharCode(parseInt(encoding.slice(1), 16));
        return /[A-Za-z0-9\-._~]/.test(character) ? character : encoding.toUpperCase();
    });
    // What is neither unreserved nor reserved is written in percent.
    const encoded = decoded.replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu, encodeURIComponent);
    return withoutDots(encoded);
}

/** RFC 3986, 5.2.4. */
function withoutDots(path: string): string {
    const kept: string[] = [];
    const segments = path.split("/").slice(1);
    for (const [index, segment] of segments.entries()) {
        const last = index === segments.length - 1;
        if (segment === "..") kept.pop();
        if (segment !== "." && segment !== "..") kept.push(segment);
        else if (last) kept.push("");
    }
    return `/${kept.join("/")}`;
}

/** The text after the last dot of the last segment, lower case; a dot that begins it hides a file. */
function extensionOf(path: string): string {
    const segment = path.split("/").at(-1)!;
    const dot = segment.lastIndexOf(".");
    return dot <= 0 ? "" : lower(segment.slice(dot + 1));
}
