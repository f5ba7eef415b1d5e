import { indexOfRandom } from "./random-texts";
import { isProperties, jsonOf, type Value } from "./values";

/** Secrets that are known by their looks, wherever in a text they stand. */
const looks: readonly (readonly [kind: string, pattern: RegExp, forBrowsers?: true])[] = [
    ["a private key", /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
    ["an access key of AWS", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
    ["a token of GitHub", /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{82})/],
    ["a token of GitLab", /\bglpat-[\w-]{20}/],
    ["a token of Slack", /\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+)/],
    ["a webhook of Slack", /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{43,56}/],
    ["an API key of Stripe", /\b[rs]k_(?:live|prod|test)_[A-Za-z0-9]{10,}/],
    ["a token of npm", /\bnpm_[A-Za-z0-9]{36}\b/],
    ["an API key of Anthropic", /\bsk-ant-[a-z]+\d\d-[\w-]{93}AA\b/],
    ["an API key of OpenAI", /\bsk-[\w-]{20,}T3BlbkFJ[\w-]{20,}/],
    ["an API key of SendGrid", /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/],
    ["a token of Pulumi", /\bpul-[0-9a-f]{40}\b/],
    ["a token of Vault", /\bhvs\.[\w-]{24,}/],
    ["a key of age", /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/],
    // These two go to browsers as well, where the service itself tells callers apart.
    ["an API key of Google", /\bAIza[\w-]{35}(?![\w-])/, true],
    ["a JSON Web Token", /\beyJ[\w-]{14,}\.eyJ[\w-]{14,}\.[\w-]{10,}/, true],
];

/** What a name's last word says of the value. A TOKEN_TTL is a duration, an ACCESS_KEY_ID says who, a PASSWORD_FILE where. */
const secretNames =
    /PASSWORDS?$|PASSWD$|PASSPHRASE$|(?:^|_)PASS$|_PWD$|TOKENS?$|CREDENTIALS?$|(?<!(?:^|_)(?:PULL|TLS|EXISTING)_)SECRETS?$|(?:^|_)(?:ACCESS|API|ENCRYPTION|LICENSE|MASTER|PRIVATE|SECRET|SIGNING)_?KEYS?$/;

/** Last words that say which secret, not what: DB_PASSWORD_STAGING, API_KEY_2, SECRET_KEY_BASE. */
const qualifiers = /(?:_(?:\d+|V\d+|BASE|BASE64|CURRENT|DEV|DEVELOPMENT|LIVE|NEW|OLD|PREVIOUS|PROD|PRODUCTION|STAGING|TEST|VALUE))+$/;

/** Prefixes of variables that bundlers put into the pages they build, and words for the public half of a pair. */
const browserNames = /^(?:EXPO_PUBLIC|GATSBY|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|REACT_APP|VITE|VUE_APP)_|(?:^|_)PUBLISHABLE_/;

/** Filled in later, by Kubernetes, a shell or a template; or a mask or a hint that stands for a value. */
const references = /\$\([A-Za-z_][\w.-]*\)|\$\{[^{}]+\}|\{\{[^{}]+\}\}|%\(\w+\)s/;
const standIns = /^(?:\$[A-Z_][A-Z0-9_]*|%[a-z]|<[^]*>|\{\w+\}|__\w+__|[*.]+|[xX]+)$/;

/** Values that say where the secret is: an ARN, an address, an entry of a vault, a path. */
const whereabouts =
    /^(?:arn:|[a-z][a-z0-9+.-]*:\/\/|file:|vault:|ref\+)|^(?=.*\/)[a-z0-9._/-]+$|^[\w-]+\.(?:conf|crt|jks|json|key|p12|pem|txt|ya?ml)$/;

/** Values of switches that are called after what they switch, and names of headers. */
const settings = /^(?:disabled|optional|required|same-origin|x-[a-z-]+)$/i;

/** Encrypted by SOPS, Jasypt or Spring. */
const sealed = /^(?:ENC[[(]|\{cipher\})/;

/**
 * What kind of secret a variable holds in plain text, in words; undefined for none. It goes by the value's looks and,
 * where these say nothing, by the variable's name. A file is judged line by line, and JSON member by member.
 */
export function secretIn(name: string, value: string): string | undefined {
    const forBrowsers = browserNames.test(snakeCase(name));
    const seen = looks.find(([, pattern, alsoThere]) => !(alsoThere && forBrowsers) && pattern.test(value));
    if (seen) return seen[0];
    if (hasPassword(value)) return "a URL with a password";
    if (isSecretName(name) && isLiteral(name, value.trim())) return "by its name a secret";
    if (isDocument(jsonOf(value)))
        return hasSecretMember(name, jsonOf(value)) ? "JSON with a member that is by its name a secret" : randomIn(name, value);
    if (!value.includes("\n") && connection.test(value)) return "a connection string with a password";
    const line = secretLine(name, value);
    return line === undefined ? randomIn(name, value) : `a text whose line ${line} is by its name a secret`;
}

/** The secrets that binary data of a ConfigMap holds, which is written in base64. */
export const secretInBase64 = (name: string, value: string): string | undefined => secretIn(name, Buffer.from(value, "base64").toString());

function isSecretName(name: string): boolean {
    const called = snakeCase(name);
    return !browserNames.test(called) && secretNames.test(called.replace(qualifiers, ""));
}

function randomIn(name: string, value: string): string | undefined {
    const index = browserNames.test(snakeCase(name)) ? -1 : indexOfRandom(name, value);
    if (index < 0) return undefined;
    return value.includes("\n") ? `a text whose line ${lineAt(value, index)} is as random as a key` : "as random as a key";
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

const isDocument = (value: Value): boolean => typeof value === "object";

const hasSecretMember = (name: string, value: Value): boolean =>
    Array.isArray(value)
        ? value.some(inner => hasSecretMember(name, inner as Value))
        : isProperties(value)
          ? Object.entries(value).some(([key, inner]) => hasSecretMember(key, inner))
          : typeof value === "string" && isSecretName(name) && isWritten(name, value);

/** `password: x`, `DB_PASSWORD="x"`, `'password' => 'x',`: one name and one value, with a comment at most. */
const assignment =
    /^[ \t]*(?:-[ \t]+)?(?:(?:const|export|let|local|readonly|set|var)[ \t]+)?(["']?)([A-Za-z_][\w.-]{0,80})\1[ \t]*(?::=|=>|[:=])[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'`,;()[\]{}<>$\\|&*!][^\s"'`,;()[\]{}<>$\\]*))[ \t]*[,;]?[ \t]*(?:(?:#|\/\/)[^\n]*)?\r?$/gm;

/** `host=db password=x` and `Server=db;Password=x`, whose values may be references as well. */
const connection = /(?:^|[\s;?&])(?:password|passwd|pwd)=(?!["']?(?:[$%*/<{]|x{4}|true|false))["']?[^\s;&"']{4,}/i;

/** In programs a word without quotes is a variable. */
const programs = /\.(?:cjs|go|java|js|lua|mjs|php|pl|py|rb|ts)$/i;

/** The number of the first line that gives a secret by its name. */
function secretLine(file: string, text: string): number | undefined {
    for (const { index, 2: name = "", 3: double, 4: single, 5: bare } of text.matchAll(assignment)) {
        const value = double ?? single ?? (programs.test(file) ? "" : bare!);
        if (isSecretName(name) && isWritten(name, value)) return lineAt(text, index);
    }
    return undefined;
}

/** In files there are also labels, descriptions, names of columns and of other objects: a secret is one word, and none of these. */
const isWritten = (name: string, value: string): boolean =>
    isLiteral(name, value) &&
    !/\s|^\$/.test(value) &&
    !(isSecretName(value) && !/\d/.test(value)) &&
    !(/(?:CREDENTIAL|SECRET|TOKEN)S?$/.test(snakeCase(name)) && /^[a-z]+(?:-[a-z]+)*$/.test(value));

/** `dbPassword`, `db-password` and `db.password` as DB_PASSWORD. */
const snakeCase = (name: string): string =>
    name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .toUpperCase();

function isLiteral(name: string, value: string): boolean {
    if (value.length < 8 || /\n|^\{[^]*\}$/.test(value)) return false;
    if (/TOKENS?$/.test(snakeCase(name)) && /^[\d.]+$/.test(value)) return false;
    return ![references, standIns, whereabouts, settings, sealed].some(harmless => harmless.test(value));
}

/** What stands between `://` and the last `@` before the path. */
const authorities = /(?<=:\/\/)[^\s/?#"'<>`\\]+(?=@)/g;

/** Of the characters that a URL may have there, and those that templates and careless hands put there. */
const userinfo = /^[\w.~!$&()*+,;=%@{}-]*:([\w.~!$&()*+,;=%:@{}-]+)$/;

const hasPassword = (text: string): boolean =>
    [...text.matchAll(authorities)].some(([authority]) => {
        const [, password] = userinfo.exec(authority) ?? [];
        return password !== undefined && !references.test(password) && !standIns.test(password);
    });
