import { z } from "zod";

/** What a stack file says of requests at the edge: which are kept, sent elsewhere, counted and turned away. */
const named = z.string().describe("Lower-case letters, digits and '-', at most 40.");
const host = z.string().optional().describe("Default: every host of the stack.");
const place = { path: z.string().optional().describe("The beginning of the path. Default: /."), host };

export const caches = z
    .array(
        z.strictObject({
            name: named,
            pathPrefix: z.string().describe("/static/"),
            host,
            extensions: z.array(z.string()).optional().describe("Endings of paths, without the dot."),
            shared: z.boolean().optional().describe("Whether the answer is the same for everybody. Default: false."),
            edgeSeconds: z.union([z.int(), z.literal("origin")]).describe("Seconds at the edge; 0 keeps nothing."),
            browserSeconds: z
                .union([z.int(), z.literal("origin")])
                .optional()
                .describe("Seconds in browsers, which nobody can empty. Default: what the service says."),
            immutable: z.boolean().optional().describe("For names that change with the content."),
            statuses: z
                .union([z.array(z.int()), z.literal("any")])
                .optional()
                .describe("Statuses that are kept. Default: 200."),
            vary: z
                .strictObject({
                    headers: z.array(z.string()).optional(),
                    cookies: z.array(z.string()).optional().describe("Cookies that are no sessions."),
                    query: z
                        .union([z.array(z.string()), z.literal("all")])
                        .optional()
                        .describe("Parameters that matter. Default: all."),
                })
                .optional()
                .describe("What tells answers apart beside host, path and parameters."),
        }),
    )
    .optional()
    .describe("What is kept at the edge. Of several that match a request the last one counts.");

export const redirects = z
    .array(
        z.strictObject({
            name: named,
            host: z.string().describe("No service need answer for it: it gets its record here."),
            path: place.path,
            to: z.string().describe("https://example.com"),
            status: z.literal([301, 302, 307, 308]).optional(),
            keepPath: z.boolean().optional(),
            keepQuery: z.boolean().optional(),
        }),
    )
    .optional()
    .describe("Requests that are sent elsewhere.");

export const rateLimits = z
    .array(
        z.strictObject({
            name: named,
            ...place,
            methods: z.array(z.string()).optional().describe("In capitals."),
            per: z.enum(["address", "user"]).optional().describe("Whose requests are counted together; user needs identity."),
            requests: z.int().describe("In a period."),
            periodSeconds: z.int(),
            roles: z.record(z.string(), z.int()).optional().describe("In place of requests, for users of a role."),
            onStoreFailure: z.enum(["open", "closed"]).optional().describe("While the Worker's counter does not answer. Default: open."),
        }),
    )
    .optional()
    .describe("How many requests a client may make; those beyond are answered 429.");

const addresses = z.array(z.string());

export const waf = z
    .strictObject({
        managed: z.boolean().optional().describe("Cloudflare's managed rules. Default: true from plan pro."),
        owasp: z
            .strictObject({
                paranoia: z.literal([1, 2, 3, 4]).optional(),
                sensitivity: z.enum(["low", "medium", "high"]).optional(),
            })
            .optional()
            .describe("The OWASP Core Ruleset, from plan pro."),
        sqlInjection: z.boolean().optional().describe("Query strings that look like SQL."),
        crossSiteScripting: z.boolean().optional().describe("Query strings that look like scripts."),
        badBots: z.array(z.string()).optional().describe("Texts in the User-Agent."),
        blockedAddresses: addresses.optional(),
        blockedCountries: z.array(z.string()).optional().describe("Two capital letters, as ISO 3166-1 has them."),
        adminPaths: z
            .array(z.strictObject({ name: named, path: z.string(), host, allow: addresses }))
            .optional()
            .describe("Paths that only some addresses may ask for."),
        uploads: z
            .array(
                z.strictObject({
                    name: named,
                    path: z.string(),
                    host,
                    refusedExtensions: z.array(z.string()).describe("Without the dot."),
                    maxMegabytes: z.int().optional().describe("How large a form may be."),
                }),
            )
            .optional()
            .describe("Files that are refused: by path, and in forms."),
    })
    .optional()
    .describe("What is turned away with 403.");
