import { distinct, oneOf } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { luaPatternProblem } from "./lua-pattern";
import { redactLua } from "./redact-lua";

/**
 * What is found by its form.
 *
 * - `token`: what follows `Bearer`, JSON Web Tokens, private keys in PEM, and keys with the prefixes of Google,
 *   GitHub, Slack, Stripe, Anthropic and OpenAI.
 * - `password`: passwords in addresses (`postgres://app:…@db`), and the values of all fields named in
 *   `passwordFields`.
 * - `email`: mail addresses in ASCII, also with `%40`.
 * - `card`: 13–19 digits, also in groups, of a payment card's range and with a right check digit. One in ten other
 *   numbers of such a range has a right one by chance, and is taken for a card.
 * - `ip`: IPv4 and IPv6 addresses.
 * - `phone`: telephone numbers as E.164 has them: `+81 90 1234 5678`.
 */
export const redactionKinds = ["token", "password", "email", "card", "ip", "phone"] as const;
export type RedactionKind = (typeof redactionKinds)[number];

/**
 * Personal data and secrets that leave the node as `[redacted:<name>]`. The agent applies the rules to the text of
 * each line, JSON (nested, and JSON within JSON) and plain text alike; a line in which nothing is found is sent as it
 * is, byte for byte. A line of JSON stays one.
 *
 * What is not found: a name of a person or any other text without a form, and what a service spread over several
 * lines.
 */
export interface RedactionArgs {
    /** What is found by its form; none for an empty list. @default ["token", "password", "email", "card"] */
    readonly kinds?: readonly RedactionKind[];
    /**
     * Names whose values are replaced, whatever they are: letters, digits, '-' and '_', beginning with a letter. A
     * name stands for all that end with it, in any case and with or without '-' and '_': `email` for `userEmail` and
     * `contact_email`. Of plain text it is the word behind `name=` or `name:`, or what is in quotes there. `true`,
     * `false` and `null` stay.
     * @default none
     */
    readonly fields?: readonly string[];
    /** Forms of one's own, such as national identity numbers. @default none */
    readonly patterns?: readonly RedactionPattern[];
    /**
     * Kinds, fields and patterns, by name, that stay in lines of the class `audit`: who did what is no answer without
     * the who. `token`, `password` and `card` are refused.
     * @default ["email", "ip", "phone"], and of `fields` those whose last word is `email` or `ip`
     */
    readonly keptInAudit?: readonly string[];
}

export interface RedactionPattern {
    /** Lower-case letters, digits and '-', beginning with a letter; not the name of a kind. */
    readonly name: string;
    /**
     * A pattern of Lua, which is no regular expression: `%d` is a digit, `%a` a letter, `%w` both, `%f[%w]` the
     * beginning of a word and `%f[^%w]` its end, `%-` a hyphen; there is no `|` and no `{3}`. At most 300 printable
     * characters of ASCII, without captures, `^` and `$`. `%f[%d]%d%d%d%d%-%d%d%d%d%-%d%d%d%d%f[^%d]` is a Japanese
     * individual number in groups.
     */
    readonly pattern: string;
    /** 1–100 printable characters of ASCII without quotes and backslashes. @default `[redacted:<name>]` */
    readonly replacement?: string;
}

/** Names whose values the kind `password` hides. */
export const passwordFields = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "apiKey",
    "privateKey",
    "accessKey",
    "credential",
    "credentials",
    "authorization",
    "cookie",
] as const;

interface Form {
    /** In Lua. Two `()` enclose what is meant, where that is not all. */
    readonly patterns: readonly string[];
    /** What a pattern cannot say: a function of the script. */
    readonly check?: "card" | "ipv4" | "ipv6" | "phone";
}

/** In the order in which they are applied: what is a secret goes first. */
const forms: readonly (Form & { readonly kind: RedactionKind })[] = [
    {
        kind: "token",
        patterns: [
            "%f[%w][Bb][Ee][Aa][Rr][Ee][Rr] +()[%w._~+/=-]+()",
            "%f[%w]eyJ[%w_-]+%.[%w_.-]+",
            "%-%-%-%-%-BEGIN [A-Z ]*PRIVATE KEY%-%-%-%-%-[%w+/=\\%s%c:,-]*[%w=-]",
            "%f[%w]AIza[%w_-]+",
            "%f[%w]gh[opsur]_%w+",
            "%f[%w]github_pat_[%w_]+",
            "%f[%w]xox[a-z]%-[%w-]+",
            "%f[%w][rs]k_live_%w+",
            "%f[%w]sk%-[%w_-]+",
        ],
    },
    { kind: "password", patterns: ["%w://[^%s/:@\"'\\]*:()[^%s/@\"'\\]+()@"] },
    { kind: "email", patterns: ["%f[%w._+-][%w._+-]+@%w[%w.-]*%.%a%a+", "%f[%w._+-][%w._+-]+%%40%w[%w.-]*%.%a%a+"] },
    { kind: "card", patterns: ["%f[%w]%d+"], check: "card" },
    { kind: "ip", patterns: ["%f[%w.]%d+%.%d+%.%d+%.%d+"], check: "ipv4" },
    { kind: "ip", patterns: ["%f[%x:][%x:]*:[%x:]+"], check: "ipv6" },
    { kind: "phone", patterns: ["%+[1-9]%d*"], check: "phone" },
];

/** What may not stay in any line. */
const neverKept = ["token", "password", "card"];
const actors = ["email", "ip", "phone"];

export const redactionDefaults = {
    kinds: ["token", "password", "email", "card"],
    fields: [],
    patterns: [],
} as const satisfies RedactionArgs;

export function redactionOf(redact: RedactionArgs = {}): Required<RedactionArgs> {
    const { kinds, fields, patterns } = withDefaults(redactionDefaults, redact);
    const identities = fields.filter(field => /(^|[_-])(email|ip)$/i.test(field) || /(Email|Ip|IP)$/.test(field));
    return { kinds, fields, patterns, keptInAudit: redact.keptInAudit ?? [...actors, ...identities] };
}

const plainName = (field: string): string => field.toLowerCase().replace(/[_-]/g, "");

export function redactionProblems(redact: RedactionArgs | undefined): Problem[] {
    const { kinds, fields, patterns, keptInAudit } = redactionOf(redact);
    const names = patterns.map(({ name }) => name);
    const known = [...redactionKinds, ...fields, ...names].filter(name => !neverKept.includes(name));
    return [
        ...kinds.flatMap(kind => oneOf("kinds", kind, redactionKinds)),
        ...distinct("kinds", kinds),
        ...fields
            .filter(field => !/^[A-Za-z][\w-]{0,63}$/.test(field))
            .map(got => ({ path: "fields", got, allowed: "1–64 letters, digits, '-' and '_', beginning with a letter" })),
        ...distinct("fields", fields.map(plainName)),
        ...patterns.flatMap((pattern, index) => under(`patterns.${index}`, patternProblems(pattern))),
        ...distinct("patterns", names),
        ...(redact?.keptInAudit ? keptInAudit.flatMap(name => oneOf("keptInAudit", name, known)) : []),
    ];
}

function patternProblems({ name, pattern, replacement }: RedactionPattern): Problem[] {
    const wrong = luaPatternProblem(pattern);
    return [
        ...(/^[a-z][a-z0-9-]{0,62}$/.test(name) && !redactionKinds.some(kind => kind === name)
            ? []
            : [
                  {
                      path: "name",
                      got: name,
                      allowed: `a letter, then lower-case letters, digits and '-', and none of ${redactionKinds.join(", ")}`,
                  },
              ]),
        ...(wrong === undefined ? [] : [{ path: "pattern", got: pattern, allowed: wrong }]),
        ...(replacement === undefined || /^[\x20-\x7e]{1,100}$/.test(replacement.replace(/["'\\]/g, "\n"))
            ? []
            : [{ path: "replacement", got: replacement, allowed: "1–100 printable characters of ASCII without quotes and backslashes" }]),
    ];
}

/** The agent's script: the rules, then what applies them. */
export function redactionScript(redact: RedactionArgs | undefined): string {
    const { kinds, fields, patterns, keptInAudit } = redactionOf(redact);
    const kept = (name: string): boolean => keptInAudit.includes(name);
    const instead = (name: string): string => `[redacted:${name}]`;
    const hidden = [...fields, ...(kinds.includes("password") ? passwordFields : [])].map(name => ({
        ends: plainName(name),
        instead: instead(name),
        kept: kept(name),
    }));
    const ofKind = (some: readonly RedactionKind[]): object[] =>
        forms
            .filter(({ kind }) => some.includes(kind) && kinds.includes(kind))
            .flatMap(({ kind, check, patterns: all }) =>
                all.map(pattern => ({ pattern, check: check ?? "", instead: instead(kind), kept: kept(kind) })),
            );
    const own = patterns.map(({ name, pattern, replacement }) => ({
        pattern,
        check: "",
        instead: replacement ?? instead(name),
        kept: kept(name),
    }));
    const rules = [
        ...ofKind(["token", "password"]),
        ...(hidden.length > 0 ? [{ fields: true }] : []),
        ...ofKind(["card"]),
        ...own,
        ...ofKind(["email", "ip", "phone"]),
    ];
    return `local rules = ${luaList(rules)}\nlocal fields = ${luaList(hidden)}\n${redactLua}`;
}

/** Strings are printable ASCII, for which JSON and Lua have the same form. */
const luaList = (rows: readonly object[]): string =>
    `{\n${rows
        .map(
            row =>
                `    { ${Object.entries(row)
                    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
                    .join(", ")} },\n`,
        )
        .join("")}}`;
