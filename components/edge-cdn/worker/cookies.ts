/** Of a name that comes twice the first counts. What has no name is kept under "". */
export function cookiesOf(header: string | null): ReadonlyMap<string, string> {
    const cookies = new Map<string, string>();
    for (const pair of (header ?? "").split(";")) {
        const text = pair.trim();
        if (text === "") continue;
        const at = text.indexOf("=");
        const name = at < 0 ? "" : text.slice(0, at).trim();
        const value = text.slice(at + 1).trim();
        if (!cookies.has(name)) cookies.set(name, value.replace(/^"(.*)"$/, "$1"));
    }
    return cookies;
}
