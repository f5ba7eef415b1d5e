import { z } from "zod";
import { environments } from "./environments";

/**
 * The settings of a stack: the keys under `webstack:` in `Pulumi.<stack>.yaml`. What a key may hold is said here
 * and nowhere else; what the parts mean is said where the components take them.
 */
const quantity = (what: string) => z.string().describe(what);

const service = z
    .strictObject({
        name: z.string().describe("Name of the service: lower-case letters, digits and '-'."),
        image: z.string().describe("Container image with a tag other than latest, or a digest."),
        port: z.int().describe("TCP port the container listens on, 1024–65535."),
        hosts: z.array(z.string()).default([]).describe("Hosts it answers for; none keeps it inside the cluster."),
        path: z.string().default("/").describe("Paths it answers for on its hosts."),
        replicas: z.int().optional().describe("Pods, where no autoscaling decides."),
        autoscaling: z.strictObject({ min: z.int(), max: z.int(), cpuPercent: z.int().optional() }).optional().describe("Pods by load."),
        resources: z
            .strictObject({ cpu: quantity("CPUs: 500m, 2."), memory: quantity("Memory: 512Mi, 4Gi.") })
            .optional()
            .describe("Size of a pod; requests equal limits."),
        env: z.record(z.string(), z.string()).default({}).describe("Environment variables without secrets."),
        health: z.string().default("/health").describe("Path that answers 200 while the service is well."),
        metrics: z.string().optional().describe("Path that Prometheus scrapes."),
        uses: z
            .array(z.enum(["postgres", "redis"]))
            .default([])
            .describe("Stores it talks to: DATABASE_URL, REDIS_URL."),
        calls: z.array(z.string()).default([]).describe("Names of services it calls."),
    })
    .describe("A workload.");

const cluster = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("eks"),
        version: z.string().optional().describe("Kubernetes minor version."),
        adminRoleArns: z.array(z.string()).describe("Roles with full access, the one that deploys among them."),
        viewerRoleArns: z.array(z.string()).optional().describe("Roles that may look."),
        publicAccessCidrs: z.array(z.string()).optional().describe("Ranges from which the API server answers over the internet."),
    }),
    z.strictObject({
        kind: z.literal("existing"),
        context: z.string().optional().describe("Context of the kubeconfig."),
        securityGroupId: z.string().optional().describe("Group of its nodes or pods; needed where a store runs on AWS."),
        ingressClass: z.string().default("nginx").describe("IngressClass of the cluster's own controller."),
    }),
]);

const postgres = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("rds"),
        version: z.enum(["15", "16", "17"]).optional(),
        database: z.string(),
        username: z.string().optional(),
        instanceClass: z.string().describe("db.t4g.medium"),
        storageGb: z.int().optional(),
        maxStorageGb: z.int().optional(),
        multiAz: z.boolean().optional(),
        replicas: z.int().optional(),
        deletionProtection: z.boolean().optional(),
        backup: z
            .strictObject({
                pitrDays: z.int().optional(),
                window: z.string().optional(),
                dailyDays: z.int().optional(),
                weeklyWeeks: z.int().optional(),
                monthlyMonths: z.int().optional(),
            })
            .optional(),
        maintenanceWindow: z.string().optional(),
    }),
    z.strictObject({
        kind: z.literal("in-cluster"),
        version: z.enum(["15", "16", "17"]).optional(),
        database: z.string(),
        username: z.string().optional(),
        storage: z.string().optional(),
        dumpDays: z.int().optional(),
    }),
]);

const redis = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("elasticache"),
        nodeType: z.string().describe("cache.t4g.small"),
        nodes: z.int().optional(),
        eviction: z.string().optional(),
        snapshotDays: z.int().optional(),
        deletionProtection: z.boolean().optional(),
    }),
    z.strictObject({
        kind: z.literal("in-cluster"),
        storage: z.string().optional(),
        memory: z.string().optional(),
        eviction: z.string().optional(),
    }),
]);

const edge = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("cloudflare"),
        zoneId: z.string(),
        zoneName: z.string(),
        hstsSeconds: z.int().optional(),
        minTls: z.enum(["1.2", "1.3"]).optional(),
        caches: z
            .array(
                z.strictObject({
                    name: z.string(),
                    pathPrefix: z.string(),
                    host: z.string().optional(),
                    shared: z.boolean().optional(),
                    edgeSeconds: z.int(),
                    browserSeconds: z.int().optional(),
                }),
            )
            .optional(),
        headers: z.record(z.string(), z.string()).optional(),
    }),
    z.strictObject({ kind: z.literal("none") }),
]);

export const settingsSchema = z.strictObject({
    environment: z.enum(environments).describe("What the stack is for; decides the defaults. Default: the stack's name."),
    region: z.string().optional().describe("AWS region. Needed for whatever runs on AWS."),
    accountId: z.string().optional().describe("AWS account: 12 digits, in quotes. Needed for whatever runs on AWS."),
    owner: z.string().describe("Who answers for the stack; a tag."),
    costCenter: z.string().describe("Who pays for it; a tag."),
    network: z
        .strictObject({
            cidr: z.string().optional(),
            zoneCount: z.int().optional(),
            zones: z.array(z.string()).optional(),
            nat: z.enum(["per-zone", "single", "none"]).optional(),
            interfaceEndpoints: z.array(z.string()).optional(),
            flowLogDays: z.int().optional(),
            peers: z.array(z.string()).optional(),
        })
        .optional()
        .describe("The VPC. Left out where nothing runs on AWS."),
    cluster,
    services: z.array(service).min(1),
    postgres,
    redis,
    files: z
        .strictObject({ oldVersionDays: z.int().optional(), deletionProtection: z.boolean().optional() })
        .optional()
        .describe("The bucket for files. Left out for none."),
    edge,
    monitoring: z.strictObject({
        emails: z.array(z.string()).optional().describe("Who is told, on AWS."),
        webhook: z.string().optional().describe("Who is told, elsewhere: an address that takes Alertmanager's webhook."),
        scrapeSeconds: z.int().optional(),
        retentionDays: z.int().optional().describe("Days that metrics are kept."),
        storage: z.string().optional(),
        logs: z
            .strictObject({ access: z.int().optional(), error: z.int().optional(), audit: z.int().optional() })
            .optional()
            .describe("Ships the pods' logs to CloudWatch, on EKS: days that each class is kept. Left out for none."),
    }),
});

export type Settings = z.infer<typeof settingsSchema>;
export type ServiceSettings = z.infer<typeof service>;
