import * as z from "zod/mini";

/** Times that pages measure, in milliseconds: Core Web Vitals and their companions (web.dev/articles/vitals), and the load event. */
export const times = ["LCP", "INP", "FCP", "TTFB", "load"] as const;

/** What goes wrong in a browser. */
export const errors = ["javascript", "api", "promise"] as const;

/** What services tell of those who attack. */
export const securityKinds = ["authentication", "authorization", "rate-limit", "suspicious"] as const;

const figure = z.number().check(z.nonnegative(), z.maximum(1e13));
const few = <T extends z.core.SomeType>(item: T) => z._default(z.array(item).check(z.maxLength(50)), []);

/** What a page tells at once. */
export const pageReport = z.strictObject({
    page: z.string().check(z.maxLength(2048)),
    vitals: few(
        z.discriminatedUnion("name", [
            z.strictObject({ name: z.enum(times), value: figure }),
            z.strictObject({ name: z.literal("CLS"), value: figure }),
            z.strictObject({ name: z.literal("memory"), value: figure }),
        ]),
    ),
    errors: few(z.strictObject({ kind: z.enum(errors) })),
    events: few(z.string()),
});

/** What a service tells. */
export const securityReport = z.strictObject({
    service: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,62}$/)),
    kind: z.enum(securityKinds),
    count: z._default(z.int().check(z.positive(), z.maximum(1000)), 1),
});

export type PageReport = z.infer<typeof pageReport>;
export type SecurityReport = z.infer<typeof securityReport>;

/** What was told, or why it counts for nothing. */
export function read<T>(schema: z.ZodMiniType<T>, text: string): T | "not-json" | "not-a-report" {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return "not-json";
    }
    const parsed = z.safeParse(schema, value);
    return parsed.success ? parsed.data : "not-a-report";
}
