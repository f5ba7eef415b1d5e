import { z } from "zod";
import { caches, rateLimits, redirects, waf } from "./edge-rule-settings";
import { secret } from "./secret-settings";

/** What a stack file says of the edge. The hosts are those of the services, and of redirects. */
const zone = {
    hstsSeconds: z.int().optional().describe("How long browsers insist on HTTPS. Default: a year."),
    hstsSubdomains: z.boolean().optional(),
    hstsPreload: z.boolean().optional(),
    minTls: z.enum(["1.2", "1.3"]).optional(),
    dnssec: z.boolean().optional().describe("The output `dnssec` is the DS record that the registrar needs."),
    caa: z.array(z.string()).optional().describe("Who may issue certificates beside Cloudflare and ACM: letsencrypt.org."),
    bots: z.enum(["allow", "challenge", "block"]).optional(),
    images: z.enum(["original", "lossless", "lossy"]).optional(),
};

const identity = z
    .strictObject({
        from: z
            .union([z.strictObject({ header: z.string() }), z.strictObject({ cookie: z.string() })])
            .describe("Where the signed token stands."),
        algorithm: z.enum(["HS256", "RS256", "ES256"]),
        key: secret.optional().describe("HS256: the shared secret, set with --secret. RS256, ES256: the public key, PEM."),
        generatedSecret: z.string().optional().describe("In place of key, for HS256: a workload's generated secret, by its name."),
        userClaim: z.string().optional(),
        roleClaim: z.string().optional(),
        issuer: z.string().optional(),
        audience: z.string().optional(),
        clockToleranceSeconds: z.int().optional(),
    })
    .optional()
    .describe("How a user is known, for limits by user.");

const store = z
    .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("durable-object") }),
        z.strictObject({ kind: z.literal("redis"), url: z.string().describe("https://….upstash.io"), token: secret }),
    ])
    .optional()
    .describe("Where the Worker counts. Default: Durable Objects.");

const maintenance = z
    .strictObject({
        allow: z.array(z.string()).optional().describe("Addresses and ranges that reach the services."),
        html: z.string().optional(),
        retryAfterSeconds: z.int().optional(),
    })
    .optional()
    .describe("Answers everybody that the service is being worked on.");

const release = {
    name: z.string(),
    host: z.string().describe("What people ask for."),
    colors: z.strictObject({ blue: z.string(), green: z.string() }).describe("The colours' own hosts: colorHosts of the service."),
};
const weights = z.strictObject({ blue: z.int(), green: z.int() }).describe("Percent of the requests for each colour.");

const releases = z
    .array(
        z.discriminatedUnion("by", [
            z.strictObject({ ...release, by: z.literal("dns"), active: z.enum(["blue", "green"]) }),
            z.strictObject({
                ...release,
                by: z.literal("load-balancer"),
                weights,
                healthPath: z.string(),
                intervalSeconds: z.int().optional(),
                notifyEmail: z.string().optional(),
            }),
            z.strictObject({ ...release, by: z.literal("worker"), weights, cookie: z.string().optional() }),
        ]),
    )
    .optional()
    .describe("Two releases side by side at the edge.");

const alerts = z
    .strictObject({
        emails: z.array(z.string()).optional().describe("Default: monitoring.emails."),
        webhook: z.strictObject({ url: secret, secret: secret.optional() }).optional().describe("From plan pro."),
    })
    .optional()
    .describe("Tells people of trouble at the edge; {} tells those of monitoring.");

const logpush = z
    .strictObject({
        bucket: z.string(),
        region: z.string().optional().describe("The bucket's. Default: the stack's."),
        prefix: z.string().optional(),
        ownershipChallenge: secret,
    })
    .optional()
    .describe("The log of all requests, from plan enterprise.");

export const edge = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("cloudflare"),
        plan: z.enum(["free", "pro", "business", "enterprise"]).optional().describe("What is paid for. Default: free."),
        zone: z.enum(["own", "shared"]).optional().describe("shared: settings and rules of the zone are another stack's."),
        zoneId: z.string(),
        zoneName: z.string(),
        accountId: z.string().optional().describe("Cloudflare's, 32 hexadecimal digits: of the Worker, the tunnel and alerts."),
        ...zone,
        caches,
        sessionCookies: z
            .union([z.array(z.string()), z.literal("any")])
            .optional()
            .describe("Cookies that make a request private. Default: any."),
        cacheVersion: z.string().optional().describe("Another one is an empty cache of the Worker's."),
        headers: z.record(z.string(), z.string()).optional().describe("On every answer."),
        redirects,
        rateLimits,
        waf,
        identity,
        store,
        maintenance,
        requestId: z.boolean().optional().describe("Services and clients see the same X-Request-Id."),
        releases,
        alerts,
        logpush,
    }),
    z.strictObject({ kind: z.literal("none") }),
]);
