/** Bits that each character of a text tells, by Shannon: what keys are made of has more than words and numbers do. */
const enough = 4.2;

/** The share of either kind of letter in a random text, at least; and of what looks like words, at most. */
const share = 0.15;
const ofWords = 0.5;
const word = /[A-Z]?[a-z]{3,}|[A-Z]{4,}/g;

/** Short ones are ids, long ones documents: certificates, pictures, archives. */
const token = /(?<![\w+/.$-])[\w+/-]{32,128}={0,2}(?![\w+/.-])/g;

/** Addresses and ARNs, what stands between two lines of PEM, and base64 that goes on over several lines. */
const elsewhere = [
    /(?<=:\/\/)[^\s"'<>`]+/g,
    /\barn:[^\s"',]+/g,
    /-----BEGIN [^-]{1,60}-----[^-]*-----END [^-]{1,60}-----/g,
    /(?<![\w+/])[\w+/]{60,}(?:\r?\n[ \t]*[\w+/]+={0,2}(?=\s|$))+/g,
];

/** Names of what is as random as a key, and none: ids, hashes, and the public half of a pair. */
const publicNames =
    /(?:^|[_.-]|(?<=[a-z]))(?:ids?|arns?|sha\d*|hash(?:es)?|digests?|checksums?|fingerprints?|integrity|etag|signature|certs?|crt|certificates?|ca|bundle|pub|public[_.-]?keys?)$/i;

/** A hash with its algorithm; SSH's and X.509's forms of public keys; a gzip. */
const publicForms = /^(?:sha\d+-|AAAA[BCE]|MCowBQYDK2V|MFkwEwYHKoZIzj0C|H4sI)/i;

const before = /([\w.-]{1,80})["']?[ \t]*[:=][ \t]*["']?$/;

const blank = (found: string): string => found.replace(/[^\n]/g, " ");

/** Where in a text there is one as random as a key, under a name that does not explain it; -1 for nowhere. */
export function indexOfRandom(name: string, text: string): number {
    const rest = elsewhere.reduce((left, pattern) => left.replace(pattern, blank), text);
    for (const { 0: found, index } of rest.matchAll(token)) {
        const own = before.exec(rest.slice(Math.max(0, index - 100), index))?.[1] ?? name;
        if (!publicNames.test(own) && isRandom(found)) return index;
    }
    return -1;
}

/** Hexadecimal says nothing: ids and hashes are written so, as keys are. */
function isRandom(found: string): boolean {
    const text = found.replace(/[^A-Za-z0-9]/g, "").replace(/[0-9a-f]{16,}/g, "");
    if (publicForms.test(found) || text.length < 28 || !/\d/.test(text) || entropyOf(text) < enough) return false;
    const of = (pattern: RegExp): number => (found.match(pattern)?.join("").length ?? 0) / text.length;
    return of(/[A-Z]/g) >= share && of(/[a-z]/g) >= share && of(word) <= ofWords && !isEncodedText(found);
}

/** Base64 of a text looks random and is none. */
const isEncodedText = (found: string): boolean => /^[\t\n\r\x20-\x7e]*$/.test(Buffer.from(found, "base64").toString("latin1"));

function entropyOf(text: string): number {
    const counts = new Map<string, number>();
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}
