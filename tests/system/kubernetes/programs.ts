import { manifestsOf } from "../../../synth/manifests";
import { synthProgram } from "../../support/synth";
import { monitoringStacks } from "../../unit/monitoring/monitoring-stacks";
import { existingNetwork } from "../../unit/support";
import type { KubernetesObject } from "./client";
import { withCertificate, type Synthesis } from "./stacks";

/** What a program of these statements asks for; they find the library as `webstack`. */
export async function synthesiseProgram(name: string, statements: string): Promise<Synthesis> {
    const { deployment } = await synthProgram(name, statements);
    return {
        manifests: manifestsOf(deployment).map(({ object }) => withCertificate(object as unknown as KubernetesObject)),
        resources: deployment.deployment.resources as unknown as Synthesis["resources"],
    };
}

/** Every kind of workload, each with all that it takes. */
const workloads = `
const stores = [{ name: "postgres", port: 5432, target: { kind: "cidrs", cidrs: ["10.9.4.0/24"] }, allowFrom: () => undefined }];
const common = {
    command: ["run"], args: ["--all"], resources: { cpu: "2", memory: "1Gi" }, env: { MODE: "live" },
    secrets: { "jwt.key": cluster.generateSecret("jwt"), "tls.pem": elsewhere },
    secretEnv: { API_TOKEN: pulumi.secret("token"), DSN: elsewhere },
    stores, reaches: [{ host: "*.example.com" }, { host: "api.example.org", port: 8443 }, { cidr: "192.0.2.0/24" }],
    writablePaths: ["/tmp", "/var/cache/app"], disks: [{ path: "/data", size: "100Gi" }], uid: 1500, nodePool,
};
const image = "registry.example.com/shop/app:1.0.0";
const migration = { command: ["migrate"], args: ["up"], timeoutSeconds: 900, retries: 1 };
const health = { path: "/ready", port: 8081, startupSeconds: 900 };
const api = cluster.addService("api", {
    ...common, image, port: 8080, ports: { admin: 8081, grpc: 9000 }, metrics: { port: 9100 }, health, migration, shutdownSeconds: 120,
    autoscaling: { min: 3, max: 9, cpuPercent: 60, memoryPercent: 80, requestsPerSecond: { metric: "requests", perPod: 50 } },
});
const web = cluster.addService("web", {
    ...common, port: 3000, calls: [api], migration, replicas: 3,
    blueGreen: { images: { blue: image, green: "registry.example.com/shop/app:1.1.0" }, activeColor: "blue", weights: { blue: 90, green: 10 } },
});
cluster.addService("small", { image, port: 8000, replicas: 1, health: false });
cluster.addWorker("worker", { ...common, image, calls: [api], health: { command: ["well"] }, metrics: { port: 9101 }, migration });
cluster.addCronJob("nightly", { ...common, image, schedule: "30 2 * * *", timeZone: "Asia/Tokyo", concurrency: "Replace" });
cluster.addJob("seed", { ...common, image, calls: [api], run: 2 });
cluster.expose([{ host: "example.com", service: web }, { host: "example.com", path: "/api", service: api }]);
`;

const place = `{
    kind: "eks", accountId: "123456789012", region: "eu-west-1", network, adminRoleArns: ["arn:aws:iam::123456789012:role/deploy"],
    nodePools: [
        { name: "graviton", architecture: "arm64", cpuLimit: 64, diskGb: 200, disruptionBudget: { percent: 20, quiet: { schedule: "0 8 * * 1-5", hours: 10 } } },
        { name: "spot", capacity: "spot", instanceCategories: ["t"], cpuLimit: 32 },
    ],
}`;

/** What a gateway has that is called by whoever may connect. */
const locked = 'trustedProxies: ["203.0.113.0/24"], clientCa: authority';

const gateway = (entrance: string, more = locked): string => `{
    kind: "nginx", entrance: ${entrance},
    tls: { kind: "given", certificate: "-----BEGIN CERTIFICATE-----\\n", key: pulumi.secret("key") }, replicas: 3, ${more},
    rateLimits: [{ name: "all", path: "/", requestsPerSecond: 10, burst: 20 }], staticPaths: [{ path: "/static", maxAgeSeconds: 60 }],
    cors: [{ path: "/api", origins: ["https://example.com"] }], bodyLimits: [{ path: "/api", megabytes: 50 }],
}`;

const onEks = `${existingNetwork}
const nodePool = "graviton";
const authority = pulumi.output("-----BEGIN CERTIFICATE-----\\n");
const elsewhere = webstack.secretsManagerSecret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:dsn-a1b2c3", { jsonKey: "url" });
`;

const onAny = `
const nodePool = undefined;
const authority = pulumi.output("-----BEGIN CERTIFICATE-----\\n");
const elsewhere = webstack.kubernetesSecret("given", "dsn");
`;

const tunnel = `{
    kind: "tunnel", tunnelId: pulumi.output("f174e90a-fafe-4643-bbbc-4a0ed4fc8415"), credentials: pulumi.secret("{}"), authority,
    replicas: 3, resources: { cpu: "1", memory: "1Gi" },
}`;

/** All that AppCluster can make, more than any one stack asks for: by what lets requests in. */
export const everything: Readonly<Record<string, string>> = {
    "EKS with a load balancer": `${onEks}
const cluster = new webstack.AppCluster("all", {
    cluster: ${place}, ingress: { kind: "alb", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b", allowedCidrs: ["203.0.113.0/24"], clientCa: authority },
    customMetrics: true,
}, { providers });
${workloads}`,
    "EKS with a gateway": `${onEks}
const cluster = new webstack.AppCluster("all", {
    cluster: ${place}, ingress: ${gateway('{ kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] }')}, customMetrics: true,
}, { providers });
${workloads}`,
    "EKS with a tunnel": `${onEks}
const cluster = new webstack.AppCluster("all", {
    cluster: ${place}, ingress: ${gateway(tunnel, "minTls: '1.3'")}, customMetrics: true,
}, { providers });
${workloads}`,
    "an existing cluster with a gateway": `${onAny}
const cluster = new webstack.AppCluster("all", {
    cluster: { kind: "existing" }, ingress: ${gateway('{ kind: "node-port" }')}, customMetrics: true,
}, { providers });
${workloads}`,
    "an existing cluster with a tunnel": `${onAny}
const cluster = new webstack.AppCluster("all", {
    cluster: { kind: "existing" }, customMetrics: true,
    ingress: { kind: "nginx", tls: { kind: "self-signed" }, entrance: { kind: "tunnel", tunnelId: "f174e90a-fafe-4643-bbbc-4a0ed4fc8415", credentials: pulumi.secret("{}") } },
}, { providers });
${workloads}`,
};

/** A MonitoringStack with all that it takes on EKS, and one with logs in the cluster; the namespaces that they look into. */
export const monitoringOfAll = `
${monitoringStacks}
for (const name of ["shop", "batch"])
    new k8s.core.v1.Namespace(name, { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } } }, { provider: providers.kubernetes });
new webstack.MonitoringStack("all", all, { providers });
new webstack.MonitoringStack("lax", { ...small, logs: { kind: "loki", namespaces: ["shop"] } }, { providers });
`;
