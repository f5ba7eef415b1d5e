/** RFC 3986, 2.3. */
const unreserved = /[A-Za-z0-9._~-]/;

/**
 * The path as Cloudflare's rules see it (URL normalisation of the kind "Cloudflare"): unreserved characters decoded,
 * other encodings in capitals, `\` as `/`, slashes merged, and dot segments resolved after all of that, so that no
 * spelling that Cloudflare resolves gets around a rule. Case, and slashes that are written `%2F`, stay as they are.
 */
export function normalisedPath(url: string): string {
    const path = /^[a-z]+:\/\/[^/?#\\]*([^?#]*)/i.exec(url)?.[1] ?? "";
    const decoded = path.replace(/%([0-9a-f]{2})?/gi, (encoding, hex?: string) => {
        if (hex === undefined) return "%25";
        const character = String.fromCharCode(parseInt(hex, 16));
        return unreserved.test(character) ? character : encoding.toUpperCase();
    });
    const slashed = `/${decoded}`.replace(/[/\\]+/g, "/");
    return new URL(`https://host${withoutDots(slashed)}`).pathname;
}

/** RFC 3986, 5.2.4. The parser of URLs does it as well, but leaves the last dot of `/a/.a/.` (Node 20). */
function withoutDots(path: string): string {
    const resolved: string[] = [];
    const segments = path.slice(1).split("/");
    for (const [index, segment] of segments.entries()) {
        const dots = segment === "." || segment === "..";
        if (segment === "..") resolved.pop();
        if (!dots) resolved.push(segment);
        else if (index === segments.length - 1) resolved.push("");
    }
    return `/${resolved.join("/")}`;
}

/** The last dot of the last segment begins it; one that is the segment's first character hides a file. */
export const extensionOf = (path: string): string => /[^/]\.([^./]*)$/.exec(path)?.[1] ?? "";

/** As `url_decode` of Cloudflare's rules has it: once, and `+` is a space. */
export const decodedQuery = (search: string): string => percentDecoded(search.replace(/^\?/, "").replace(/\+/g, " "));

export function percentDecoded(text: string): string {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run =>
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(run.slice(1).split("%"), hex => parseInt(hex, 16))),
    );
}
