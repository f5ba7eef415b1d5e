import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import {
    AppCluster,
    EdgeCDN,
    FileStorage,
    MonitoringStack,
    Network,
    PostgresWithBackups,
    RedisCache,
    refuse,
    type Service,
} from "../components";
import * as aws from "../components/core/aws";
import type { ServiceSettings, Settings } from "./config";
import {
    clusterArgs,
    edgeArgs,
    hostsOf,
    monitoringArgs,
    networkArgs,
    notifyArgs,
    postgresArgs,
    redisArgs,
    serviceArgs,
    validateSettings,
} from "./plan";

/** What a stack tells people and other stacks. */
export interface Outputs {
    readonly urls: readonly string[];
    /** Command that lets kubectl into the cluster; absent where the cluster was there before. */
    readonly kubeconfig: pulumi.Output<string> | undefined;
    readonly databaseHost: pulumi.Output<string>;
    /** Secrets Manager entry with the database's credentials; absent in the cluster. */
    readonly databaseSecretArn: pulumi.Output<string> | undefined;
    readonly cacheHost: pulumi.Output<string>;
    /** What runs: the image of each service. */
    readonly versions: Readonly<Record<string, string>>;
    readonly filesBucket: pulumi.Output<string> | undefined;
    /** Command that opens the dashboards on http://localhost:3001. */
    readonly grafana: string;
    readonly grafanaPassword: pulumi.Output<string>;
}

/** The whole system of a stack: the same program on a laptop's Kubernetes and on AWS with Cloudflare. */
export function createTopology(settings: Settings): Outputs {
    refuse(`Pulumi.${pulumi.getStack()}.yaml`, validateSettings(settings));
    const { tags, inCloud } = contextOf(settings);
    const randomProvider = new random.Provider("random");

    const network =
        settings.network &&
        new Network("network", { ...networkArgs(settings, inCloud.region, inCloud.accountId), tags }, inCloud.options("aws"));
    const edge = new EdgeCDN("edge", { ...edgeArgs(settings), tags }, inCloud.options("aws", "cloudflare"));
    const cluster = new AppCluster(
        "app",
        {
            ...clusterArgs(settings, {
                network: network!,
                allowedCidrs: edge.allowedSources,
                certificateArn: settings.cluster.kind === "eks" ? edge.originCertificate() : "",
            }),
            tags,
        },
        inCloud.options("aws"),
    );
    const inCluster = {
        providers: { ...inCloud.options("aws").providers, kubernetes: cluster.provider, random: randomProvider },
        dependsOn: [cluster.ready],
    };
    const postgres = new PostgresWithBackups("postgres", { ...postgresArgs(settings, network!, cluster.namespace), tags }, inCluster);
    const redis = new RedisCache("redis", { ...redisArgs(settings, network!, cluster.namespace), tags }, inCluster);
    const files =
        settings.files && new FileStorage("files", { ...settings.files, accountId: inCloud.accountId, tags }, inCloud.options("aws"));

    const services = addServices(cluster, settings.services, { postgres, redis });
    const exposed = settings.services.flatMap(({ name, hosts, path }) => hosts.map(host => ({ host, path, service: services.get(name)! })));
    if (exposed.length > 0) {
        const origin = cluster.expose(exposed);
        for (const host of hostsOf(settings)) edge.route(host, origin);
    }

    const monitoring = new MonitoringStack(
        "monitoring",
        {
            ...monitoringArgs(settings, { clusterName: cluster.clusterName ?? "", namespace: cluster.namespace }),
            targets: cluster.metrics,
            notify: notifyArgs(settings, cluster.clusterName ?? ""),
            alarms: [
                { of: "postgres", alarms: postgres.alarms },
                { of: "redis", alarms: redis.alarms },
            ],
            tags,
        },
        inCluster,
    );
    return withoutAbsent({
        urls: hostsOf(settings).map(host => `${settings.edge.kind === "none" ? "http" : "https"}://${host}`),
        kubeconfig: cluster.kubeconfigCommand,
        databaseHost: postgres.connection.host,
        databaseSecretArn: postgres.secretArn,
        cacheHost: redis.connection.host,
        versions: Object.fromEntries(settings.services.map(({ name, image }) => [name, image])),
        filesBucket: files?.bucketName,
        grafana: monitoring.grafanaCommand,
        grafanaPassword: monitoring.grafanaPassword,
    });
}

/** Pulumi warns of outputs that are undefined. */
const withoutAbsent = (outputs: Outputs): Outputs =>
    Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined)) as unknown as Outputs;

/** Tags of the stack, and the providers of its clouds: made only where the stack uses them. */
function contextOf({ environment, owner, costCenter, region, accountId, edge }: Settings) {
    const tags = { Project: pulumi.getProject(), Environment: environment, Owner: owner, CostCenter: costCenter };
    const providers: Record<string, pulumi.ProviderResource> = {};
    if (region && accountId) {
        providers.aws = new aws.Provider("aws", { region: region as aws.Region, allowedAccountIds: [accountId] });
    }
    if (edge.kind === "cloudflare") providers.cloudflare = new cloudflare.Provider("cloudflare");
    const options = (...wanted: string[]) => ({
        providers: Object.fromEntries(wanted.filter(name => providers[name]).map(name => [name, providers[name]!])),
    });
    return { tags, inCloud: { region: region ?? "", accountId: accountId ?? "", options } };
}

/** Every service with its stores and callees. */
function addServices(
    cluster: AppCluster,
    all: readonly ServiceSettings[],
    stores: Readonly<Record<"postgres" | "redis", PostgresWithBackups | RedisCache>>,
): Map<string, Service> {
    const variables = { postgres: "DATABASE_URL", redis: "REDIS_URL" };
    return new Map(
        all.map(service => {
            const connections = service.uses.map(store => stores[store].connection);
            const secretEnv = Object.fromEntries(service.uses.map(store => [variables[store], stores[store].connection.url]));
            const calls = service.calls.map(name => ({ name, port: all.find(other => other.name === name)!.port }));
            return [service.name, cluster.addService(service.name, { ...serviceArgs(service), stores: connections, secretEnv, calls })];
        }),
    );
}
