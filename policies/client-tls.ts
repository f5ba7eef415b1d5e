/** What a setting does to TLS, in words that show nothing of its value. */
type Fault = string;

const anyServer = "takes the certificate of any server";
const anyName = "takes any certificate of the authority, whoever's it is: ask for verify-full";
const noTls = "goes without TLS, or lets the server choose";

/** The programs' own switches, by the variable's last words, and the values by which they are off or on. */
const off = /^(?:0|false|no|off|none|never|disabled?)$/i;
const on = /^(?:1|true|yes|on)$/i;
const switches: readonly (readonly [name: RegExp, value: RegExp, fault: Fault])[] = [
    [/REJECT_UNAUTHORIZED$/, off, anyServer],
    [/(?:^|_)(?:SSL|TLS|CERT|HTTPS)_?VERIFY$|VERIFY_(?:SSL|TLS|CERTS?|CERTIFICATES?)$|^PYTHONHTTPSVERIFY$/, off, anyServer],
    [
        /(?:INSECURE_SKIP_VERIFY|(?:SKIP|NO)_(?:SSL|TLS)_VERIFY|(?:SSL|TLS)_(?:SKIP|NO)_VERIFY|TLS_INSECURE|ALLOW_INVALID_CERT\w*)$/,
        on,
        anyServer,
    ],
    [/^NPM_CONFIG_STRICT_SSL$/, off, anyServer],
    [/(?:^|_)PGSSLMODE$|(?:^|_)SSL_?MODE$/, /^(?:required?|no-verify)$/i, anyServer],
    [/(?:^|_)PGSSLMODE$|(?:^|_)SSL_?MODE$/, /^verify[-_]ca$/i, anyName],
    [/(?:^|_)PGSSLMODE$|(?:^|_)SSL_?MODE$/, /^(?:disabled?|allow|prefer(?:red)?)$/i, noTls],
];

const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** What stands in connection strings and files. After a key a quote, `=` or `:`; a value ends with its word. */
const texts: readonly (readonly [pattern: RegExp, fault: Fault])[] = [
    [/\bssl[-_]?mode\b["']?\s*[=:]\s*["']?(?:required?|no-verify)\b/i, anyServer],
    [/\bssl[-_]?mode\b["']?\s*[=:]\s*["']?verify[-_]ca\b/i, anyName],
    [/\bssl[-_]?mode\b["']?\s*[=:]\s*["']?(?:disabled?|allow|prefer(?:red)?)\b/i, noTls],
    [/\brejectUnauthorized\b["']?\s*[=:]\s*["']?(?:false|0)\b/, anyServer],
    [/\bNODE_TLS_REJECT_UNAUTHORIZED\b["']?\s*[=:]\s*["']?0\b/, anyServer],
    [/\binsecure_?skip_?(?:tls_?)?verify\b["']?\s*[=:]\s*["']?true\b/i, anyServer],
    [/\b(?:tls|ssl)_?(?:allow_?invalid_?(?:certificates|hostnames)|insecure)\b["']?\s*[=:]\s*["']?true\b/i, anyServer],
    [/\bssl_cert_reqs\b["']?\s*[=:]\s*["']?(?:CERT_)?none\b/i, anyServer],
    [/(?:[?&;\s,(]|^)(?:(?:ssl|tls)_?)?verify=(?:false|0|no)\b|\b(?:ssl|tls)_verify\b["']?\s*:\s*["']?(?:false|no)\b/i, anyServer],
    [/\btrustServerCertificate\s*=\s*(?:true|yes)\b|\bsslaccept=accept_invalid_certs\b|[?&]tls=skip-verify\b/i, anyServer],
    [/\buseSSL\s*=\s*false\b/, noTls],
];

/** Caches of ElastiCache whose names say that they speak TLS: serverless ones do, and `master.` stands before no others. */
const tlsHosts = /^(?:master\..+|replica\..+|clustercfg\..+|.+\.serverless\..+)\.cache\.amazonaws\.com(?:\.cn)?$/;

/** What is wrong with a client's setting. `caches` are the hosts of caches that speak TLS. */
export function faultOf(name: string, value: string, caches: ReadonlySet<string>): readonly Fault[] {
    const called = name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .toUpperCase();
    const switched = switches.find(([pattern, values]) => pattern.test(called) && values.test(value.trim()));
    if (switched) return [switched[2]];
    const lines = withoutKubelets(value)
        .split("\n")
        .filter(line => !/^\s*(?:#|\/\/|;|--)/.test(line) && !staysHere(line));
    const found = texts.filter(([pattern]) => lines.some(line => pattern.test(line))).map(([, fault]) => fault);
    return [...new Set([...found, ...(lines.some(line => asksPlain(line, caches)) ? ["asks a cache that speaks TLS without it"] : [])])];
}

/** Hosts of URLs, past a user and a password. */
const hostsOf = (line: string, scheme: string): readonly string[] =>
    [...line.matchAll(new RegExp(`\\b${scheme}://(?:[^\\s/@"']*@)?(\\[[^\\]]*\\]|[^\\s:/?#,"']+)`, "gi"))].map(([, host]) =>
        host!.toLowerCase(),
    );

/** Prometheus' jobs but those of nodes: kubelets sign their own certificates, unless who runs the cluster has them signed. */
const withoutKubelets = (text: string): string =>
    text
        .split(/(?=^\s*- job_name\b)/m)
        .filter(job => !(/^\s*- job_name\b/.test(job) && /^\s*(?:- )?role\s*:\s*["']?node\b["']?\s*$/m.test(job)))
        .join("");

/** A proxy in the same pod encrypts for those who ask it. */
function staysHere(line: string): boolean {
    const hosts = hostsOf(line, "[a-z][a-z0-9+]*");
    return hosts.length > 0 && hosts.every(host => local.test(host));
}

const asksPlain = (line: string, caches: ReadonlySet<string>): boolean =>
    hostsOf(line, "(?:redis|valkey)").some(host => caches.has(host) || tlsHosts.test(host));
