import type { AppClusterArgs, CloudflareArgs, EdgeCDNArgs, MonitoringStackArgs, NetworkArgs, Problem } from "../components";
import {
    AppCluster,
    EdgeCDN,
    FileStorage,
    MonitoringStack,
    Network,
    PostgresWithBackups,
    RedisCache,
    Service,
    under,
    type NetworkParts,
} from "../components";
import type { ServiceSettings, Settings } from "./config";

/**
 * What is wrong with the settings as a whole: what the schema cannot see, and what every component says of its own
 * part. Asked before any resource is made.
 */
export function validateSettings(settings: Settings): Problem[] {
    const { services, network, cluster, edge, files, accountId = absentAccount } = settings;
    return once([
        ...cloudProblems(settings),
        ...reachProblems(settings),
        ...(network && settings.region && settings.accountId
            ? part("network", Network.validate(networkArgs(settings, settings.region, settings.accountId)))
            : []),
        ...part(
            "cluster",
            AppCluster.validate(clusterArgs(settings, { network: absentNetwork, certificateArn: "", allowedCidrs: ["192.0.2.0/24"] })),
        ),
        ...services.flatMap((service, index) => serviceProblems(service, index, settings)),
        ...part("postgres", PostgresWithBackups.validate(postgresArgs(settings, absentNetwork, "app"))),
        ...part("redis", RedisCache.validate(redisArgs(settings, absentNetwork, "app"))),
        ...(files ? part("files", FileStorage.validate({ ...files, accountId })) : []),
        ...edgeProblems(settings),
        ...part(
            "monitoring",
            MonitoringStack.validate({
                ...monitoringArgs(settings, { clusterName: "cluster", namespace: "app" }),
                targets: [],
                notify: notifyArgs(settings, "cluster"),
            }),
        ),
        ...(settings.monitoring.logs && cluster.kind !== "eks"
            ? [{ path: "webstack:monitoring.logs", got: settings.monitoring.logs, allowed: "nothing, unless the cluster is eks" }]
            : []),
        ...(edge.kind === "none" && cluster.kind === "eks"
            ? [
                  {
                      path: "webstack:edge.kind",
                      got: "none",
                      allowed: "cloudflare, with a cluster on EKS",
                      fix: "The load balancer lets in the CDN only.",
                  },
              ]
            : []),
    ]);
}

/** Where the stack file has a name of its own for what a component takes. */
const namesHere: readonly (readonly [RegExp, string])[] = [
    [/\.(\d+)(?=\.|$)/g, "[$1]"],
    [/^cluster\.cluster\./, "cluster."],
    [/^cluster\.ingress\.className$/, "cluster.ingressClass"],
    [/^monitoring\.notify\.url$/, "monitoring.webhook"],
    [/^monitoring\.(notify|logs)\.(?=accountId$)/, "monitoring."],
    [/^monitoring\.notify\./, "monitoring."],
    [/^monitoring\.logs\.retentionDays\./, "monitoring.logs."],
    [/^(services\[\d+\]\.(health|metrics))\.path$/, "$1"],
    [/^\w+\.(accountId|region)$/, "$1"],
];

const part = (key: string, problems: readonly Problem[]): Problem[] =>
    under(key, problems).map(problem => ({
        ...problem,
        path: `webstack:${namesHere.reduce((path, [theirs, ours]) => path.replace(theirs, ours), problem.path)}`,
    }));

/** What several components say of one setting, such as the account, is said once. */
const once = (problems: readonly Problem[]): Problem[] => [
    ...new Map(problems.map(problem => [JSON.stringify([problem.path, problem.got ?? null, problem.allowed]), problem])).values(),
];

/** A store on AWS must know whom to let in; only a cluster of our own making tells by itself. */
function reachProblems({ cluster, postgres, redis }: Settings): Problem[] {
    if (cluster.kind === "eks" || cluster.securityGroupId !== undefined) return [];
    const stores = [postgres.kind === "rds" && "postgres", redis.kind === "elasticache" && "redis"].filter(Boolean);
    if (stores.length === 0) return [];
    return [
        {
            path: "webstack:cluster.securityGroupId",
            got: undefined,
            allowed: "the security group of the cluster's nodes or pods",
            fix: `Without it nothing could reach ${stores.join(" and ")}.`,
        },
    ];
}

/** The hosts of the edge are those of the services, and that is where they are set right. */
const edgeProblems = (settings: Settings): Problem[] =>
    part("edge", EdgeCDN.validate(edgeArgs(settings))).map(problem => {
        if (!problem.path.startsWith("webstack:edge.hosts")) return problem;
        const index = settings.services.findIndex(({ hosts }) => hosts.some(host => host === problem.got));
        return { ...problem, path: index < 0 ? "webstack:services" : `webstack:services[${index}].hosts` };
    });

/** Whatever runs on AWS needs to know where. */
function cloudProblems({ region, accountId, network, cluster, postgres, redis, files }: Settings): Problem[] {
    const inVpc = [
        cluster.kind === "eks" && "cluster",
        postgres.kind === "rds" && "postgres",
        redis.kind === "elasticache" && "redis",
    ].filter(Boolean);
    const onAws = [network && "network", ...inVpc, files && "files"].filter(Boolean);
    if (onAws.length === 0) return [];
    const needed = { region, accountId, ...(inVpc.length > 0 ? { network } : {}) };
    return Object.entries(needed)
        .filter(([, value]) => value === undefined)
        .map(([key, got]) => ({
            path: `webstack:${key}`,
            got,
            allowed: {
                region: "an AWS region such as eu-west-1",
                accountId: "an AWS account id: 12 digits, in quotes",
                network: "the settings of a VPC, {} for the defaults",
            }[key]!,
            fix: `It runs on AWS: ${onAws.join(", ")}. Set it: pulumi config set webstack:${key} <value>`,
        }));
}

function serviceProblems(service: ServiceSettings, index: number, { services, postgres, redis }: Settings): Problem[] {
    const path = `webstack:services[${index}]`;
    const others = services.filter(other => other !== service);
    const stores = [postgres.kind === "in-cluster" && "postgres", redis.kind === "in-cluster" && "redis"];
    const clash = others.find(other => other.path === service.path && other.hosts.some(host => service.hosts.includes(host)));
    return [
        ...part(`services[${index}]`, Service.validate(service.name, serviceArgs(service))),
        ...(stores.includes(service.name)
            ? [{ path: `${path}.name`, got: service.name, allowed: "a name that no store in the cluster has" }]
            : []),
        ...(others.some(({ name }) => name === service.name)
            ? [{ path: `${path}.name`, got: service.name, allowed: "a name of its own" }]
            : []),
        ...(clash ? [{ path: `${path}.hosts`, got: service.hosts, allowed: `hosts and paths that ${clash.name} does not have` }] : []),
        ...service.calls
            .filter(name => !others.some(other => other.name === name))
            .map(got => ({
                path: `${path}.calls`,
                got,
                allowed: others.map(({ name }) => name).join(", ") || "nothing: there is no other service",
            })),
    ];
}

/** Stands for a network while settings are checked: nothing of it is read then. */
const absentNetwork = {} as NetworkParts;

export const hostsOf = ({ services }: Settings): string[] => [...new Set(services.flatMap(({ hosts }) => hosts))];

export const networkArgs = (settings: Settings, region: string, accountId: string): NetworkArgs => ({
    kind: "create",
    region,
    accountId,
    ...settings.network,
});

export function clusterArgs(
    settings: Settings,
    made: { network: NetworkParts; certificateArn: EksCertificate; allowedCidrs: readonly string[] },
): AppClusterArgs {
    const { cluster, environment, region = "", accountId = "" } = settings;
    if (cluster.kind === "existing")
        return {
            cluster: { kind: "existing", context: cluster.context, securityGroupId: cluster.securityGroupId },
            ingress: { kind: "class", className: cluster.ingressClass },
        };
    return {
        cluster: {
            ...cluster,
            region,
            accountId: accountId || absentAccount,
            network: made.network,
            deletionProtection: environment === "production",
        },
        ingress: { kind: "alb", certificateArn: made.certificateArn, allowedCidrs: made.allowedCidrs },
    };
}

type EksCertificate = Extract<AppClusterArgs["ingress"], { kind: "alb" }>["certificateArn"];

/** What a service says of itself; stores and callees come from the topology. */
export const serviceArgs = ({ image, port, replicas, autoscaling, resources, env, health, metrics }: ServiceSettings) => ({
    image,
    port,
    replicas,
    autoscaling,
    ...(resources ? { resources } : {}),
    env,
    health: { path: health },
    ...(metrics ? { metrics: { path: metrics } } : {}),
});

export function postgresArgs({ postgres, region = "", accountId = "" }: Settings, network: NetworkParts, namespace: string) {
    return postgres.kind === "rds" ? { ...postgres, region, accountId: accountId || absentAccount, network } : { ...postgres, namespace };
}

export function redisArgs({ redis, region = "", accountId = "" }: Settings, network: NetworkParts, namespace: string) {
    const eviction = redis.eviction as "volatile-lru" | undefined;
    return redis.kind === "elasticache"
        ? { ...redis, eviction, region, accountId: accountId || absentAccount, network }
        : { ...redis, eviction, namespace };
}

/** Keeps a missing account from being reported once more for each component. */
const absentAccount = "000000000000";

export function edgeArgs(settings: Settings): EdgeCDNArgs {
    const { edge } = settings;
    return edge.kind === "none" ? edge : ({ ...edge, hosts: hostsOf(settings) } satisfies CloudflareArgs);
}

export function monitoringArgs(settings: Settings, cluster: { clusterName: ClusterName; namespace: string }) {
    const { scrapeSeconds, retentionDays, storage } = settings.monitoring;
    return { scrapeSeconds, retentionDays, storage, logs: logsArgs(settings, cluster) };
}

function logsArgs(
    { monitoring, cluster, environment, region = "", accountId = "" }: Settings,
    { clusterName, namespace }: { clusterName: ClusterName; namespace: string },
): MonitoringStackArgs["logs"] {
    if (!monitoring.logs || cluster.kind !== "eks") return undefined;
    return {
        kind: "cloudwatch",
        region,
        accountId: accountId || absentAccount,
        clusterName,
        namespaces: [namespace],
        retentionDays: monitoring.logs,
        deletionProtection: environment === "production",
    };
}

type ClusterName = Extract<MonitoringStackArgs["notify"], { kind: "sns" }>["clusterName"];

export function notifyArgs(
    { monitoring, cluster, region = "", accountId = "" }: Settings,
    clusterName: ClusterName,
): MonitoringStackArgs["notify"] {
    return cluster.kind === "eks"
        ? { kind: "sns", region, accountId: accountId || absentAccount, clusterName, emails: monitoring.emails ?? [] }
        : { kind: "webhook", url: monitoring.webhook ?? "" };
}
