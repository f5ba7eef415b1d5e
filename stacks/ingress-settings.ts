import { z } from "zod";

/** What a stack file says of how requests come in. */
const place = { path: z.string(), host: z.string().optional() };

const originPull = z.boolean().optional();
const verifyClients = z
    .boolean()
    .optional()
    .describe("false lets others in too, in place: until Cloudflare shows its certificate everywhere, and before originPull goes.");

const gateway = z.strictObject({
    kind: z.literal("nginx"),
    tunnel: z
        .boolean()
        .optional()
        .describe("Whether Cloudflare comes in by a tunnel from inside: no load balancer, no open port. Default: false."),
    originPull: originPull.describe("Whether the gateway asks Cloudflare for a certificate. Default: false."),
    verifyClients,
    httpPort: z.int().optional().describe("Port of the nodes for plain HTTP, which answers with the way to HTTPS."),
    httpsPort: z.int().optional().describe("Port of the nodes for HTTPS."),
    tlsSecret: z
        .string()
        .optional()
        .describe("Secret with the certificate, in the namespace. Default: a certificate that no browser knows."),
    replicas: z.int().optional(),
    headers: z.record(z.string(), z.union([z.string(), z.literal(false)])).optional(),
    hstsSeconds: z.int().optional().describe("How long browsers insist on HTTPS; 0 on a laptop whose certificate they trust."),
    minTls: z.enum(["1.2", "1.3"]).optional(),
    rateLimits: z
        .array(
            z.strictObject({
                ...place,
                name: z.string(),
                requestsPerSecond: z.int().optional(),
                requestsPerMinute: z.int().optional(),
                burst: z.int(),
            }),
        )
        .optional(),
    staticPaths: z.array(z.strictObject({ ...place, maxAgeSeconds: z.int() })).optional(),
    bodyLimits: z.array(z.strictObject({ ...place, megabytes: z.int() })).optional(),
    timeouts: z
        .array(
            z.strictObject({
                ...place,
                connectSeconds: z.int().optional(),
                sendSeconds: z.int().optional(),
                readSeconds: z.int().optional(),
            }),
        )
        .optional(),
    uploads: z
        .array(z.strictObject({ ...place, refusedExtensions: z.array(z.string()) }))
        .optional()
        .describe("Endings of paths that are refused."),
    websockets: z.array(z.strictObject(place)).optional(),
    cors: z
        .array(
            z.strictObject({
                path: z.string().optional(),
                host: z.string().optional(),
                origins: z.array(z.string()),
                credentials: z.boolean().optional(),
            }),
        )
        .optional(),
});

export const ingress = z
    .discriminatedUnion("kind", [
        z.strictObject({
            kind: z.literal("alb"),
            originPull: originPull.describe("Whether the load balancer asks Cloudflare for a certificate. Default: false."),
            verifyClients,
            accessLogs: z
                .strictObject({ days: z.int().optional() })
                .optional()
                .describe("How long the load balancer's access logs are kept."),
        }),
        gateway,
        z.strictObject({
            kind: z.literal("class"),
            className: z.string().describe("IngressClass of the cluster's own controller."),
            tlsSecretName: z.string().optional(),
        }),
    ])
    .describe("Who lets requests in: a load balancer of AWS, a gateway of nginx, or the cluster's own controller.");
