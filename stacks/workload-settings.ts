import { z } from "zod";

/** What a stack file says of its workloads. */
const quantity = (what: string) => z.string().describe(what);
const command = z.array(z.string()).min(1);

const common = {
    name: z.string().describe("Name of the workload: lower-case letters, digits and '-'."),
    command: command.optional().describe("What the container runs. Default: the image's entry point."),
    args: z.array(z.string()).optional().describe("What the command gets. Default: the image's own."),
    resources: z
        .strictObject({ cpu: quantity("CPUs: 500m, 2."), memory: quantity("Memory: 512Mi, 4Gi.") })
        .optional()
        .describe("Size of a pod; requests equal limits."),
    env: z.record(z.string(), z.string()).default({}).describe("Environment variables without secrets."),
    generatedSecrets: z
        .record(z.string(), z.int())
        .default({})
        .describe("Secrets made up here, as environment variables, with their length in characters. The same name is the same secret."),
    uses: z
        .array(z.enum(["postgres", "redis"]))
        .default([])
        .describe("Stores it talks to: DATABASE_URL, DATABASE_POOL_MAX and others; REDIS_URL, REDIS_TTL_SECONDS, REDIS_CA_FILE."),
    databaseRole: z
        .enum(["owner", "app", "readOnly"])
        .optional()
        .describe("As whom DATABASE_URL connects: app reads and writes rows, readOnly reads. Default: owner, who may migrate."),
    files: z.enum(["read", "read-write"]).optional().describe("What it may do with the files: FILES_BUCKET. Needs files and EKS."),
    calls: z.array(z.string()).default([]).describe("Names of services it calls."),
    reaches: z
        .array(
            z.union([
                z.strictObject({ host: z.string(), port: z.int().optional() }),
                z.strictObject({ cidr: z.string(), port: z.int().optional() }),
            ]),
        )
        .default([])
        .describe("Hosts and address ranges outside of the cluster it may reach; port 443 where none is named."),
    nodePool: z.string().optional().describe("The node pool its pods run in."),
};

const image = z.string().describe("Container image with a tag other than latest, or a digest.");

const scaled = {
    replicas: z.int().optional().describe("Pods, where no autoscaling decides."),
    autoscaling: z
        .strictObject({ min: z.int(), max: z.int(), cpuPercent: z.int().optional(), memoryPercent: z.int().optional() })
        .optional()
        .describe("Pods by load."),
};

const migration = z
    .strictObject({
        command,
        timeoutSeconds: z.int().optional(),
        retries: z.int().optional(),
        run: z.int().optional(),
        dumpFirst: z.boolean().optional().describe("Dumps the database before it, once for each image. Needs its dumps."),
    })
    .optional()
    .describe("A job that must succeed for an image before the first pod of it starts.");

export const service = z
    .strictObject({
        ...common,
        ...scaled,
        image: image.optional(),
        blueGreen: z
            .strictObject({
                images: z.strictObject({ blue: image, green: image }),
                activeColor: z.enum(["blue", "green"]).describe("Who answers."),
                weights: z.strictObject({ blue: z.int(), green: z.int() }).optional().describe("Percent of the requests for each colour."),
            })
            .optional()
            .describe("Two versions side by side, in place of image."),
        migration,
        port: z.int().describe("TCP port the container listens on, 1024–65535."),
        hosts: z.array(z.string()).default([]).describe("Hosts it answers for; none keeps it inside the cluster."),
        colorHosts: z
            .strictObject({ blue: z.string(), green: z.string() })
            .optional()
            .describe("Hosts at which each colour answers by itself, whatever the weights."),
        path: z.string().default("/").describe("Paths it answers for on its hosts."),
        health: z.string().default("/health").describe("Path that answers 200 while the service is well."),
        metrics: z.string().optional().describe("Path that Prometheus scrapes."),
    })
    .describe("A workload that answers on a port.");

export const worker = z.strictObject({ ...common, ...scaled, image, migration }).describe("A workload that nobody calls.");

const run = { image, timeoutSeconds: z.int().optional(), retries: z.int().optional() };

export const cronJob = z
    .strictObject({
        ...common,
        ...run,
        schedule: z.string().describe("Minute, hour, day, month and weekday in numbers: 30 2 * * *."),
        timeZone: z.string().optional(),
        concurrency: z.enum(["Forbid", "Replace", "Allow"]).optional(),
    })
    .describe("A workload that runs again and again.");

export const job = z
    .strictObject({ ...common, ...run, run: z.int().optional().describe("Raise it to run the job again.") })
    .describe("A workload that runs once.");
