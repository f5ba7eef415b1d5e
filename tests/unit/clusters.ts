import { account, dig, existingNetwork, region, type Stack } from "./support";

/** Clusters and stores for programs that are about workloads, and what the tests read of them. */

const place = `accountId: "${account}", region: "${region}"`;

/** An EKS cluster behind a load balancer, as statements of a program: `eks`. */
export const eksCluster = `
${existingNetwork}
const eksArgs = {
    cluster: {
        kind: "eks", ${place}, network, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"],
        nodePools: [{ name: "graviton", architecture: "arm64", cpuLimit: 16 }, { name: "batch", capacity: "spot", cpuLimit: 64 }],
    },
    ingress: { kind: "alb", certificateArn: "arn:aws:acm:${region}:${account}:certificate/1", allowedCidrs: ["203.0.113.0/24"] },
    tags: { Project: "shop" },
};
const eks = new webstack.AppCluster("app", eksArgs, { providers });
`;

/** A cluster that is there, with a controller of its own: `local`. */
export const localCluster = `
const local = new webstack.AppCluster("dev", { cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" } }, { providers });
`;

/** Connections of two stores: `database`, by its subnets, and `cache`, by its pods. Who was let in: `allowed`. */
export const stores = `
const allowed = [];
const database = {
    kind: "postgres", name: "orders", host: pulumi.output("db.internal"), port: 5432, url: pulumi.secret("postgresql://u:p@db.internal/x"),
    target: { kind: "cidrs", cidrs: ["10.9.4.0/24", "10.9.5.0/24"] },
    allowFrom: (name, id) => allowed.push(pulumi.all([name, id])),
};
const cache = {
    kind: "redis", name: "sessions", host: pulumi.output("cache"), port: 6379, url: pulumi.secret("redis://cache"),
    target: { kind: "pods", namespace: "data", labels: { "app.kubernetes.io/name": "sessions" } },
    allowFrom: (name, id) => allowed.push(pulumi.all([name, id])),
};
`;

/** What a resource waits for, by `Type name`: two resources of different types may have one name. */
export const waits = (stack: Stack, key: string): string[] =>
    (stack.get(key).dependencies ?? [])
        .map(urn => `${urn.split("::").at(-2)!.split("$").at(-1)!.split(":").at(-1)!} ${urn.split("::").at(-1)!}`)
        .sort();

/** The job of a migration: its name tells the image, the command and the run. @param suffix `-blue`, or nothing */
export function migrationOf(stack: Stack, workload: string, suffix = ""): string {
    const jobs = stack.children(workload).filter(child => new RegExp(`^Job ${workload}-migration${suffix}-[0-9a-f]{8}$`).test(child));
    expect(jobs).toHaveLength(1);
    return jobs[0]!;
}

/** What tells Pulumi how long a rollout may take. */
export const rolledOutIn = (seconds: number): Record<string, string> => ({ "pulumi.com/timeoutSeconds": String(seconds) });

/** What tells Pulumi not to wait for a Service's pods: it waits for the Deployment. */
export const notAwaited = { "pulumi.com/skipAwait": "true" };

type Container = Readonly<Record<string, unknown>>;

/** The container of what has a template for pods. */
export const containerOf = (stack: Stack, key: string): Container => dig(stack.inputs(key), "spec.template.spec.containers.0") as Container;

export const podOf = (stack: Stack, key: string): Container => dig(stack.inputs(key), "spec.template.spec") as Container;

/** What makes a whole number fail. */
export const range = (path: string, got: unknown, from: number, to: number): string =>
    `${path}: got ${JSON.stringify(got)}; allowed: a whole number from ${from} to ${to}.`;
