import { AppCluster, Network, refuse, type ClusterRef } from "pulumi-webstack";
import { addApp, migrate, routesOf } from "./app";
import { createEdge } from "./edge";
import { environmentOf, stack } from "./environment";
import { ingressOf } from "./gateway";
import { SharedIdentity } from "./identity";
import { createMonitoring } from "./monitoring";
import { notify } from "./oncall";
import { providersOf, region } from "./providers";
import { accountId, activeColor as color, givenNetwork, migrationRun, sharedCluster } from "./settings";
import { createStandby } from "./standby";
import { createDumps, createFiles, createPostgres, createRedis, type Place } from "./stores";
import { createTokenKey } from "./tokens";

const environment = environmentOf(stack);
const { httpsPort, place: where, size } = environment;
const cloud = accountId ? { accountId, region } : undefined;
// Before anything is made: the cluster comes after the network.
refuse("This machine", AppCluster.preflight(where === "own" ? "eks" : "existing"));
const told = size.monitoring && cloud && notify(size.monitoring.wakes);
const tags = { Project: "koepon", Environment: stack, Owner: "koepon", CostCenter: "koepon" };
const providers = providersOf(accountId);
const shared = where === "shared" ? sharedCluster() : undefined;

const given = shared?.network ?? givenNetwork;
const network = given
    ? new Network("network", { kind: "existing", ...given }, { providers })
    : cloud && new Network("network", { kind: "create", ...cloud, ...environment.network, tags }, { providers });
const standby = cloud && environment.standby && createStandby(cloud.accountId, environment.standby.cidr, tags);
const tokenKey = createTokenKey(providers.tls!);
const edge = createEdge(environment, tokenKey.publicKeyPem, tags, providers);
/** A pod has 50 s to end, 15 of which it goes on serving: what is under way when the load balancer lets go ends within them. */
const internetFacing = {
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
    "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "deregistration_delay.timeout_seconds=30",
};
const role = (name: string): string => `arn:aws:iam::${accountId}:role/koepon-${name}`;
const cluster = new AppCluster(
    "app",
    {
        cluster:
            cloud && !shared
                ? {
                      kind: "eks",
                      ...cloud,
                      network: network!,
                      adminRoleArns: [role("deploy")],
                      viewerRoleArns: [role("read-only")],
                      breakGlassRoleArns: [role("break-glass")],
                      deletionProtection: stack === "production",
                      // In the other region they are copies, which ECR itself makes.
                      repositories: givenNetwork ? [] : ["koepon-frontend", "koepon-api"],
                  }
                : { kind: "existing", context: shared?.context, securityGroupId: shared?.securityGroupId },
        namespace: "koepon",
        ingress: ingressOf(environment, edge),
        // On a cluster that is there already nobody else says that the load balancer faces the internet.
        transform: shared && { "core.Service": { metadata: { annotations: internetFacing } } },
        tags,
    },
    { providers },
);

const { namespace, provider, ready } = cluster;
const inCluster = { providers: { ...providers, kubernetes: provider }, dependsOn: [ready] };
const clusterName = shared?.name ?? cluster.clusterName;
const onAws: ClusterRef = { name: cluster.name, provider, namespace, ready, clusterName, securityGroupId: cluster.securityGroupId };
const place: Place = { cluster, onAws, network, standby, cloud, tags };

const dumps = createDumps(place, { providers });
const postgres = createPostgres(environment, place, dumps, inCluster);
const redis = createRedis(environment, place, inCluster);
const stores = { postgres, redis, ...createFiles(environment, place, { providers }) };
const identity =
    shared && accountId
        ? new SharedIdentity("api", { accountId, clusterName: shared.name, namespace }, tags, { provider: providers.aws })
        : undefined;

const migrated = migrate(cluster, stores, migrationRun);
const routes = routesOf(environment, addApp({ cluster, environment, stores, migrated, tokenKey, identity }));
const origin = cluster.expose(routes);
const hosts = [...new Set(routes.map(({ host }) => host))];
for (const host of hosts) edge.route(host, origin);

const monitoring =
    cloud && told
        ? createMonitoring(
              {
                  cluster: onAws,
                  cloud,
                  size,
                  targets: [...cluster.metrics, ...postgres.metrics, ...redis.metrics, ...edge.metrics],
                  alarms: [
                      { of: "network", alarms: network?.alarms ?? [] },
                      { of: "app", alarms: cluster.alarms },
                      { of: "postgres", alarms: postgres.alarms },
                      { of: "redis", alarms: redis.alarms },
                      { of: "files", alarms: stores.files?.alarms ?? [] },
                      { of: "dumps", alarms: dumps?.alarms ?? [] },
                  ],
                  notify: told,
                  tags,
              },
              inCluster,
          )
        : undefined;

export const urls = hosts.map(host => `https://${host}${httpsPort ? `:${httpsPort}` : ""}`);
export const activeColor = color ?? null;
/** Where images are pushed to, by part. */
export const repositories = cluster.repositoryUrls;
export const uploads = stores.files?.bucketName ?? null;
export const uploadsElsewhere = stores.files?.replicaBucketName ?? null;
export const databaseHost = postgres.connection.host;
export const databaseSecretArn = postgres.secretArn ?? null;
export const databaseAppSecretArn = postgres.appSecretArn ?? null;
export const databaseDumps = postgres.dumpLocation ?? null;
/** The network in the other region, as the stack `failover` wants to be given it. */
export const elsewhere = standby
    ? { vpcId: standby.vpcId, cidr: standby.cidr, subnetIds: standby.subnetIds, subnetCidrs: standby.subnetCidrs }
    : null;
/** What can be promised after a disaster, how, and what that rests on. */
export const recovery = postgres.recovery;
export const kubeconfig = cluster.kubeconfigCommand ?? null;
/** Opens the dashboards on http://localhost:3001. */
export const grafana = monitoring?.grafanaCommand ?? null;
