import { expressionOf } from "../conditions";
import type { Item } from "./item";

/** How long browsers insist on HTTPS. */
export interface Hsts {
    readonly seconds: number;
    readonly subdomains: boolean;
    readonly preload: boolean;
}

/** The value of Strict-Transport-Security; the zone's own setting ends at twelve months. */
export const hstsValue = ({ seconds, subdomains, preload }: Hsts): string =>
    [`max-age=${seconds}`, ...(subdomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])].join("; ");

/** Headers of every answer, of errors too, and HSTS among them. */
export function headerItems(hsts: Hsts, headers: Readonly<Record<string, string>>, hosts: readonly string[]): Item[] {
    const own = Object.keys(headers).some(name => name.toLowerCase() === "strict-transport-security");
    const all = { ...(hsts.seconds > 0 && !own ? { "Strict-Transport-Security": hstsValue(hsts) } : {}), ...headers };
    if (Object.keys(all).length === 0) return [];
    return [
        {
            path: "headers",
            what: `headers (${Object.keys(all).join(", ")})`,
            hosts,
            rules: () => [
                {
                    phase: "http_response_headers_transform",
                    rule: {
                        ref: "headers",
                        description: "Security headers",
                        expression: expressionOf({ kind: "host", in: hosts }),
                        action: "rewrite",
                        actionParameters: {
                            headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { operation: "set", value }])),
                        },
                        enabled: true,
                    },
                },
            ],
            worker: { headers: all },
        },
    ];
}

/** The same id for the service and the client, in place of what a client sends: Cloudflare's own of the request. */
export function requestIdItem(hosts: readonly string[]): Item {
    const rule = {
        ref: "request-id",
        description: "X-Request-Id",
        expression: expressionOf({ kind: "host", in: hosts }),
        action: "rewrite",
        actionParameters: { headers: { "X-Request-Id": { operation: "set", expression: "cf.ray_id" } } },
        enabled: true,
    };
    return {
        path: "requestId",
        what: "request id",
        hosts,
        rules: () => [
            { phase: "http_request_late_transform", rule },
            { phase: "http_response_headers_transform", rule },
        ],
        worker: { requestId: true },
    };
}
