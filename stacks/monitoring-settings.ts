import { z } from "zod";
import { secret } from "./secret-settings";

const receiver = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("sns"),
        emails: z.array(z.string()).optional().describe("Each must confirm once."),
        phoneNumbers: z.array(z.string()).optional().describe("In E.164: +353861234567."),
    }),
    z.strictObject({
        kind: z.literal("pagerduty"),
        routingKey: secret,
        cloudWatchKey: secret.optional(),
        serviceRegion: z.enum(["us", "eu"]).optional(),
    }),
    z.strictObject({
        kind: z.literal("slack"),
        webhookUrl: secret,
        channel: z.string().optional(),
        chatbot: z.strictObject({ workspaceId: z.string(), channelId: z.string() }).optional().describe("For alarms of AWS."),
    }),
    z.strictObject({
        kind: z.literal("email"),
        to: z.array(z.string()),
        from: z.string(),
        smarthost: z.string().describe("smtp.example.com:587"),
        login: z.strictObject({ username: z.string(), password: secret }).optional(),
    }),
    z.strictObject({
        kind: z.literal("webhook"),
        url: z.string().describe("A secret, where it lets whoever has it write."),
        token: secret.optional(),
    }),
]);

const names = z.array(z.string());

const maintenance = z.strictObject({
    name: z.string(),
    weekdays: z.array(z.string()).optional(),
    from: z.string(),
    to: z.string(),
    timeZone: z.string().optional(),
    alerts: names.optional().describe("Left out for all."),
});

const objective = z.strictObject({
    job: z.string().describe("The service's name."),
    availability: z.number().optional(),
    latency: z.array(z.strictObject({ share: z.number(), seconds: z.number() })).optional(),
});

const days = { access: z.int().optional(), error: z.int().optional(), audit: z.int().optional() };
const pattern = z.strictObject({ name: z.string(), pattern: z.string() });
const redact = z
    .strictObject({ kinds: z.array(z.string()).optional(), fields: z.array(z.string()).optional(), patterns: z.array(pattern).optional() })
    .optional()
    .describe("What of a line never leaves its node.");

/** What is watched, and who is told. */
export const monitoring = z.strictObject({
    receivers: z.record(z.string(), receiver).describe("Who can be told, by names of your own."),
    routes: z
        .strictObject({ critical: names.optional(), warning: names.optional() })
        .optional()
        .describe("Receivers by severity. Left out: all of them."),
    watchdog: z.strictObject({ url: secret, seconds: z.int().optional() }).optional().describe("A dead man's switch somewhere else."),
    maintenance: z.array(maintenance).optional(),
    thresholds: z.record(z.string(), z.number()).optional().describe("Figures that alerts compare with: AlertThresholds."),
    objectives: z.array(objective).optional().describe("What is promised of services, over 30 days."),
    essentials: z.array(z.strictObject({ name: z.string(), selector: z.string() })).optional(),
    externalApis: z
        .array(
            z.strictObject({
                name: z.string(),
                requests: z.string().optional(),
                failures: z.string().optional(),
                quota: z.string().optional(),
            }),
        )
        .optional(),
    business: z
        .array(
            z.strictObject({ name: z.string(), expression: z.string(), unit: z.string().optional(), dropPercent: z.number().optional() }),
        )
        .optional(),
    changes: z
        .record(
            z.string(),
            z.strictObject({
                severity: z.enum(["critical", "warning"]).optional(),
                for: z.string().optional(),
                route: names.optional(),
                off: z.string().optional().describe("Why there is no such alert."),
            }),
        )
        .optional()
        .describe("What is different about alerts, by name."),
    runbooks: z.string().optional().describe("Where the pages of the runbooks stand."),
    http: z
        .strictObject({
            requests: z.string().optional(),
            duration: z.string().optional(),
            statusLabel: z.string().optional(),
            routeLabel: z.string().optional(),
        })
        .optional()
        .describe("What services call their own figures."),
    activeUsers: z.string().optional().describe("PromQL for the number of people who use the application now."),
    grafana: z
        .strictObject({
            host: z.string(),
            teamDomain: z.string().describe("example.cloudflareaccess.com"),
            emails: z.array(z.string()).optional(),
            emailDomains: z.array(z.string()).optional(),
            admins: z.array(z.string()).optional(),
        })
        .optional()
        .describe("Grafana behind Cloudflare Access. Left out: kubectl port-forward alone."),
    logs: z
        .discriminatedUnion("kind", [
            z.strictObject({
                kind: z.literal("cloudwatch"),
                ...days,
                redact,
                archiveDays: z.int().optional().describe("Audit logs under Object Lock."),
            }),
            z.strictObject({ kind: z.literal("opensearch"), ...days, redact, readerRoleArns: z.array(z.string()) }),
            z.strictObject({ kind: z.literal("loki"), days: z.int().optional(), redact, storage: z.string().optional() }),
            z.strictObject({ kind: z.literal("none") }),
        ])
        .optional()
        .describe("Where the pods' logs go."),
    trail: z.strictObject({}).optional().describe("CloudTrail, for an account that has none."),
    budget: z.strictObject({ monthlyUsd: z.number() }).optional(),
    cloudflareToken: secret.optional().describe("Reads the zone's analytics."),
    highAvailability: z.boolean().optional(),
    scrapeSeconds: z.int().optional(),
    retentionDays: z.int().optional().describe("Days that metrics are kept."),
    storage: z.string().optional(),
});
