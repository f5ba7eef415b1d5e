import { withDefaults } from "../../core/defaults";
import { allOf, expressionOf, quoted } from "../conditions";
import { redirectDefaults, type EdgeRedirect } from "../redirect-args";
import type { Item } from "./item";

export const redirectItems = (redirects: readonly EdgeRedirect[]): Item[] =>
    redirects.map((redirect, index) => {
        const { name, host, path, to, status, keepPath, keepQuery } = withDefaults(redirectDefaults, redirect);
        const when = allOf({ kind: "host", in: [host] }, { kind: "path", prefix: path });
        return {
            path: `redirects.${index}`,
            what: `redirect ${name} (${host}${path} to ${to})`,
            hosts: [host],
            rules: () => [
                {
                    phase: "http_request_dynamic_redirect",
                    rule: {
                        ref: `redirect-${name}`,
                        description: `To ${to}`,
                        expression: expressionOf(when),
                        action: "redirect",
                        actionParameters: {
                            fromValue: {
                                statusCode: status,
                                preserveQueryString: keepQuery,
                                targetUrl: keepPath ? { expression: `concat(${quoted(to)}, http.request.uri.path)` } : { value: to },
                            },
                        },
                        enabled: true,
                    },
                },
            ],
            worker: { redirects: [{ name, when, to, status, keepPath, keepQuery }] },
        };
    });
