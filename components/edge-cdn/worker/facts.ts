import { cookiesOf } from "./cookies";
import { decodedQuery, normalisedPath } from "./url-path";

/** A request as Workers get it: Cloudflare says whence it comes. */
export type EdgeRequest = Request & { readonly cf?: { readonly country?: string | null } };

/** What rules look at in a request. */
export interface Facts {
    /** Lower case, without a port and the root's dot. */
    readonly host: string;
    /** As Cloudflare normalises it. */
    readonly path: string;
    readonly method: string;
    /** The client's, as Cloudflare has it; a client cannot set it. */
    readonly address: string;
    readonly country: string;
    readonly userAgent: string;
    /** Decoded, without the question mark. */
    readonly query: string;
    readonly headers: Headers;
    readonly hasBody: boolean;
    readonly cookies: ReadonlyMap<string, string>;
}

export function factsOf(request: EdgeRequest): Facts {
    const { headers, method } = request;
    const url = new URL(request.url);
    return {
        host: url.hostname.toLowerCase().replace(/\.$/, ""),
        path: normalisedPath(request.url),
        method,
        address: headers.get("CF-Connecting-IP") ?? "",
        country: request.cf?.country ?? "",
        userAgent: headers.get("User-Agent") ?? "",
        query: decodedQuery(url.search),
        headers,
        hasBody: request.body !== null,
        cookies: cookiesOf(headers.get("Cookie")),
    };
}
