import { AppCluster, EdgeCDN, Network, refuse } from "pulumi-webstack";
import { addApp, routesOf } from "./app";
import { edgeOf } from "./edge";
import { environmentOf, stack } from "./environment";
import { ingressOf } from "./gateway";
import { createMonitoring } from "./monitoring";
import { providersOf, region } from "./providers";
import { accountId, release } from "./settings";
import { createDumps, createFiles, createRedis } from "./stores";
import { addTelemetry } from "./telemetry";

const environment = environmentOf(stack);
const { httpsPort } = environment;
const cloud = accountId ? { accountId, region } : undefined;
// Before anything is made: the cluster comes after the network.
refuse("This machine", AppCluster.preflight(cloud ? "eks" : "existing"));
const tags = { Project: "wakeup", Environment: stack, Owner: "wakeup", CostCenter: "wakeup" };
const providers = providersOf(accountId);

const network = cloud && new Network("network", { kind: "create", ...cloud, ...environment.network, tags }, { providers });
const edge = new EdgeCDN("edge", edgeOf(environment, tags), { providers });
const role = (name: string): string => `arn:aws:iam::${accountId}:role/wakeup-${name}`;
const cluster = new AppCluster(
    "app",
    {
        cluster: cloud
            ? {
                  kind: "eks",
                  ...cloud,
                  network: network!,
                  adminRoleArns: [role("deploy")],
                  viewerRoleArns: [role("read-only")],
                  breakGlassRoleArns: [role("break-glass")],
                  deletionProtection: stack === "production",
                  repositories: ["wakeup-app"],
              }
            : { kind: "existing" },
        namespace: "wakeup",
        ingress: ingressOf(environment, edge),
        tags,
    },
    { providers },
);

const inCluster = { providers: { ...providers, kubernetes: cluster.provider }, dependsOn: [cluster.ready] };
const place = { namespace: cluster.namespace, network, cloud, tags };
const redis = createRedis(environment, place, inCluster);
const files = createFiles(place, { providers });
const postgres = createDumps(cluster, place, inCluster);
const telemetry = environment.monitoring ? addTelemetry(cluster, environment) : undefined;
const routes = routesOf(environment, addApp(cluster, environment, { redis, files, telemetry }), telemetry);
const origin = cluster.expose(routes);
const hosts = [...new Set(routes.map(({ host }) => host))];
for (const host of hosts) edge.route(host, origin);
const monitoring =
    environment.monitoring && cloud
        ? createMonitoring(
              {
                  cluster,
                  cloud,
                  targets: [...cluster.metrics, ...(postgres?.metrics ?? []), ...redis.metrics, ...edge.metrics],
                  alarms: [
                      { of: "network", alarms: network?.alarms ?? [] },
                      { of: "app", alarms: cluster.alarms },
                      { of: "redis", alarms: redis.alarms },
                      { of: "postgres", alarms: postgres?.alarms ?? [] },
                      { of: "files", alarms: files?.alarms ?? [] },
                  ],
                  tags,
              },
              inCluster,
          )
        : undefined;

export const urls = hosts.map(host => `https://${host}${httpsPort ? `:${httpsPort}` : ""}`);
export const activeColor = release.blueGreen?.activeColor ?? null;
/** Where images are pushed to. */
export const repository = cluster.repositoryUrls["wakeup-app"] ?? null;
export const voiceFiles = files?.bucketName ?? null;
export const databaseDumps = postgres?.dumpLocation ?? null;
export const kubeconfig = cluster.kubeconfigCommand ?? null;
/** Opens the dashboards on http://localhost:3001. */
export const grafana = monitoring?.grafanaCommand ?? null;
