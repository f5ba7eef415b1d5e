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
const whereabouts = /^(?:arn:|[a-z][a-z0-9+.-]*:\/\/|file:|vault:|ref\+)|^(?=.*\/)[a-z0-9._/-]+$/;

/** Values of switches that are called after what they switch, and names of headers. */
const settings = /^(?:disabled|optional|required|same-origin|x-[a-z-]+)$/i;

/**
 * What kind of secret a variable holds in plain text, in words; undefined for none. It goes by the value's looks and,
 * where these say nothing, by the variable's name: a file or a JSON document is judged by its looks alone.
 */
export function secretIn(name: string, value: string): string | undefined {
    const called = snakeCase(name);
    const forBrowsers = browserNames.test(called);
    const seen = looks.find(([, pattern, alsoThere]) => !(alsoThere && forBrowsers) && pattern.test(value));
    if (seen) return seen[0];
    if (hasPassword(value)) return "a URL with a password";
    return !forBrowsers && secretNames.test(called.replace(qualifiers, "")) && isLiteral(called, value.trim())
        ? "by its name a secret"
        : undefined;
}

/** `dbPassword`, `db-password` and `db.password` as DB_PASSWORD. */
const snakeCase = (name: string): string =>
    name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .toUpperCase();

function isLiteral(name: string, value: string): boolean {
    if (value.length < 8 || /\n|^\{[^]*\}$/.test(value)) return false;
    if (/TOKENS?$/.test(name) && /^[\d.]+$/.test(value)) return false;
    return ![references, standIns, whereabouts, settings].some(harmless => harmless.test(value));
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
