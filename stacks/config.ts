import { z } from "zod";
import { files, postgres, redis } from "./data-settings";
import { edge } from "./edge-settings";
import { environments } from "./environments";
import { ingress } from "./ingress-settings";
import { monitoring } from "./monitoring-settings";
import { cronJob, job, service, worker } from "./workload-settings";

/**
 * The settings of a stack: the keys under `webstack:` in `Pulumi.<stack>.yaml`. What a key may hold is said here
 * and nowhere else; what the parts mean is said where the components take them.
 */
const nodePool = z.strictObject({
    name: z.string(),
    architecture: z.enum(["amd64", "arm64"]).optional().describe("arm64 is Graviton, and needs images built for it."),
    capacity: z.enum(["on-demand", "spot"]).optional(),
    cpuLimit: z.int().describe("vCPUs of all nodes of the pool together."),
    expireAfterHours: z.int().optional().describe("Hours after which a node gives way to one with the newest image."),
    diskGb: z.int().optional().describe("Disk of each node in GiB."),
    disruptionBudget: z
        .strictObject({
            percent: z.int().optional(),
            quiet: z.strictObject({ schedule: z.string(), hours: z.int() }).optional().describe("When no node is replaced."),
        })
        .optional()
        .describe("How many nodes may be replaced at once."),
});

const cluster = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("eks"),
        version: z.string().optional().describe("Kubernetes minor version."),
        adminRoleArns: z.array(z.string()).describe("Roles with full access, the one that deploys among them."),
        viewerRoleArns: z.array(z.string()).optional().describe("Roles that may look."),
        breakGlassRoleArns: z.array(z.string()).optional().describe("Roles with full access for emergencies; an alarm tells of their use."),
        publicAccessCidrs: z.array(z.string()).optional().describe("Ranges from which the API server answers over the internet."),
        nodePools: z.array(nodePool).optional().describe("Nodes of further kinds, for workloads that ask for them."),
        repositories: z.array(z.string()).optional().describe("Private repositories for images, by name."),
        unusedImageDays: z.int().optional().describe("Days without a pull after which an image is archived."),
        addOnVersions: z
            .strictObject({ metricsServer: z.string().optional(), secretsStore: z.string().optional() })
            .optional()
            .describe("Versions of what is installed beside Auto Mode."),
    }),
    z.strictObject({
        kind: z.literal("existing"),
        context: z.string().optional().describe("Context of the kubeconfig."),
        securityGroupId: z.string().optional().describe("Group of its nodes or pods; needed where a store runs on AWS."),
    }),
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
    ingress,
    services: z.array(service).min(1),
    workers: z.array(worker).default([]),
    cronJobs: z.array(cronJob).default([]),
    jobs: z.array(job).default([]),
    postgres,
    redis,
    files,
    edge,
    monitoring,
});

export type Settings = z.infer<typeof settingsSchema>;
export type ServiceSettings = z.infer<typeof service>;
export type WorkerSettings = z.infer<typeof worker>;
export type CronJobSettings = z.infer<typeof cronJob>;
export type JobSettings = z.infer<typeof job>;
export type WorkloadSettings = ServiceSettings | WorkerSettings | CronJobSettings | JobSettings;
