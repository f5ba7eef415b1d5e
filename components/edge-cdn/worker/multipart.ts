import { occurrences } from "./byte-search";

/** Beyond these nobody's form goes; they bound what looking at one costs. */
const longestHeaders = 16 * 1024;
const mostParts = 1000;
/** RFC 2046, 5.1.1. */
const longestBoundary = 70;

/** The one boundary of a form, or `undefined`: two services could read it in two ways. */
export function boundaryOf(contentType: string): string | undefined {
    if (/[;\s]boundary\*/i.test(contentType)) return undefined;
    const found = [...contentType.matchAll(/boundary\s*=\s*(?:"([^"\\]+)"|([^\s;,"\\]+))/gi)];
    const boundary = (found[0]?.[1] ?? found[0]?.[2])?.trimEnd();
    return found.length === 1 && boundary && boundary.length <= longestBoundary && /^[\x20-\x7e]+$/.test(boundary) ? boundary : undefined;
}

/**
 * The headers of each part. It takes the boundary for one wherever it stands, so that a service that is more lenient
 * than RFC 2046 finds no part that was not looked at. `undefined` where there are too many parts, or too long headers.
 */
export function partHeaders(body: Uint8Array, boundary: string): string[] | undefined {
    const delimiter = new TextEncoder().encode(`--${boundary}`);
    const starts: number[] = [];
    for (const at of occurrences(body, delimiter)) {
        if (starts.push(at + delimiter.length) > mostParts) return undefined;
    }
    const decoder = new TextDecoder();
    const headers = starts.map((from, index) => {
        const until = index + 1 < starts.length ? starts[index + 1]! - delimiter.length : body.length;
        const text = decoder.decode(body.subarray(from, Math.min(until, from + longestHeaders)));
        const end = endOfHeaders(text);
        return end < 0 && until - from > longestHeaders ? undefined : text.slice(0, end < 0 ? undefined : end);
    });
    return headers.some(text => text === undefined) ? undefined : headers.map(text => text!);
}

/** At an empty line. After a line that ends with LF alone, all may end so. */
const endOfHeaders = (text: string): number => text.search(/^[^\r\n]*\n/.test(text) ? /\n\r?\n/ : /\r\n\r\n/);
