/**
 * Looks at a pattern of Lua as Lua itself reads it (lstrlib.c). Returns what is wrong, in words for `allowed`.
 *
 * Captures are refused, since replacing needs none, and so are `^` and `$`: a rule looks everywhere in a line.
 */
export function luaPatternProblem(pattern: string): string | undefined {
    if (!/^[\x20-\x7e]{1,300}$/.test(pattern)) return "1–300 printable characters of ASCII";
    if (pattern.startsWith("^") || /(^|[^%])(%%)*\$$/.test(pattern)) return "a pattern without ^ at its beginning and $ at its end";
    let takesText = false;
    let at = 0;
    while (at < pattern.length) {
        const item = itemAt(pattern, at);
        if (typeof item === "string") return item;
        takesText ||= item.takesText;
        at = item.end;
    }
    return takesText ? undefined : "a pattern that is never found in nothing: not only items with *, - or ?";
}

interface Item {
    readonly end: number;
    readonly takesText: boolean;
}

function itemAt(pattern: string, at: number): Item | string {
    const sign = pattern[at]!;
    if (sign === "(" || sign === ")") return "a pattern without captures: write %( for a bracket";
    if (sign === "%" && pattern[at + 1] === "f") {
        if (pattern[at + 2] !== "[") return "a set behind %f";
        const end = setEnd(pattern, at + 2);
        return end === undefined ? "a set that ends with ]" : { end, takesText: false };
    }
    if (sign === "%" && pattern[at + 1] === "b") {
        return at + 4 > pattern.length ? "two characters behind %b" : { end: at + 4, takesText: true };
    }
    if (sign === "%" && /[0-9]/.test(pattern[at + 1] ?? "")) return "a pattern without captures, to which %1 refers";
    const end = sign === "[" ? setEnd(pattern, at) : sign === "%" ? at + 2 : at + 1;
    if (end === undefined) return "a set that ends with ]";
    if (end > pattern.length) return "a character behind %";
    const repeated = "*+-?".includes(pattern[end] ?? " ");
    return { end: repeated ? end + 1 : end, takesText: !repeated || pattern[end] === "+" };
}

/** Where a set ends, given where its [ is. A ] that comes first is meant itself. */
function setEnd(pattern: string, at: number): number | undefined {
    let place = pattern[at + 1] === "^" ? at + 2 : at + 1;
    do {
        if (place >= pattern.length) return undefined;
        place += pattern[place] === "%" ? 2 : 1;
    } while (pattern[place] !== "]");
    return place + 1;
}
