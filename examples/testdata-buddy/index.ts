import { AppCluster, EdgeCDN, Network, refuse } from "pulumi-webstack";
import { addApp, routesOf } from "./app";
import { contactOf, edgeOf } from "./edge";
import { environmentOf, originOf, stack } from "./environment";
import { ingressOf } from "./gateway";
import { createMonitoring } from "./monitoring";
import { notify } from "./oncall";
import { providersOf, region } from "./providers";
import { accountId, activeColor as color, tablesRun } from "./settings";
import { createBackups, createFiles, createPostgres, createRedis, type Place } from "./stores";

const environment = environmentOf(stack);
const cloud = accountId ? { accountId, region } : undefined;
// Before anything is made: the cluster comes after the network.
refuse("This machine", AppCluster.preflight(cloud ? "eks" : "existing"));
const watched = environment.onAws?.monitoring;
const told = watched && notify([contactOf(environment)]);
const tags = { Project: "testdata-buddy", Environment: stack, Owner: "td-buddy", CostCenter: "td-buddy" };
const providers = providersOf(accountId);

const network = cloud && new Network("network", { kind: "create", ...cloud, ...environment.onAws!.network, tags }, { providers });
const edge = new EdgeCDN("edge", edgeOf(environment, tags), { providers });
const role = (name: string): string => `arn:aws:iam::${accountId}:role/td-buddy-${name}`;
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
                  repositories: ["td-buddy-frontend", "td-buddy-backend"],
              }
            : { kind: "existing" },
        namespace: "td-buddy",
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
const files = createFiles(environment, place, { providers });

const routes = routesOf(environment, addApp(cluster, environment, { postgres, redis, files, tablesRun }));
const origin = cluster.expose(routes);
const hosts = [...new Set(routes.map(({ host }) => host))];
for (const host of hosts) edge.route(host, origin);

const monitoring =
    cloud && watched && told
        ? createMonitoring(
              {
                  cluster,
                  cloud,
                  targets: [...cluster.metrics, ...postgres.metrics, ...redis.metrics, ...edge.metrics],
                  alarms: [
                      { of: "network", alarms: network?.alarms ?? [] },
                      { of: "app", alarms: cluster.alarms },
                      { of: "postgres", alarms: postgres.alarms },
                      { of: "redis", alarms: redis.alarms },
                      { of: "files", alarms: files?.alarms ?? [] },
                      { of: "backups", alarms: backups?.alarms ?? [] },
                  ],
                  metricDays: watched.metricDays,
                  notify: told,
                  tags,
              },
              inCluster,
          )
        : undefined;

export const urls = hosts.map(host => originOf(host, environment));
export const activeColor = color ?? null;
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
export const grafana = monitoring?.grafanaCommand ?? null;
