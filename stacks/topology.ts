import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { AppCluster, EdgeCDN, FileStorage, MonitoringStack, Network, PostgresWithBackups, RedisCache, refuse } from "../components";
import * as aws from "../components/core/aws";
import { clusterArgs, urlsOf } from "./cluster-plan";
import type { Settings } from "./config";
import { dumpBucketArgs, filesArgs, postgresArgs, redisArgs, type BeforeStores } from "./data-plan";
import { edgeArgs, hostsOf, identitySecret, routedHosts } from "./edge-plan";
import { entranceParts, isLocked } from "./entrance-plan";
import { monitoringArgs } from "./monitoring-plan";
import { networkArgs, validateSettings } from "./plan";
import { addWorkloads, generateSecrets, type Stores } from "./workloads";

/** What a stack tells people and other stacks. */
export interface Outputs {
    readonly urls: readonly string[];
    /** The DS record that the registrar needs; absent where the zone is not signed here. */
    readonly dnssec: pulumi.Output<string> | undefined;
    /** Commands that empty Cloudflare's cache, by the names of `edge.caches`; absent where nothing is kept. */
    readonly purgeCommands: EdgeCDN["purgeCommands"] | undefined;
    /** Command that lets kubectl into the cluster; absent where the cluster was there before. */
    readonly kubeconfig: pulumi.Output<string> | undefined;
    readonly databaseHost: pulumi.Output<string>;
    /** Secrets Manager entry with the database's credentials; absent in the cluster. */
    readonly databaseSecretArn: pulumi.Output<string> | undefined;
    /** Where the database's dumps lie, `s3://bucket/database/`; absent where there are none. */
    readonly databaseDumps: pulumi.Output<string> | undefined;
    readonly cacheHost: pulumi.Output<string>;
    /** What runs: the image of each service. */
    readonly versions: Readonly<Record<string, string>>;
    /** Where images are pushed to, by the names in the stack file; absent where there are none. */
    readonly repositories: AppCluster["repositoryUrls"] | undefined;
    readonly filesBucket: pulumi.Output<string> | undefined;
    /** Command that opens the dashboards on http://localhost:3001, or where people find them. */
    readonly grafana: string;
    readonly grafanaPassword: pulumi.Output<string>;
}

/** The whole system of a stack: the same program on a laptop's Kubernetes and on AWS with Cloudflare. */
export function createTopology(settings: Settings): Outputs {
    refuse(`Pulumi.${pulumi.getStack()}.yaml`, validateSettings(settings));
    refuse("This machine", AppCluster.preflight(settings.cluster.kind));
    const { tags, inCloud } = contextOf(settings);
    const network =
        settings.network &&
        new Network("network", { ...networkArgs(settings, inCloud.region, inCloud.accountId), tags }, inCloud.options("aws"));
    // The edge comes first, the secret that services sign with after the cluster.
    const [identityKey, setIdentityKey] = pulumi.deferredOutput<string>();
    const edge = new EdgeCDN("edge", { ...edgeArgs(settings, identityKey), tags }, inCloud.options("aws", "cloudflare", "random", "tls"));
    const cluster = new AppCluster(
        "app",
        { ...clusterArgs(settings, { network: network!, ...entranceParts(settings, edge) }), tags },
        inCloud.options("aws", "random", "tls"),
    );
    const inCluster = {
        providers: { ...inCloud.options("aws", "random", "tls").providers, kubernetes: cluster.provider },
        dependsOn: [cluster.ready],
    };
    const { postgres, redis, files } = createStores(settings, { network: network!, cluster, tags, inCloud, inCluster });

    const secrets = generateSecrets(cluster, settings);
    const routes = addWorkloads(cluster, settings, { postgres, redis, files }, secrets);
    setIdentityKey(secrets.get(identitySecret(settings) ?? "") ?? pulumi.output(""));
    if (routes.length > 0) {
        const origin = cluster.expose(routes);
        for (const host of routedHosts(settings)) edge.route(host, origin);
    }

    const monitoring = new MonitoringStack(
        "monitoring",
        {
            ...monitoringArgs(settings, cluster),
            cluster,
            targets: [...cluster.metrics, ...postgres.metrics, ...redis.metrics, ...edge.metrics],
            alarms: [
                { of: "network", alarms: network?.alarms ?? [] },
                { of: "edge", alarms: edge.alarms },
                { of: "app", alarms: cluster.alarms },
                { of: "postgres", alarms: postgres.alarms },
                { of: "redis", alarms: redis.alarms },
                { of: "files", alarms: files?.alarms ?? [] },
            ],
            tags,
        },
        { ...inCluster, providers: { ...inCluster.providers, ...inCloud.options("cloudflare").providers } },
    );
    return withoutAbsent({
        urls: urlsOf(hostsOf(settings), settings),
        dnssec: edge.dnssec,
        purgeCommands: Object.keys(edge.purgeCommands).length > 0 ? edge.purgeCommands : undefined,
        kubeconfig: cluster.kubeconfigCommand,
        databaseHost: postgres.connection.host,
        databaseSecretArn: postgres.secretArn,
        databaseDumps: postgres.dumpLocation,
        cacheHost: redis.connection.host,
        versions: versionsOf(settings),
        repositories: Object.keys(cluster.repositoryUrls).length > 0 ? cluster.repositoryUrls : undefined,
        filesBucket: files?.bucketName,
        grafana: monitoring.grafanaUrl ?? monitoring.grafanaCommand,
        grafanaPassword: monitoring.grafanaPassword,
    });
}

/** What comes before the stores, and whose they are. */
interface StorePlace extends BeforeStores {
    readonly tags: Record<string, string>;
    readonly inCloud: ReturnType<typeof contextOf>["inCloud"];
    readonly inCluster: pulumi.ComponentResourceOptions;
}

/** Everything that keeps data. */
function createStores(settings: Settings, { tags, inCloud, inCluster, ...before }: StorePlace): Stores {
    const bucket = dumpBucketArgs(settings, inCloud.accountId);
    const dumps = bucket && new FileStorage("dumps", { ...bucket, tags }, inCloud.options("aws"));
    return {
        postgres: new PostgresWithBackups(
            "postgres",
            { ...postgresArgs(settings, { ...before, dumpTarget: dumps?.target }), tags },
            inCluster,
        ),
        redis: new RedisCache("redis", { ...redisArgs(settings, before), tags }, inCluster),
        files:
            settings.files &&
            new FileStorage("files", { ...filesArgs(settings, settings.files, inCloud.accountId), tags }, inCloud.options("aws")),
    };
}

/** The image that answers. */
const versionsOf = ({ services }: Settings): Record<string, string> =>
    Object.fromEntries(
        services.map(({ name, image, blueGreen }) => [name, blueGreen ? blueGreen.images[blueGreen.activeColor] : (image ?? "")]),
    );

/** Pulumi warns of outputs that are undefined. */
const withoutAbsent = (outputs: Outputs): Outputs =>
    Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined)) as unknown as Outputs;

/** Tags of the stack, and the providers of its clouds: made only where the stack uses them. */
function contextOf(settings: Settings) {
    const { environment, owner, costCenter, region, accountId, edge, ingress, postgres, redis } = settings;
    const tags = { Project: pulumi.getProject(), Environment: environment, Owner: owner, CostCenter: costCenter };
    const providers: Record<string, pulumi.ProviderResource> = { random: new random.Provider("random") };
    const certifies = [
        ingress.kind === "nginx" && ingress.tlsSecret === undefined,
        isLocked(settings),
        postgres.kind === "in-cluster",
        redis.kind === "in-cluster",
    ];
    if (certifies.includes(true)) providers.tls = new tls.Provider("tls");
    if (region && accountId) {
        providers.aws = new aws.Provider("aws", { region: region as aws.Region, allowedAccountIds: [accountId] });
    }
    if (edge.kind === "cloudflare") providers.cloudflare = new cloudflare.Provider("cloudflare");
    const options = (...wanted: string[]) => ({
        providers: Object.fromEntries(wanted.filter(name => providers[name]).map(name => [name, providers[name]!])),
    });
    return { tags, inCloud: { region: region ?? "", accountId: accountId ?? "", options } };
}
