import * as pulumi from "@pulumi/pulumi";
import { AppCluster, EdgeCDN, FileStorage, MonitoringStack, Network, refuse } from "pulumi-webstack";
import { buildsOf } from "./builds";
import { edge as edgeSettings, environmentOf, stack } from "./environment";
import { providersOf, region } from "./providers";
import { addServices } from "./services";
import { createPostgres, createRedis } from "./stores";

const config = new pulumi.Config();
const environment = environmentOf(stack);
const accountId = environment.network ? config.require("accountId") : undefined;
const cloud = accountId ? { accountId, region } : undefined;
const registry = accountId ? `${accountId}.dkr.ecr.${region}.amazonaws.com` : "ghcr.io";
// Before anything is made: the cluster comes after the network.
refuse("This machine", AppCluster.preflight(cloud ? "eks" : "existing"));
const tags = { Project: "websys", Environment: stack, Owner: "websys", CostCenter: "websys" };
const providers = providersOf(accountId);

const network = cloud && new Network("network", { kind: "create", ...cloud, ...environment.network, tags }, { providers });
const hosts = [environment.site, environment.api, ...(environment.cdn ? [environment.cdn] : [])];
const edge = new EdgeCDN(
    "edge",
    cloud
        ? {
              kind: "cloudflare",
              zoneId: config.require("zoneId"),
              accountId: config.get("cloudflareAccountId"),
              zone: environment.zone,
              zoneName: "websys.company.com",
              hosts,
              ...edgeSettings,
              tags,
          }
        : { kind: "none" },
    { providers },
);
const cluster = new AppCluster(
    "app",
    cloud
        ? {
              cluster: {
                  kind: "eks",
                  ...cloud,
                  network: network!,
                  adminRoleArns: [`arn:aws:iam::${cloud.accountId}:role/websys-deploy`],
                  deletionProtection: stack === "production",
              },
              namespace: "websys",
              ingress: { kind: "alb", certificateArn: edge.originCertificate(), allowedCidrs: edge.allowedSources },
              tags,
          }
        : { cluster: { kind: "existing" }, namespace: "websys", ingress: { kind: "class", className: "nginx" } },
    { providers },
);

const place = { namespace: cluster.namespace, network, cloud, tags };
const inCluster = { providers: { ...providers, kubernetes: cluster.provider }, dependsOn: [cluster.ready] };
const database = { development: "websys_db_dev", staging: "websys_db_staging", production: "websys_db_prod" }[stack]!;
const backups =
    cloud &&
    new FileStorage(
        "backups",
        {
            accountId: cloud.accountId,
            bucketName: `websys-backups-${stack}`,
            expireDays: 30,
            oldVersionDays: 7,
            // Nobody deletes a dump before its time, whoever got hold of a key.
            objectLock: { days: 30 },
            tags,
        },
        { providers },
    );
// At three in the morning in Tokyo.
const dumps = backups && ({ to: backups.target, filePrefix: "websys", extension: "sql", schedule: "0 18 * * *" } as const);
const postgres = createPostgres(environment, database, { ...place, cluster, dumps }, inCluster);
const redis = createRedis(environment, place, inCluster);

const routes = addServices(cluster, environment, { postgres, redis }, buildsOf(registry), stack, providers.random!);
const origin = cluster.expose(routes);
for (const host of hosts) edge.route(host, origin);

const monitoring = environment.monitoring
    ? new MonitoringStack(
          "monitoring",
          {
              cluster,
              aws: cloud,
              targets: [...cluster.metrics, ...postgres.metrics, ...(redis?.metrics ?? []), ...edge.metrics],
              // Access logs for a year, errors for two, audit logs for five: the defaults.
              logs: cloud && { kind: "cloudwatch", namespaces: [cluster.namespace] },
              notify: {
                  receivers: cloud
                      ? { mail: { kind: "sns", emails: ["oncall@websys.company.com"] } }
                      : { laptop: { kind: "webhook", url: "http://host.docker.internal:9095/alerts" } },
              },
              alarms: [
                  { of: "network", alarms: network?.alarms ?? [] },
                  { of: "app", alarms: cluster.alarms },
                  { of: "postgres", alarms: postgres.alarms },
                  { of: "redis", alarms: redis?.alarms ?? [] },
                  { of: "backups", alarms: backups?.alarms ?? [] },
              ],
              highAvailability: cloud !== undefined,
              retentionDays: cloud ? 30 : 3,
              tags,
          },
          inCluster,
      )
    : undefined;

export const urls = hosts.map(host => `${cloud ? "https" : "http"}://${host}`);
export const databaseHost = postgres.connection.host;
export const replicaHosts = postgres.replicaHosts;
export const databaseSecretArn = postgres.secretArn ?? null;
export const databaseDumps = postgres.dumpLocation ?? null;
export const kubeconfig = cluster.kubeconfigCommand ?? null;
/** Opens the dashboards on http://localhost:3001. */
export const grafana = monitoring?.grafanaCommand ?? null;
export const logGroups = monitoring?.logGroups ?? null;
