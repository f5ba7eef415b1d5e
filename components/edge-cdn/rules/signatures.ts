/**
 * What query strings of common tools for SQL injection have in them, lower case and percent-decoded. A coarse net: words that
 * people write by themselves are left out, and who wants can write around it. What finds the rest are the managed rules.
 */
export const sqlSignatures: readonly string[] = [
    "union select",
    "union all select",
    "' or '1'='1",
    "' or 1=1",
    '" or 1=1',
    "; drop table",
    "; delete from",
    "; insert into",
    "information_schema",
    "pg_sleep(",
    "waitfor delay",
    "benchmark(",
    "xp_cmdshell",
    "load_file(",
    "into outfile",
];

/** The same for scripts. */
export const scriptSignatures: readonly string[] = [
    "<script",
    "javascript:",
    "<iframe",
    "<svg",
    "<img",
    "onerror=",
    "onload=",
    "onmouseover=",
    "onfocus=",
    "document.cookie",
    "srcdoc=",
];
