import type { CloudflareArgs, EdgeCDNArgs, MonitoringStackArgs, NetworkArgs, Problem } from "../components";
import {
    AppCluster,
    EdgeCDN,
    FileStorage,
    MonitoringStack,
    Network,
    PostgresWithBackups,
    RedisCache,
    type NetworkParts,
} from "../components";
import type { Settings } from "./config";
import { absentAccount, absentNetwork, clusterArgs } from "./cluster-plan";
import { hostsOfService, routeProblems } from "./route-plan";
import { part } from "./setting-paths";
import { workloadProblems } from "./workload-plan";

/**
 * What is wrong with the settings as a whole: what the schema cannot see, and what every component says of its own
 * part. Asked before any resource is made.
 */
export function validateSettings(settings: Settings): Problem[] {
    const { network, cluster, edge, files, accountId = absentAccount } = settings;
    return once([
        ...cloudProblems(settings),
        ...reachProblems(settings),
        ...(network && settings.region && settings.accountId
            ? part("network", Network.validate(networkArgs(settings, settings.region, settings.accountId)))
            : []),
        ...part("cluster", AppCluster.validate(clusterArgs(settings, { network: absentNetwork, allowedCidrs: ["192.0.2.0/24"] }))),
        ...workloadProblems(settings),
        ...routeProblems(settings),
        ...entranceProblems(settings),
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

/** What comes in by ports of the nodes is no origin for a CDN, and what comes in by a load balancer has no such ports. */
function entranceProblems({ edge, cluster, ingress }: Settings): Problem[] {
    if (ingress.kind !== "nginx") return [];
    if (cluster.kind === "existing")
        return edge.kind === "none"
            ? []
            : [
                  {
                      path: "webstack:edge.kind",
                      got: edge.kind,
                      allowed: "none, with a gateway on an existing cluster",
                      fix: "It answers on ports of the nodes, which Cloudflare cannot know.",
                  },
              ];
    return (["httpPort", "httpsPort"] as const)
        .filter(key => ingress[key] !== undefined)
        .map(key => ({
            path: `webstack:ingress.${key}`,
            got: ingress[key],
            allowed: "nothing on EKS: a load balancer has ports 80 and 443",
        }));
}

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
        const index = settings.services.findIndex(service => hostsOfService(service).some(host => host === problem.got));
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

export const hostsOf = ({ services }: Settings): string[] => [...new Set(services.flatMap(hostsOfService))];

export const networkArgs = (settings: Settings, region: string, accountId: string): NetworkArgs => ({
    kind: "create",
    region,
    accountId,
    ...settings.network,
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
