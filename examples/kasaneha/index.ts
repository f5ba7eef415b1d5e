import { AppCluster, EdgeCDN, Network, refuse } from "pulumi-webstack";
import { addApp, routesOf } from "./app";
import { edgeOf } from "./edge";
import { environmentOf, originOf, stack } from "./environment";
import { ingressOf } from "./gateway";
import { createMonitoring } from "./monitoring";
import { providersOf, region } from "./providers";
import { accountId } from "./settings";
import { createBackups, createFiles, createPostgres, createRedis, type Place } from "./stores";

const environment = environmentOf(stack);
const cloud = accountId ? { accountId, region } : undefined;
// Before anything is made: the cluster comes after the network.
refuse("This machine", AppCluster.preflight(cloud ? "eks" : "existing"));
const tags = { Project: "kasaneha", Environment: stack, Owner: "kasaneha", CostCenter: "kasaneha" };
const providers = providersOf(accountId);

const network = cloud && new Network("network", { kind: "create", ...cloud, ...environment.onAws!.network, tags }, { providers });
const edge = new EdgeCDN("edge", edgeOf(environment, tags), { providers });
const role = (name: string): string => `arn:aws:iam::${accountId}:role/kasaneha-${name}`;
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
                  repositories: ["kasaneha-frontend", "kasaneha-backend"],
              }
            : { kind: "existing" },
        namespace: "kasaneha",
        ingress: ingressOf(environment, edge),
        tags,
    },
    { providers },
);

const inCluster = { providers: { ...providers, kubernetes: cluster.provider }, dependsOn: [cluster.ready] };
const place: Place = { cluster, network, cloud, tags };
const backups = createBackups(environment, place, { providers });
const postgres = createPostgres(environment, place, backups, inCluster);
const redis = createRedis(environment, place, inCluster);
const files = createFiles(place, { providers });

const routes = routesOf(environment, addApp(cluster, environment, { postgres, redis, files }));
// The gateway is the last to change.
const origin = cluster.expose(routes);
const hosts = [...new Set(routes.map(({ host }) => host))];
for (const host of hosts) edge.route(host, origin);

const monitoring = createMonitoring(environment, { cluster, network, edge, postgres, redis, files, backups, cloud, tags }, inCluster);

export const urls = hosts.map(host => originOf(host, environment));
/** Where images are pushed to, by part. */
export const repositories = cluster.repositoryUrls;
export const uploads = files?.bucketName ?? null;
export const databaseHost = postgres.connection.host;
export const databaseSecretArn = postgres.secretArn ?? null;
export const databaseDumps = postgres.dumpLocation ?? null;
/** What comes back after a disaster, how soon and with what loss. */
export const recovery = postgres.recovery;
export const kubeconfig = cluster.kubeconfigCommand ?? null;
/** Opens the dashboards on http://localhost:3001. */
export const grafana = monitoring.grafanaCommand;
/** Where the logs are searched; absent where Grafana or CloudWatch does it. */
export const logs = monitoring.logsUrl ?? null;
